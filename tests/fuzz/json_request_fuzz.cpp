// The requests of every operation as JSON: what is accepted is the same after it is written and read again,
// what is refused is refused in a form that clients can read.
#include "operations.h"

using namespace poolhouse;

namespace {

struct Entry {
  const api::OperationInfo* info;
  void (*read)(std::string_view json);
};

const std::vector<Entry>& table() {
  static const auto made = fuzz::table_of_operations<Entry>([]<class Operation>() {
    return Entry{&Operation::info, [](std::string_view json) {
                   using Request = typename Operation::Request;
                   fuzz::require_round_trip(api::decode_request<Request>(json));
                 }};
  });
  return made;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto [entry, request] = fuzz::choose(table(), fuzz::text_of(data, size));
  // The body has a buffer of its own, so that a read beyond its end is seen.
  const std::vector<char> body(request.begin(), request.end());
  std::optional<ApiError> refused;
  try {
    entry->read({body.data(), body.size()});
  } catch (const ApiError& error) {
    refused = error;
  }
  if (refused) fuzz::require_readable(*refused);
  return 0;
}
