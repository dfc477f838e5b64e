// ListUsers through the dispatcher (reference 11.2, 11.3).
#include <algorithm>
#include <set>

#include "userpools/test_house.h"

namespace poolhouse::userpools {
namespace {

json attribute(const std::string& name, const std::string& value) {
  return {{"Name", name}, {"Value", value}};
}

class ListUsersTest : public OperationTest {
 protected:
  void SetUp() override {
    OperationTest::SetUp();
    if (!house) return;
    pool = house->pool();
  }
  void user(const std::string& username, const std::vector<json>& attributes = {}) {
    house->must("AdminCreateUser", {{"UserPoolId", pool},
                                    {"Username", username},
                                    {"MessageAction", "SUPPRESS"},
                                    {"TemporaryPassword", "Temporary-1"},
                                    {"UserAttributes", attributes}});
  }
  Answer list(json members = json::object()) {
    members["UserPoolId"] = pool;
    return house->call("ListUsers", members);
  }
  // The user names found, in order.
  std::vector<std::string> names(const Answer& answer) {
    EXPECT_EQ(answer.status, 200) << answer.message;
    std::vector<std::string> found;
    for (const auto& shown : answer.body["Users"]) found.push_back(shown["Username"]);
    return found;
  }
  std::vector<std::string> search(const std::string& filter) { return names(list({{"Filter", filter}})); }
  std::string sub_of(const std::string& username) {
    return house->must("AdminGetUser",
                       {{"UserPoolId", pool}, {"Username", username}})["UserAttributes"][0]["Value"];
  }
  std::string pool;
};

using Found = std::vector<std::string>;

TEST_P(ListUsersTest, a_pool_without_users_has_an_empty_list) {
  const auto answer = list();
  EXPECT_EQ(answer.body, json({{"Users", json::array()}}));
}

TEST_P(ListUsersTest, a_listed_user_is_shown_whole) {
  user("jane", {attribute("email", "jane@example.com")});
  const auto shown = list().body["Users"][0];
  const auto profile = house->must("AdminGetUser", {{"UserPoolId", pool}, {"Username", "jane"}});
  EXPECT_EQ(shown["Username"], "jane");
  EXPECT_EQ(shown["Attributes"], profile["UserAttributes"]);
  EXPECT_EQ(shown["UserStatus"], "FORCE_CHANGE_PASSWORD");
  EXPECT_EQ(shown["Enabled"], true);
  EXPECT_EQ(shown["UserCreateDate"], profile["UserCreateDate"]);
  EXPECT_EQ(shown["UserLastModifiedDate"], profile["UserLastModifiedDate"]);
}

TEST_P(ListUsersTest, a_filter_finds_who_matches_and_nobody_else) {
  user("jane", {attribute("email", "Jane@example.com"), attribute("given_name", "Jane"),
                attribute("family_name", "O\"Hara"), attribute("phone_number", "+12065550001")});
  user("janet", {attribute("email", "janet@example.com"), attribute("name", "100%"),
                 attribute("preferred_username", "nettie")});
  user("Jane2", {attribute("email", "x@example.org"), attribute("given_name", "JANE")});
  house->must(
      "AdminSetUserPassword",
      {{"UserPoolId", pool}, {"Username", "janet"}, {"Password", "Correct-Horse-1"}, {"Permanent", true}});
  house->must("AdminDisableUser", {{"UserPoolId", pool}, {"Username", "Jane2"}});
  const auto jane_sub = sub_of("jane");

  struct Case {
    std::string filter;
    Found found;
  };
  const std::vector<Case> cases = {
      {R"(username = "jane")", {"jane"}},
      {R"(username = "JANE")", {}},
      {R"(username ^= "jane")", {"jane", "janet"}},
      {R"(username^="J")", {"Jane2"}},
      {R"("username" = "janet")", {"janet"}},
      {R"(email = "jane@example.com")", {"jane"}},
      {R"(email = "jane@example.co")", {}},
      {R"(email ^= "JANE")", {"jane", "janet"}},
      {R"(phone_number ^= "+1206")", {"jane"}},
      {R"(given_name = "jane")", {"Jane2", "jane"}},
      {R"(family_name = "O\"Hara")", {"jane"}},
      {R"(name = "100%")", {"janet"}},
      {R"(name ^= "%")", {}},
      {R"(preferred_username = "nettie")", {"janet"}},
      {R"(cognito:user_status = "confirmed")", {"janet"}},
      {R"(cognito:user_status ^= "FORCE")", {"Jane2", "jane"}},
      {R"(status = "Disabled")", {"Jane2"}},
      {R"(status = "disabled")", {}},
      {R"(status = "Enabled")", {"jane", "janet"}},
      {"sub = \"" + jane_sub + "\"", {"jane"}},
      {"sub = \"" + jane_sub.substr(0, 35) + "\"", {}},
      {"sub ^= \"" + jane_sub.substr(0, 35) + "\"", {"jane"}},
      {"sub ^= \"" + jane_sub + "\"", {"jane"}},
      {"sub ^= \"" + jane_sub + "0\"", {}},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.filter);
    auto found = search(c.filter);
    // Users with the same value come in the order of their subs, which are random.
    if (!c.filter.starts_with("username") && !c.filter.starts_with("email")) std::ranges::sort(found);
    EXPECT_EQ(found, c.found);
  }
  for (const char* everybody : {"", "  ", R"(sub ^= "")", R"(username ^= "")", R"(email ^= "")"}) {
    SCOPED_TRACE(everybody);
    EXPECT_EQ(search(everybody).size(), 3U);
  }
}

TEST_P(ListUsersTest, a_search_is_sorted_by_what_is_searched) {
  for (const char* name : {"c", "a", "d", "b"})
    user(name, {attribute("email", std::string(name) + "@example.com")});
  EXPECT_EQ(search(R"(username ^= "")"), Found({"a", "b", "c", "d"}));
  EXPECT_EQ(search(R"(email ^= "")"), Found({"a", "b", "c", "d"}));
}

TEST_P(ListUsersTest, a_long_value_is_compared_to_its_end) {
  const std::string long_name(600, 'n');
  user("short", {attribute("name", long_name.substr(0, 512))});
  user("exact", {attribute("name", long_name + "a")});
  user("other", {attribute("name", long_name + "b")});
  EXPECT_EQ(search("name = \"" + long_name.substr(0, 200) + "\""), Found());
  EXPECT_EQ(search("name ^= \"" + long_name.substr(0, 200) + "\"").size(), 3U);
  // 256 characters of four bytes: more than the index holds.
  std::string wide;
  for (int i = 0; i < 240; ++i) wide += "\xF0\x9F\x8F\xA0";
  user("house", {attribute("name", wide)});
  user("houses", {attribute("name", wide + wide)});
  user("half", {attribute("name", wide.substr(0, wide.size() / 2) + "-")});
  EXPECT_EQ(search("name = \"" + wide + "\""), Found({"house"}));
  auto starting = search("name ^= \"" + wide + "\"");
  std::ranges::sort(starting);
  EXPECT_EQ(starting, Found({"house", "houses"}));
}

TEST_P(ListUsersTest, pages_give_everybody_once) {
  std::set<std::string> everybody;
  for (int i = 0; i < 7; ++i) {
    const auto name = "user" + std::to_string(i);
    user(name, {attribute("name", i < 5 ? "same" : "same too")});
    everybody.insert(name);
  }
  struct Case {
    const char* filter;
    std::size_t users;
  };
  const std::vector<Case> cases = {{"", 7},
                                   {R"(username ^= "user")", 7},
                                   {R"(name = "same")", 5},
                                   {R"(name ^= "SAME")", 7},
                                   {R"(sub ^= "")", 7},
                                   {R"(status = "Enabled")", 7}};
  for (const auto& [filter, users] : cases) {
    SCOPED_TRACE(filter);
    std::set<std::string> seen;
    std::size_t given = 0;
    json request = {{"Limit", 3}, {"Filter", filter}};
    for (int page = 0; page < 10; ++page) {
      const auto answer = list(request);
      const auto found = names(answer);
      EXPECT_LE(found.size(), 3U);
      given += found.size();
      seen.insert(found.begin(), found.end());
      if (!answer.body.contains("PaginationToken")) break;
      request["PaginationToken"] = answer.body["PaginationToken"];
    }
    EXPECT_EQ(given, users);
    EXPECT_EQ(seen.size(), users);
  }
  EXPECT_FALSE(list({{"Limit", 7}}).body.contains("PaginationToken"));
  EXPECT_EQ(names(list({{"Limit", 0}})).size(), 7U);
}

TEST_P(ListUsersTest, a_page_token_is_good_for_its_own_list_and_an_hour) {
  for (const char* name : {"a", "b", "c"}) user(name);
  const auto token = list({{"Limit", 1}}).body["PaginationToken"].get<std::string>();
  const auto refused = [&](json members) {
    members["Limit"] = 1;
    expect_refused(list(std::move(members)), "InvalidParameterException", "Invalid pagination token.");
  };
  refused({{"PaginationToken", "garbage"}});
  refused({{"PaginationToken", token}, {"Filter", R"(username ^= "")"}});
  const auto first_pool = std::exchange(pool, house->pool());
  refused({{"PaginationToken", token}});
  pool = first_pool;
  house->clock.advance(std::chrono::hours(1) - std::chrono::seconds(1));
  EXPECT_EQ(list({{"Limit", 1}, {"PaginationToken", token}}).status, 200);
  house->clock.advance(std::chrono::seconds(1));
  refused({{"PaginationToken", token}});
}

TEST_P(ListUsersTest, attributes_to_get_are_all_that_is_shown) {
  user("jane", {attribute("email", "jane@example.com"), attribute("name", "Jane")});
  user("john", {attribute("email", "john@example.com")});
  const auto shown = list({{"AttributesToGet", {"email"}}, {"Filter", R"(username = "jane")"}});
  EXPECT_EQ(shown.body["Users"][0]["Attributes"], json::array({attribute("email", "jane@example.com")}));
  EXPECT_EQ(shown.body["Users"][0]["Username"], "jane");
  EXPECT_EQ(list({{"AttributesToGet", {"name"}}, {"Filter", R"(username = "jane")"}}).status, 200);
  // Not everybody has one.
  expect_refused(list({{"AttributesToGet", {"name"}}}), "InvalidParameterException",
                 "One or more requested attributes do not exist.");
}

TEST_P(ListUsersTest, bad_input_is_refused_in_order) {
  struct Case {
    const char* what;
    json members;
    const char* message;
  };
  const std::vector<Case> cases = {
      {"no quotes",
       {{"Filter", "username = jane"}, {"AttributesToGet", {"sub"}}},
       "Error while parsing filter"},
      {"not searchable",
       {{"Filter", R"(custom:foo = "x")"}, {"AttributesToGet", {"sub"}}},
       "Invalid search attribute: custom:foo"},
      {"sub",
       {{"AttributesToGet", {"sub"}}, {"PaginationToken", "garbage"}},
       "Input fails to satisfy the constraints."},
      {"unknown attribute",
       {{"AttributesToGet", {"custom:x"}}, {"PaginationToken", "garbage"}},
       "One or more requested attributes do not exist."},
      {"bad token", {{"PaginationToken", "garbage"}}, "Invalid pagination token."},
      {"limit",
       {{"Limit", 61}},
       "1 validation error detected: Value '61' at 'limit' failed to satisfy constraint: Member must have "
       "value less than or equal to 60"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.what);
    expect_refused(list(c.members), "InvalidParameterException", c.message);
  }
}

TEST_P(ListUsersTest, other_pools_are_not_searched) {
  user("jane");
  const auto first_sub = sub_of("jane");
  pool = house->pool();
  EXPECT_EQ(list().body["Users"].size(), 0U);
  EXPECT_EQ(search(R"(username = "jane")"), Found());
  EXPECT_EQ(search("sub = \"" + first_sub + "\""), Found());
}

ON_BOTH_ENGINES(ListUsersTest);

}  // namespace
}  // namespace poolhouse::userpools
