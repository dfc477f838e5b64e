// AddCustomAttributes (reference 1.4, 12.4).
#include "userpools/test_house.h"

namespace poolhouse::userpools {
namespace {

class AddCustomAttributesTest : public OperationTest {
 protected:
  void SetUp() override {
    OperationTest::SetUp();
    if (house) pool = house->pool();
  }
  Answer add(const json& attributes) {
    return house->call("AddCustomAttributes", {{"UserPoolId", pool}, {"CustomAttributes", attributes}});
  }
  // Without the twenty standard attributes.
  json customs() {
    auto schema = house->must("DescribeUserPool", {{"UserPoolId", pool}})["UserPool"]["SchemaAttributes"];
    schema.erase(schema.begin(), schema.begin() + 20);
    return schema;
  }
  std::string pool;
};

json text(const std::string& name) { return {{"Name", name}, {"AttributeDataType", "String"}}; }

TEST_P(AddCustomAttributesTest, they_are_appended_under_their_full_names) {
  const json tenant = {{"Name", "tenant"},
                       {"AttributeDataType", "String"},
                       {"Mutable", false},
                       {"StringAttributeConstraints", {{"MinLength", "1"}, {"MaxLength", "256"}}}};
  EXPECT_EQ(add(json::array({tenant})).body, json::object());
  EXPECT_EQ(add({{{"Name", "age"}, {"AttributeDataType", "Number"}},
                 {{"Name", "note"}, {"AttributeDataType", "String"}, {"DeveloperOnlyAttribute", true}}})
                .status,
            200);
  EXPECT_EQ(customs(), json({{{"Name", "custom:tenant"},
                              {"AttributeDataType", "String"},
                              {"DeveloperOnlyAttribute", false},
                              {"Mutable", false},
                              {"Required", false},
                              {"StringAttributeConstraints", {{"MinLength", "1"}, {"MaxLength", "256"}}}},
                             {{"Name", "custom:age"},
                              {"AttributeDataType", "Number"},
                              {"DeveloperOnlyAttribute", false},
                              {"Mutable", true},
                              {"Required", false},
                              {"NumberAttributeConstraints", json::object()}},
                             {{"Name", "dev:custom:note"},
                              {"AttributeDataType", "String"},
                              {"DeveloperOnlyAttribute", true},
                              {"Mutable", true},
                              {"Required", false},
                              {"StringAttributeConstraints", json::object()}}}));
}

TEST_P(AddCustomAttributesTest, users_and_clients_may_use_them_at_once) {
  const std::string client = house->client(pool)["ClientId"];
  const json sign_up = {{"ClientId", client},
                        {"Username", "jane"},
                        {"Password", "Correct-Horse-1"},
                        {"UserAttributes", {{{"Name", "custom:tenant"}, {"Value", "t1"}}}}};
  EXPECT_EQ(house->call("SignUp", sign_up).error, "InvalidParameterException");
  add(json::array({text("tenant")}));
  EXPECT_EQ(house->call("SignUp", sign_up).status, 200);
  house->client(pool, {{"ReadAttributes", {"custom:tenant"}}});
}

TEST_P(AddCustomAttributesTest, all_or_none_are_added) {
  add(json::array({text("tenant")}));
  const auto before = customs();
  struct Case {
    json attributes;
    const char* message;
  };
  const std::vector<Case> cases = {
      {{text("fresh"), text("tenant")}, "custom:tenant: Existing attribute already has name custom:tenant."},
      {{text("fresh"), {{"Name", "x"}, {"AttributeDataType", "String"}, {"Required", true}}},
       "Required custom attributes are not supported currently."},
      {{text("fresh"), {{"Name", "x"}}},
       "Invalid AttributeDataType input, consider using the provided AttributeDataType enum."},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.attributes.dump());
    expect_refused(add(c.attributes), "InvalidParameterException", c.message);
    EXPECT_EQ(customs(), before);
  }
}

TEST_P(AddCustomAttributesTest, a_pool_has_at_most_fifty) {
  json first = json::array();
  json second = json::array();
  for (int i = 0; i < 25; ++i) {
    first.push_back(text("a" + std::to_string(i)));
    second.push_back(text("b" + std::to_string(i)));
  }
  EXPECT_EQ(add(first).status, 200);
  EXPECT_EQ(add(second).status, 200);
  EXPECT_EQ(add(json::array({text("one_more")})).error, "InvalidParameterException");
  EXPECT_EQ(customs().size(), 50U);
}

TEST_P(AddCustomAttributesTest, needs_a_pool) {
  pool = "us-east-1_AbCdEfGhI";
  expect_refused(add(json::array({text("x")})), "ResourceNotFoundException",
                 "User pool us-east-1_AbCdEfGhI does not exist.");
}

ON_BOTH_ENGINES(AddCustomAttributesTest);

}  // namespace
}  // namespace poolhouse::userpools
