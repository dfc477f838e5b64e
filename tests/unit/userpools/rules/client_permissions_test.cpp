#include "userpools/rules/client_permissions.h"

#include <gtest/gtest.h>

namespace poolhouse::userpools {
namespace {

using cognito_idp::AttributeDataType;
using cognito_idp::SchemaAttributeType;

Schema tenant_schema() {
  std::vector<SchemaAttributeType> requested(4);
  for (auto& attribute : requested) attribute.attribute_data_type = AttributeDataType::String;
  requested[0].name = "email";
  requested[0].required = true;
  requested[1].name = "role";
  requested[2].name = "tenant";
  requested[2].mutable_ = false;
  requested[3].name = "secret";
  requested[3].developer_only_attribute = true;
  return *schema_of_new_pool(requested);
}

const AttributePermissions kDefault;
const AttributePermissions kEmpty = std::vector<std::string>{};

TEST(ClientPermissions, everything_is_readable_unless_listed) {
  const AttributePermissions listed = std::vector<std::string>{"email"};
  struct Case {
    const AttributePermissions& read;
    const char* name;
    bool readable;
  };
  for (const auto& c :
       {Case{kDefault, "name", true}, Case{kEmpty, "name", true}, Case{listed, "email", true},
        Case{listed, "email_verified", false}, Case{listed, "name", false}, Case{listed, "sub", true}}) {
    EXPECT_EQ(is_readable(c.read, c.name), c.readable) << c.name;
  }
  const Attributes all{{"email", "a@b.c"}, {"name", "Jane"}, {"sub", "x"}};
  EXPECT_EQ(readable_attributes(kDefault, all), all);
  EXPECT_EQ(readable_attributes(listed, all), (Attributes{{"email", "a@b.c"}, {"sub", "x"}}));
}

TEST(ClientPermissions, unlisted_attributes_are_not_writable) {
  const AttributePermissions listed = std::vector<std::string>{"email", "custom:role"};
  struct Case {
    const AttributePermissions& write;
    const char* name;
    bool writable;
  };
  for (const auto& c : {
           Case{kDefault, "name", true},
           Case{kDefault, "custom:role", true},
           Case{kDefault, "custom:tenant", true},  // the schema says whether it can still change
           Case{kDefault, "email_verified", false},
           Case{kDefault, "phone_number_verified", false},
           Case{kDefault, "dev:custom:secret", false},
           Case{kEmpty, "name", true},
           Case{listed, "custom:role", true},
           Case{listed, "name", false},
           Case{listed, "custom:tenant", false},
           Case{listed, "email_verified", false},
       }) {
    const auto checked = check_writable(c.write, tenant_schema(), std::vector<Attribute>{{c.name, "x"}});
    EXPECT_EQ(checked.has_value(), c.writable) << c.name;
    EXPECT_EQ(check_writable(c.write, tenant_schema(), std::vector<std::string>{c.name}).has_value(),
              c.writable);
    if (!checked) {
      EXPECT_EQ(checked.error(),
                (Fault{Refusal::not_authorized, "A client attempted to write unauthorized attribute"}));
    }
  }
}

TEST(ClientPermissions, required_attributes_are_always_writable) {
  const AttributePermissions listed = std::vector<std::string>{"name"};
  EXPECT_TRUE(check_writable(listed, tenant_schema(), std::vector<std::string>{"email"}));
  EXPECT_FALSE(check_writable(listed, tenant_schema(), std::vector<std::string>{"email", "nickname"}));
}

TEST(ClientPermissions, lists_name_what_a_client_can_have) {
  using List = std::vector<std::string>;
  const std::string bad_read = "Invalid read attributes specified while creating a client";
  const std::string bad_write = "Invalid write attributes specified while creating a client";
  struct Case {
    AttributePermissions read, write;
    std::string message;
  };
  for (const auto& c : std::vector<Case>{
           {kDefault, kDefault, ""},
           {kEmpty, kEmpty, ""},
           {List{"email", "email_verified", "custom:tenant", "sub"}, List{"email", "custom:role"}, ""},
           {List{"custom:nope"}, kDefault, bad_read},
           {List{"role"}, kDefault, bad_read},
           {kDefault, List{"email", "custom:tenant"}, ""},  // writable at sign-up
           {kDefault, List{"email", "custom:nope"}, bad_write},
           {kDefault, List{"email", "email_verified"}, bad_write},
           {kDefault, List{"email", "phone_number_verified"}, bad_write},
           {kDefault, List{"email", "sub"}, bad_write},
           {kDefault, List{"email", "dev:custom:secret"}, bad_write},
           {kDefault, List{"custom:role"}, bad_write},  // lacks the required email
       }) {
    const auto checked = check_permission_lists(c.read, c.write, tenant_schema(), ClientSaving::creating);
    EXPECT_EQ(checked ? "" : checked.error().message, c.message);
  }
  EXPECT_EQ(
      check_permission_lists(kDefault, List{"nope"}, tenant_schema(), ClientSaving::updating).error().message,
      "Invalid write attributes specified while updating a client");
}

}  // namespace
}  // namespace poolhouse::userpools
