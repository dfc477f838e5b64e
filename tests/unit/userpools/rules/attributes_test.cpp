#include "userpools/rules/attributes.h"

#include <gtest/gtest.h>

#include "api/cognito_idp/types/attribute_type.h"

namespace poolhouse::userpools {
namespace {

TEST(Attributes, keep_the_order_of_the_request) {
  const auto given = attributes_of(std::vector<cognito_idp::AttributeType>{{.name = "name", .value = "Jane"},
                                                                           {.name = "email", .value = ""}});
  EXPECT_EQ(given, (std::vector<Attribute>{{"name", "Jane"}, {"email", ""}}));
  EXPECT_EQ(attributes_of(std::nullopt), std::vector<Attribute>{});
}

TEST(Attributes, a_value_may_be_empty_but_not_absent) {
  const auto given =
      attributes_of(std::vector<cognito_idp::AttributeType>{{.name = "picture", .value = std::nullopt}});
  EXPECT_EQ(given.error(),
            (Fault{Refusal::invalid_parameter, "Attribute value for picture must not be null"}));
}

}  // namespace
}  // namespace poolhouse::userpools
