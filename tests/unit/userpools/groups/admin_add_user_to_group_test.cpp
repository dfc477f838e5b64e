// AdminAddUserToGroup and AdminRemoveUserFromGroup (reference 11.1), and what tokens say of groups
// (9.3, 9.4).
#include "userpools/groups/group_test.h"

namespace poolhouse::userpools {
namespace {

class AdminAddUserToGroupTest : public GroupTest {
 protected:
  Answer remove(const std::string& user_name, const std::string& group_name) {
    return call("AdminRemoveUserFromGroup", {{"Username", user_name}, {"GroupName", group_name}});
  }
  std::vector<std::string> members(const std::string& name) {
    return names("ListUsersInGroup", "Users", "Username", {{"GroupName", name}}, 60);
  }
};

TEST_P(AdminAddUserToGroupTest, both_may_be_done_twice) {
  group("staff");
  user("jane");
  user("joe");
  const std::vector<std::string> none;
  const std::vector<std::string> jane{"jane"};
  for (int i = 0; i < 2; ++i) {
    const auto added = add("jane", "staff");
    EXPECT_EQ(added.status, 200) << added.message;
    EXPECT_EQ(added.body, json());
    EXPECT_EQ(members("staff"), jane);
  }
  EXPECT_EQ(remove("joe", "staff").status, 200);
  EXPECT_EQ(members("staff"), jane);
  for (int i = 0; i < 2; ++i) {
    const auto removed = remove("jane", "staff");
    EXPECT_EQ(removed.status, 200) << removed.message;
    EXPECT_EQ(removed.body, json());
    EXPECT_EQ(members("staff"), none);
  }
}

TEST_P(AdminAddUserToGroupTest, a_user_may_be_named_by_the_sub) {
  group("staff");
  user("jane");
  const std::string sub = call("AdminGetUser", {{"Username", "jane"}}).body["UserAttributes"][0]["Value"];
  EXPECT_EQ(add(sub, "staff").status, 200);
  EXPECT_EQ(members("staff"), std::vector<std::string>{"jane"});
  EXPECT_EQ(remove(sub, "staff").status, 200);
  EXPECT_EQ(members("staff"), std::vector<std::string>{});
}

TEST_P(AdminAddUserToGroupTest, needs_the_pool_then_the_group_then_the_user) {
  group("staff");
  user("jane");
  const auto first = pool;
  for (const char* operation : {"AdminAddUserToGroup", "AdminRemoveUserFromGroup"}) {
    SCOPED_TRACE(operation);
    struct Case {
      std::string pool_id;
      const char* group_name;
      const char* user_name;
      const char* error;
      const char* message;
    };
    const std::vector<Case> cases = {
        {"us-east-1_AbCdEfGhI", "nobody", "nobody", "ResourceNotFoundException",
         "User pool us-east-1_AbCdEfGhI does not exist."},
        {first, "nobody", "nobody", "ResourceNotFoundException", "Group not found."},
        {first, "nobody", "jane", "ResourceNotFoundException", "Group not found."},
        {first, "staff", "nobody", "UserNotFoundException", "User does not exist."},
    };
    for (const auto& c : cases) {
      pool = c.pool_id;
      expect_refused(call(operation, {{"Username", c.user_name}, {"GroupName", c.group_name}}), c.error,
                     c.message);
    }
  }
  pool = first;
  EXPECT_EQ(members("staff"), std::vector<std::string>{});
}

TEST_P(AdminAddUserToGroupTest, a_user_is_in_at_most_100_groups) {
  user("jane");
  for (int i = 0; i <= 100; ++i) group("group" + std::to_string(i));
  for (int i = 0; i < 100; ++i) EXPECT_EQ(add("jane", "group" + std::to_string(i)).status, 200) << i;
  expect_refused(add("jane", "group100"), "InvalidParameterException",
                 "The user is in 100 groups already, which is the limit.");
  EXPECT_EQ(add("jane", "group0").status, 200) << "is a member already";
  remove("jane", "group0");
  EXPECT_EQ(add("jane", "group100").status, 200);
}

// ---- Tokens ----

json role(const char* name) { return std::string("arn:aws:iam::123456789012:role/") + name; }

json group_claims(const json& token) {
  const auto claims = TestHouse::claims(token);
  json found = json::object();
  for (const char* name : {"cognito:groups", "cognito:roles", "cognito:preferred_role"}) {
    if (claims.contains(name)) found[name] = claims[name];
  }
  return found;
}

class GroupClaimsTest : public GroupTest {
 protected:
  void SetUp() override {
    GroupTest::SetUp();
    if (!house) return;
    client = house->client(pool)["ClientId"];
    house->confirmed_user(pool, "jane", "Correct-Horse-1");
  }
  json sign_in() {
    return house->password_sign_in(client, "jane", "Correct-Horse-1").body["AuthenticationResult"];
  }
  json refresh(const json& tokens) {
    return house->must(
        "InitiateAuth",
        {{"AuthFlow", "REFRESH_TOKEN_AUTH"},
         {"ClientId", client},
         {"AuthParameters", {{"REFRESH_TOKEN", tokens["RefreshToken"]}}}})["AuthenticationResult"];
  }
  std::string client;
};

TEST_P(GroupClaimsTest, a_user_without_groups_has_no_such_claim) {
  group("staff", {{"RoleArn", role("staff")}});
  const auto tokens = sign_in();
  EXPECT_EQ(group_claims(tokens["IdToken"]), json::object());
  EXPECT_EQ(group_claims(tokens["AccessToken"]), json::object());
}

TEST_P(GroupClaimsTest, both_tokens_name_the_groups_and_the_id_token_the_roles) {
  group("weak", {{"RoleArn", role("weak")}});
  group("plain", {{"Precedence", 0}});
  group("strong", {{"RoleArn", role("strong")}, {"Precedence", 1}});
  for (const char* name : {"weak", "plain", "strong"}) add("jane", name);
  const auto tokens = sign_in();
  EXPECT_EQ(group_claims(tokens["IdToken"]), json({{"cognito:groups", {"plain", "strong", "weak"}},
                                                   {"cognito:roles", {role("strong"), role("weak")}},
                                                   {"cognito:preferred_role", role("strong")}}));
  EXPECT_EQ(group_claims(tokens["AccessToken"]), json({{"cognito:groups", {"plain", "strong", "weak"}}}));
}

TEST_P(GroupClaimsTest, groups_that_tie_with_different_roles_leave_the_preferred_role_out) {
  group("a", {{"RoleArn", role("a")}, {"Precedence", 1}});
  group("b", {{"RoleArn", role("b")}, {"Precedence", 1}});
  add("jane", "a");
  add("jane", "b");
  EXPECT_EQ(group_claims(sign_in()["IdToken"]),
            json({{"cognito:groups", {"a", "b"}}, {"cognito:roles", {role("a"), role("b")}}}));
}

TEST_P(GroupClaimsTest, every_change_is_in_the_refreshed_tokens) {
  group("staff", {{"RoleArn", role("staff")}});
  const auto tokens = sign_in();
  EXPECT_EQ(group_claims(tokens["IdToken"]), json::object());
  add("jane", "staff");
  EXPECT_EQ(group_claims(refresh(tokens)["IdToken"]), json({{"cognito:groups", {"staff"}},
                                                            {"cognito:roles", {role("staff")}},
                                                            {"cognito:preferred_role", role("staff")}}));
  call("UpdateGroup", {{"GroupName", "staff"}, {"RoleArn", role("other")}});
  EXPECT_EQ(group_claims(refresh(tokens)["IdToken"])["cognito:preferred_role"], role("other"));
  call("AdminRemoveUserFromGroup", {{"Username", "jane"}, {"GroupName", "staff"}});
  EXPECT_EQ(group_claims(refresh(tokens)["AccessToken"]), json::object());
  add("jane", "staff");
  EXPECT_EQ(group_claims(refresh(tokens)["AccessToken"]), json({{"cognito:groups", {"staff"}}}));
  call("DeleteGroup", {{"GroupName", "staff"}});
  EXPECT_EQ(group_claims(refresh(tokens)["IdToken"]), json::object());
}

ON_BOTH_ENGINES(AdminAddUserToGroupTest);
ON_BOTH_ENGINES(GroupClaimsTest);

}  // namespace
}  // namespace poolhouse::userpools
