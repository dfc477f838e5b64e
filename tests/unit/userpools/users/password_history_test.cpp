// PasswordHistorySize, at every operation that replaces a password.
#include "userpools/users/password_history.h"

#include "store/backends.h"
#include "userpools/pools/pool_repository.h"
#include "userpools/self_service_test.h"

namespace poolhouse::userpools {
namespace {

class PasswordHistoryTest : public SelfServiceTest {
 protected:
  void open_with_history(int size, const json& tags = json::object()) {
    open({{"AutoVerifiedAttributes", {"email"}},
          {"UserPoolTags", tags},
          {"Policies", {{"PasswordPolicy", {{"MinimumLength", 8}, {"PasswordHistorySize", size}}}}}});
  }
  Answer set(const std::string& password, bool permanent = true) {
    return house->call(
        "AdminSetUserPassword",
        {{"UserPoolId", pool}, {"Username", "jane"}, {"Password", password}, {"Permanent", permanent}});
  }
  static void expect_used(const Answer& answer) {
    expect_refused(answer, "PasswordHistoryPolicyViolationException", "Password has previously been used");
  }
  std::int64_t rows() {
    return store::read(house->store(), [&](store::Connection& db) {
      return db.query_one("SELECT count(*) FROM former_password WHERE pool_id = $1", {pool})->integer(0);
    });
  }
};

TEST_P(PasswordHistoryTest, the_last_n_passwords_cannot_be_used_again_the_one_before_them_can) {
  open_with_history(3);
  confirmed();  // with kPassword
  EXPECT_EQ(set("Horse-2-correct").status, 200);
  EXPECT_EQ(set("Horse-3-correct").status, 200);
  for (const auto* used : {kPassword, "Horse-2-correct", "Horse-3-correct"}) expect_used(set(used));
  EXPECT_EQ(set("Horse-4-correct").status, 200);
  EXPECT_EQ(set(kPassword).status, 200);
  for (const auto* used : {kPassword, "Horse-3-correct", "Horse-4-correct"}) expect_used(set(used));
  EXPECT_EQ(rows(), 2);
  EXPECT_EQ(house->srp_sign_in(client, "jane", kPassword, pool).status, 200);
}

TEST_P(PasswordHistoryTest, one_means_the_current_password) {
  open_with_history(1);
  confirmed();
  expect_used(set(kPassword));
  EXPECT_EQ(set("Horse-2-correct").status, 200);
  EXPECT_EQ(set(kPassword).status, 200);
  EXPECT_EQ(rows(), 0);
}

TEST_P(PasswordHistoryTest, without_the_policy_nothing_is_refused_or_kept) {
  open_with_history(0);
  confirmed();
  EXPECT_EQ(set(kPassword).status, 200);
  EXPECT_EQ(set("Horse-2-correct").status, 200);
  EXPECT_EQ(set(kPassword).status, 200);
  EXPECT_EQ(rows(), 0);
}

TEST_P(PasswordHistoryTest, holds_for_hashes_of_argon2id) {
  open_with_history(2, {{"poolhouse:password-storage", "argon2id"}});
  confirmed();
  EXPECT_EQ(set("Horse-2-correct").status, 200);
  expect_used(set(kPassword));
  EXPECT_EQ(set("Horse-3-correct").status, 200);
}

TEST_P(PasswordHistoryTest, holds_at_change_password_which_asks_for_the_current_one_first) {
  open_with_history(2);
  confirmed();
  const auto token = access_token();
  const auto change = [&](const std::string& previous, const std::string& proposed) {
    return house->call(
        "ChangePassword",
        {{"AccessToken", token}, {"PreviousPassword", previous}, {"ProposedPassword", proposed}});
  };
  expect_used(change(kPassword, kPassword));
  expect_refused(change("Wrong-Horse-1", kPassword), "NotAuthorizedException",
                 "Incorrect username or password.");
  EXPECT_EQ(change(kPassword, "Horse-2-correct").status, 200);
  expect_used(change("Horse-2-correct", kPassword));
}

TEST_P(PasswordHistoryTest, holds_at_confirm_forgot_password_and_the_code_stays_good) {
  open_with_history(2);
  confirmed();
  house->must("ForgotPassword", {{"ClientId", client}, {"Username", "jane"}});
  const auto code = house->code_sent_to("jane@example.com");
  const auto confirm = [&](const std::string& password) {
    return house->call(
        "ConfirmForgotPassword",
        {{"ClientId", client}, {"Username", "jane"}, {"ConfirmationCode", code}, {"Password", password}});
  };
  expect_used(confirm(kPassword));
  EXPECT_EQ(confirm("Horse-2-correct").status, 200);
  EXPECT_EQ(house->password_sign_in(client, "jane", "Horse-2-correct").status, 200);
}

TEST_P(PasswordHistoryTest, a_temporary_password_is_not_the_new_one) {
  open_with_history(2);
  house->must("AdminCreateUser", {{"UserPoolId", pool},
                                  {"Username", "jane"},
                                  {"TemporaryPassword", "Temporary-1"},
                                  {"MessageAction", "SUPPRESS"}});
  const auto answer_with = [&](const std::string& password) {
    const auto challenge = house->password_sign_in(client, "jane", "Temporary-1").body;
    return house->call("RespondToAuthChallenge",
                       {{"ClientId", client},
                        {"ChallengeName", "NEW_PASSWORD_REQUIRED"},
                        {"Session", challenge["Session"]},
                        {"ChallengeResponses", {{"USERNAME", "jane"}, {"NEW_PASSWORD", password}}}});
  };
  expect_used(answer_with("Temporary-1"));
  EXPECT_EQ(answer_with("Horse-2-correct").status, 200);
  expect_used(set("Temporary-1"));
}

TEST_P(PasswordHistoryTest, is_forgotten_with_the_user_and_with_the_pool) {
  open_with_history(3);
  confirmed();
  EXPECT_EQ(set("Horse-2-correct").status, 200);
  EXPECT_EQ(rows(), 1);
  house->must("AdminDeleteUser", {{"UserPoolId", pool}, {"Username", "jane"}});
  EXPECT_EQ(rows(), 0);

  confirmed();
  EXPECT_EQ(set("Horse-2-correct").status, 200);
  house->must("DeleteUserPool", {{"UserPoolId", pool}});
  store::write(house->store(),
               [&](store::Connection& db) { return sweep_deleted_pools(db, house->clock.now(), 1000); });
  EXPECT_EQ(rows(), 0);
}

TEST_P(PasswordHistoryTest, shrinks_with_the_policy_at_the_next_password) {
  open_with_history(4);
  confirmed();
  for (const auto* next : {"Horse-2-correct", "Horse-3-correct", "Horse-4-correct"})
    EXPECT_EQ(set(next).status, 200);
  EXPECT_EQ(rows(), 3);
  house->must("UpdateUserPool",
              {{"UserPoolId", pool},
               {"AutoVerifiedAttributes", {"email"}},
               {"Policies", {{"PasswordPolicy", {{"MinimumLength", 8}, {"PasswordHistorySize", 2}}}}}});
  expect_used(set("Horse-3-correct"));
  EXPECT_EQ(set("Horse-2-correct").status, 200);
  EXPECT_EQ(rows(), 1);
}

ON_BOTH_ENGINES(PasswordHistoryTest);

}  // namespace
}  // namespace poolhouse::userpools
