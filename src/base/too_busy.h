// The server has more to do than it can in time.
#pragma once

#include <stdexcept>

namespace poolhouse {

// Thrown before anything was done for the request, so that the client may try again: a full lane of the CPU
// pool, a full queue of the store. The JSON API answers TooManyRequestsException, everything else 503 with
// Retry-After.
class TooBusy : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace poolhouse
