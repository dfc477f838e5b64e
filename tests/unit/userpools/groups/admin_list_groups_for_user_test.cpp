// AdminListGroupsForUser: sorted by precedence (reference 11.1).
#include "userpools/groups/group_test.h"

namespace poolhouse::userpools {
namespace {

class AdminListGroupsForUserTest : public GroupTest {
 protected:
  void SetUp() override {
    GroupTest::SetUp();
    if (!house) return;
    user("jane");
    user("joe");
  }
  std::vector<std::string> groups_of(const std::string& user_name, int limit) {
    return names("AdminListGroupsForUser", "Groups", "GroupName", {{"Username", user_name}}, limit);
  }
};

TEST_P(AdminListGroupsForUserTest, the_strongest_comes_first_whatever_the_size_of_a_page) {
  group("none-a");
  group("ten", {{"Precedence", 10}});
  group("none-b");
  group("zero", {{"Precedence", 0}});
  group("nine-b", {{"Precedence", 9}});
  group("nine-a", {{"Precedence", 9}});
  group("of-nobody", {{"Precedence", 1}});
  const std::vector<std::string> expected{"zero", "nine-a", "nine-b", "ten", "none-a", "none-b"};
  for (const auto& name : {"none-b", "ten", "nine-a", "none-a", "zero", "nine-b"}) add("jane", name);
  for (const int limit : {1, 2, 5, 6, 60}) EXPECT_EQ(groups_of("jane", limit), expected) << limit;
  EXPECT_EQ(groups_of("joe", 60), std::vector<std::string>{});
}

TEST_P(AdminListGroupsForUserTest, gives_whole_groups) {
  const auto staff = group("staff", {{"Description", "All of us"}, {"Precedence", 1}});
  add("jane", "staff");
  EXPECT_EQ(call("AdminListGroupsForUser", {{"Username", "jane"}}).body,
            json({{"Groups", json::array({staff})}}));
}

TEST_P(AdminListGroupsForUserTest, the_group_a_page_ended_with_may_be_gone) {
  for (const char* name : {"a", "b", "c"}) {
    group(name);
    add("jane", name);
  }
  const auto page = call("AdminListGroupsForUser", {{"Username", "jane"}, {"Limit", 2}}).body;
  call("DeleteGroup", {{"GroupName", "b"}});
  const auto last =
      call("AdminListGroupsForUser", {{"Username", "jane"}, {"Limit", 2}, {"NextToken", page["NextToken"]}})
          .body;
  ASSERT_EQ(last["Groups"].size(), 1U);
  EXPECT_EQ(last["Groups"][0]["GroupName"], "c");
}

TEST_P(AdminListGroupsForUserTest, the_user_must_exist_and_the_token_be_theirs) {
  expect_refused(call("AdminListGroupsForUser", {{"Username", "nobody"}}), "UserNotFoundException",
                 "User does not exist.");
  for (const char* name : {"a", "b"}) {
    group(name);
    add("jane", name);
    add("joe", name);
  }
  const auto token = call("AdminListGroupsForUser", {{"Username", "jane"}, {"Limit", 1}}).body["NextToken"];
  EXPECT_EQ(call("AdminListGroupsForUser", {{"Username", "jane"}, {"NextToken", token}}).status, 200);
  expect_refused(call("AdminListGroupsForUser", {{"Username", "joe"}, {"NextToken", token}}),
                 "InvalidParameterException", "Invalid pagination token.");
}

ON_BOTH_ENGINES(AdminListGroupsForUserTest);

}  // namespace
}  // namespace poolhouse::userpools
