#include "userpools/rules/secret_hash.h"

#include <gtest/gtest.h>

#include <vector>

namespace poolhouse::userpools {
namespace {

const ClientId kClient("1h57kf5cpq17m0eml12EXAMPLE");
constexpr std::string_view kSecret = "1example23456789secretsecretsecretsecretsecretsecret1";
constexpr std::string_view kHash = "/9Ua/+4q6M8wKgXSQd2arYOQP1hkzV+dB96T6IV2P+s=";

std::vector<Secret> secrets(std::initializer_list<std::string_view> texts) {
  std::vector<Secret> out;
  for (const auto text : texts) out.emplace_back(text);
  return out;
}

TEST(SecretHash, is_that_of_the_reference) {
  EXPECT_EQ(secret_hash("janedoe", kClient, Secret(kSecret)), kHash);
}

TEST(SecretHash, is_accepted_refused_or_missed) {
  struct Case {
    std::optional<std::string_view> given;
    std::string_view username;
    std::vector<Secret> secrets;
    std::string message;
  };
  const std::string client = "1h57kf5cpq17m0eml12EXAMPLE";
  const std::string wrong = "Unable to verify secret hash for client " + client;
  std::vector<Case> cases;
  cases.push_back({kHash, "janedoe", secrets({kSecret}), ""});
  cases.push_back({kHash, "janedoe", secrets({"another", kSecret}), ""});
  cases.push_back({kHash, "janedoe", secrets({kSecret, "another"}), ""});
  cases.push_back({kHash, "Janedoe", secrets({kSecret}), wrong});
  cases.push_back({kHash, "janedoe", secrets({"another"}), wrong});
  cases.push_back({"", "janedoe", secrets({kSecret}), wrong});
  cases.push_back({kHash.substr(1), "janedoe", secrets({kSecret}), wrong});
  cases.push_back({std::nullopt, "janedoe", secrets({kSecret}),
                   "Client " + client + " is configured with secret but SECRET_HASH was not received"});
  cases.push_back({std::nullopt, "janedoe", secrets({}), ""});
  cases.push_back({kHash, "janedoe", secrets({}),
                   "Client " + client + " is not configured for secret but secret was received"});
  for (const auto& c : cases) {
    const auto checked = check_secret_hash(c.given, c.username, kClient, c.secrets);
    EXPECT_EQ(checked ? "" : checked.error().message, c.message);
    if (!checked) EXPECT_EQ(checked.error().error, Refusal::not_authorized);
  }
}

TEST(SecretHash, the_secret_itself_is_checked_where_it_is_sent) {
  EXPECT_TRUE(check_client_secret(kSecret, kClient, secrets({"another", kSecret})));
  EXPECT_FALSE(check_client_secret("another", kClient, secrets({kSecret})));
  EXPECT_FALSE(check_client_secret("", kClient, secrets({kSecret})));
  EXPECT_EQ(check_client_secret(std::nullopt, kClient, secrets({kSecret})).error().message,
            "Client 1h57kf5cpq17m0eml12EXAMPLE is configured for secret but secret was not received");
  EXPECT_TRUE(check_client_secret(std::nullopt, kClient, {}));
}

}  // namespace
}  // namespace poolhouse::userpools
