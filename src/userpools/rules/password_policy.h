// The password policy of a pool: checking a password, making a temporary one, and its expiry.
#pragma once

#include <expected>
#include <string_view>

#include "api/cognito_idp/fwd.h"
#include "base/random.h"
#include "base/secret.h"
#include "base/time.h"
#include "userpools/rules/faults.h"

namespace poolhouse::userpools {

// What a password lacks, in the order in which it is looked for. One at a time is reported.
enum class PasswordFault { too_short, no_uppercase, no_lowercase, no_number, no_symbol };

// The service words the same refusal in three ways.
enum class PasswordPhrase {
  sign_up,  // SignUp, AdminSetUserPassword: "Password did not conform with policy: …"
  change,   // ChangePassword, ConfirmForgotPassword, NEW_PASSWORD_REQUIRED: "… does not conform to policy: …"
  temporary,  // AdminCreateUser: "Password did not conform with password policy: …"
};

// `policy` is a pool's effective policy; a member that is absent asks for nothing.
[[nodiscard]] std::expected<void, PasswordFault> meets_policy(std::string_view password,
                                                              const cognito_idp::PasswordPolicyType& policy);
[[nodiscard]] Decided<void> check_password(const Secret& password,
                                           const cognito_idp::PasswordPolicyType& policy,
                                           PasswordPhrase phrase);

// Has every kind of character, whatever the policy asks, and no character that an e-mail or an SMS spoils.
[[nodiscard]] Secret generate_temporary_password(const cognito_idp::PasswordPolicyType& policy,
                                                 Random& random);

// TemporaryPasswordValidityDays; absent or 0 means 7 days (documented).
[[nodiscard]] Duration temporary_password_ttl(const cognito_idp::PasswordPolicyType& policy);

}  // namespace poolhouse::userpools
