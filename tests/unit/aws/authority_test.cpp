#include "aws/authority.h"

#include <gtest/gtest.h>

#include "api/cognito_idp/list_user_pools.h"
#include "api/errors.h"
#include "base/sync_wait.h"

namespace poolhouse::aws {
namespace {

TEST(Authority, allows_nothing_until_somebody_says_what) {
  EXPECT_THROW(Authority().require("cognito-idp:ListUserPools", "*"), api::AccessDeniedException);
  EXPECT_THROW(Authority::of("AKIATEST", nullptr).require("cognito-idp:ListUserPools", "*"),
               api::AccessDeniedException);
  EXPECT_NO_THROW(Authority::everything().require("cognito-idp:ListUserPools", "*"));
}

// What a program or a page gets in development mode, where any signature is good.
std::string answer_to(const char* origin, bool is_signed = true) {
  http::Request request;
  if (is_signed) {
    request.headers.add("X-Amz-Date", "20260101T000000Z");
    request.headers.add("Authorization",
                        "AWS4-HMAC-SHA256 Credential=any/20260101/us-east-1/cognito-idp/aws4_request, "
                        "SignedHeaders=host, Signature=00");
  }
  if (origin != nullptr) request.headers.add("Origin", origin);
  AnySigner signer;
  try {
    sync_wait(signer.authenticate(request, cognito_idp::op::ListUserPools::info)).require("anything", "*");
    return "everything";
  } catch (const ApiError& refusal) {
    return std::string(refusal.code());
  }
}

TEST(AnySigner, lets_in_whoever_signs_but_the_pages_of_other_sites) {
  EXPECT_EQ(answer_to(nullptr), "everything");
  EXPECT_EQ(answer_to("http://localhost:5173"), "everything");
  EXPECT_EQ(answer_to("http://127.0.0.1:9229"), "everything");
  EXPECT_EQ(answer_to("http://evil.example"), "AccessDeniedException");
  EXPECT_EQ(answer_to("http://localhost.evil.example:9229"), "AccessDeniedException");
  EXPECT_EQ(answer_to("null"), "AccessDeniedException");
  EXPECT_EQ(answer_to(nullptr, false), "MissingAuthenticationTokenException");
}

}  // namespace
}  // namespace poolhouse::aws
