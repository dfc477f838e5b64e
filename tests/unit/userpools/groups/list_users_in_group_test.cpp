// ListUsersInGroup (reference 11.1, 11.3).
#include <algorithm>
#include <set>

#include "userpools/groups/group_test.h"

namespace poolhouse::userpools {
namespace {

class ListUsersInGroupTest : public GroupTest {
 protected:
  void SetUp() override {
    GroupTest::SetUp();
    if (house) group("staff");
  }
  void member(const std::string& name) {
    user(name);
    add(name, "staff");
  }
};

TEST_P(ListUsersInGroupTest, a_user_looks_as_in_the_list_of_users) {
  member("jane");
  user("joe");
  const auto jane = call("AdminGetUser", {{"Username", "jane"}}).body;
  const json item = {{"Username", "jane"},
                     {"Attributes", jane["UserAttributes"]},
                     {"UserCreateDate", jane["UserCreateDate"]},
                     {"UserLastModifiedDate", jane["UserLastModifiedDate"]},
                     {"Enabled", true},
                     {"UserStatus", "FORCE_CHANGE_PASSWORD"}};
  EXPECT_EQ(call("ListUsersInGroup", {{"GroupName", "staff"}}).body, json({{"Users", json::array({item})}}));
}

TEST_P(ListUsersInGroupTest, pages_neither_repeat_nor_skip_while_members_come_and_go) {
  std::set<std::string> members;
  for (int i = 0; i < 9; ++i) {
    members.insert("user" + std::to_string(i));
    member("user" + std::to_string(i));
  }
  std::vector<std::string> seen;
  json request = {{"GroupName", "staff"}, {"Limit", 2}};
  int pages = 0;
  do {
    const auto page = call("ListUsersInGroup", request).body;
    for (const auto& found : page["Users"]) seen.push_back(found["Username"]);
    request["NextToken"] = page.value("NextToken", json());
    if (++pages == 1) {
      call("AdminRemoveUserFromGroup", {{"Username", seen.front()}, {"GroupName", "staff"}});
      call("AdminRemoveUserFromGroup", {{"Username", seen.back()}, {"GroupName", "staff"}});
    }
    if (pages < 4) member("late" + std::to_string(pages));
    ASSERT_LT(pages, 20);
  } while (!request["NextToken"].is_null());
  EXPECT_EQ(std::set(seen.begin(), seen.end()).size(), seen.size());
  for (const auto& name : members) EXPECT_NE(std::ranges::find(seen, name), seen.end()) << name;
}

TEST_P(ListUsersInGroupTest, needs_a_group_and_a_token_of_that_group) {
  expect_refused(call("ListUsersInGroup", {{"GroupName", "Staff"}}), "ResourceNotFoundException",
                 "Group not found.");
  group("guests");
  member("jane");
  member("joe");
  const auto token = call("ListUsersInGroup", {{"GroupName", "staff"}, {"Limit", 1}}).body["NextToken"];
  expect_refused(call("ListUsersInGroup", {{"GroupName", "guests"}, {"NextToken", token}}),
                 "InvalidParameterException", "Invalid pagination token.");
  EXPECT_EQ(call("ListUsersInGroup", {{"GroupName", "staff"}, {"NextToken", token}}).body["Users"].size(),
            1U);
}

ON_BOTH_ENGINES(ListUsersInGroupTest);

}  // namespace
}  // namespace poolhouse::userpools
