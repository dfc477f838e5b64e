#include <gtest/gtest.h>

#include <algorithm>

#include "api/cognito_identity/operations.h"
#include "api/cognito_idp/operations.h"
#include "api/sts/operations.h"

namespace poolhouse {
namespace {

TEST(Operations, are_all_there) {
  EXPECT_EQ(cognito_idp::operations().size(), 140U);
  EXPECT_EQ(cognito_identity::operations().size(), 23U);
  EXPECT_EQ(sts::operations().size(), 3U);
  EXPECT_EQ(cognito_idp::Operations::size, cognito_idp::operations().size());
}

// Reference: newest operations, section 10 (35 unsigned operations) and user pools 0.2 (13 without output).
TEST(Operations, know_who_may_call_and_whether_they_answer) {
  const auto idp = cognito_idp::operations();
  EXPECT_EQ(std::ranges::count_if(idp, [](const auto* o) { return o->auth == api::Auth::none; }), 35);
  EXPECT_EQ(std::ranges::count_if(idp, [](const auto* o) { return !o->has_output(); }), 13);
  EXPECT_EQ(std::ranges::count_if(cognito_identity::operations(),
                                  [](const auto* o) { return o->auth == api::Auth::none; }),
            4);
  static_assert(cognito_idp::op::SignUp::auth == api::Auth::none);
  static_assert(cognito_idp::op::AdminGetUser::auth == api::Auth::sigv4);
  static_assert(std::is_same_v<cognito_idp::op::DeleteUser::Response, api::NoOutput>);
}

TEST(Operations, are_found_by_name_and_by_target) {
  const auto idp = cognito_idp::operations();
  for (const auto* operation : idp) {
    EXPECT_EQ(api::find_operation(idp, operation->name), operation);
    EXPECT_EQ(api::find_target(idp, operation->target), operation);
  }
  const auto* sign_up = api::find_target(idp, "AWSCognitoIdentityProviderService.SignUp");
  ASSERT_NE(sign_up, nullptr);
  EXPECT_EQ(sign_up, &cognito_idp::op::SignUp::info);
  EXPECT_EQ(sign_up->service, &cognito_idp::kService);
  EXPECT_TRUE(std::ranges::binary_search(sign_up->errors, "UsernameExistsException"));
  for (const char* unknown :
       {"", ".", "SignUp", "AWSCognitoIdentityProviderService.", "AWSCognitoIdentityProviderService",
        "AWSCognitoIdentityProviderService.signup", "AWSCognitoIdentityService.SignUp",
        "x.AWSCognitoIdentityProviderService.SignUp", "AWSCognitoIdentityProviderService.SignUpp"}) {
    EXPECT_EQ(api::find_target(idp, unknown), nullptr) << unknown;
  }
}

}  // namespace
}  // namespace poolhouse
