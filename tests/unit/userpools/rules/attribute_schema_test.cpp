#include "userpools/rules/attribute_schema.h"

#include <gtest/gtest.h>

namespace poolhouse::userpools {
namespace {

using cognito_idp::AttributeDataType;
using cognito_idp::SchemaAttributeType;

SchemaAttributeType attribute(std::string name, std::optional<AttributeDataType> type) {
  SchemaAttributeType given;
  given.name = std::move(name);
  given.attribute_data_type = type;
  return given;
}

SchemaAttributeType text(std::string name, std::string min, std::string max) {
  auto given = attribute(std::move(name), AttributeDataType::String);
  given.string_attribute_constraints.emplace();
  given.string_attribute_constraints->min_length = std::move(min);
  given.string_attribute_constraints->max_length = std::move(max);
  return given;
}

SchemaAttributeType number(std::string name, std::string min, std::string max) {
  auto given = attribute(std::move(name), AttributeDataType::Number);
  given.number_attribute_constraints.emplace();
  given.number_attribute_constraints->min_value = std::move(min);
  given.number_attribute_constraints->max_value = std::move(max);
  return given;
}

SchemaAttributeType required(SchemaAttributeType given) {
  given.required = true;
  return given;
}

SchemaAttributeType immutable(SchemaAttributeType given) {
  given.mutable_ = false;
  return given;
}

SchemaAttributeType developer_only(SchemaAttributeType given) {
  given.developer_only_attribute = true;
  return given;
}

const auto kString = AttributeDataType::String;

std::string message(const Decided<Schema>& decided) { return decided ? "" : decided.error().message; }
std::string message(const Decided<void>& decided) { return decided ? "" : decided.error().message; }

TEST(AttributeSchema, default_schema_is_the_observed_list_in_its_order) {
  std::string names;
  for (const auto& a : default_schema()) names += *a.name + " ";
  EXPECT_EQ(
      names,
      "sub name given_name family_name middle_name nickname preferred_username profile picture website "
      "email email_verified gender birthdate zoneinfo locale phone_number phone_number_verified address "
      "updated_at ");
}

TEST(AttributeSchema, default_schema_has_the_observed_definitions) {
  for (const auto& a : default_schema()) {
    const bool subject = a.name == "sub";
    EXPECT_EQ(a.mutable_, !subject) << *a.name;
    EXPECT_EQ(a.required, subject) << *a.name;
    EXPECT_EQ(a.developer_only_attribute, false) << *a.name;
    if (a.name == "email_verified" || a.name == "phone_number_verified") {
      EXPECT_EQ(a.attribute_data_type, AttributeDataType::Boolean);
      EXPECT_FALSE(a.string_attribute_constraints || a.number_attribute_constraints) << *a.name;
    } else if (a.name == "updated_at") {
      EXPECT_EQ(a.attribute_data_type, AttributeDataType::Number);
      EXPECT_EQ(a.number_attribute_constraints->min_value, "0");
      EXPECT_FALSE(a.number_attribute_constraints->max_value);
    } else {
      EXPECT_EQ(a.attribute_data_type, AttributeDataType::String) << *a.name;
      EXPECT_EQ(a.string_attribute_constraints->min_length, subject                 ? "1"
                                                            : a.name == "birthdate" ? "10"
                                                                                    : "0");
      EXPECT_EQ(a.string_attribute_constraints->max_length, a.name == "birthdate" ? "10" : "2048") << *a.name;
    }
  }
}

TEST(AttributeSchema, standard_attributes_are_overridden_in_place) {
  const auto schema = schema_of_new_pool(std::vector{immutable(required(text("email", "5", "100")))});
  ASSERT_TRUE(schema);
  EXPECT_EQ(schema->size(), 20U);
  const auto& email = *find_attribute(*schema, "email");
  EXPECT_EQ(&email - schema->data(), 10);
  EXPECT_EQ(email.required, true);
  EXPECT_EQ(email.mutable_, false);
  EXPECT_EQ(email.string_attribute_constraints->min_length, "5");
  EXPECT_EQ(email.string_attribute_constraints->max_length, "100");
}

TEST(AttributeSchema, what_is_not_overridden_keeps_its_default) {
  const auto schema = schema_of_new_pool(std::vector{required(attribute("name", std::nullopt))});
  const auto& name = *find_attribute(*schema, "name");
  EXPECT_EQ(name.required, true);
  EXPECT_EQ(name.mutable_, true);
  EXPECT_EQ(name.string_attribute_constraints->max_length, "2048");
}

TEST(AttributeSchema, the_subject_cannot_be_made_mutable_or_optional) {
  auto subject = attribute("sub", kString);
  subject.mutable_ = true;
  subject.required = false;
  const auto schema = schema_of_new_pool(std::vector{subject});
  EXPECT_EQ(find_attribute(*schema, "sub")->mutable_, false);
  EXPECT_EQ(find_attribute(*schema, "sub")->required, true);
}

TEST(AttributeSchema, custom_attributes_follow_with_their_prefix_and_constraints_as_given) {
  const auto schema = schema_of_new_pool(std::vector{
      immutable(text("tenant_id", "1", "256")), attribute("role", kString),
      developer_only(attribute("score", AttributeDataType::Number)),
      attribute("since", AttributeDataType::DateTime), attribute("vip", AttributeDataType::Boolean)});
  ASSERT_TRUE(schema);
  ASSERT_EQ(schema->size(), 25U);
  const auto& tenant = (*schema)[20];
  EXPECT_EQ(tenant.name, "custom:tenant_id");
  EXPECT_EQ(tenant.mutable_, false);
  EXPECT_EQ(tenant.required, false);
  EXPECT_EQ(tenant.string_attribute_constraints->max_length, "256");
  const auto& role = (*schema)[21];
  EXPECT_EQ(role.name, "custom:role");
  EXPECT_EQ(role.mutable_, true);
  ASSERT_TRUE(role.string_attribute_constraints);
  EXPECT_FALSE(role.string_attribute_constraints->min_length);
  EXPECT_FALSE(role.string_attribute_constraints->max_length);
  const auto& score = (*schema)[22];
  EXPECT_EQ(score.name, "dev:custom:score");
  EXPECT_EQ(score.developer_only_attribute, true);
  EXPECT_TRUE(score.number_attribute_constraints);
  EXPECT_FALSE((*schema)[23].string_attribute_constraints || (*schema)[23].number_attribute_constraints);
  EXPECT_FALSE((*schema)[24].string_attribute_constraints || (*schema)[24].number_attribute_constraints);
}

TEST(AttributeSchema, verified_flags_in_a_schema_are_custom_attributes) {
  const auto schema =
      schema_of_new_pool(std::vector{attribute("email_verified", AttributeDataType::Boolean)});
  EXPECT_EQ(schema->back().name, "custom:email_verified");
}

TEST(AttributeSchema, refuses_schemas_in_the_service_words) {
  struct Case {
    std::vector<SchemaAttributeType> requested;
    std::string message;
  };
  const std::string no_change =
      "You can not change AttributeDataType or set developerOnlyAttribute for standard schema attribute "
      "email";
  for (const auto& c : std::vector<Case>{
           {{attribute("email", kString)}, ""},
           {{attribute("email", AttributeDataType::Number)}, no_change},
           {{developer_only(attribute("email", kString))}, no_change},
           {{required(attribute("foo", kString))}, "Required custom attributes are not supported currently."},
           {{attribute("foo", std::nullopt)},
            "Invalid AttributeDataType input, consider using the provided AttributeDataType enum."},
           {{attribute("foo", kString), attribute("foo", kString)},
            "Duplicate custom attribute names custom:foo are not allowed in a user pool schema."},
           {{attribute("foo", kString), attribute("Foo", kString)}, ""},
           {{text("foo", "0", "2048")}, ""},
           {{text("foo", "", "")}, ""},
           {{text("foo", "0", "2049")},
            "user.custom:foo: String attributes cannot have a length of more than 2048"},
           {{text("foo", "2049", "")},
            "user.custom:foo: String attributes cannot have a length of more than 2048"},
           {{text("foo", "9", "8")}, "user.custom:foo: Max length cannot be less than min length."},
           {{text("foo", "8", "8")}, ""},
           {{text("name", "9", "8")}, "user.name: Max length cannot be less than min length."},
           {{text("foo", "-1", "8")},
            "Invalid StringAttributeConstraints.MinLength for schema attribute custom:foo"},
           {{text("foo", "1", "x")},
            "Invalid StringAttributeConstraints.MaxLength for schema attribute custom:foo"},
           {{text("foo", "1", "8 ")},
            "Invalid StringAttributeConstraints.MaxLength for schema attribute custom:foo"},
           {{number("foo", "-5", "5")}, ""},
           {{number("foo", "5", "-5")}, "user.custom:foo: Max value cannot be less than min value."},
           {{number("foo", "a", "5")},
            "Invalid NumberAttributeConstraints.MinValue for schema attribute custom:foo"},
           {{number("foo", "1", "1.5")},
            "Invalid NumberAttributeConstraints.MaxValue for schema attribute custom:foo"},
           {{attribute("email", kString), SchemaAttributeType{}},
            "1 validation error detected: Value null at 'schema.2.member.name' failed to satisfy constraint: "
            "Member must not be null"},
       }) {
    EXPECT_EQ(message(schema_of_new_pool(c.requested)), c.message);
  }
}

TEST(AttributeSchema, holds_fifty_custom_attributes_and_not_one_more) {
  std::vector<SchemaAttributeType> requested;
  for (int i = 0; i < 50; ++i) requested.push_back(attribute("a" + std::to_string(i), kString));
  const auto full = schema_of_new_pool(requested);
  ASSERT_TRUE(full);
  EXPECT_FALSE(with_custom_attributes(*full, std::vector{attribute("one_more", kString)}));
  requested.push_back(attribute("one_more", kString));
  EXPECT_FALSE(schema_of_new_pool(requested));
}

TEST(AttributeSchema, added_custom_attributes_are_new_ones_only) {
  const auto schema = *schema_of_new_pool(std::vector{attribute("foo", kString)});
  const auto grown = with_custom_attributes(schema, std::vector{attribute("bar", kString)});
  ASSERT_TRUE(grown);
  EXPECT_EQ(grown->back().name, "custom:bar");
  EXPECT_EQ(message(with_custom_attributes(schema, std::vector{attribute("foo", kString)})),
            "custom:foo: Existing attribute already has name custom:foo.");
  // A developer-only attribute has a name of its own.
  EXPECT_TRUE(with_custom_attributes(schema, std::vector{developer_only(attribute("foo", kString))}));
  // A standard name is free behind the prefix.
  EXPECT_EQ(with_custom_attributes(schema, std::vector{attribute("email", kString)})->back().name,
            "custom:email");
}

Schema tenant_schema() {
  return *schema_of_new_pool(std::vector{
      required(attribute("email", kString)), required(attribute("name", kString)),
      immutable(text("tenant", "2", "4")), number("age", "18", "99"),
      attribute("vip", AttributeDataType::Boolean), attribute("since", AttributeDataType::DateTime)});
}

TEST(AttributeSchema, checks_the_attributes_of_a_new_user) {
  struct Case {
    std::vector<Attribute> attributes;
    std::string message;
  };
  const std::string no = "Attributes did not conform to the schema: ";
  const Attribute email{"email", "a@b.example"};
  const Attribute name{"name", "Jane"};
  for (const auto& c : std::vector<Case>{
           {{email, name}, ""},
           {{email, name, {"custom:tenant", "acme"}}, ""},
           {{email}, no + "name: The attribute is required\n"},
           {{}, no + "name: The attribute is required\nemail: The attribute is required\n"},
           {{email, {"name", ""}}, no + "name: The attribute is required\n"},
           {{email, name, {"custom:foo", "1"}}, no + "custom:foo: Attribute does not exist in the schema.\n"},
           {{email, name, {"tenant", "acme"}}, no + "tenant: Attribute does not exist in the schema.\n"},
           {{{"Email", "a@b.example"}, name},
            no + "Email: Attribute does not exist in the schema.\nemail: The attribute is required\n"},
           {{email, name, {"custom:tenant", "a"}},
            no + "custom:tenant: String must be no shorter than 2 characters\n"},
           {{email, name, {"custom:tenant", "ééé€"}}, ""},
           {{email, name, {"custom:tenant", "acme5"}},
            no + "custom:tenant: String must be no longer than 4 characters\n"},
           {{email, name, {"custom:age", "18"}}, ""},
           {{email, name, {"custom:age", "18.5"}}, ""},
           {{email, name, {"custom:age", "17"}}, no + "custom:age: Number must be no less than 18\n"},
           {{email, name, {"custom:age", "100"}}, no + "custom:age: Number must be no more than 99\n"},
           {{email, name, {"custom:age", "1e2"}}, no + "custom:age: Value must be a number.\n"},
           {{email, name, {"custom:age", "20 "}}, no + "custom:age: Value must be a number.\n"},
           {{email, name, {"custom:age", "nan"}}, no + "custom:age: Value must be a number.\n"},
           {{email, name, {"custom:vip", "true"}, {"custom:since", "2024-02-30"}}, ""},
           {{email, name, {"custom:vip", "True"}}, no + "custom:vip: Value must be true or false.\n"},
           {{email, name, {"email_verified", "1"}}, no + "email_verified: Value must be true or false.\n"},
           {{email, name, {"updated_at", "-1"}}, no + "updated_at: Number must be no less than 0\n"},
           {{email, name, {"birthdate", "1990-12-31"}}, ""},
           {{email, name, {"birthdate", "31-12-1990"}},
            no + "birthdate: Date must be of the form YYYY-MM-DD.\n"},
           {{email, name, {"sub", "x"}}, "Cannot modify the non-mutable attribute sub"},
           {{{"email", "nobody"}, name}, "Invalid email address format."},
           {{email, name, {"phone_number", "5550100"}}, "Invalid phone number format."},
           {{email, name, {"phone_number", "+15550100"}}, ""},
       }) {
    EXPECT_EQ(message(check_new_user_attributes(tenant_schema(), c.attributes, RequiredAttributes::at_once)),
              c.message);
  }
}

TEST(AttributeSchema, an_administrator_may_leave_required_attributes_to_the_user) {
  EXPECT_TRUE(check_new_user_attributes(tenant_schema(), {}, RequiredAttributes::at_first_sign_in));
  EXPECT_EQ(missing_required_attributes(tenant_schema(), {{"email", "a@b.example"}}),
            std::vector<std::string>{"name"});
}

TEST(AttributeSchema, checks_changes_in_the_short_form) {
  struct Case {
    std::vector<Attribute> changes;
    std::string message;
  };
  for (const auto& c : std::vector<Case>{
           {{{"email", "c@d.example"}}, ""},
           {{{"nickname", ""}}, ""},
           {{{"custom:foo", "1"}}, "user.custom:foo: Attribute does not exist in the schema.\n"},
           {{{"custom:tenant", "acme"}}, "user.custom:tenant: Attribute cannot be updated.\n"},
           {{{"custom:foo", "1"}, {"custom:tenant", "acme"}},
            "user.custom:foo: Attribute does not exist in the schema.\n"
            "user.custom:tenant: Attribute cannot be updated.\n"},
           {{{"custom:age", "17"}}, "user.custom:age: Number must be no less than 18\n"},
           {{{"sub", "x"}}, "Cannot modify the non-mutable attribute sub"},
           {{{"email", "nobody"}}, "Invalid email address format."},
           {{{"email", ""}}, "Invalid user attributes: email: Required attribute cannot be deleted.\n"},
       }) {
    EXPECT_EQ(message(check_attribute_changes(tenant_schema(), c.changes)), c.message);
  }
}

TEST(AttributeSchema, a_verified_flag_needs_its_address) {
  const std::string no_email = "Email is required to verify/un-verify an email";
  struct Case {
    std::vector<Attribute> changes;
    Attributes present;
    std::string message;
  };
  for (const auto& c : std::vector<Case>{
           {{{"name", "Jane"}}, {}, ""},
           {{{"email_verified", "true"}}, {{"email", "a@b.c"}}, ""},
           {{{"email_verified", "true"}, {"email", "a@b.c"}}, {}, ""},
           {{{"email_verified", "true"}}, {}, no_email},
           {{{"email_verified", "false"}}, {}, no_email},
           {{{"email_verified", ""}}, {}, ""},
           {{{"email_verified", "true"}, {"email", ""}}, {{"email", "a@b.c"}}, no_email},
           {{{"phone_number_verified", "true"}},
            {{"email", "a@b.c"}},
            "Phone number is required to verify/un-verify a phone number"},
       }) {
    EXPECT_EQ(message(check_verified_flags(c.changes, c.present)), c.message);
  }
}

TEST(AttributeSchema, checks_deletions) {
  struct Case {
    std::vector<std::string> names;
    std::string message;
  };
  for (const auto& c : std::vector<Case>{
           {{"nickname", "custom:age"}, ""},
           {{"email"}, "Invalid user attributes: email: Required attribute cannot be deleted.\n"},
           {{"custom:x"}, "user.custom:x: Attribute does not exist in the schema.\n"},
           {{"custom:tenant"}, "user.custom:tenant: Attribute cannot be updated.\n"},
           {{"sub"}, "Cannot modify the non-mutable attribute sub"},
       }) {
    EXPECT_EQ(message(check_attribute_deletions(tenant_schema(), c.names)), c.message);
  }
}

TEST(AttributeSchema, tells_email_addresses) {
  for (const char* yes : {"a@b.c", "jane.doe+tag@mail.example.com", "o'neil@example.com", "é@exämple.com"})
    EXPECT_TRUE(is_email(yes)) << yes;
  for (const char* no : {"", "@", "a@", "@b.c", "a@b", "a b@c.d", "a@b.c\r\nBcc: x@y.z", "a@b@c.d", "a@.c",
                         "a@b.", "a@b..c", "a@b.c ", "Jane <a@b.c>", "a@b.c,d@e.f"})
    EXPECT_FALSE(is_email(no)) << no;
}

TEST(AttributeSchema, tells_phone_numbers) {
  for (const char* yes : {"+15550100", "+1", "+123456789012345"}) EXPECT_TRUE(is_phone_number(yes)) << yes;
  for (const char* no : {"", "+", "15550100", "+1234567890123456", "+1 555", "+1-555", "++1", "+1a"})
    EXPECT_FALSE(is_phone_number(no)) << no;
}

}  // namespace
}  // namespace poolhouse::userpools
