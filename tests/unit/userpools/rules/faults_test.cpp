#include "userpools/rules/faults.h"

#include <gtest/gtest.h>

#include <memory>

#include "api/cognito_idp/errors.h"

namespace poolhouse::userpools {
namespace {

TEST(Faults, each_refusal_is_an_exception_of_the_api_with_its_message) {
  struct Case {
    Refusal refusal;
    const char* code;
  };
  for (const auto& c : {
           Case{Refusal::alias_exists, "AliasExistsException"},
           Case{Refusal::feature_unavailable_in_tier, "FeatureUnavailableInTierException"},
           Case{Refusal::invalid_oauth_flow, "InvalidOAuthFlowException"},
           Case{Refusal::invalid_parameter, "InvalidParameterException"},
           Case{Refusal::invalid_password, "InvalidPasswordException"},
           Case{Refusal::limit_exceeded, "LimitExceededException"},
           Case{Refusal::not_authorized, "NotAuthorizedException"},
           Case{Refusal::scope_does_not_exist, "ScopeDoesNotExistException"},
           Case{Refusal::tier_change_not_allowed, "TierChangeNotAllowedException"},
           Case{Refusal::user_pool_tagging, "UserPoolTaggingException"},
           Case{Refusal::username_exists, "UsernameExistsException"},
       }) {
    try {
      or_fail(Decided<void>(refuse(c.refusal, "why")));
      FAIL() << c.code;
    } catch (const ApiError& error) {
      EXPECT_EQ(error.code(), c.code);
      EXPECT_EQ(error.message(), "why");
    }
  }
}

TEST(Faults, what_was_decided_passes_through) {
  EXPECT_EQ(or_fail(Decided<int>(7)), 7);
  or_fail(Decided<void>());
  EXPECT_EQ(*or_fail(Decided<std::unique_ptr<int>>(std::make_unique<int>(7))), 7);
}

}  // namespace
}  // namespace poolhouse::userpools
