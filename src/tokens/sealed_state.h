// The state of a flow, carried by the client: Session strings and SECRET_BLOCKs.
#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "base/random.h"
#include "base/secret.h"
#include "base/time.h"
#include "crypto/sealed.h"

namespace poolhouse::tokens {

// How the text looks.
enum class StateForm {
  session,       // base64url, 20 to 2048 characters, starts with AYABe (observed)
  secret_block,  // standard base64, at most 4096 characters
};

enum class StateError {
  malformed,  // not ours, changed, for another purpose or bound to something else
  expired,
};

struct IssuedState {
  std::string text;
  std::string id;
};

struct OpenedState {
  std::string id;  // the same as when it was issued; the caller spends it to make the text single-use
  Secret payload;
  Time expires_at;
};

// Seals the states of one purpose, such as "session of USER_AUTH". Another purpose's texts do not open.
class StateSealer {
 public:
  StateSealer(const crypto::MasterKeys& keys, std::string_view purpose, StateForm form, Random& random);

  // `bound_to` is what must be the same when it comes back, such as the client id. Throws
  // std::length_error if the text would be longer than its form allows.
  [[nodiscard]] IssuedState seal(std::string_view payload, std::string_view bound_to, Time expires_at) const;
  // Open until `now` reaches the expiry.
  [[nodiscard]] std::expected<OpenedState, StateError> open(std::string_view text, std::string_view bound_to,
                                                            Time now) const;

 private:
  crypto::Sealer sealer_;
  StateForm form_;
  Random& random_;
};

}  // namespace poolhouse::tokens
