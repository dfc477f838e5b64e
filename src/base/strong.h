// Strong types over text: a ClientId is not a Username, although both are strings.
#pragma once

#include <compare>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

namespace poolhouse {

// A named string. Explicit to build, no implicit way back: `value()` says so in the reader's sight.
template <class Tag>
class StrongString {
 public:
  StrongString() = default;
  explicit StrongString(std::string value) : value_(std::move(value)) {}
  explicit StrongString(std::string_view value) : value_(value) {}
  explicit StrongString(const char* value) : value_(value) {}

  [[nodiscard]] const std::string& value() const { return value_; }
  [[nodiscard]] bool empty() const { return value_.empty(); }

  friend bool operator==(const StrongString&, const StrongString&) = default;
  friend auto operator<=>(const StrongString&, const StrongString&) = default;

 private:
  std::string value_;
};

// `{region}_{9 letters or digits}`.
using UserPoolId = StrongString<struct UserPoolIdTag>;
// 26 characters [0-9a-z].
using ClientId = StrongString<struct ClientIdTag>;
// A user's immutable UUID, lower case with hyphens.
using Sub = StrongString<struct SubTag>;
// Cognito's Username: what is stored, never an alias. Equal to the sub in username-attribute pools.
using Username = StrongString<struct UsernameTag>;
using GroupName = StrongString<struct GroupNameTag>;
// The UUID shared by all tokens of one sign-in; revocation is keyed by it.
using OriginJti = StrongString<struct OriginJtiTag>;

}  // namespace poolhouse

template <class Tag>
struct std::hash<poolhouse::StrongString<Tag>> {
  std::size_t operator()(const poolhouse::StrongString<Tag>& s) const noexcept {
    return std::hash<std::string>{}(s.value());
  }
};
