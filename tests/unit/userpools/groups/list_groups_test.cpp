// ListGroups (reference 11.1, 11.3).
#include <algorithm>

#include "userpools/groups/group_test.h"

namespace poolhouse::userpools {
namespace {

class ListGroupsTest : public GroupTest {
 protected:
  std::vector<std::string> all(int limit) {
    return names("ListGroups", "Groups", "GroupName", json::object(), limit);
  }
};

TEST_P(ListGroupsTest, gives_whole_groups_of_that_pool_only) {
  EXPECT_EQ(call("ListGroups", {}).body, json({{"Groups", json::array()}}));
  const auto staff = group("staff", {{"Description", "All of us"}, {"Precedence", 1}});
  EXPECT_EQ(call("ListGroups", {}).body, json({{"Groups", json::array({staff})}}));
  pool = house->pool();
  EXPECT_EQ(call("ListGroups", {}).body, json({{"Groups", json::array()}}));
}

TEST_P(ListGroupsTest, pages_of_any_size_give_every_group_once) {
  std::vector<std::string> created;
  for (const char* name : {"b", "A", "z", "é", "a", "\xF0\x9F\x98\x80", "10", "9"}) {
    group(name);
    created.emplace_back(name);
  }
  std::ranges::sort(created);
  for (const int limit : {1, 3, 7, 8, 60}) EXPECT_EQ(all(limit), created) << limit;
}

TEST_P(ListGroupsTest, a_page_without_a_limit_has_60) {
  for (int i = 0; i < 61; ++i) group("group" + std::to_string(i));
  for (const json& request : {json::object(), json({{"Limit", 0}})}) {
    const auto page = call("ListGroups", request).body;
    EXPECT_EQ(page["Groups"].size(), 60U);
    const auto last = call("ListGroups", {{"NextToken", page["NextToken"]}}).body;
    EXPECT_EQ(last["Groups"].size(), 1U);
    EXPECT_FALSE(last.contains("NextToken"));
  }
}

TEST_P(ListGroupsTest, what_comes_and_goes_between_pages_is_neither_repeated_nor_in_the_way) {
  for (const char* name : {"b", "d", "f", "h"}) group(name);
  const auto first = call("ListGroups", {{"Limit", 2}}).body;
  group("a");                                 // before the position: seen by nobody who is past it
  group("e");                                 // behind it
  call("DeleteGroup", {{"GroupName", "d"}});  // the position itself
  call("DeleteGroup", {{"GroupName", "h"}});
  const auto second = call("ListGroups", {{"Limit", 2}, {"NextToken", first["NextToken"]}}).body;
  std::vector<std::string> seen;
  for (const auto& page : {first, second}) {
    for (const auto& item : page["Groups"]) seen.push_back(item["GroupName"]);
  }
  EXPECT_EQ(seen, (std::vector<std::string>{"b", "d", "e", "f"}));
  EXPECT_FALSE(second.contains("NextToken"));
}

TEST_P(ListGroupsTest, a_foreign_or_old_token_is_refused) {
  group("a");
  group("b");
  const auto token = call("ListGroups", {{"Limit", 1}}).body["NextToken"];
  const auto refused = [&](const std::string& operation, json request) {
    expect_refused(call(operation, std::move(request)), "InvalidParameterException",
                   "Invalid pagination token.");
  };
  refused("ListGroups", {{"NextToken", "forged"}});
  refused("ListUsersInGroup", {{"GroupName", "a"}, {"NextToken", token}});
  refused("ListUserPoolClients", {{"NextToken", token}});
  const auto first = pool;
  pool = house->pool();
  refused("ListGroups", {{"NextToken", token}});
  pool = first;
  EXPECT_EQ(call("ListGroups", {{"NextToken", token}}).status, 200);
  house->clock.advance(std::chrono::hours(1));
  refused("ListGroups", {{"NextToken", token}});
}

ON_BOTH_ENGINES(ListGroupsTest);

}  // namespace
}  // namespace poolhouse::userpools
