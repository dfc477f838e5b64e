// What every operation has in common on the wire (reference 0.1 to 0.4, 12.1).
#include "aws/dispatcher.h"

#include <gtest/gtest.h>

#include "api/cognito_idp/create_group.h"
#include "api/cognito_idp/delete_group.h"
#include "api/cognito_idp/errors.h"
#include "api/cognito_idp/forgot_password.h"
#include "api/cognito_idp/get_user.h"
#include "api/cognito_idp/list_user_pools.h"
#include "api/cognito_idp/types.h"
#include "api/sts/get_caller_identity.h"
#include "api/sts/types.h"
#include "aws/not_built.h"
#include "base/cpu_pool.h"
#include "base/sync_wait.h"
#include "store/store.h"

namespace poolhouse::aws {
namespace {

// A signer who may do everything but delete groups.
class Signer final : public Authenticator {
 public:
  Task<Authority> authenticate(const http::Request& request, const api::OperationInfo&) override {
    if (!request.headers.contains("Authorization")) throw api::MissingAuthenticationTokenException();
    auto policy = parse_access_policy(
        R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"},
            {"Effect":"Deny","Action":"cognito-idp:DeleteGroup","Resource":"*"}]})");
    co_return Authority::of("AKIATEST", std::make_shared<const AccessPolicy>(std::move(*policy)));
  }
};

class DispatcherTest : public ::testing::Test {
 protected:
  DispatcherTest() {
    dispatcher.add(cognito_idp::op::GetUser::info,
                   [this](std::string body, Call call) { return answer(std::move(body), std::move(call)); });
    dispatcher.add(cognito_idp::op::ListUserPools::info, [](std::string body, Call) -> Task<std::string> {
      (void)api::decode_request<cognito_idp::ListUserPoolsRequest>(body);
      co_return R"({"UserPools":[]})";
    });
    dispatcher.add(cognito_idp::op::DeleteGroup::info, [](std::string, Call call) -> Task<std::string> {
      call.authority.require("cognito-idp:DeleteGroup", "*");
      co_return "";
    });
    dispatcher.add(cognito_idp::op::CreateGroup::info, [](std::string body, Call) {
      return refuse_as_not_built<cognito_idp::op::CreateGroup>(std::move(body));
    });
    dispatcher.add(
        cognito_idp::op::ForgotPassword::info,
        [this](std::string body, Call call) { return answer(std::move(body), std::move(call)); },
        Timing::even);
    dispatcher.add(sts::op::GetCallerIdentity::info, [](std::string body, Call) {
      return refuse_as_not_built<sts::op::GetCallerIdentity>(std::move(body));
    });
  }

  Task<std::string> answer(std::string, Call) {
    if (throws) throws();
    co_return R"({"Username":"jane"})";
  }

  http::Response post(std::string_view target, std::string body,
                      std::string_view content_type = "application/x-amz-json-1.1", bool is_signed = false) {
    http::Request request;
    request.method = "POST";
    request.target = request.path = "/";
    if (!target.empty()) request.headers.add("X-Amz-Target", std::string(target));
    request.headers.add("Content-Type", std::string(content_type));
    if (is_signed) request.headers.add("Authorization", "any");
    request.body = std::move(body);
    request.request_id = "7c1f0000-0000-4000-8000-000000000000";
    return sync_wait(dispatcher.handle(std::move(request)));
  }

  SystemClock clock;
  Log log{LogFormat::json, LogLevel::error, clock};
  Metrics metrics;
  Signer signer;
  std::function<void()> throws;
  Dispatcher dispatcher{std::vector{cognito_idp::operations(), sts::operations()}, signer, log, metrics};
};

constexpr std::string_view kGetUser = "AWSCognitoIdentityProviderService.GetUser";
constexpr std::string_view kListUserPools = "AWSCognitoIdentityProviderService.ListUserPools";
constexpr std::string_view kForgotPassword = "AWSCognitoIdentityProviderService.ForgotPassword";
constexpr std::string_view kDeleteGroup = "AWSCognitoIdentityProviderService.DeleteGroup";
constexpr std::string_view kCreateGroup = "AWSCognitoIdentityProviderService.CreateGroup";

TEST_F(DispatcherTest, a_successful_answer_has_the_services_headers) {
  const auto response = post(kGetUser, R"({"AccessToken":"x"})");
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.headers.find("Content-Type"), "application/x-amz-json-1.1");
  EXPECT_EQ(response.headers.find("x-amzn-RequestId"), "7c1f0000-0000-4000-8000-000000000000");
  EXPECT_FALSE(response.headers.contains("x-amzn-ErrorType"));
  EXPECT_EQ(response.body, R"({"Username":"jane"})");
}

TEST_F(DispatcherTest, an_error_is_told_in_headers_and_body_alike) {
  throws = [] { throw cognito_idp::NotAuthorizedException("Invalid Refresh Token."); };
  const auto response = post(kGetUser, "{}");
  EXPECT_EQ(response.status, 400);
  EXPECT_EQ(response.headers.find("x-amzn-ErrorType"), "NotAuthorizedException:");
  EXPECT_EQ(response.headers.find("x-amzn-ErrorMessage"), "Invalid Refresh Token.");
  EXPECT_EQ(response.body, R"({"__type":"NotAuthorizedException","message":"Invalid Refresh Token."})");
}

TEST_F(DispatcherTest, what_is_to_take_the_same_time_is_sent_at_its_steps_whatever_it_says) {
  EXPECT_EQ(post(kForgotPassword, "{}").sent_every, kEvenStep);
  throws = [] { throw cognito_idp::CodeMismatchException("Invalid verification code provided."); };
  EXPECT_EQ(post(kForgotPassword, "{}").sent_every, kEvenStep);
  throws = [] { throw std::runtime_error("broken"); };
  EXPECT_EQ(post(kForgotPassword, "{}").sent_every, kEvenStep);
}

TEST_F(DispatcherTest, other_answers_are_sent_at_once) {
  EXPECT_EQ(post(kGetUser, "{}").sent_every, std::chrono::milliseconds(0));
  EXPECT_EQ(post("", "{}").sent_every, std::chrono::milliseconds(0));
}

TEST_F(DispatcherTest, a_message_with_line_breaks_makes_one_header_line) {
  throws = [] { throw cognito_idp::InvalidParameterException("email: required\nX-Injected: 1\r\n\xC3\xA9"); };
  const auto response = post(kGetUser, "{}");
  EXPECT_EQ(response.headers.find("x-amzn-ErrorMessage"), "email: required X-Injected: 1    ");
  EXPECT_NE(response.body.find(R"(required\nX-Injected)"), std::string::npos);
}

// Node's HTTP client, among others, takes no header of more than 16 KiB.
TEST_F(DispatcherTest, a_long_message_is_whole_in_the_body_and_cut_in_the_header) {
  const std::string message(50'000, 'm');
  throws = [&] { throw cognito_idp::InvalidParameterException(message); };
  const auto response = post(kGetUser, "{}");
  EXPECT_EQ(response.headers.find("x-amzn-ErrorMessage"), message.substr(0, 1024));
  EXPECT_NE(response.body.find(message), std::string::npos);
}

TEST_F(DispatcherTest, failures_that_are_not_the_clients_tell_nothing) {
  struct Case {
    const char* what;
    std::function<void()> thrown;
    int status;
    const char* type;
  };
  const Case cases[] = {
      {"a bug", [] { throw std::logic_error("password=hunter2"); }, 500, "InternalErrorException:"},
      {"a lost database", [] { throw store::Unavailable("connection refused"); }, 500,
       "InternalErrorException:"},
      {"no exception class", [] { throw 42; }, 500,
       "InternalErrorException:"},  // NOLINT(hicpp-exception-baseclass): on purpose
      {"a full lane", [] { throw LaneFull(Lane::sign_in); }, 400, "TooManyRequestsException:"},
      {"a full write queue", [] { throw store::QueueFull("4096 writes wait"); }, 400,
       "TooManyRequestsException:"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.what);
    throws = c.thrown;
    const auto response = post(kGetUser, "{}");
    EXPECT_EQ(response.status, c.status);
    EXPECT_EQ(response.headers.find("x-amzn-ErrorType"), c.type);
    for (const char* secret : {"hunter2", "refused", "4096", "lane"}) {
      EXPECT_EQ(response.body.find(secret), std::string::npos) << secret;
    }
  }
}

// One row per step of dispatcher.h, each breaking that step and all later ones: the earlier step wins.
TEST_F(DispatcherTest, the_first_step_that_says_no_is_what_the_client_reads) {
  struct Case {
    const char* what;
    std::string_view target;
    const char* body;
    std::string_view content_type;
    bool is_signed;
    int status;
    const char* type;
  };
  constexpr std::string_view json = "application/x-amz-json-1.1";
  const Case cases[] = {
      {"no target", "", "{", json, false, 400, "UnknownOperationException:"},
      {"unknown target", "AWSCognitoIdentityProviderService.Nothing", "{", json, false, 400,
       "UnknownOperationException:"},
      {"target of another service", "DynamoDB_20120810.ListTables", "{", json, false, 400,
       "UnknownOperationException:"},
      {"wrong content type", kListUserPools, "{", "application/json", false, 400, "SerializationException:"},
      {"not signed", kListUserPools, "{", json, false, 400, "MissingAuthenticationTokenException:"},
      {"not JSON", kListUserPools, "{", json, true, 400, "SerializationException:"},
      {"invalid", kListUserPools, "{}", json, true, 400, "InvalidParameterException:"},
      {"not allowed", kDeleteGroup, "{}", json, true, 400, "AccessDeniedException:"},
      {"not built but invalid", kCreateGroup, "{}", json, true, 400, "InvalidParameterException:"},
      {"not built", kCreateGroup, R"({"GroupName":"g","UserPoolId":"us-east-1_abc"})", json, true, 501,
       "NotImplementedException:"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.what);
    const auto response = post(c.target, c.body, c.content_type, c.is_signed);
    EXPECT_EQ(response.status, c.status);
    EXPECT_EQ(response.headers.find("x-amzn-ErrorType"), c.type);
  }
}

TEST_F(DispatcherTest, a_charset_beside_the_content_type_is_accepted) {
  EXPECT_EQ(post(kGetUser, "{}", "Application/X-Amz-Json-1.1; charset=utf-8").status, 200);
}

TEST_F(DispatcherTest, sts_speaks_the_query_protocol) {
  const auto response =
      post("", "Action=GetCallerIdentity&Version=2011-06-15", "application/x-www-form-urlencoded", true);
  EXPECT_EQ(response.status, 501);
  EXPECT_EQ(response.headers.find("Content-Type"), "text/xml");
  EXPECT_NE(response.body.find("<Code>NotImplementedException</Code>"), std::string::npos) << response.body;
}

// AssumeRole, the largest request of the protocol: 50 tags of two fields and 50 transitive keys.
TEST_F(DispatcherTest, sts_takes_as_many_fields_as_its_model_allows) {
  std::string form = "Action=GetCallerIdentity&Version=2011-06-15";
  for (int i = 1; i <= 50; ++i) form += "&Tags.member.Key=k&Tags.member.Value=v&TransitiveTagKeys.member=k";
  EXPECT_EQ(post("", form, "application/x-www-form-urlencoded", true).status, 501);
  for (int i = 0; i < 200; ++i) form += "&a=b";
  EXPECT_EQ(post("", form, "application/x-www-form-urlencoded", true).status, 400);
}

TEST_F(DispatcherTest, requests_are_counted_by_operation_and_result) {
  (void)post(kGetUser, "{}");
  throws = [] { throw cognito_idp::NotAuthorizedException("no"); };
  (void)post(kGetUser, "{}");
  const auto text = metrics.text();
  EXPECT_NE(text.find(R"(poolhouse_requests_total{operation="GetUser",result="ok"} 1)"), std::string::npos)
      << text;
  EXPECT_NE(text.find(R"(poolhouse_requests_total{operation="GetUser",result="NotAuthorizedException"} 1)"),
            std::string::npos);
}

TEST_F(DispatcherTest, a_missing_handler_is_found_before_serving) {
  EXPECT_THROW(dispatcher.require_all(), std::logic_error);
  add_not_built(dispatcher, cognito_idp::Operations{});
  add_not_built(dispatcher, sts::Operations{});
  EXPECT_NO_THROW(dispatcher.require_all());
}

}  // namespace
}  // namespace poolhouse::aws
