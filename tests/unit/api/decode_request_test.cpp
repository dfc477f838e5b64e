#include "api/codec.h"
#include "api/cognito_idp/errors.h"
#include "api/cognito_idp/types.h"
#include "api/errors.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace poolhouse::cognito_idp {
namespace {

using api::decode_request;
using api::SerializationException;
using testing::HasSubstr;

template <class Request>
std::string violation_of(std::string_view json) {
  try {
    (void)decode_request<Request>(json);
  } catch (const InvalidParameterException& refused) {
    EXPECT_EQ(refused.status(), 400);
    return refused.message();
  }
  return "accepted";
}

TEST(DecodeRequest, fills_the_members_it_knows_and_ignores_the_others) {
  const auto request = decode_request<SignUpRequest>(R"({
    "ClientId": "abc123", "Username": "mary", "Password": "Passw0rd!", "Nonsense": {"a": [1, 2]},
    "UserAttributes": [{"Name": "email", "Value": "mary@example.com"}, {"Name": "locale"}],
    "ClientMetadata": {"campaign": "spring"}, "ValidationData": null})");
  EXPECT_EQ(request.client_id, "abc123");
  EXPECT_EQ(request.username, "mary");
  EXPECT_EQ(request.password->reveal(), "Passw0rd!");
  ASSERT_EQ(request.user_attributes->size(), 2U);
  EXPECT_EQ((*request.user_attributes)[0].value, "mary@example.com");
  EXPECT_EQ((*request.user_attributes)[1].value, std::nullopt);
  EXPECT_EQ(request.client_metadata->at("campaign"), "spring");
  EXPECT_EQ(request.validation_data, std::nullopt);
}

// The sentences are observed (reference: user pools 12.1), or follow the form that its table shows.
TEST(DecodeRequest, tells_each_violation_in_the_words_of_the_service) {
  EXPECT_EQ(
      violation_of<SignUpRequest>(R"({"ClientId": "abc", "Username": "mary", "Password": ""})"),
      "2 validation errors detected: Value at 'password' failed to satisfy constraint: Member must have "
      "length greater than or equal to 6; Value at 'password' failed to satisfy constraint: Member must "
      "satisfy regular expression pattern: ^[\\S]+.*[\\S]+$");
  EXPECT_EQ(
      violation_of<GetUserAttributeVerificationCodeRequest>(R"({"AccessToken": "a.b.c"})"),
      "1 validation error detected: Value null at 'attributeName' failed to satisfy constraint: Member must "
      "not be null");
  EXPECT_EQ(
      violation_of<DescribeUserPoolRequest>(R"({"UserPoolId": "nowhere"})"),
      "1 validation error detected: Value 'nowhere' at 'userPoolId' failed to satisfy constraint: Member "
      "must satisfy regular expression pattern: [\\w-]+_[0-9a-zA-Z]+");
  EXPECT_EQ(
      violation_of<ListUserPoolsRequest>(R"({"MaxResults": 61})"),
      "1 validation error detected: Value '61' at 'maxResults' failed to satisfy constraint: Member must "
      "have value less than or equal to 60");
  EXPECT_EQ(violation_of<CreateUserPoolRequest>(R"({"PoolName": "p", "MfaConfiguration": "MAYBE"})"),
            "1 validation error detected: Value 'MAYBE' at 'mfaConfiguration' failed to satisfy constraint: "
            "Member must satisfy enum value set: [OPTIONAL, OFF, ON]");
  EXPECT_EQ(violation_of<CreateUserPoolClientRequest>(
                R"({"UserPoolId": "a_b", "ClientName": "c", "AllowedOAuthFlows": ["code", "token"]})"),
            "1 validation error detected: Value '[code, token]' at 'allowedOAuthFlows' failed to satisfy "
            "constraint: Member must satisfy constraint: [Member must satisfy enum value set: [implicit, "
            "client_credentials, code]]");
  EXPECT_EQ(
      violation_of<CreateUserPoolClientRequest>(
          R"({"UserPoolId": "a_b", "ClientName": "c", "CallbackURLs": [""]})"),
      "1 validation error detected: Value '[]' at 'callbackURLs' failed to satisfy constraint: Member must "
      "satisfy constraint: [Member must have length less than or equal to 1024, Member must have length "
      "greater than or equal to 1, Member must satisfy regular expression pattern: "
      "[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+]");
  EXPECT_EQ(
      violation_of<TagResourceRequest>(
          R"({"ResourceArn": "arn:aws:cognito-idp:us-east-1:123456789012:userpool/a_b", "Tags": {"": "x"}})"),
      "1 validation error detected: Value '{=x}' at 'tags' failed to satisfy constraint: Map keys must "
      "satisfy constraint: [Member must have length less than or equal to 128, Member must have length "
      "greater than or equal to 1]");
  EXPECT_EQ(violation_of<SignUpRequest>(
                R"({"ClientId": "abc", "Username": "mary", "UserAttributes": [{"Value": "x"}]})"),
            "1 validation error detected: Value null at 'userAttributes.1.member.name' failed to satisfy "
            "constraint: Member must not be null");
}

TEST(DecodeRequest, tells_violations_in_the_order_of_the_model_whatever_the_order_of_the_request) {
  const std::string expected =
      "2 validation errors detected: Value at 'clientId' failed to satisfy constraint: Member must satisfy "
      "regular "
      "expression pattern: [\\w+]+; Value at 'username' failed to satisfy constraint: Member must satisfy "
      "regular "
      "expression pattern: [\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+";
  EXPECT_EQ(violation_of<SignUpRequest>(R"({"ClientId": "a b", "Username": "a b"})"), expected);
  EXPECT_EQ(violation_of<SignUpRequest>(R"({"Username": "a b", "ClientId": "a b"})"), expected);
}

TEST(DecodeRequest, never_repeats_a_sensitive_value) {
  const std::string secret = "hunter2";
  for (const auto& message : {
           violation_of<AdminSetUserPasswordRequest>(
               R"({"UserPoolId": "a_b", "Username": "m", "Password": " hunter2"})"),
           violation_of<ConfirmSignUpRequest>(
               R"({"ClientId": "abc", "Username": "m", "ConfirmationCode": "hunter2 "})"),
           violation_of<SignUpRequest>(R"({"ClientId": "hunter2 ", "Username": "m"})"),
       }) {
    EXPECT_THAT(message, HasSubstr("Value at '"));
    EXPECT_THAT(message, Not(HasSubstr(secret)));
  }
}

TEST(DecodeRequest, counts_characters_and_not_bytes) {
  // A name of the greatest length, 128 characters, each of two bytes; then one more.
  std::string name;
  for (int i = 0; i < 128; ++i) name += "\xC3\xA9";
  const auto body = [](const std::string& username) {
    return R"({"UserPoolId": "a_b", "Username": ")" + username + "\"}";
  };
  EXPECT_EQ(violation_of<AdminGetUserRequest>(body(name)), "accepted");
  EXPECT_THAT(violation_of<AdminGetUserRequest>(body(name + "e")), HasSubstr("less than or equal to 128"));
}

TEST(DecodeRequest, bounds_what_a_message_lists_and_repeats) {
  // Given 1,000 attributes without a name,
  std::string attributes;
  for (int i = 0; i < 1000; ++i) attributes += i == 0 ? "{}" : ",{}";
  const auto many = violation_of<SignUpRequest>(
      R"({"ClientId": "abc", "Username": "m", "UserAttributes": [)" + attributes + "]}");
  // then all are counted and few are listed.
  EXPECT_THAT(many, testing::StartsWith("1000 validation errors detected: "));
  EXPECT_THAT(many, HasSubstr("'userAttributes.20.member.name'"));
  EXPECT_THAT(many, Not(HasSubstr("'userAttributes.21.member.name'")));

  const auto filler = std::string(100'000, 'x');
  EXPECT_LT(violation_of<DescribeUserPoolRequest>(R"({"UserPoolId": ")" + filler + "\"}").size(), 2500U);
  EXPECT_LT(violation_of<CreateUserPoolClientRequest>(
                R"({"UserPoolId": "a_b", "ClientName": "c", "CallbackURLs": [")" + filler + "\"]}")
                .size(),
            2500U);
}

TEST(DecodeRequest, bounds_lists_and_maps_before_it_reads_them) {
  const auto metadata = [](int entries) {
    std::string json = R"({"ClientId": "abc", "Username": "m", "ClientMetadata": {"0": ""})";
    json.pop_back();
    for (int i = 1; i < entries; ++i) json += fmt::format(R"(, "{}": "")", i);
    return json + "}}";
  };
  EXPECT_EQ(violation_of<SignUpRequest>(metadata(1000)), "accepted");
  EXPECT_THROW((void)decode_request<SignUpRequest>(metadata(1001)), SerializationException);
  std::string attributes = "{}";
  for (int i = 0; i < 1000; ++i) attributes += ",{}";
  EXPECT_THROW((void)decode_request<SignUpRequest>(R"({"UserAttributes": [)" + attributes + "]}"),
               SerializationException);
}

std::string nested(int depth) {
  std::string json = "{\"x\":";
  for (int i = 1; i < depth; ++i) json += '[';
  json += '1';
  for (int i = 1; i < depth; ++i) json += ']';
  return json + ",\"ClientId\":\"a\",\"Username\":\"b\"}";
}

TEST(DecodeRequest, accepts_depth_up_to_its_limit_and_no_deeper) {
  EXPECT_NO_THROW((void)decode_request<SignUpRequest>(nested(static_cast<int>(api::kRequestDepthMax))));
  EXPECT_THROW((void)decode_request<SignUpRequest>(nested(static_cast<int>(api::kRequestDepthMax) + 1)),
               SerializationException);
}

TEST(DecodeRequest, refuses_what_is_not_the_shape_of_the_request) {
  const struct {
    const char* why;
    std::string body;
  } cases[] = {
      {"nothing", ""},
      {"no object", "[]"},
      {"a bare string", "\"ClientId\""},
      {"cut short", R"({"MaxResults": 1)"},
      {"more behind the end", R"({"MaxResults": 1} {})"},
      {"a comment", R"({"MaxResults": 1 /* one */})"},
      {"single quotes", "{'MaxResults': 1}"},
      {"NaN", R"({"MaxResults": NaN})"},
      {"a raw control character", "{\"MaxResults\": 1, \"NextToken\": \"a\x01\"}"},
      {"bytes that are not UTF-8", "{\"MaxResults\": 1, \"NextToken\": \"\xFF\"}"},
      {"an overlong encoding", "{\"MaxResults\": 1, \"NextToken\": \"\xC0\xAF\"}"},
      {"a NUL character", R"({"MaxResults": 1, "NextToken": "a\u0000b"})"},
      {"the first half of a surrogate pair", R"({"MaxResults": 1, "NextToken": "\ud83d"})"},
      {"the second half of a surrogate pair", R"({"MaxResults": 1, "NextToken": "\ude00"})"},
      {"a member given twice", R"({"MaxResults": 1, "MaxResults": 60})"},
      {"a member given twice, once by an escape", R"({"MaxResults": 1, "MaxResult\u0073": 60})"},
      {"a string for a number", R"({"MaxResults": "1"})"},
      {"a fraction", R"({"MaxResults": 1.5})"},
      {"a float that is whole", R"({"MaxResults": 1.0})"},
      {"an exponent", R"({"MaxResults": 1e1})"},
      {"one more than 32 bits", R"({"MaxResults": 2147483648})"},
      {"one less than 32 bits", R"({"MaxResults": -2147483649})"},
      {"more than 64 bits", R"({"MaxResults": 18446744073709551616})"},
      {"a boolean for a number", R"({"MaxResults": true})"},
      {"a number for a string", R"({"MaxResults": 1, "NextToken": 7})"},
      {"a list for a string", R"({"MaxResults": 1, "NextToken": ["a"]})"},
      {"a structure for a string", R"({"MaxResults": 1, "NextToken": {}})"},
  };
  for (const auto& c : cases) {
    EXPECT_THROW((void)decode_request<ListUserPoolsRequest>(c.body), SerializationException) << c.why;
  }
  // The other side: what these cases are near to is accepted.
  EXPECT_NO_THROW(
      (void)decode_request<ListUserPoolsRequest>(R"({"MaxResults": 1, "NextToken": "\ud83d\ude00"})"));
  EXPECT_NO_THROW(
      (void)decode_request<ListUserPoolsRequest>("{\"MaxResults\":1,\"NextToken\":\"\xED\x9F\xBF\"}"));
  EXPECT_EQ(violation_of<ListUserPoolsRequest>(R"({"MaxResults": 2147483647})").substr(0, 40),
            "1 validation error detected: Value '2147");
}

TEST(DecodeRequest, takes_null_as_absent) {
  EXPECT_THAT(violation_of<SignUpRequest>(R"({"ClientId": null, "Username": "m"})"),
              HasSubstr("null at 'clientId'"));
  const auto request = decode_request<SignUpRequest>(
      R"({"ClientId": "a", "Username": "m", "ClientMetadata": {"a": null, "b": "c"}, "UserAttributes": [null]})");
  EXPECT_EQ(request.client_metadata->size(), 1U);
  EXPECT_TRUE(request.user_attributes->empty());
}

TEST(DecodeRequest, reads_blobs_documents_and_enums) {
  const auto request = decode_request<CreateManagedLoginBrandingRequest>(R"({
    "UserPoolId": "a_b", "ClientId": "c", "Settings": { "a" : [ 1, true, "x" ] },
    "Assets": [{"Category": "FORM_LOGO", "ColorMode": "LIGHT", "Extension": "SVG", "Bytes": "PHN2Zz4="}]})");
  EXPECT_EQ(request.settings->json, R"({"a":[1,true,"x"]})");
  const auto& asset = request.assets->at(0);
  EXPECT_EQ(asset.bytes, "<svg>");
  EXPECT_EQ(asset.category, AssetCategoryType::FORM_LOGO);
}

TEST(DecodeRequest, keeps_the_secrets_of_a_map_secret) {
  const auto request = decode_request<InitiateAuthRequest>(
      R"({"AuthFlow": "USER_PASSWORD_AUTH", "ClientId": "c", "AuthParameters": {"PASSWORD": "hunter2"}})");
  static_assert(std::is_same_v<decltype(request.auth_parameters)::value_type::mapped_type, Secret>);
  EXPECT_EQ(request.auth_parameters->at("PASSWORD").reveal(), "hunter2");
  EXPECT_EQ(api::redacted(request),
            R"({"AuthFlow":"USER_PASSWORD_AUTH","AuthParameters":"***","ClientId":"***"})");
}

}  // namespace
}  // namespace poolhouse::cognito_idp
