#include "userpools/rules/password_policy.h"

#include <gtest/gtest.h>

#include "api/cognito_idp/types/password_policy_type.h"

namespace poolhouse::userpools {
namespace {

cognito_idp::PasswordPolicyType default_policy() {
  cognito_idp::PasswordPolicyType policy;
  policy.minimum_length = 8;
  policy.require_uppercase = true;
  policy.require_lowercase = true;
  policy.require_numbers = true;
  policy.require_symbols = true;
  return policy;
}

TEST(PasswordPolicy, reports_one_fault_at_a_time_in_the_service_order) {
  struct Case {
    const char* password;
    std::optional<PasswordFault> fault;
  };
  using enum PasswordFault;
  for (const auto& c : {
           Case{"", too_short}, Case{"Aa1!567", too_short},  // seven characters
           Case{"Aa1!5678", std::nullopt}, Case{"aa1!5678", no_uppercase}, Case{"AA1!5678", no_lowercase},
           Case{"Aab!cdef", no_number}, Case{"Aab1cdef", no_symbol},
           Case{"abcdefgh", no_uppercase},  // lacks three kinds: the first is told
           Case{"Äbcd1!gh", no_uppercase},  // only Basic Latin counts
           Case{"Aa1 5678", std::nullopt},  // an interior space is a symbol
           Case{" Aa15678", no_symbol},     // a leading one is not
           Case{"Aa15678 ", no_symbol},     // nor a trailing one
           Case{"Aa1€5678", no_symbol},     // not in the documented set
           Case{"Aa1ééé!x", std::nullopt},  // eight characters in eleven bytes
           Case{"Aa1éé!x", too_short},      // seven characters in nine bytes
       }) {
    const auto met = meets_policy(c.password, default_policy());
    EXPECT_EQ(met ? std::nullopt : std::optional(met.error()), c.fault) << c.password;
  }
}

TEST(PasswordPolicy, takes_every_documented_symbol) {
  for (const char symbol : std::string_view(R"(^$*.[]{}()?"!@#%&/\,><':;|_~`=+-)")) {
    EXPECT_TRUE(meets_policy(std::string("Abcdef12") + symbol, default_policy())) << symbol;
  }
}

TEST(PasswordPolicy, asks_for_nothing_that_the_policy_does_not_name) { EXPECT_TRUE(meets_policy("a", {})); }

TEST(PasswordPolicy, words_the_refusal_by_operation) {
  struct Case {
    PasswordPhrase phrase;
    const char* message;
  };
  for (const auto& c : {
           Case{PasswordPhrase::sign_up, "Password did not conform with policy: Password not long enough"},
           Case{PasswordPhrase::change, "Password does not conform to policy: Password not long enough"},
           Case{PasswordPhrase::temporary,
                "Password did not conform with password policy: Password not long enough"},
       }) {
    const auto checked = check_password(Secret("short"), default_policy(), c.phrase);
    EXPECT_EQ(checked.error(), (Fault{Refusal::invalid_password, c.message}));
  }
  EXPECT_TRUE(check_password(Secret("Aa1!5678"), default_policy(), PasswordPhrase::sign_up));
}

TEST(PasswordPolicy, generates_temporary_passwords_that_meet_the_policy) {
  SeededRandom random(1);
  for (const int minimum : {6, 12, 99}) {
    auto policy = default_policy();
    policy.minimum_length = minimum;
    for (int i = 0; i < 50; ++i) {
      const auto password = generate_temporary_password(policy, random);
      EXPECT_TRUE(meets_policy(password.reveal(), policy)) << password.reveal();
      EXPECT_EQ(password.size(), static_cast<std::size_t>(std::max(12, minimum)));
      EXPECT_EQ(password.reveal().find_first_of("<>&\"'. "), std::string_view::npos) << password.reveal();
    }
  }
}

TEST(PasswordPolicy, generates_another_password_each_time) {
  SeededRandom random(1);
  const auto first = generate_temporary_password(default_policy(), random);
  EXPECT_FALSE(first == generate_temporary_password(default_policy(), random));
}

TEST(PasswordPolicy, a_temporary_password_is_good_for_the_days_that_the_policy_says_and_else_for_seven) {
  struct Case {
    std::optional<int> days;
    int good_for;
  };
  // 0 is the default, not "at once".
  for (const auto& c : {Case{std::nullopt, 7}, Case{0, 7}, Case{1, 1}, Case{365, 365}}) {
    cognito_idp::PasswordPolicyType policy;
    policy.temporary_password_validity_days = c.days;
    EXPECT_EQ(temporary_password_ttl(policy), std::chrono::days(c.good_for)) << c.days.value_or(-1);
  }
}

}  // namespace
}  // namespace poolhouse::userpools
