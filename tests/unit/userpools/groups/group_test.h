// What the tests of groups share: a pool with a client.
#pragma once

#include <string>
#include <vector>

#include "userpools/test_house.h"

namespace poolhouse::userpools {

class GroupTest : public OperationTest {
 protected:
  void SetUp() override {
    OperationTest::SetUp();
    if (house) pool = house->pool();
  }
  // `operation` in the pool.
  Answer call(const std::string& operation, json request) {
    request["UserPoolId"] = pool;
    return house->call(operation, request);
  }
  // A group with these members besides its name; the group as answered.
  json group(const std::string& name, json members = json::object()) {
    members["GroupName"] = name;
    const auto answer = call("CreateGroup", members);
    EXPECT_EQ(answer.status, 200) << answer.message;
    return answer.body["Group"];
  }
  void user(const std::string& name) {
    const auto answer = call("AdminCreateUser", {{"Username", name}, {"MessageAction", "SUPPRESS"}});
    EXPECT_EQ(answer.status, 200) << answer.message;
  }
  Answer add(const std::string& user_name, const std::string& group_name) {
    return call("AdminAddUserToGroup", {{"Username", user_name}, {"GroupName", group_name}});
  }
  // The names that a list operation gives, all pages of `limit` items.
  std::vector<std::string> names(const std::string& operation, const char* list, const char* name,
                                 json request, int limit) {
    std::vector<std::string> found;
    request["Limit"] = limit;
    for (int pages = 0; pages < 100; ++pages) {
      const auto page = call(operation, request).body;
      EXPECT_LE(page[list].size(), std::size_t(limit));
      for (const auto& item : page[list]) found.push_back(item[name]);
      if (!page.contains("NextToken")) return found;
      request["NextToken"] = page["NextToken"];
    }
    ADD_FAILURE() << "the pages do not end";
    return found;
  }

  std::string pool;
};

}  // namespace poolhouse::userpools
