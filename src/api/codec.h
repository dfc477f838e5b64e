// The generated API: how a handler uses it.
//
//   #include "api/cognito_idp/sign_up.h"    op::SignUp, SignUpRequest, SignUpResponse and what they hold
//   #include "api/cognito_idp/errors.h"     the typed exceptions
//   #include "api/codec.h"                  only where JSON is read or written: the dispatcher, the store
//
//   SignUpResponse sign_up(const SignUpRequest& request) {
//     if (!request.password) throw cognito_idp::InvalidParameterException("Password is required");
//     return {.user_confirmed = false, .user_sub = sub};
//   }
//
// There is one header per operation (api/<service>/<operation_in_snake_case>.h) and one per structure
// (api/<service>/types/<structure>.h); api/<service>/types.h has them all. Structures have the model's
// names, members are snake_case. A required member is a plain value, any other a std::optional. What
// must not be seen is a Secret, which makes its structure move-only: `clone` copies it on purpose.
// Enums are enum classes with to_string(value) and from_string<Enum>(text).
//
// Everything comes from api/*.json and api/overlay.json at build time. A new field of a new model needs
// no code: it is decoded, checked, encoded and, where a rule stores one structure as another,
// carried by `copy_members`.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/secret.h"

namespace poolhouse::api {

struct Structure;

// What a reader of requests accepts at most; the caller bounds the body's size.
inline constexpr std::size_t kRequestDepthMax = 32;
// Entries of one list or map. More than any limit of the service, and few enough to be read in a millisecond.
inline constexpr std::size_t kRequestEntriesMax = 1000;
// Violations listed in one message. All are counted.
inline constexpr std::size_t kViolationsListedMax = 20;
// Bytes of a refused value that a message repeats.
inline constexpr std::size_t kEchoedValueMax = 1024;

namespace detail {
void decode_request(std::string_view json, const Structure& structure, void* out);
void decode_trusted(std::string_view json, const Structure& structure, void* out);
std::string encode(const Structure& structure, const void* object);
std::string redacted(const Structure& structure, const void* object);
void copy_members(const Structure& from_structure, const void* from, const Structure& to_structure, void* to);
bool equal(const Structure& structure, const void* a, const void* b);
std::optional<std::string_view> member_text(const Structure& structure, const void* object,
                                            std::string_view name);
const Secret* member_secret(const Structure& structure, const void* object, std::string_view name);
}  // namespace detail

// A request from outside. Throws
// - SerializationException: not JSON, not UTF-8, deeper than kRequestDepthMax, a list or map of more than
//   kRequestEntriesMax entries, a member of the wrong JSON type, a number that is no integer or out of range,
//   a NUL character, a member given twice;
// - the service's validation error, with all violations of the model's constraints in one message.
// Members the model does not know are ignored; null is absent.
template <class T>
[[nodiscard]] T decode_request(std::string_view json) {
  T out{};
  detail::decode_request(json, T::kShape, &out);
  return out;
}

// A document that Poolhouse wrote itself with `encode`: the model's constraints are not checked, so that
// what was stored under an older model can still be read. Throws std::runtime_error when it is not of
// this type: that is damage, not input.
template <class T>
[[nodiscard]] T decode_trusted(std::string_view json) {
  T out{};
  detail::decode_trusted(json, T::kShape, &out);
  return out;
}

// Compact JSON, members in the order of their names, absent members left out. This is the wire, or a
// document about to be sealed: secrets are in it.
template <class T>
[[nodiscard]] std::string encode(const T& value) {
  return detail::encode(T::kShape, &value);
}

// The same for logs: each secret or sensitive member is "***".
template <class T>
[[nodiscard]] std::string redacted(const T& value) {
  return detail::redacted(T::kShape, &value);
}

// Copies each member that has the same name and shape in both; one that is absent in `from` becomes
// absent in `to`. The others of `to` stay as they are. Secrets are cloned.
template <class To, class From>
void copy_members(const From& from, To& to) {
  detail::copy_members(From::kShape, &from, To::kShape, &to);
}

template <class T>
[[nodiscard]] T clone(const T& value) {
  T out{};
  detail::copy_members(T::kShape, &value, T::kShape, &out);
  return out;
}

// Member by member; secrets in constant time.
template <class T>
[[nodiscard]] bool equal(const T& a, const T& b) {
  return detail::equal(T::kShape, &a, &b);
}

// For guards that must hold for every operation: the text of the top-level member with that model name
// (a string or an enum), or nothing when the type has no such member or it is absent. It views `value`.
template <class T>
[[nodiscard]] std::optional<std::string_view> member_text(const T& value, std::string_view name) {
  return detail::member_text(T::kShape, &value, name);
}

// The same for a secret, such as AccessToken; nullptr for none.
template <class T>
[[nodiscard]] const Secret* member_secret(const T& value, std::string_view name) {
  return detail::member_secret(T::kShape, &value, name);
}

}  // namespace poolhouse::api
