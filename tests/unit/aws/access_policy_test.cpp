#include "aws/access_policy.h"

#include <gtest/gtest.h>

namespace poolhouse::aws {
namespace {

constexpr std::string_view kPool = "arn:aws:cognito-idp:us-east-1:000000000000:userpool/us-east-1_AbCdEfGhI";

AccessPolicy parsed(std::string_view json) {
  auto policy = parse_access_policy(json);
  EXPECT_TRUE(policy) << (policy ? "" : policy.error().sentence);
  return policy.value_or(AccessPolicy{});
}

std::string statement(std::string_view effect, std::string_view action, std::string_view resource) {
  return R"({"Effect":")" + std::string(effect) + R"(","Action":)" + std::string(action) + R"(,"Resource":)" +
         std::string(resource) + "}";
}

AccessPolicy allow(const std::string& action, const std::string& resource) {
  return parsed(R"({"Version":"2012-10-17","Statement":[)" +
                statement("Allow", '"' + action + '"', '"' + resource + '"') + "]}");
}

TEST(AccessPolicy, matches_actions_by_wildcard_in_any_case) {
  struct Case {
    std::string pattern, action;
    bool allowed;
  };
  for (const auto& c : {
           Case{"*", "cognito-idp:AdminGetUser", true},
           Case{"cognito-idp:*", "cognito-idp:AdminGetUser", true},
           Case{"cognito-idp:*", "cognito-identity:GetId", false},
           Case{"cognito-idp:Admin*", "cognito-idp:AdminGetUser", true},
           Case{"cognito-idp:Admin*", "cognito-idp:Admin", true},
           Case{"cognito-idp:Admin*", "cognito-idp:ListUsers", false},
           Case{"cognito-idp:AdminGetUser", "cognito-idp:AdminGetUser", true},
           Case{"cognito-idp:AdminGetUser", "cognito-idp:AdminGetUsers", false},
           Case{"cognito-idp:AdminGetUser", "cognito-idp:AdminGetUse", false},
           Case{"COGNITO-IDP:admingetuser", "cognito-idp:AdminGetUser", true},
           Case{"cognito-idp:*User", "cognito-idp:AdminGetUser", true},
           Case{"cognito-idp:*User", "cognito-idp:AdminUserGlobalSignOut", false},
           Case{"cognito-idp:A*Get*r", "cognito-idp:AdminGetUser", true},
           Case{"cognito-idp:List??ers", "cognito-idp:ListUsers", true},
           Case{"cognito-idp:List??ers", "cognito-idp:ListUrs", false},
           Case{"cognito-idp:ListUsers?", "cognito-idp:ListUsers", false},
           Case{"cognito-idp:ListUsers**", "cognito-idp:ListUsers", true},
           Case{"cognito-?dp:ListUsers", "cognito-idp:ListUsers", true},
       }) {
    EXPECT_EQ(allows(allow(c.pattern, "*"), c.action, kPool), c.allowed) << c.pattern << " " << c.action;
  }
}

TEST(AccessPolicy, matches_resources_by_wildcard_in_exact_case) {
  struct Case {
    std::string pattern;
    bool allowed;
  };
  for (const auto& c : {
           Case{"*", true},
           Case{std::string(kPool), true},
           Case{"arn:aws:cognito-idp:us-east-1:000000000000:userpool/*", true},
           Case{"arn:aws:cognito-idp:*:*:userpool/us-east-1_*", true},
           Case{"arn:aws:cognito-idp:us-east-1:00000000000?:userpool/us-east-1_AbCdEfGhI", true},
           Case{"arn:aws:cognito-idp:us-east-1:000000000000:userpool/us-east-1_abcdefghi", false},
           Case{"arn:aws:cognito-idp:us-east-1:111111111111:userpool/*", false},
           Case{"arn:aws:cognito-idp:eu-west-1:*:userpool/*", false},
           Case{"arn:aws:cognito-idp:us-east-1:000000000000:userpool/", false},
           Case{std::string(kPool) + "?", false},
       }) {
    EXPECT_EQ(allows(allow("*", c.pattern), "cognito-idp:ListUsers", kPool), c.allowed) << c.pattern;
  }
}

TEST(AccessPolicy, lets_deny_win_and_refuses_by_default) {
  const auto allow_all = statement("Allow", R"("*")", R"("*")");
  const auto deny_delete = statement("Deny", R"("cognito-idp:Delete*")", R"("*")");
  struct Case {
    std::string statements;
    bool list_allowed, delete_allowed;
  };
  for (const auto& c : {
           Case{allow_all, true, true},
           Case{deny_delete, false, false},
           Case{allow_all + "," + deny_delete, true, false},
           Case{deny_delete + "," + allow_all, true, false},
           Case{statement("Deny", R"("*")", R"("*")") + "," + allow_all, false, false},
           Case{statement("Allow", R"(["cognito-idp:ListUsers","cognito-idp:Get*"])", R"("*")"), true, false},
           Case{statement("Allow", R"("cognito-idp:*")", R"(["arn:aws:s3:::*","arn:aws:cognito-idp:*"])"),
                true, true},
           // Action and Resource must match in the same statement.
           Case{statement("Allow", R"("cognito-idp:*")", R"("arn:aws:s3:::x")") + "," +
                    statement("Allow", R"("s3:*")", R"("*")"),
                false, false},
       }) {
    const auto policy = parsed(R"({"Version":"2012-10-17","Statement":[)" + c.statements + "]}");
    EXPECT_EQ(allows(policy, "cognito-idp:ListUsers", kPool), c.list_allowed) << c.statements;
    EXPECT_EQ(allows(policy, "cognito-idp:DeleteUserPool", kPool), c.delete_allowed) << c.statements;
  }
  EXPECT_FALSE(allows(AccessPolicy{}, "cognito-idp:ListUsers", kPool));
}

TEST(AccessPolicy, reads_one_statement_without_a_list) {
  EXPECT_TRUE(allows(
      parsed(R"({"Id":"root","Statement":{"Sid":"all","Effect":"Allow","Action":"*","Resource":"*"}})"),
      "cognito-idp:ListUsers", kPool));
}

TEST(AccessPolicy, is_refused_with_a_sentence_when_it_says_more_than_we_keep) {
  const auto with = [](std::string_view member) {
    return R"({"Statement":[{"Effect":"Allow","Action":"*","Resource":"*",)" + std::string(member) + "}]}";
  };
  struct Case {
    std::string json, sentence;
  };
  for (const auto& c : {
           Case{with(R"("Condition":{})"), "Statement 1: Condition is not supported"},
           Case{with(R"("NotAction":"*")"), "Statement 1: NotAction is not supported"},
           Case{with(R"("NotResource":"*")"), "Statement 1: NotResource is not supported"},
           Case{with(R"("Principal":"*")"), "Statement 1: Principal is not supported"},
           Case{with(R"("condition":{})"), "Statement 1: condition is not supported"},
           Case{with(R"("Effect":"Deny")"), "Statement 1: Effect is given twice"},
           Case{with(R"("Sid":1)"), "Statement 1: Sid must be text"},
           Case{R"({"Statement":[{"Effect":"allow","Action":"*","Resource":"*"}]})",
                "Statement 1: Effect must be Allow or Deny"},
           Case{R"({"Statement":[{"Effect":true,"Action":"*","Resource":"*"}]})",
                "Statement 1: Effect must be text"},
           Case{R"({"Statement":[{"Action":"*","Resource":"*"}]})", "Statement 1: Effect is missing"},
           Case{R"({"Statement":[{"Effect":"Allow","Resource":"*"}]})", "Statement 1: Action is missing"},
           Case{R"({"Statement":[{"Effect":"Allow","Action":"*"}]})", "Statement 1: Resource is missing"},
           Case{R"({"Statement":[{"Effect":"Allow","Action":[],"Resource":"*"}]})",
                "Statement 1: Action is an empty list"},
           Case{R"({"Statement":[{"Effect":"Allow","Action":[1],"Resource":"*"}]})",
                "Statement 1: Action must be text"},
           Case{R"({"Statement":[{"Effect":"Deny","Action":"DeleteUser","Resource":"*"}]})",
                "Statement 1: Action DeleteUser must be * or service:operation"},
           Case{R"({"Statement":[{"Effect":"Allow","Action":"*","Resource":"us-east-1_AbCdEfGhI"}]})",
                "Statement 1: Resource us-east-1_AbCdEfGhI must be * or an ARN"},
           Case{
               R"({"Statement":[{"Effect":"Allow","Action":"*","Resource":"arn:aws:s3:::${aws:username}"}]})",
               "Statement 1: policy variables are not supported"},
           Case{R"({"Statement":[{"Effect":"Allow","Action":"*","Resource":"*"},1]})",
                "Statement 2 must be an object"},
           Case{R"({"Statement":[]})", "Statement is an empty list"},
           Case{R"({"Version":"2012-10-17"})", "Statement is missing"},
           Case{R"({"Version":"2012-10-18","Statement":[]})", "Version must be 2012-10-17"},
           Case{R"({"Statements":[]})", "Statements is not supported"},
           Case{R"({"Id":"a","Id":"b"})", "Id is given twice"},
           Case{"[]", "The policy is not a JSON object"},
           Case{"", "The policy is not a JSON object"},
           Case{R"({"Statement":[]}x)", "The policy is not a JSON object"},
           Case{std::string(6145, ' '), "The policy has more than 6144 characters"},
       }) {
    const auto policy = parse_access_policy(c.json);
    ASSERT_FALSE(policy) << c.json;
    EXPECT_EQ(policy.error().sentence, c.sentence);
  }
}

// A pattern made to blow up a backtracking matcher; the test would not end.
TEST(AccessPolicy, stays_quick_against_hostile_patterns) {
  std::string pattern = "arn:";
  for (int i = 0; i < 1000; ++i) pattern += "*a";
  EXPECT_FALSE(allows(allow("*", pattern + "b"), "cognito-idp:ListUsers", "arn:" + std::string(5000, 'a')));
}

}  // namespace
}  // namespace poolhouse::aws
