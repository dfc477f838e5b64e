// What a rule says when it says no, and the one place that turns it into an exception of the API.
//
// A rule returns Decided<T>; its refusal names the exception and holds the service's own wording, which
// clients compare. An operation that only passes the refusal on wraps the call in `or_fail`; one that
// has to decide looks at `error()`.
#pragma once

#include <expected>
#include <string>
#include <type_traits>
#include <utility>

namespace poolhouse::userpools {

// The exceptions of the API that rules answer with.
enum class Refusal {
  alias_exists,
  feature_unavailable_in_tier,
  invalid_oauth_flow,
  invalid_parameter,
  invalid_password,
  limit_exceeded,
  not_authorized,
  password_history_policy_violation,
  scope_does_not_exist,
  tier_change_not_allowed,
  user_pool_tagging,
  username_exists,
};

struct Fault {
  Refusal error;
  std::string message;
  friend bool operator==(const Fault&, const Fault&) = default;
};

template <class T>
using Decided = std::expected<T, Fault>;

// `return refuse(Refusal::not_authorized, "User is disabled.");`
[[nodiscard]] inline std::unexpected<Fault> refuse(Refusal error, std::string message) {
  return std::unexpected(Fault{error, std::move(message)});
}
[[nodiscard]] inline std::unexpected<Fault> invalid_parameter(std::string message) {
  return refuse(Refusal::invalid_parameter, std::move(message));
}

// Throws the generated exception of the fault.
[[noreturn]] void raise(const Fault& fault);

template <class T>
T or_fail(Decided<T> decided) {
  if (!decided) raise(decided.error());
  if constexpr (!std::is_void_v<T>) return std::move(*decided);
}

}  // namespace poolhouse::userpools
