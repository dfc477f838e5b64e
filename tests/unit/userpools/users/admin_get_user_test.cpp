// AdminGetUser through the dispatcher (reference 3.1, 1.5).
#include "userpools/test_house.h"

namespace poolhouse::userpools {
namespace {

class AdminGetUserTest : public OperationTest {};

TEST_P(AdminGetUserTest, it_answers_the_whole_profile) {
  const auto pool = house->pool();
  house->confirmed_user(pool, "jane", "Correct-Horse-1",
                        {{{"Name", "email"}, {"Value", "jane@example.com"}},
                         {{"Name", "email_verified"}, {"Value", "true"}},
                         {{"Name", "name"}, {"Value", "Jane"}}});
  const auto user = house->must("AdminGetUser", {{"UserPoolId", pool}, {"Username", "jane"}});
  EXPECT_EQ(user["Username"], "jane");
  EXPECT_EQ(user["UserStatus"], "CONFIRMED");
  EXPECT_EQ(user["Enabled"], true);
  EXPECT_TRUE(user["UserCreateDate"].is_number());
  EXPECT_TRUE(user["UserLastModifiedDate"].is_number());
  EXPECT_FALSE(user.contains("PreferredMfaSetting"));
  EXPECT_FALSE(user.contains("UserMFASettingList"));
  ASSERT_EQ(user["UserAttributes"].size(), 4U);
  EXPECT_EQ(user["UserAttributes"][0]["Name"], "sub");
  EXPECT_EQ(user["UserAttributes"][2], json({{"Name", "email_verified"}, {"Value", "true"}}));
}

TEST_P(AdminGetUserTest, a_user_is_found_by_every_name_that_is_theirs) {
  const auto pool = house->pool({{"AliasAttributes", {"email", "phone_number"}}});
  house->confirmed_user(pool, "jane", "Correct-Horse-1",
                        {{{"Name", "email"}, {"Value", "jane@example.com"}},
                         {{"Name", "email_verified"}, {"Value", "true"}},
                         {{"Name", "phone_number"}, {"Value", "+12065559934"}}});
  const auto get = [&](const std::string& name) {
    return house->call("AdminGetUser", {{"UserPoolId", pool}, {"Username", name}});
  };
  EXPECT_EQ(get("jane").body["Username"], "jane");
  EXPECT_EQ(get("jane@example.com").body["Username"], "jane");
  EXPECT_EQ(get(get("jane").body["UserAttributes"][0]["Value"]).body["Username"], "jane");
  for (const char* not_theirs : {"Jane", "jane@example.org", "+12065559934"}) {
    SCOPED_TRACE(not_theirs);
    expect_refused(get(not_theirs), "UserNotFoundException", "User does not exist.");
  }
}

TEST_P(AdminGetUserTest, another_pools_user_does_not_exist) {
  const auto pool = house->pool();
  const auto other = house->pool();
  house->confirmed_user(pool, "jane", "Correct-Horse-1");
  expect_refused(house->call("AdminGetUser", {{"UserPoolId", other}, {"Username", "jane"}}),
                 "UserNotFoundException", "User does not exist.");
  expect_refused(house->call("AdminGetUser", {{"UserPoolId", "us-east-1_nobody123"}, {"Username", "jane"}}),
                 "ResourceNotFoundException", "User pool us-east-1_nobody123 does not exist.");
}

ON_BOTH_ENGINES(AdminGetUserTest);

}  // namespace
}  // namespace poolhouse::userpools
