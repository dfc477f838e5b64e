// What is known about an operation before its request is read.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace poolhouse::api {

struct Structure;

enum class Protocol : std::uint8_t { json, query };

// Who may call: the holder of an AWS access key, or anybody (what such a caller must show is in the
// request: a client id, a session, an access token).
enum class Auth : std::uint8_t { sigv4, none };

struct ServiceInfo {
  std::string_view endpoint_prefix;  // cognito-idp
  Protocol protocol;
  std::string_view api_version;
  std::string_view target_prefix;  // AWSCognitoIdentityProviderService; empty for a Query service
  std::string_view xml_namespace;  // of a Query service
  // Throws the service's error for a request that breaks the model's constraints.
  void (*throw_validation_error)(std::string message);
};

struct OperationInfo {
  const ServiceInfo* service;
  std::string_view name;    // SignUp
  std::string_view target;  // AWSCognitoIdentityProviderService.SignUp
  Auth auth;
  const Structure* input;
  // nullptr: a successful answer has an empty body, not even {}.
  const Structure* output;
  std::span<const std::string_view> errors;
  std::string_view result_wrapper;  // of a Query service

  [[nodiscard]] bool has_output() const { return output != nullptr; }
};

// The Response of an operation without output.
struct NoOutput {};

// The operations of a service as one type, so that dispatch is computed from it. Each element is a generated
// tag: Request, Response, auth, info.
template <class... Operations>
struct TypeList {
  static constexpr std::size_t size = sizeof...(Operations);
};

// visitor.template operator()<Operation>() for each operation of the list.
template <class... Operations, class Visitor>
constexpr void for_each_operation(TypeList<Operations...> /*list*/, Visitor&& visitor) {
  (visitor.template operator()<Operations>(), ...);
}

// The element of a service's operations() with that name, or nullptr. `operations` is sorted by name.
[[nodiscard]] const OperationInfo* find_operation(std::span<const OperationInfo* const> operations,
                                                  std::string_view name) noexcept;
// The same for the value of X-Amz-Target; nullptr also for another service's prefix.
[[nodiscard]] const OperationInfo* find_target(std::span<const OperationInfo* const> operations,
                                               std::string_view target) noexcept;

}  // namespace poolhouse::api
