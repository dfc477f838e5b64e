// preferred_username as an alias (reference 1.5): on every way to it, it waits for confirmation and is
// nothing that somebody else could prove to be theirs.
#include "userpools/self_service_test.h"

namespace poolhouse::userpools {
namespace {

constexpr const char* kEmailFormat =
    "Preferred username cannot be of email format, since user pool is configured for email alias.";
constexpr const char* kPhoneFormat =
    "Preferred username cannot be of phone number format, since user pool is configured for phone number "
    "alias.";
constexpr const char* kUnconfirmed =
    "Preferred username cannot be provided for unconfirmed account, since user pool is configured for "
    "preferred username alias.";
constexpr const char* kVictim = "victim@good.example";

const json kAliases = {{"AutoVerifiedAttributes", {"email"}},
                       {"AliasAttributes", {"email", "phone_number", "preferred_username"}}};

json preferred(const std::string& value) { return attribute("preferred_username", value); }

class PreferredUsernameTest : public SelfServiceTest {
 protected:
  Answer update(const std::string& token, const json& change) {
    return house->call("UpdateUserAttributes",
                       {{"AccessToken", token}, {"UserAttributes", json::array({change})}});
  }
  Answer admin_update(const std::string& username, const json& change) {
    return house->call(
        "AdminUpdateUserAttributes",
        {{"UserPoolId", pool}, {"Username", username}, {"UserAttributes", json::array({change})}});
  }
  Answer admin_create(const std::string& username, std::vector<json> attributes = {}) {
    return house->call("AdminCreateUser", {{"UserPoolId", pool},
                                           {"Username", username},
                                           {"TemporaryPassword", "Temporary-1"},
                                           {"MessageAction", "SUPPRESS"},
                                           {"UserAttributes", std::move(attributes)}});
  }
  // Whom a name leads to.
  json found(const std::string& name) {
    const auto answer = house->call("AdminGetUser", {{"UserPoolId", pool}, {"Username", name}});
    return answer.status == 200 ? answer.body["Username"] : json(answer.error);
  }
};

TEST_P(PreferredUsernameTest, nobody_takes_the_address_of_somebody_who_can_prove_it) {
  open(kAliases);
  confirmed("mallory");
  const auto mallory = access_token("mallory");
  expect_refused(update(mallory, preferred(kVictim)), "InvalidParameterException", kEmailFormat);
  expect_refused(update(mallory, preferred("+15550100")), "InvalidParameterException", kPhoneFormat);
  EXPECT_FALSE(attributes_of(mallory).contains("preferred_username"));
  EXPECT_EQ(found(kVictim), "UserNotFoundException");

  house->must("SignUp", {{"ClientId", client},
                         {"Username", "victim"},
                         {"Password", kPassword},
                         {"UserAttributes", {attribute("email", kVictim)}}});
  house->must(
      "ConfirmSignUp",
      {{"ClientId", client}, {"Username", "victim"}, {"ConfirmationCode", house->code_sent_to(kVictim)}});
  EXPECT_EQ(found(kVictim), "victim");

  EXPECT_EQ(update(mallory, preferred("mal")).status, 200);
  EXPECT_EQ(found("mal"), "mallory");
}

TEST_P(PreferredUsernameTest, an_administrator_cannot_give_it_before_confirmation_nor_as_an_address) {
  open(kAliases);
  sign_up("jane");
  expect_refused(admin_update("jane", preferred("jj")), "InvalidParameterException", kUnconfirmed);
  EXPECT_EQ(admin_update("jane", attribute("nickname", "jj")).status, 200);
  EXPECT_EQ(admin_update("jane", preferred("")).status, 200);
  EXPECT_EQ(found("jj"), "UserNotFoundException");

  house->must("AdminConfirmSignUp", {{"UserPoolId", pool}, {"Username", "jane"}});
  expect_refused(admin_update("jane", preferred(kVictim)), "InvalidParameterException", kEmailFormat);
  EXPECT_EQ(admin_update("jane", preferred("jj")).status, 200);
  EXPECT_EQ(found("jj"), "jane");
}

TEST_P(PreferredUsernameTest, sign_up_gives_none) {
  open(kAliases);
  for (const char* value : {"jj", kVictim}) {
    expect_refused(house->call("SignUp", {{"ClientId", client},
                                          {"Username", "jane"},
                                          {"Password", kPassword},
                                          {"UserAttributes", {preferred(value)}}}),
                   "InvalidParameterException", kUnconfirmed);
  }
  EXPECT_EQ(found("jane"), "UserNotFoundException");
}

TEST_P(PreferredUsernameTest, a_created_user_may_have_one_that_is_no_address) {
  open(kAliases);
  expect_refused(admin_create("jane", {preferred(kVictim)}), "InvalidParameterException", kEmailFormat);
  expect_refused(admin_create("jane", {preferred("+15550100")}), "InvalidParameterException", kPhoneFormat);
  EXPECT_EQ(found("jane"), "UserNotFoundException");
  EXPECT_EQ(admin_create("jane", {preferred("jj")}).status, 200);
  EXPECT_EQ(found("jj"), "jane");
}

TEST_P(PreferredUsernameTest, nor_is_an_address_given_beside_the_new_password) {
  open(kAliases);
  ASSERT_EQ(admin_create("jane").status, 200);
  const auto session = house->password_sign_in(client, "jane", "Temporary-1").body["Session"];
  const auto respond = [&](const char* value) {
    return house->call("RespondToAuthChallenge", {{"ChallengeName", "NEW_PASSWORD_REQUIRED"},
                                                  {"ClientId", client},
                                                  {"Session", session},
                                                  {"ChallengeResponses",
                                                   {{"USERNAME", "jane"},
                                                    {"NEW_PASSWORD", kPassword},
                                                    {"userAttributes.preferred_username", value}}}});
  };
  expect_refused(respond(kVictim), "InvalidParameterException", kEmailFormat);
  EXPECT_EQ(found(kVictim), "UserNotFoundException");
  EXPECT_EQ(respond("jj").status, 200) << "the refusal leaves the session usable";
  EXPECT_EQ(found("jj"), "jane");
}

TEST_P(PreferredUsernameTest, a_user_who_comes_over_does_not_bring_one_that_is_an_address) {
  open(kAliases);
  triggers::MigratedUser comes;
  comes.user_attributes = {{"preferred_username", kVictim}};
  comes.final_user_status = "CONFIRMED";
  house->triggers.migrates = comes;
  expect_refused(house->password_sign_in(client, "jane", kPassword), "InvalidParameterException",
                 kEmailFormat);
  EXPECT_EQ(found("jane"), "UserNotFoundException");
  house->triggers.migrates->user_attributes = {{"preferred_username", "jj"}};
  EXPECT_EQ(house->password_sign_in(client, "jane", kPassword).status, 200);
  EXPECT_EQ(found("jj"), "jane");
}

TEST_P(PreferredUsernameTest, where_it_is_no_alias_it_is_an_attribute_like_any_other) {
  for (const json& settings : {json::object(), json({{"AliasAttributes", {"email"}}})}) {
    open(settings);
    sign_up("jane", json::array({preferred(kVictim)}));
    EXPECT_EQ(admin_update("jane", preferred("jane@home.example")).status, 200);
    EXPECT_EQ(admin_create("june", {preferred(kVictim)}).status, 200);
    EXPECT_EQ(found(kVictim), "UserNotFoundException");
  }
}

TEST_P(PreferredUsernameTest, an_address_is_none_where_addresses_are_no_aliases) {
  open({{"AliasAttributes", {"preferred_username"}}});
  EXPECT_EQ(admin_create("jane", {preferred(kVictim)}).status, 200);
  EXPECT_EQ(found(kVictim), "jane");
}

ON_BOTH_ENGINES(PreferredUsernameTest);

}  // namespace
}  // namespace poolhouse::userpools
