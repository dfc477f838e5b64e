// What users may be called, and by which names they sign in.
//
// A pool has one of three models: plain user names; user names with verified aliases beside them; or
// e-mail addresses and phone numbers in place of user names, when the stored Username is the sub.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "api/cognito_idp/enums.h"
#include "api/cognito_idp/fwd.h"
#include "userpools/rules/attributes.h"
#include "userpools/rules/faults.h"

namespace poolhouse::userpools {

// How a pool names its users. Immutable for the life of the pool.
struct UsernameModel {
  bool email_as_username = false;
  bool phone_number_as_username = false;
  bool email_alias = false;
  bool phone_number_alias = false;
  bool preferred_username_alias = false;
  // The API's default; the console creates insensitive pools.
  bool case_sensitive = true;

  [[nodiscard]] bool attributes_as_username() const { return email_as_username || phone_number_as_username; }
};
[[nodiscard]] UsernameModel username_model(const cognito_idp::UserPoolType& pool);

// The text under which a name is compared and stored as a key: folded in case-insensitive pools (Unicode
// simple case folding, which changes no lengths and knows no language), else as it is.
[[nodiscard]] std::string folded(const UsernameModel& model, std::string_view name);

// The Username of SignUp or AdminCreateUser.
[[nodiscard]] Decided<void> check_username(const UsernameModel& model, std::string_view username);

// The attribute that a Username becomes in a pool of attributes as user names; it holds the name as given.
[[nodiscard]] std::optional<Attribute> attribute_of_username(const UsernameModel& model,
                                                             std::string_view username);

// A preferred_username that a user of this status gains. Where it is an alias, nobody proves that it is
// theirs: it waits until the user is confirmed, and is never what somebody else could prove to be theirs, an
// e-mail address or a phone number where that is an alias too. Asked wherever a user is stored.
[[nodiscard]] Decided<void> check_preferred_username(const UsernameModel& model,
                                                     cognito_idp::UserStatusType status,
                                                     std::string_view preferred_username);

// The same for SignUp, whatever its trigger will say about the user.
[[nodiscard]] Decided<void> check_sign_up_aliases(const UsernameModel& model,
                                                  std::span<const Attribute> attributes);

enum class SignInNameKind { username, email, phone_number, preferred_username };

struct SignInName {
  SignInNameKind kind;
  std::string name;  // folded
  friend bool operator==(const SignInName&, const SignInName&) = default;
};

// All names a user signs in with. Unique in the pool; an unverified alias is none. The sub is accepted
// besides, by a look-up of its own.
[[nodiscard]] std::vector<SignInName> sign_in_names(const UsernameModel& model, std::string_view username,
                                                    const Attributes& attributes);

// Who found the name taken. Each operation has its own words.
enum class NameTakenIn { sign_up, admin_create_user, confirm_sign_up, attribute_update };
[[nodiscard]] Fault name_taken(SignInNameKind kind, NameTakenIn operation);

}  // namespace poolhouse::userpools
