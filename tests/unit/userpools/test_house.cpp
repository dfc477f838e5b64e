#include "userpools/test_house.h"

#include <fmt/format.h>

#include <cstdlib>

#include "api/cognito_idp/operations.h"
#include "base/sync_wait.h"
#include "crypto/encoding.h"
#include "crypto/srp_client.h"
#include "userpools/auth/srp_timestamp.h"
#include "userpools/rules/secret_hash.h"
#include "userpools/users/user_repository.h"

namespace poolhouse::userpools {
namespace {

// RSA keys take 160 ms each: one pair serves every test of the process.
const std::pair<Secret, Secret>& signing_key_pair() {
  static const std::pair<Secret, Secret> pair = {
      crypto::generate_signing_key(crypto::SignatureAlgorithm::rs256),
      crypto::generate_signing_key(crypto::SignatureAlgorithm::rs256)};
  return pair;
}

std::vector<std::span<const api::OperationInfo* const>> services() { return {cognito_idp::operations()}; }

}  // namespace

std::string srp_timestamp(Time now) {
  static constexpr const char* kDays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                            "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto day = std::chrono::floor<std::chrono::days>(now);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(std::chrono::floor<std::chrono::seconds>(now - day));
  return fmt::format("{} {} {} {:02}:{:02}:{:02} UTC {}", kDays[std::chrono::weekday(day).c_encoding()],
                     kMonths[unsigned(date.month()) - 1], unsigned(date.day()), time.hours().count(),
                     time.minutes().count(), time.seconds().count(), int(date.year()));
}

Task<triggers::PreSignUpAnswer> WatchedTriggers::pre_sign_up(triggers::PreSignUp request) {
  called(request.event);
  return nothing_.pre_sign_up(std::move(request));
}
Task<> WatchedTriggers::post_confirmation(triggers::Event event) {
  called(event);
  return nothing_.post_confirmation(std::move(event));
}
Task<> WatchedTriggers::pre_authentication(triggers::PreAuthentication request) {
  called(request.event);
  return nothing_.pre_authentication(std::move(request));
}
Task<> WatchedTriggers::post_authentication(triggers::Event event) {
  called(event);
  return nothing_.post_authentication(std::move(event));
}
Task<triggers::ClaimsOverride> WatchedTriggers::pre_token_generation(triggers::PreTokenGeneration request) {
  called(request.event);
  return nothing_.pre_token_generation(std::move(request));
}
Task<triggers::CustomMessageAnswer> WatchedTriggers::custom_message(triggers::CustomMessage request) {
  called(request.event);
  return nothing_.custom_message(std::move(request));
}
Task<std::optional<triggers::MigratedUser>> WatchedTriggers::user_migration(triggers::UserMigration request) {
  called(request.event);
  if (migrates)
    return [](triggers::MigratedUser user) -> Task<std::optional<triggers::MigratedUser>> {
      co_return user;
    }(*migrates);
  return nothing_.user_migration(std::move(request));
}
void WatchedTriggers::called(const triggers::Event& event) {
  sources_.push_back(event.source);
  if (auto what = during_.extract(event.source)) what.mapped()();
}

TestHouse::TestHouse(store::Engine engine) : TestHouse(std::make_shared<store::Database>(engine)) {}

TestHouse::TestHouse(TestHouse& first) : TestHouse(first.database_) {}

TestHouse::TestHouse(std::shared_ptr<store::Database> database)
    : database_(std::move(database)),
      store_(database_->open(store::embedded_migrations())),
      keys_(crypto::MasterKeys::from_text("MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=", "the test")),
      cpu_({.threads = 2}, here_),
      outbox_(keys_, clock, random_),
      dispatcher_(services(), signer_, log_, metrics_),
      shared_(*store_, keys_, cpu_, triggers, outbox_, clock, random_,
              {.region = "us-east-1", .id = "000000000000", .issuer_base = "http://localhost:9229"}),
      user_pools_(shared_, "http://localhost:9229") {
  user_pools_.add_to(dispatcher_);
}

Answer TestHouse::call(const std::string& operation, const json& request) {
  http::Request http;
  http.method = "POST";
  http.target = http.path = "/";
  http.headers.add("Host", "localhost:9229");
  http.headers.add("Content-Type", "application/x-amz-json-1.1");
  http.headers.add("X-Amz-Target", "AWSCognitoIdentityProviderService." + operation);
  http.headers.add("Authorization",
                   "AWS4-HMAC-SHA256 Credential=AKIATEST/20260901/us-east-1/cognito-idp/aws4_request, "
                   "SignedHeaders=host;x-amz-date, Signature=" +
                       std::string(64, '0'));
  http.headers.add("X-Amz-Date", "20260901T070509Z");
  http.body = request.dump();
  http.request_id = random_.uuid();
  const auto response = sync_wait(dispatcher_.handle(std::move(http)));
  Answer answer;
  answer.status = response.status;
  if (!response.body.empty()) answer.body = json::parse(response.body);
  if (response.status >= 400) {
    const std::string type(response.headers.find("x-amzn-ErrorType").value_or(""));
    answer.error = type.substr(0, type.find(':'));
    answer.message = answer.body.value("message", "");
  }
  return answer;
}

json TestHouse::must(const std::string& operation, const json& request) {
  auto answer = call(operation, request);
  if (answer.status != 200) {
    ADD_FAILURE() << operation << " " << request.dump() << " gave " << ::testing::PrintToString(answer);
  }
  return answer.body;
}

void TestHouse::stock_signing_keys() {
  sync_wait(shared_.spare_keys.put(signing_key_pair().first));
  sync_wait(shared_.spare_keys.put(signing_key_pair().second));
}

std::string TestHouse::pool(json settings) {
  stock_signing_keys();
  settings["PoolName"] = "house";
  return must("CreateUserPool", settings)["UserPool"]["Id"];
}

json TestHouse::client(const std::string& pool_id, json settings) {
  settings["UserPoolId"] = pool_id;
  settings["ClientName"] = "app";
  if (!settings.contains("ExplicitAuthFlows")) {
    settings["ExplicitAuthFlows"] = {"ALLOW_USER_SRP_AUTH", "ALLOW_USER_PASSWORD_AUTH",
                                     "ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_ADMIN_USER_PASSWORD_AUTH"};
  }
  return must("CreateUserPoolClient", settings)["UserPoolClient"];
}

void TestHouse::confirmed_user(const std::string& pool_id, const std::string& username,
                               const std::string& password, const json& attributes) {
  must("AdminCreateUser", {{"UserPoolId", pool_id},
                           {"Username", username},
                           {"MessageAction", "SUPPRESS"},
                           {"UserAttributes", attributes}});
  must("AdminSetUserPassword",
       {{"UserPoolId", pool_id}, {"Username", username}, {"Password", password}, {"Permanent", true}});
}

void TestHouse::change_user(const std::string& pool_id, const std::string& username,
                            const std::function<void(User&)>& change) {
  const auto pool = sync_wait(shared_.settings.require_pool(UserPoolId(pool_id)));
  store::write(*store_, [&](store::Connection& db) {
    const auto before = find_user(db, *pool, username).value();
    auto after = before;
    change(after);
    return update_user(db, *pool, before, after).value();
  });
}

std::string TestHouse::code_sent_to(const std::string& address) { return message_to(address).code; }

messaging::Message TestHouse::message_to(const std::string& address) {
  const messaging::Inbox inbox(outbox_);
  auto messages = store::write(*store_, [&](store::Connection& db) {
    outbox_.move_to_inbox(db, 1000);
    return inbox.list(db, address);
  });
  return messages.empty() ? messaging::Message() : std::move(messages.front());
}

std::size_t TestHouse::messages_sent_to(const std::string& address) {
  const messaging::Inbox inbox(outbox_);
  return store::write(*store_, [&](store::Connection& db) {
    outbox_.move_to_inbox(db, 1000);
    return inbox.list(db, address).size();
  });
}

Answer TestHouse::password_sign_in(const std::string& client_id, const std::string& username,
                                   const std::string& password) {
  return call("InitiateAuth", {{"AuthFlow", "USER_PASSWORD_AUTH"},
                               {"ClientId", client_id},
                               {"AuthParameters", {{"USERNAME", username}, {"PASSWORD", password}}}});
}

json TestHouse::tokens(const std::string& client_id, const std::string& username,
                       const std::string& password) {
  const auto answer = password_sign_in(client_id, username, password);
  EXPECT_TRUE(answer.body.contains("AuthenticationResult")) << ::testing::PrintToString(answer);
  return answer.body.value("AuthenticationResult", json::object());
}

TestHouse::SrpExchange TestHouse::start_srp(const std::string& client_id, const std::string& username,
                                            const std::string& password, const std::string& pool_id,
                                            const std::string& client_secret) {
  const crypto::srp::Client client(random_);
  json parameters = {{"USERNAME", username}, {"SRP_A", client.A_hex()}};
  if (!client_secret.empty())
    parameters["SECRET_HASH"] = secret_hash(username, ClientId(client_id), Secret(client_secret));
  SrpExchange exchange;
  exchange.challenge = call(
      "InitiateAuth",
      {{"AuthFlow", "USER_SRP_AUTH"}, {"ClientId", client_id}, {"AuthParameters", std::move(parameters)}});
  if (exchange.challenge.status != 200) return exchange;
  const auto& given = exchange.challenge.body["ChallengeParameters"];
  const std::string user_id = given["USER_ID_FOR_SRP"];
  const crypto::srp::Identity identity{.pool_name = pool_id.substr(pool_id.find('_') + 1),
                                       .user_id_for_srp = user_id};
  const auto timestamp = srp_timestamp(clock.now());
  const auto signature =
      client.sign(identity, Secret(password), given["SALT"].get<std::string>(),
                  given["SRP_B"].get<std::string>(), given["SECRET_BLOCK"].get<std::string>(), timestamp);
  json responses = {{"USERNAME", user_id},
                    {"PASSWORD_CLAIM_SECRET_BLOCK", given["SECRET_BLOCK"]},
                    {"PASSWORD_CLAIM_SIGNATURE", signature.value_or("")},
                    {"TIMESTAMP", timestamp}};
  if (!client_secret.empty())
    responses["SECRET_HASH"] = secret_hash(user_id, ClientId(client_id), Secret(client_secret));
  exchange.answer = {{"ChallengeName", "PASSWORD_VERIFIER"},
                     {"ClientId", client_id},
                     {"ChallengeResponses", std::move(responses)}};
  return exchange;
}

Answer TestHouse::srp_sign_in(const std::string& client_id, const std::string& username,
                              const std::string& password, const std::string& pool_id) {
  auto exchange = start_srp(client_id, username, password, pool_id);
  if (exchange.challenge.status != 200) return exchange.challenge;
  return call("RespondToAuthChallenge", exchange.answer);
}

json TestHouse::claims(const json& token) {
  const auto text = token.get<std::string>();
  const auto first = text.find('.');
  const auto payload =
      crypto::from_base64url(std::string_view(text).substr(first + 1, text.rfind('.') - first - 1));
  return payload ? json::parse(*payload) : json();
}

}  // namespace poolhouse::userpools
