// UpdateGroup: Terraform sends changed members only (oauth-federation.md 6.5), so the others stay.
#include "userpools/groups/group_test.h"

namespace poolhouse::userpools {
namespace {

class UpdateGroupTest : public GroupTest {};

TEST_P(UpdateGroupTest, changes_what_it_names_and_nothing_else) {
  auto expected = group(
      "staff",
      {{"Description", "All of us"}, {"RoleArn", "arn:aws:iam::123456789012:role/staff"}, {"Precedence", 5}});
  const auto other = group("guests");
  const std::vector<json> changes = {
      {{"Precedence", 0}},
      {{"Description", "Some of us"}},
      {{"RoleArn", "arn:aws:iam::123456789012:role/other"}},
      json::object(),
  };
  for (auto change : changes) {
    SCOPED_TRACE(change.dump());
    house->clock.advance(std::chrono::seconds(1));
    for (const auto& [member, value] : change.items()) expected[member] = value;
    expected["LastModifiedDate"] = expected["LastModifiedDate"].get<double>() + 1;
    change["GroupName"] = "staff";
    EXPECT_EQ(call("UpdateGroup", change).body["Group"], expected);
    EXPECT_EQ(call("GetGroup", {{"GroupName", "staff"}}).body["Group"], expected);
  }
  EXPECT_EQ(call("GetGroup", {{"GroupName", "guests"}}).body["Group"], other);
}

TEST_P(UpdateGroupTest, an_empty_description_takes_it_away) {
  group("staff", {{"Description", "All of us"}});
  const auto updated = call("UpdateGroup", {{"GroupName", "staff"}, {"Description", ""}}).body["Group"];
  EXPECT_FALSE(updated.contains("Description")) << updated;
}

TEST_P(UpdateGroupTest, needs_a_group_of_that_pool) {
  group("staff");
  expect_refused(call("UpdateGroup", {{"GroupName", "Staff"}}), "ResourceNotFoundException",
                 "Group not found.");
  pool = house->pool();
  expect_refused(call("UpdateGroup", {{"GroupName", "staff"}}), "ResourceNotFoundException",
                 "Group not found.");
}

ON_BOTH_ENGINES(UpdateGroupTest);

}  // namespace
}  // namespace poolhouse::userpools
