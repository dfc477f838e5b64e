#include <gtest/gtest.h>

#include "api/codec.h"
#include "api/cognito_identity/types.h"
#include "api/cognito_idp/types.h"

namespace poolhouse::cognito_idp {
namespace {

using Map = std::map<std::string, std::string>;

TEST(CopyMembers, carries_what_both_structures_have) {
  CreateUserPoolRequest request{.pool_name = "people"};
  request.mfa_configuration = UserPoolMfaType::OPTIONAL;
  request.user_pool_tags = Map{{"team", "red"}};
  request.lambda_config = LambdaConfigType{.pre_sign_up = "arn:aws:lambda:us-east-1:000000000000:function:f"};

  UserPoolType pool;
  pool.id = "us-east-1_abc";
  pool.deletion_protection = DeletionProtectionType::ACTIVE;
  api::copy_members(request, pool);

  EXPECT_EQ(pool.mfa_configuration, UserPoolMfaType::OPTIONAL);
  EXPECT_EQ(pool.user_pool_tags, request.user_pool_tags);
  EXPECT_EQ(pool.lambda_config->pre_sign_up, request.lambda_config->pre_sign_up);
  // What only the target has stays; what the source could have and has not is cleared.
  EXPECT_EQ(pool.id, "us-east-1_abc");
  EXPECT_EQ(pool.deletion_protection, std::nullopt);
}

TEST(CopyMembers, copies_between_required_and_optional_members) {
  UserPoolClientType client;
  api::copy_members(CreateUserPoolClientRequest{.user_pool_id = "a_b", .client_name = "web"}, client);
  EXPECT_EQ(client.client_name, "web");

  DescribeUserPoolClientRequest request{.user_pool_id = "old", .client_id = "kept"};
  api::copy_members(client, request);
  EXPECT_EQ(request.user_pool_id, "a_b");
  EXPECT_EQ(request.client_id, "kept")
      << "the source has no client id, and a required member cannot be absent";
}

TEST(CopyMembers, leaves_a_member_of_the_same_name_and_another_shape_alone) {
  // TokenType is a StringType here and a String there; AccessToken is the same shape.
  AuthenticationResultType tokens{.token_type = "Bearer"};
  api::copy_members(ClientAuthenticationResultType{.access_token = Secret("a.b.c"), .token_type = "other"},
                    tokens);
  EXPECT_EQ(tokens.access_token->reveal(), "a.b.c");
  EXPECT_EQ(tokens.token_type, "Bearer");
}

InitiateAuthRequest sign_in() {
  InitiateAuthRequest request{.auth_flow = AuthFlowType::USER_PASSWORD_AUTH, .client_id = "abc"};
  request.auth_parameters.emplace().emplace("PASSWORD", Secret("hunter2"));
  request.client_metadata = Map{{"a", "b"}};
  request.session = Secret("session");
  return request;
}

TEST(Clone, is_deep_and_equal) {
  const auto original = sign_in();
  auto copy = api::clone(original);
  EXPECT_TRUE(api::equal(original, copy));
  copy.auth_parameters->at("PASSWORD") = Secret("hunter3");
  EXPECT_EQ(original.auth_parameters->at("PASSWORD").reveal(), "hunter2");
}

TEST(Equal, sees_every_kind_of_difference) {
  const struct {
    const char* what;
    void (*change)(InitiateAuthRequest&);
  } cases[] = {
      {"an enum", [](auto& r) { r.auth_flow = AuthFlowType::USER_AUTH; }},
      {"a string", [](auto& r) { r.client_id = "abd"; }},
      {"a secret", [](auto& r) { r.session = Secret("sessioN"); }},
      {"a secret in a map", [](auto& r) { r.auth_parameters->at("PASSWORD") = Secret("x"); }},
      {"another key", [](auto& r) { r.client_metadata = Map{{"b", "b"}}; }},
      {"one entry more", [](auto& r) { r.client_metadata->emplace("c", "d"); }},
      {"an absent map for an empty one", [](auto& r) { r.client_metadata.reset(); }},
      {"a member that came", [](auto& r) { r.analytics_metadata.emplace(); }},
  };
  for (const auto& c : cases) {
    auto changed = sign_in();
    c.change(changed);
    EXPECT_FALSE(api::equal(sign_in(), changed)) << c.what;
  }
  EXPECT_TRUE(api::equal(sign_in(), sign_in()));
}

TEST(MemberText, finds_what_guards_ask_for) {
  const AdminGetUserRequest admin{.user_pool_id = "us-east-1_abc", .username = "mary"};
  EXPECT_EQ(api::member_text(admin, "UserPoolId"), "us-east-1_abc");
  EXPECT_EQ(api::member_text(admin, "ClientId"), std::nullopt);
  EXPECT_EQ(api::member_text(admin, "userPoolId"), std::nullopt);
  EXPECT_EQ(api::member_text(UserPoolType{}, "Name"), std::nullopt) << "absent";
  EXPECT_EQ(api::member_text(sign_in(), "AuthFlow"), "USER_PASSWORD_AUTH");
  EXPECT_EQ(api::member_text(sign_in(), "Session"), std::nullopt) << "a secret is no text";
}

TEST(MemberSecret, finds_an_access_token) {
  const GetUserRequest request{.access_token = Secret("a.b.c")};
  EXPECT_EQ(api::member_secret(request, "AccessToken")->reveal(), "a.b.c");
  EXPECT_EQ(api::member_secret(request, "Session"), nullptr);
  EXPECT_EQ(api::member_secret(AdminGetUserRequest{.user_pool_id = "a", .username = "b"}, "Username"),
            nullptr);
}

}  // namespace
}  // namespace poolhouse::cognito_idp
