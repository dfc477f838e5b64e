#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "api/codec.h"
#include "api/cognito_idp/types.h"
#include "api/json_writer.h"

namespace poolhouse::cognito_idp {
namespace {

using api::encode;

AuthenticationResultType tokens() {
  return {.access_token = Secret("a.b.c"),
          .expires_in = 3600,
          .token_type = "Bearer",
          .id_token = Secret("d.e.f")};
}

TEST(Encode, writes_members_in_the_order_of_their_names_and_leaves_absent_ones_out) {
  EXPECT_EQ(encode(tokens()),
            R"({"AccessToken":"a.b.c","ExpiresIn":3600,"IdToken":"d.e.f","TokenType":"Bearer"})");
  EXPECT_EQ(encode(UpdateUserPoolResponse{}), "{}");
}

TEST(Encode, writes_lists_maps_enums_booleans_and_blobs) {
  UserPoolType pool;
  pool.mfa_configuration = UserPoolMfaType::ON;
  pool.alias_attributes = {AliasAttributeType::email, AliasAttributeType::phone_number};
  pool.user_pool_tags = std::map<std::string, std::string>{{"b", "2"}, {"a", "1"}};
  pool.schema_attributes.emplace();
  pool.username_configuration = {.case_sensitive = false};
  EXPECT_EQ(encode(pool),
            R"({"AliasAttributes":["email","phone_number"],"MfaConfiguration":"ON","SchemaAttributes":[],)"
            R"("UserPoolTags":{"a":"1","b":"2"},"UsernameConfiguration":{"CaseSensitive":false}})");
  EXPECT_EQ(encode(AssetType{.category = AssetCategoryType::FORM_LOGO,
                             .color_mode = ColorSchemeModeType::DARK,
                             .extension = AssetExtensionType::SVG,
                             .bytes = "<svg>"}),
            R"({"Bytes":"PHN2Zz4=","Category":"FORM_LOGO","ColorMode":"DARK","Extension":"SVG"})");
}

TEST(Encode, writes_a_document_as_it_is) {
  ManagedLoginBrandingType branding;
  branding.settings = api::JsonText{R"({"a":[1,{}]})"};
  EXPECT_EQ(encode(branding), R"({"Settings":{"a":[1,{}]}})");
}

TEST(Encode, writes_times_as_epoch_seconds_with_at_most_three_decimals) {
  const struct {
    std::int64_t ms;
    const char* text;
  } cases[] = {
      {1'547'763'720'822, "1547763720.822"},
      {1'547'763'720'820, "1547763720.82"},
      {1'547'763'720'002, "1547763720.002"},
      {1'547'763'720'000, "1547763720"},
      {0, "0"},
      {5, "0.005"},
      {-5, "-0.005"},
      {-1500, "-1.5"},
  };
  for (const auto& c : cases) {
    std::string text;
    api::append_json_time(text, from_epoch_ms(c.ms));
    EXPECT_EQ(text, c.text);
    // and reads back as the same time.
    UserType user;
    user.user_create_date = from_epoch_ms(c.ms);
    EXPECT_EQ(api::decode_trusted<UserType>(encode(user)).user_create_date, user.user_create_date);
  }
}

TEST(Encode, escapes_what_json_demands_and_nothing_else) {
  const struct {
    std::string text, json;
  } cases[] = {
      {"", R"("")"},
      {"a/b", R"("a/b")"},
      {"\"\\", R"("\"\\")"},
      {"\b\f\n\r\t", R"("\b\f\n\r\t")"},
      {std::string("\0\x01\x1F", 3), R"("\u0000\u0001\u001f")"},
      {"\x7F \xC3\xA9 \xF0\x9F\x98\x80", "\"\x7F \xC3\xA9 \xF0\x9F\x98\x80\""},
  };
  for (const auto& c : cases) {
    std::string json;
    api::append_json_string(json, c.text);
    EXPECT_EQ(json, c.json);
  }
}

// The writer looks at 16 bytes at a time: each place in and around such a block is looked at.
TEST(Encode, finds_a_character_to_escape_wherever_it_is) {
  for (std::size_t size = 0; size < 50; ++size) {
    for (std::size_t at = 0; at < size; ++at) {
      for (const char c : {'"', '\\', '\n', '\x1F'}) {
        std::string text(size, 'x');
        text[at] = c;
        UserType user;
        user.username = text;
        EXPECT_EQ(api::decode_trusted<UserType>(encode(user)).username, text) << size << " " << at;
      }
    }
  }
}

TEST(Redacted, hides_secrets_and_sensitive_members) {
  EXPECT_EQ(api::redacted(tokens()),
            R"({"AccessToken":"***","ExpiresIn":3600,"IdToken":"***","TokenType":"Bearer"})");
  SignUpRequest request{.client_id = "abc", .username = "mary"};
  request.password = Secret("hunter2");
  request.user_attributes = {AttributeType{.name = "email", .value = "mary@example.com"}};
  request.user_context_data = UserContextDataType{.ip_address = "192.0.2.1"};
  EXPECT_EQ(api::redacted(request),
            R"({"ClientId":"***","Password":"***","UserAttributes":[{"Name":"email","Value":"***"}],)"
            R"("UserContextData":"***","Username":"***"})");
}

TEST(DecodeTrusted, reads_what_encode_wrote_without_asking_for_constraints) {
  // Given a client whose name no model would allow today,
  UserPoolClientType client;
  client.client_name = std::string(500, ' ');
  client.client_secret = Secret("short");
  client.explicit_auth_flows = {ExplicitAuthFlowsType::ALLOW_USER_SRP_AUTH};
  client.refresh_token_validity = -1;
  // when it is stored and read, then it is the same.
  EXPECT_TRUE(api::equal(client, api::decode_trusted<UserPoolClientType>(encode(client))));
}

TEST(DecodeTrusted, takes_damage_for_what_it_is) {
  for (const char* damaged :
       {"", "{", "[]", R"({"ExplicitAuthFlows": ["NO_SUCH_FLOW"]})", R"({"ClientName": 1})"}) {
    EXPECT_THROW((void)api::decode_trusted<UserPoolClientType>(damaged), std::runtime_error) << damaged;
  }
  EXPECT_THROW((void)api::decode_trusted<AttributeType>("{}"), std::runtime_error)
      << "a required member is missing";
}

}  // namespace
}  // namespace poolhouse::cognito_idp
