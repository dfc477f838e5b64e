// User pools in one process: real database, real dispatcher, a clock that only the test moves.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "aws/dispatcher.h"
#include "base/cpu_pool.h"
#include "base/metrics.h"
#include "crypto/system_random.h"
#include "messaging/outbox.h"
#include "store/backends.h"
#include "userpools/shared.h"
#include "userpools/user_pools.h"

namespace poolhouse::userpools {

using nlohmann::json;

// `Tue Sep 1 07:05:09 UTC 2026`
std::string srp_timestamp(Time now);

// Functions that change nothing, but remember that they were called.
class WatchedTriggers final : public triggers::Triggers {
 public:
  Task<triggers::PreSignUpAnswer> pre_sign_up(triggers::PreSignUp request) override;
  Task<> post_confirmation(triggers::Event event) override;
  Task<> pre_authentication(triggers::PreAuthentication request) override;
  Task<> post_authentication(triggers::Event event) override;
  Task<triggers::ClaimsOverride> pre_token_generation(triggers::PreTokenGeneration request) override;
  Task<triggers::CustomMessageAnswer> custom_message(triggers::CustomMessage request) override;
  Task<std::optional<triggers::MigratedUser>> user_migration(triggers::UserMigration request) override;

  // The sources of the events so far, in order, and forgets them.
  std::vector<std::string> take() { return std::exchange(sources_, {}); }
  // What happens while that function runs, once.
  void during(const std::string& source, std::function<void()> what) { during_[source] = std::move(what); }

 private:
  void called(const triggers::Event& event);

  std::vector<std::string> sources_;
  std::map<std::string, std::function<void()>> during_;
  triggers::NoTriggers nothing_;
};

// What a client reads.
struct Answer {
  int status = 0;
  std::string error;    // x-amzn-ErrorType without its colon; empty on success
  std::string message;  // of an error
  json body;            // null where the body is empty
};

inline void PrintTo(const Answer& answer, std::ostream* out) {
  *out << answer.status << " " << answer.error << " " << answer.message << " " << answer.body.dump();
}

class TestHouse {
 public:
  explicit TestHouse(store::Engine engine);
  // Another node on the same database (PostgreSQL: an SQLite file has one), with a clock of its own.
  explicit TestHouse(TestHouse& first);

  // One request through the dispatcher, signed where the operation wants it.
  Answer call(const std::string& operation, const json& request);
  // The same; a refusal fails the test.
  json must(const std::string& operation, const json& request);

  // A pool (CreateUserPool with these members; PoolName is added) and its id.
  std::string pool(json settings = json::object());
  // What the next CreateUserPool takes, so that it need not make keys.
  void stock_signing_keys();
  // A client of it (ClientName is added; ExplicitAuthFlows default to everything that is built).
  json client(const std::string& pool_id, json settings = json::object());
  // A confirmed user with that permanent password.
  void confirmed_user(const std::string& pool_id, const std::string& username, const std::string& password,
                      const json& attributes = json::array());
  // Puts a user, as stored, into a state that a test needs and no operation makes.
  void change_user(const std::string& pool_id, const std::string& username,
                   const std::function<void(User&)>& change);
  // SignUp's code, or whatever was sent to that address last.
  std::string code_sent_to(const std::string& address);
  // The last message to that address; an empty one when there is none.
  messaging::Message message_to(const std::string& address);
  std::size_t messages_sent_to(const std::string& address);

  // USER_SRP_AUTH up to the answer that a client would send now: a RespondToAuthChallenge to be tampered
  // with. Null where the first half was refused.
  struct SrpExchange {
    Answer challenge;
    json answer;
  };
  SrpExchange start_srp(const std::string& client_id, const std::string& username,
                        const std::string& password, const std::string& pool_id,
                        const std::string& client_secret = {});
  // USER_SRP_AUTH with the real arithmetic: the last answer, tokens or challenge or refusal.
  Answer srp_sign_in(const std::string& client_id, const std::string& username, const std::string& password,
                     const std::string& pool_id);
  Answer password_sign_in(const std::string& client_id, const std::string& username,
                          const std::string& password);
  // The AuthenticationResult of a password sign-in that must succeed.
  json tokens(const std::string& client_id, const std::string& username, const std::string& password);

  // For what no operation shows.
  store::Store& store() { return *store_; }

  // The claims of a token, unverified.
  static json claims(const json& token);

  ManualClock clock;
  WatchedTriggers triggers;

 private:
  explicit TestHouse(std::shared_ptr<store::Database> database);

  crypto::SystemRandom random_;
  InlineExecutor here_;
  Log log_{LogFormat::text, LogLevel::error, clock};
  Metrics metrics_;
  std::shared_ptr<store::Database> database_;
  std::unique_ptr<store::Store> store_;
  crypto::MasterKeys keys_;
  CpuPool cpu_;
  messaging::Outbox outbox_;
  aws::AnySigner signer_;
  aws::Dispatcher dispatcher_;
  Shared shared_;
  UserPools user_pools_;
};

// The base of every test of operations: each runs on both engines.
class OperationTest : public ::testing::TestWithParam<store::Engine> {
 protected:
  void SetUp() override {
    if (GetParam() == store::Engine::postgres && store::postgres_url().empty())
      GTEST_SKIP() << store::kWhyNoPostgres;
    house.emplace(GetParam());
  }
  std::optional<TestHouse> house;
};

// INSTANTIATE for a suite: ON_BOTH_ENGINES(SignUpTest);
#define ON_BOTH_ENGINES(suite)                                                                     \
  INSTANTIATE_TEST_SUITE_P(                                                                        \
      On, suite,                                                                                   \
      ::testing::Values(::poolhouse::store::Engine::sqlite, ::poolhouse::store::Engine::postgres), \
      ::poolhouse::store::name_of)

// Compares an answer with a refusal.
inline void expect_refused(const Answer& answer, const std::string& error, const std::string& message) {
  EXPECT_EQ(answer.error, error) << answer.message;
  EXPECT_EQ(answer.message, message);
}

}  // namespace poolhouse::userpools
