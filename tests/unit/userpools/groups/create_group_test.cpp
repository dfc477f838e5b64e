// CreateGroup and GetGroup (reference 11.1; oauth-federation.md 6.5).
#include <thread>

#include "userpools/groups/group_test.h"

namespace poolhouse::userpools {
namespace {

class CreateGroupTest : public GroupTest {
 protected:
  json get(const std::string& name) { return call("GetGroup", {{"GroupName", name}}).body["Group"]; }
};

TEST_P(CreateGroupTest, what_is_not_given_is_absent) {
  const auto created = group("staff");
  const auto now = created["CreationDate"];
  EXPECT_EQ(
      created,
      json({{"GroupName", "staff"}, {"UserPoolId", pool}, {"CreationDate", now}, {"LastModifiedDate", now}}));
  EXPECT_EQ(now.get<double>() * 1000, double(to_epoch_ms(house->clock.now())));
  EXPECT_EQ(get("staff"), created);
}

TEST_P(CreateGroupTest, what_is_given_is_read_back) {
  const auto created = group(
      "staff",
      {{"Description", "All of us"}, {"RoleArn", "arn:aws:iam::123456789012:role/staff"}, {"Precedence", 0}});
  EXPECT_EQ(created["Description"], "All of us");
  EXPECT_EQ(created["RoleArn"], "arn:aws:iam::123456789012:role/staff");
  EXPECT_EQ(created["Precedence"], 0);
  EXPECT_EQ(get("staff"), created);
}

TEST_P(CreateGroupTest, members_that_a_deletion_left_behind_do_not_come_back) {
  // Given a deletion of a large group that a crash has cut off behind its first slice,
  store::write(house->store(), [&](store::Connection& db) {
    db.execute(
        "INSERT INTO group_member (pool_id, sub, group_name) "
        "WITH RECURSIVE number(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM number WHERE i < 2500) "
        "SELECT $1, 'sub' || CAST(i AS TEXT), name FROM number, (SELECT 'staff' AS name UNION SELECT "
        "'other') AS names",
        {pool});
  });
  // when a group of that name is made anew,
  group("staff");
  // then it has no members, and no other group has lost any.
  const auto left = store::read(house->store(), [&](store::Connection& db) {
    return db.query("SELECT group_name, count(*) FROM group_member WHERE pool_id = $1 GROUP BY group_name",
                    {pool});
  });
  ASSERT_EQ(left.size(), 1U);
  EXPECT_EQ(left[0].text(0), "other");
  EXPECT_EQ(left[0].integer(1), 2500);
}

TEST_P(CreateGroupTest, names_are_case_sensitive_and_a_pools_own) {
  group("staff");
  group("Staff");
  pool = house->pool();
  group("staff");
}

TEST_P(CreateGroupTest, bad_input_is_refused_and_changes_nothing) {
  const auto before = group("staff", {{"Description", "first"}});
  struct Case {
    json request;
    const char* error;
    const char* message;
  };
  const std::vector<Case> cases = {
      {{{"GroupName", "staff"}, {"Description", "second"}},
       "GroupExistsException",
       "A group with the name already exists."},
      {{{"GroupName", "a b"}},
       "InvalidParameterException",
       "1 validation error detected: Value 'a b' at 'groupName' failed to satisfy constraint: Member must "
       "satisfy regular expression pattern: [\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+"},
      {{{"GroupName", "x"}, {"Precedence", -1}},
       "InvalidParameterException",
       "1 validation error detected: Value '-1' at 'precedence' failed to satisfy constraint: Member must "
       "have value greater than or equal to 0"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.request.dump());
    expect_refused(call("CreateGroup", c.request), c.error, c.message);
  }
  EXPECT_EQ(call("ListGroups", {}).body, json({{"Groups", json::array({before})}}));
  expect_refused(call("GetGroup", {{"GroupName", "STAFF"}}), "ResourceNotFoundException", "Group not found.");
  pool = "us-east-1_AbCdEfGhI";
  for (const char* operation : {"CreateGroup", "GetGroup"}) {
    expect_refused(call(operation, {{"GroupName", "x"}}), "ResourceNotFoundException",
                   "User pool us-east-1_AbCdEfGhI does not exist.");
  }
}

TEST_P(CreateGroupTest, of_many_who_create_one_group_at_once_one_does) {
  std::vector<Answer> answers(8);
  {
    std::vector<std::jthread> threads;
    for (auto& answer : answers)
      threads.emplace_back([&] { answer = call("CreateGroup", {{"GroupName", "staff"}}); });
  }
  int created = 0;
  for (const auto& answer : answers) {
    if (answer.status == 200) {
      ++created;
    } else {
      expect_refused(answer, "GroupExistsException", "A group with the name already exists.");
    }
  }
  EXPECT_EQ(created, 1);
}

TEST_P(CreateGroupTest, a_pool_has_at_most_10_000_groups) {
  store::write(house->store(), [&](store::Connection& db) {
    db.execute(
        "INSERT INTO user_group (pool_id, group_name, created_at, modified_at) "
        "WITH RECURSIVE number(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM number WHERE i < 9999) "
        "SELECT $1, 'group' || CAST(i AS TEXT), 0, 0 FROM number",
        {pool});
  });
  group("the-last-one");
  expect_refused(call("CreateGroup", {{"GroupName", "too-many"}}), "LimitExceededException",
                 "The user pool has 10000 groups already, which is the limit.");
  expect_refused(call("GetGroup", {{"GroupName", "too-many"}}), "ResourceNotFoundException",
                 "Group not found.");
}

ON_BOTH_ENGINES(CreateGroupTest);

}  // namespace
}  // namespace poolhouse::userpools
