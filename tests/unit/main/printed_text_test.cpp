// What commands print: access keys, operations, the greeting.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "main/commands/greeting.h"
#include "main/commands/key_text.h"
#include "main/operations_page.h"

namespace poolhouse {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

aws::AccessKey key(std::string description, std::string policy = std::string(aws::kAllowEverything)) {
  return {.id = "AKIA234567ABCDEFGHIJ",
          .secret = Secret("abc/def+"),
          .policy = std::move(policy),
          .description = std::move(description),
          .created_at = from_epoch_ms(1'788'246'309'007)};
}

TEST(KeyText, a_new_key_can_be_pasted_into_a_shell_or_read_by_a_program) {
  EXPECT_EQ(key_exports(key("x"), "eu-west-1"),
            "export AWS_ACCESS_KEY_ID=AKIA234567ABCDEFGHIJ\n"
            "export AWS_SECRET_ACCESS_KEY=abc/def+\n"
            "export AWS_DEFAULT_REGION=eu-west-1\n");
  EXPECT_EQ(key_json(key("x")),
            "{\"accessKeyId\":\"AKIA234567ABCDEFGHIJ\",\"secretAccessKey\":\"abc/def+\"}\n");
}

TEST(KeyText, a_list_never_shows_a_secret_or_obeys_a_description) {
  std::vector<aws::AccessKey> keys;
  EXPECT_THAT(key_list(keys), HasSubstr("keys create --root"));
  EXPECT_EQ(key_list_json(keys), "{\"accessKeys\":[]}\n");
  keys.push_back(key("a\x1b[2J\nb \"c\""));
  keys.push_back(key("reporting", R"({"Statement":[]})"));
  EXPECT_EQ(key_list(keys),
            "AKIA234567ABCDEFGHIJ  2026-09-01T07:05:09.007Z  everything  a [2J b \"c\"\n"
            "AKIA234567ABCDEFGHIJ  2026-09-01T07:05:09.007Z  by policy   reporting\n");
  const auto json = key_list_json(keys);
  EXPECT_THAT(json, Not(HasSubstr("abc/def")));
  EXPECT_THAT(
      json,
      HasSubstr(
          R"("description":"reporting","createdAt":"2026-09-01T07:05:09.007Z","policy":{"Statement":[]}})"));
}

TEST(OperationsPage, lists_what_is_built_by_service) {
  const OperationState operations[] = {{"cognito-idp", "AdminGetUser", true},
                                       {"cognito-idp", "StartUserImportJob", false},
                                       {"sts", "GetCallerIdentity", false}};
  EXPECT_EQ(operations_text(operations),
            "built      cognito-idp:AdminGetUser\n"
            "not built  cognito-idp:StartUserImportJob\n"
            "not built  sts:GetCallerIdentity\n"
            "1 of 3 operations are built.\n");
  EXPECT_THAT(
      operations_markdown(operations),
      HasSubstr("## cognito-idp\n\n1 of 2 are built.\n\n| operation | built |\n|---|---|\n"
                "| AdminGetUser | yes |\n| StartUserImportJob | no |\n\n## sts\n\n0 of 1 are built."));
}

TEST(Greeting, has_lines_to_copy_and_no_password) {
  Settings settings;
  settings.dev = true;
  settings.data = "/data";
  settings.database = "postgres://jane:s3cret@db/pool";
  settings.listen_port = 8080;
  const auto text = greeting(settings);
  EXPECT_THAT(text, HasSubstr("aws --endpoint-url http://localhost:8080 cognito-idp create-user-pool"));
  EXPECT_THAT(text, HasSubstr("endpoint: 'http://localhost:8080', region: 'us-east-1'"));
  EXPECT_THAT(text, HasSubstr("http://localhost:8080/inbox"));
  EXPECT_THAT(text, HasSubstr("postgres://db/pool"));
  EXPECT_THAT(text, Not(HasSubstr("s3cret")));
}

}  // namespace
}  // namespace poolhouse
