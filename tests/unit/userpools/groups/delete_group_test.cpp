// DeleteGroup: "Deleting a group removes membership only" (reference 11.1).
#include "userpools/groups/group_test.h"

namespace poolhouse::userpools {
namespace {

class DeleteGroupTest : public GroupTest {
 protected:
  Answer remove(const std::string& name) { return call("DeleteGroup", {{"GroupName", name}}); }
  std::vector<std::string> members(const std::string& name) {
    return names("ListUsersInGroup", "Users", "Username", {{"GroupName", name}}, 60);
  }
};

TEST_P(DeleteGroupTest, its_users_stay_and_its_memberships_do_not_come_back) {
  group("staff");
  group("guests");
  user("jane");
  add("jane", "staff");
  add("jane", "guests");
  const auto removed = remove("staff");
  EXPECT_EQ(removed.status, 200) << removed.message;
  EXPECT_EQ(removed.body, json());
  expect_refused(call("GetGroup", {{"GroupName", "staff"}}), "ResourceNotFoundException", "Group not found.");
  EXPECT_EQ(call("AdminGetUser", {{"Username", "jane"}}).status, 200);
  EXPECT_EQ(members("guests"), std::vector<std::string>{"jane"});
  group("staff");
  EXPECT_EQ(members("staff"), std::vector<std::string>{});
}

TEST_P(DeleteGroupTest, a_group_that_is_not_there_is_not_found) {
  group("staff");
  expect_refused(remove("Staff"), "ResourceNotFoundException", "Group not found.");
  EXPECT_EQ(remove("staff").status, 200);
  expect_refused(remove("staff"), "ResourceNotFoundException", "Group not found.");
}

TEST_P(DeleteGroupTest, a_large_group_goes_too_and_another_keeps_its_members) {
  group("large");
  group("other");
  store::write(house->store(), [&](store::Connection& db) {
    db.execute(
        "INSERT INTO group_member (pool_id, sub, group_name) "
        "WITH RECURSIVE number(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM number WHERE i < 2000) "
        "SELECT $1, 'sub' || CAST(i AS TEXT), name FROM number, (SELECT 'large' AS name UNION SELECT "
        "'other') AS names",
        {pool});
  });
  EXPECT_EQ(remove("large").status, 200);
  const auto left = store::read(house->store(), [&](store::Connection& db) {
    return db.query("SELECT group_name, count(*) FROM group_member WHERE pool_id = $1 GROUP BY group_name",
                    {pool});
  });
  ASSERT_EQ(left.size(), 1U);
  EXPECT_EQ(left[0].text(0), "other");
  EXPECT_EQ(left[0].integer(1), 2000);
}

ON_BOTH_ENGINES(DeleteGroupTest);

}  // namespace
}  // namespace poolhouse::userpools
