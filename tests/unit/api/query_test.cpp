#include "api/query.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "api/sts/errors.h"
#include "api/sts/operations.h"
#include "api/sts/types.h"

namespace poolhouse::sts {
namespace {

using Form = std::vector<api::QueryParameter>;

const Form kAssumeRole = {{"Action", "AssumeRole"},
                          {"Version", "2011-06-15"},
                          {"RoleArn", "arn:aws:iam::123456789012:role/app"},
                          {"RoleSessionName", "mary"}};

Form with(Form form, std::initializer_list<api::QueryParameter> more) {
  form.insert(form.end(), more);
  return form;
}

TEST(DecodeQueryRequest, reads_flat_parameters_lists_and_structures) {
  const auto request = api::decode_query_request<AssumeRoleRequest>(
      with(kAssumeRole, {{"Tags.member.2.Key", "b"},
                         {"Tags.member.2.Value", ""},
                         {"Tags.member.1.Key", "a"},
                         {"Tags.member.1.Value", "1"},
                         {"TransitiveTagKeys.member.10", "b"},
                         {"TransitiveTagKeys.member.9", "a"},
                         {"DurationSeconds", "900"},
                         {"Policy", R"({"Version": "2012-10-17"})"},
                         {"TokenCode", "123456"}}));
  EXPECT_EQ(request.role_arn, "arn:aws:iam::123456789012:role/app");
  ASSERT_EQ(request.tags->size(), 2U);
  EXPECT_EQ((*request.tags)[0].value, "1");
  EXPECT_EQ((*request.tags)[1].key, "b");
  EXPECT_EQ(request.transitive_tag_keys, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(request.duration_seconds, 900);
  EXPECT_EQ(request.token_code->reveal(), "123456");
  EXPECT_EQ(request.policy, R"({"Version": "2012-10-17"})");
  EXPECT_EQ(request.external_id, std::nullopt);
}

std::string violation_of(const Form& form) {
  try {
    (void)api::decode_query_request<AssumeRoleRequest>(form);
  } catch (const ValidationError& refused) {
    return refused.message();
  }
  return "accepted";
}

TEST(DecodeQueryRequest, tells_violations_as_every_service_does) {
  EXPECT_EQ(violation_of({{"RoleSessionName", "mary"}}),
            "1 validation error detected: Value null at 'roleArn' failed to satisfy constraint: Member must "
            "not be null");
  EXPECT_EQ(violation_of(with(kAssumeRole, {{"DurationSeconds", "899"}})),
            "1 validation error detected: Value '899' at 'durationSeconds' failed to satisfy constraint: "
            "Member must "
            "have value greater than or equal to 900");
  EXPECT_EQ(violation_of(with(kAssumeRole, {{"Tags.member.1.Key", "a#"}, {"Tags.member.1.Value", "b"}})),
            "1 validation error detected: Value 'a#' at 'tags.1.member.key' failed to satisfy constraint: "
            "Member must "
            "satisfy regular expression pattern: [\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+");
}

TEST(DecodeQueryRequest, refuses_what_is_not_the_shape_of_the_request) {
  for (const char* number :
       {"", "abc", "0x384", "9e2", "900.0", "+900", "0900", "900,\"Policy\":\"x\"", "99999999999"}) {
    EXPECT_THROW(
        (void)api::decode_query_request<AssumeRoleRequest>(with(kAssumeRole, {{"DurationSeconds", number}})),
        api::SerializationException)
        << number;
  }
  EXPECT_THROW(
      (void)api::decode_query_request<AssumeRoleRequest>(with(kAssumeRole, {{"RoleArn", "another"}})),
      api::SerializationException)
      << "given twice";
  EXPECT_THROW((void)api::decode_query_request<AssumeRoleRequest>(Form(1001, {"x", "y"})),
               api::SerializationException);
  // A list whose indexes are none is a list without entries.
  EXPECT_EQ(
      api::decode_query_request<AssumeRoleRequest>(with(kAssumeRole, {{"TransitiveTagKeys.member.x", "a"}}))
          .transitive_tag_keys->size(),
      0U);
}

TEST(EncodeXmlResponse, wraps_the_result_and_escapes_text) {
  AssumeRoleResponse response;
  response.credentials = Credentials{.access_key_id = "ASIA0000000000000000",
                                     .secret_access_key = Secret("a<b&c"),
                                     .session_token = Secret("t"),
                                     .expiration = from_epoch_ms(1'767'225'600'999)};
  response.packed_policy_size = 6;
  EXPECT_EQ(api::encode_xml_response(response, op::AssumeRole::info, "r-1"),
            "<AssumeRoleResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><AssumeRoleResult>"
            "<Credentials><AccessKeyId>ASIA0000000000000000</AccessKeyId><SecretAccessKey>a&lt;b&amp;c</"
            "SecretAccessKey>"
            "<SessionToken>t</SessionToken><Expiration>2026-01-01T00:00:00Z</Expiration></Credentials>"
            "<PackedPolicySize>6</PackedPolicySize></AssumeRoleResult>"
            "<ResponseMetadata><RequestId>r-1</RequestId></ResponseMetadata></AssumeRoleResponse>");
}

TEST(RenderXmlError, names_the_code_and_whose_fault_it_is) {
  EXPECT_EQ(api::render_xml_error(IDPRejectedClaimException("no <aud>"), kService, "r-2"),
            "<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><Error><Type>Sender</Type>"
            "<Code>IDPRejectedClaim</Code><Message>no &lt;aud&gt;</Message></Error><RequestId>r-2</RequestId>"
            "</ErrorResponse>");
}

// https://www.w3.org/TR/xml/#charsets: a document with one of these is refused as a whole, escaped or not.
TEST(RenderXmlError, marks_the_characters_that_xml_has_no_form_for) {
  const auto xml = api::render_xml_error(
      ValidationError("a\x01 b\x1F c\xEF\xBF\xBE d\xEF\xBF\xBF e\xEF\xBF\xBD f\t\xC3\xA9"), kService, "r-3");
  EXPECT_THAT(xml, testing::HasSubstr("<Message>a\xEF\xBF\xBD b\xEF\xBF\xBD c\xEF\xBF\xBD d\xEF\xBF\xBD "
                                      "e\xEF\xBF\xBD f\t\xC3\xA9</Message>"));
}

}  // namespace
}  // namespace poolhouse::sts
