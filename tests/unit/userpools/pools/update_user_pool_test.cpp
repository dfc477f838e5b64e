// UpdateUserPool: the documented reset of what is omitted (reference 1.2; newest-operations.md 4.2).
#include "userpools/pools/pool_repository.h"
#include "userpools/test_house.h"

namespace poolhouse::userpools {
namespace {

class UpdateUserPoolTest : public OperationTest {
 protected:
  json describe(const std::string& pool) {
    return house->must("DescribeUserPool", {{"UserPoolId", pool}})["UserPool"];
  }
  Answer update(const std::string& pool, json settings) {
    settings["UserPoolId"] = pool;
    return house->call("UpdateUserPool", settings);
  }
};

json without(json object, std::initializer_list<const char*> members) {
  for (const char* member : members) object.erase(member);
  return object;
}

TEST_P(UpdateUserPoolTest, answers_an_empty_object) {
  EXPECT_EQ(update(house->pool(), json::object()).body, json::object());
}

TEST_P(UpdateUserPoolTest, what_is_omitted_goes_back_to_its_default) {
  const auto plain = describe(house->pool());
  const auto pool = house->pool({{"DeletionProtection", "ACTIVE"},
                                 {"AutoVerifiedAttributes", {"email"}},
                                 {"UserPoolTier", "PLUS"},
                                 {"EmailVerificationSubject", "Your code"},
                                 {"Policies", {{"PasswordPolicy", {{"MinimumLength", 20}}}}}});
  house->clock.advance(std::chrono::minutes(1));
  EXPECT_EQ(update(pool, json::object()).status, 200);
  const auto after = describe(pool);
  EXPECT_EQ(without(after, {"Id", "Arn", "CreationDate", "LastModifiedDate"}),
            without(plain, {"Id", "Arn", "CreationDate", "LastModifiedDate"}));
  EXPECT_EQ(after["LastModifiedDate"].get<double>() - after["CreationDate"].get<double>(), 60.0);
}

TEST_P(UpdateUserPoolTest, keeps_what_cannot_change_the_tags_and_the_registration_of_clients) {
  const auto pool = house->pool({{"UsernameAttributes", {"email"}},
                                 {"UsernameConfiguration", {{"CaseSensitive", false}}},
                                 {"Schema", {{{"Name", "x"}, {"AttributeDataType", "String"}}}},
                                 {"UserPoolTags", {{"team", "a"}}},
                                 {"DcrConfiguration", {{"EnableStatus", "Enabled"}}}});
  const auto before = describe(pool);
  EXPECT_EQ(update(pool, {{"PoolName", "renamed"}}).status, 200);
  auto expected = before;
  expected["Name"] = "renamed";
  EXPECT_EQ(describe(pool), expected);
  EXPECT_EQ(update(pool, json::object()).status, 200);
  EXPECT_EQ(describe(pool)["Name"], "renamed");
  EXPECT_EQ(update(pool, {{"UserPoolTags", json::object()}}).status, 200);
  EXPECT_EQ(describe(pool)["UserPoolTags"], json::object());
}

TEST_P(UpdateUserPoolTest, a_pool_whose_password_storage_has_changed_once_mixes_both_for_ever) {
  const auto mixes = [&](const std::string& pool) {
    return store::read(house->store(), [&](store::Connection& db) {
      return find_pool(db, UserPoolId(pool))->mixes_password_storage;
    });
  };
  const json argon2id = {{"UserPoolTags", {{"poolhouse:password-storage", "argon2id"}}}};
  const auto tagged = house->pool(argon2id);
  EXPECT_EQ(update(tagged, argon2id).status, 200);
  EXPECT_FALSE(mixes(tagged));

  const auto pool = house->pool();
  EXPECT_EQ(update(pool, {{"UserPoolTags", {{"team", "a"}}}}).status, 200);
  EXPECT_FALSE(mixes(pool));
  EXPECT_EQ(update(pool, argon2id).status, 200);
  EXPECT_TRUE(mixes(pool));
  EXPECT_EQ(update(pool, {{"UserPoolTags", json::object()}}).status, 200);
  EXPECT_TRUE(mixes(pool));
}

TEST_P(UpdateUserPoolTest, takes_what_it_is_given) {
  const auto pool = house->pool();
  const json sent = {{"DeletionProtection", "ACTIVE"},
                     {"AutoVerifiedAttributes", {"email"}},
                     {"UserPoolTags", {{"team", "b"}}},
                     {"LambdaConfig", {{"PreSignUp", "arn:aws:lambda:us-east-1:123456789012:function:f"}}}};
  EXPECT_EQ(update(pool, sent).status, 200);
  const auto after = describe(pool);
  for (const auto& [member, value] : sent.items()) EXPECT_EQ(after[member], value) << member;
}

// As Terraform does: what was computed at the last read goes out again beside what was changed.
TEST_P(UpdateUserPoolTest, a_changed_template_wins_over_the_top_level_text_as_it_was_read) {
  const auto pool = house->pool({{"VerificationMessageTemplate", {{"EmailMessage", "Old code {####}"}}}});
  const auto read = describe(pool);
  ASSERT_EQ(read["EmailVerificationMessage"], "Old code {####}");
  const auto answer = update(pool, {{"EmailVerificationMessage", read["EmailVerificationMessage"]},
                                    {"VerificationMessageTemplate", {{"EmailMessage", "New code {####}"}}}});
  EXPECT_EQ(answer.status, 200) << answer.message;
  EXPECT_EQ(describe(pool)["EmailVerificationMessage"], "New code {####}");
  EXPECT_EQ(describe(pool)["VerificationMessageTemplate"]["EmailMessage"], "New code {####}");
}

TEST_P(UpdateUserPoolTest, acts_on_the_next_request) {
  const auto pool = house->pool({{"AutoVerifiedAttributes", {"email"}}});
  const std::string client = house->client(pool)["ClientId"];
  const auto sign_up = [&](const char* name) {
    return house->call("SignUp", {{"ClientId", client}, {"Username", name}, {"Password", "Correct-Horse-1"}});
  };
  EXPECT_EQ(sign_up("jane").status, 200);
  update(pool, {{"AdminCreateUserConfig", {{"AllowAdminCreateUserOnly", true}}}});
  expect_refused(sign_up("joe"), "NotAuthorizedException", "SignUp is not permitted for this user pool");
}

TEST_P(UpdateUserPoolTest, what_is_refused_changes_nothing) {
  const auto pool = house->pool({{"UserPoolTier", "PLUS"}});
  const auto before = describe(pool);
  house->clock.advance(std::chrono::minutes(1));
  struct Case {
    json settings;
    const char* error;
    const char* message;
  };
  const std::vector<Case> cases = {
      {{{"EmailConfiguration", {{"EmailSendingAccount", "DEVELOPER"}}}},
       "InvalidParameterException",
       "Source ARN is required to use DEVELOPER email sending owner"},
      {{{"UserAttributeUpdateSettings", {{"AttributesRequireVerificationBeforeUpdate", {"email"}}}}},
       "InvalidParameterException",
       "All attributes in AttributesRequireVerificationBeforeUpdate must exist in AutoVerifiedAttributes"},
      {{{"SmsConfiguration",
         {{"EumsSms", {{"CallerArn", "arn:aws:iam::123456789012:role/sms"}, {"Region", "eu-central-1"}}}}}},
       "InvalidParameterException",
       "The Region of EumsSms must be the Region of the user pool."},
      {{{"UserPoolTier", "ESSENTIALS"}, {"UserPoolAddOns", {{"AdvancedSecurityMode", "AUDIT"}}}},
       "TierChangeNotAllowedException",
       "The following features need to be disabled for the ESSENTIALS pricing tier configured: Threat "
       "Protection"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.settings.dump());
    expect_refused(update(pool, c.settings), c.error, c.message);
  }
  EXPECT_EQ(describe(pool), before);
  expect_refused(update("us-east-1_AbCdEfGhI", json::object()), "ResourceNotFoundException",
                 "User pool us-east-1_AbCdEfGhI does not exist.");
}

TEST_P(UpdateUserPoolTest, another_node_acts_on_it_within_a_second_and_describes_it_at_once) {
  if (GetParam() == store::Engine::sqlite) GTEST_SKIP() << "an SQLite file is served by one node";
  TestHouse other(*house);
  const auto pool = house->pool();
  const std::string client = house->client(pool)["ClientId"];
  const auto sign_up_there = [&](const char* name) {
    return other.call("SignUp", {{"ClientId", client}, {"Username", name}, {"Password", "Correct-Horse-1"}});
  };
  EXPECT_EQ(sign_up_there("jane").status, 200);
  update(pool, {{"AdminCreateUserConfig", {{"AllowAdminCreateUserOnly", true}}}});
  EXPECT_EQ(other.must("DescribeUserPool", {{"UserPoolId", pool}})["UserPool"], describe(pool));
  other.clock.advance(std::chrono::seconds(1));
  expect_refused(sign_up_there("joe"), "NotAuthorizedException",
                 "SignUp is not permitted for this user pool");
}

ON_BOTH_ENGINES(UpdateUserPoolTest);

}  // namespace
}  // namespace poolhouse::userpools
