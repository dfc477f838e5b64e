#include "api/errors.h"

#include <gtest/gtest.h>

#include "api/cognito_identity/errors.h"
#include "api/cognito_idp/errors.h"
#include "api/sts/errors.h"

namespace poolhouse {
namespace {

TEST(ApiError, renders_the_bare_name_and_the_message) {
  EXPECT_EQ(api::render_error_body(cognito_idp::NotAuthorizedException("Invalid Refresh Token.")),
            R"({"__type":"NotAuthorizedException","message":"Invalid Refresh Token."})");
  EXPECT_EQ(api::render_error_body(
                cognito_idp::InvalidParameterException("no \"such\" scope", ReasonCode{"SCOPE"})),
            R"({"__type":"InvalidParameterException","message":"no \"such\" scope","reasonCode":"SCOPE"})");
}

TEST(ApiError, keeps_what_the_operator_reads_from_the_client) {
  const cognito_idp::CodeDeliveryFailureException error("Failed to deliver.", OperatorHint{"smtp: 550"});
  EXPECT_EQ(error.operator_hint(), "smtp: 550");
  EXPECT_EQ(api::render_error_body(error).find("550"), std::string::npos);
  EXPECT_STREQ(error.what(), "Failed to deliver.");
}

TEST(ApiError, has_the_status_and_the_code_of_the_model) {
  EXPECT_EQ(cognito_idp::InternalErrorException("").status(), 500);
  EXPECT_EQ(cognito_idp::TooManyRequestsException("").status(), 400);
  EXPECT_EQ(cognito_identity::ValidationException("").status(), 400);
  EXPECT_EQ(sts::IDPRejectedClaimException("").code(), "IDPRejectedClaim");
  EXPECT_EQ(sts::IDPRejectedClaimException("").status(), 403);
  EXPECT_EQ(api::NotImplementedException("").status(), 501);
}

TEST(ApiError, keeps_its_type_through_a_throw_and_is_caught_as_one) {
  EXPECT_THROW(throw cognito_idp::UserNotFoundException("User does not exist."), ApiError);
}

}  // namespace
}  // namespace poolhouse
