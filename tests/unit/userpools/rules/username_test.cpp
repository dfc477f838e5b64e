#include "userpools/rules/username.h"

#include <gtest/gtest.h>

#include "api/cognito_idp/types/user_pool_type.h"

namespace poolhouse::userpools {
namespace {

constexpr UsernameModel kPlain{};
constexpr UsernameModel kEmailAlias{.email_alias = true};
constexpr UsernameModel kAllAliases{
    .email_alias = true, .phone_number_alias = true, .preferred_username_alias = true};
constexpr UsernameModel kEmail{.email_as_username = true};
constexpr UsernameModel kPhone{.phone_number_as_username = true};
constexpr UsernameModel kEmailOrPhone{.email_as_username = true, .phone_number_as_username = true};
constexpr UsernameModel kInsensitive{.case_sensitive = false};

TEST(Username, model_is_read_from_the_pool) {
  cognito_idp::UserPoolType pool;
  EXPECT_TRUE(username_model(pool).case_sensitive);
  EXPECT_FALSE(username_model(pool).attributes_as_username());

  pool.alias_attributes = {cognito_idp::AliasAttributeType::email,
                           cognito_idp::AliasAttributeType::preferred_username};
  pool.username_configuration = {.case_sensitive = false};
  const auto aliases = username_model(pool);
  EXPECT_TRUE(aliases.email_alias && aliases.preferred_username_alias);
  EXPECT_FALSE(aliases.phone_number_alias || aliases.case_sensitive || aliases.attributes_as_username());

  cognito_idp::UserPoolType other;
  other.username_attributes = {cognito_idp::UsernameAttributeType::phone_number};
  EXPECT_TRUE(username_model(other).phone_number_as_username);
  EXPECT_FALSE(username_model(other).email_as_username);
}

TEST(Username, is_checked_by_the_model_of_the_pool) {
  struct Case {
    UsernameModel model;
    const char* username;
    const char* message;
  };
  constexpr auto not_email = "Username should be an email.";
  constexpr auto not_either = "Username should be either an email or a phone number.";
  for (const auto& c : {
           Case{kPlain, "jane", ""},
           Case{kPlain, "jane@example.com", ""},
           Case{kPlain, "+15550100", ""},
           Case{kEmailAlias, "jane", ""},
           Case{kEmailAlias, "jane@home", ""},
           Case{kEmailAlias, "+15550100", ""},
           Case{kEmailAlias, "jane@example.com",
                "Username cannot be of email format, since user pool is configured for email alias."},
           Case{kAllAliases, "+15550100",
                "Username cannot be of phone number format, since user pool is configured for phone number "
                "alias."},
           Case{kAllAliases, "15550100", ""},
           Case{kEmail, "jane@example.com", ""},
           Case{kEmail, "jane", not_email},
           Case{kEmail, "+15550100", not_email},
           Case{kPhone, "+15550100", ""},
           Case{kPhone, "jane@example.com", "Username should be a phone number."},
           Case{kEmailOrPhone, "jane@example.com", ""},
           Case{kEmailOrPhone, "+15550100", ""},
           Case{kEmailOrPhone, "jane", not_either},
       }) {
    const auto checked = check_username(c.model, c.username);
    EXPECT_EQ(checked ? "" : checked.error().message, c.message) << c.username;
  }
}

TEST(Username, becomes_the_attribute_it_is) {
  EXPECT_EQ(attribute_of_username(kEmail, "Jane@example.com"), (Attribute{"email", "Jane@example.com"}));
  EXPECT_EQ(attribute_of_username(kEmailOrPhone, "+15550100"), (Attribute{"phone_number", "+15550100"}));
  EXPECT_EQ(attribute_of_username(kEmail, "+15550100"), std::nullopt);
  EXPECT_EQ(attribute_of_username(kPlain, "jane@example.com"), std::nullopt);
}

TEST(Username, folds_case_only_where_the_pool_does) {
  EXPECT_EQ(folded(kPlain, "JaneDÖE"), "JaneDÖE");
  struct Case {
    const char *name, *folded;
  };
  for (const auto& c : {
           Case{"", ""}, Case{"JaneDoe", "janedoe"}, Case{"JANE@Example.COM", "jane@example.com"},
           Case{"ÄÖÜ", "äöü"}, Case{"ΣΊΣΥΦΟΣ", "σίσυφοσ"},
           Case{"σίσυφος", "σίσυφοσ"},  // the final sigma is the same letter
           Case{"İ", "İ"},              // simple folding leaves it alone, so it is no `i`
           Case{"ß", "ß"},              // and this is not `ss`
           Case{"\u212A", "k"},         // the Kelvin sign is
           Case{"名前", "名前"},
           Case{"a\xFF"
                "B",
                "a\xFF"
                "b"},  // not UTF-8: kept as it is
       }) {
    EXPECT_EQ(folded(kInsensitive, c.name), c.folded) << c.name;
  }
}

TEST(Username, preferred_username_waits_for_confirmation_where_it_is_an_alias) {
  const std::vector<Attribute> preferred{{"preferred_username", "jd"}};
  EXPECT_FALSE(check_sign_up_aliases(kAllAliases, preferred));
  EXPECT_TRUE(check_sign_up_aliases(kEmailAlias, preferred));
  EXPECT_TRUE(check_sign_up_aliases(kAllAliases, std::vector<Attribute>{{"nickname", "jd"}}));
}

TEST(Username, preferred_username_is_nothing_that_somebody_else_could_prove) {
  using enum cognito_idp::UserStatusType;
  constexpr UsernameModel preferred_only{.preferred_username_alias = true};
  constexpr UsernameModel without_phone{.email_alias = true, .preferred_username_alias = true};
  constexpr auto unconfirmed =
      "Preferred username cannot be provided for unconfirmed account, since user pool is configured for "
      "preferred username alias.";
  constexpr auto email_format =
      "Preferred username cannot be of email format, since user pool is configured for email alias.";
  constexpr auto phone_format =
      "Preferred username cannot be of phone number format, since user pool is configured for phone number "
      "alias.";
  struct Case {
    UsernameModel model;
    cognito_idp::UserStatusType status;
    const char* name;
    const char* message;
  };
  for (const auto& c : {
           Case{kAllAliases, UNCONFIRMED, "jd", unconfirmed},
           Case{kAllAliases, UNCONFIRMED, "jd@e.example", unconfirmed},
           Case{kAllAliases, UNCONFIRMED, "", ""},
           Case{kAllAliases, CONFIRMED, "jd", ""},
           Case{kAllAliases, FORCE_CHANGE_PASSWORD, "jd", ""},
           Case{kAllAliases, CONFIRMED, "jd@e.example", email_format},
           Case{kAllAliases, CONFIRMED, "JD@E.EXAMPLE", email_format},
           Case{kAllAliases, FORCE_CHANGE_PASSWORD, "jd@e.example", email_format},
           Case{kAllAliases, RESET_REQUIRED, "jd@e.example", email_format},
           Case{kAllAliases, CONFIRMED, "jd@home", ""},
           Case{kAllAliases, CONFIRMED, "+15550100", phone_format},
           Case{kAllAliases, CONFIRMED, "15550100", ""},
           Case{without_phone, CONFIRMED, "+15550100", ""},
           Case{without_phone, CONFIRMED, "jd@e.example", email_format},
           Case{preferred_only, CONFIRMED, "jd@e.example", ""},
           Case{preferred_only, UNCONFIRMED, "jd", unconfirmed},
           Case{kEmailAlias, UNCONFIRMED, "jd@e.example", ""},
           Case{kPlain, UNCONFIRMED, "jd@e.example", ""},
           Case{kEmail, UNCONFIRMED, "jd@e.example", ""},
       }) {
    const auto checked = check_preferred_username(c.model, c.status, c.name);
    EXPECT_EQ(checked ? "" : checked.error().message, c.message) << c.name;
  }
}

TEST(Username, sign_in_names_are_the_username_and_the_active_aliases) {
  using enum SignInNameKind;
  const Attributes unverified{{"email", "J@e.example"}, {"phone_number", "+15550100"}};
  const Attributes verified{{"email", "J@e.example"},
                            {"email_verified", "true"},
                            {"phone_number", "+15550100"},
                            {"phone_number_verified", "false"},
                            {"preferred_username", "JD"}};
  struct Case {
    UsernameModel model;
    Attributes attributes;
    std::vector<SignInName> names;
  };
  const UsernameModel insensitive_aliases{.email_alias = true,
                                          .phone_number_alias = true,
                                          .preferred_username_alias = true,
                                          .case_sensitive = false};
  for (const auto& c : std::vector<Case>{
           {kPlain, verified, {{username, "Jane"}}},
           {kAllAliases, unverified, {{username, "Jane"}}},
           {kAllAliases, verified, {{username, "Jane"}, {email, "J@e.example"}, {preferred_username, "JD"}}},
           {insensitive_aliases,
            verified,
            {{username, "jane"}, {email, "j@e.example"}, {preferred_username, "jd"}}},
           {kEmail, unverified, {{username, "Jane"}, {email, "J@e.example"}}},
           {kEmailOrPhone,
            unverified,
            {{username, "Jane"}, {email, "J@e.example"}, {phone_number, "+15550100"}}},
           {kEmail, {}, {{username, "Jane"}}},
       }) {
    EXPECT_EQ(sign_in_names(c.model, "Jane", c.attributes), c.names);
  }
}

TEST(Username, a_taken_name_is_told_in_the_words_of_the_operation) {
  using enum SignInNameKind;
  struct Case {
    SignInNameKind kind;
    NameTakenIn operation;
    Fault fault;
  };
  using enum NameTakenIn;
  for (const auto& c : std::vector<Case>{
           {username, sign_up, {Refusal::username_exists, "User already exists"}},
           {username, admin_create_user, {Refusal::username_exists, "User account already exists"}},
           {email, sign_up, {Refusal::username_exists, "An account with the given email already exists."}},
           {phone_number,
            admin_create_user,
            {Refusal::username_exists, "An account with the given phone_number already exists."}},
           {email, confirm_sign_up, {Refusal::alias_exists, "An account with the email already exists."}},
           {email,
            attribute_update,
            {Refusal::alias_exists, "An account with the given email already exists."}},
           {preferred_username,
            attribute_update,
            {Refusal::alias_exists, "An account with the given preferred_username already exists."}},
       }) {
    EXPECT_EQ(name_taken(c.kind, c.operation), c.fault);
  }
}

}  // namespace
}  // namespace poolhouse::userpools
