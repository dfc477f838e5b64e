// Where a code goes, what the client is told of it, and how long it lives.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "api/cognito_idp/enums.h"
#include "api/cognito_idp/fwd.h"
#include "api/cognito_idp/types/code_delivery_details_type.h"
#include "base/time.h"
#include "userpools/rules/attributes.h"
#include "userpools/rules/faults.h"

namespace poolhouse::userpools {

// One address of a user. `address` is in the clear: never shown to a client, never logged.
struct Delivery {
  cognito_idp::DeliveryMediumType medium;
  std::string attribute_name;  // "email" or "phone_number"
  std::string address;
  friend bool operator==(const Delivery&, const Delivery&) = default;
};

// jane@example.com → j***@e***
[[nodiscard]] std::string masked_email(std::string_view address);
// +12065559934 → +*******9934
[[nodiscard]] std::string masked_phone_number(std::string_view address);
// CodeDeliveryDetails, with the destination masked.
[[nodiscard]] cognito_idp::CodeDeliveryDetailsType code_delivery_details(const Delivery& delivery);

// The attribute of the user that a code can be sent to; nothing when the user has none of that name, or
// when the name is neither email nor phone_number.
[[nodiscard]] std::optional<Delivery> delivery_to(std::string_view attribute_name,
                                                  const Attributes& attributes);

// Where SignUp and ResendConfirmationCode send the code: among the auto-verified attributes the user has,
// the phone number comes first. Nothing: no code is sent.
[[nodiscard]] std::optional<Delivery> sign_up_delivery(const cognito_idp::UserPoolType& pool,
                                                       const Attributes& attributes);

// A temporary password and a federated user's have no recovery.
[[nodiscard]] Decided<void> check_password_resettable(cognito_idp::UserStatusType status);

// What the choice of a recovery channel looks at.
struct RecoveringUser {
  const Attributes& attributes;
  cognito_idp::UserStatusType status;
  bool enabled = true;
  // A factor that is active at sign-in cannot also recover the password.
  bool sms_mfa_active = false;
  bool email_mfa_active = false;
};
// ForgotPassword and AdminResetUserPassword: by AccountRecoverySetting, or phone before e-mail in pools
// that have none; verified attributes only. The refusals come in the order disabled, state, admin_only,
// nothing verified.
[[nodiscard]] Decided<Delivery> recovery_delivery(const cognito_idp::UserPoolType& pool,
                                                  const RecoveringUser& user);

enum class CodePurpose {
  sign_up,
  attribute_verification,
  forgot_password,
  mfa,           // SMS_MFA, and EMAIL_OTP as second factor
  first_factor,  // EMAIL_OTP, SMS_OTP
};
// Six digits; eight where the code stands for the password.
[[nodiscard]] std::size_t code_digits(CodePurpose purpose);
// Codes of a sign-in live as long as its session.
[[nodiscard]] Duration code_ttl(CodePurpose purpose, Duration auth_session_ttl);

// Where ForgotPassword and ResendConfirmationCode say they sent a code for a name that nobody has, where the
// client hides that (PreventUserExistenceErrors): "determined by the input user name format and verification
// settings of the user pool" (documented). As for a user who has what the pool verifies:
//
//   ResendConfirmationCode   the phone number before the e-mail address, as far as they are auto-verified
//   ForgotPassword           the recovery channels in their order; those that sign-up verifies, if any
//
// A name that is itself an address on one of these gets its code there. Nothing may be sent: the address is
// what was asked for, or it is invented. Stable per user name: `stable_bytes` (8 or more) must be a keyed
// hash of pool and user name, so that nobody else can compute it.
[[nodiscard]] Delivery simulated_delivery(const cognito_idp::UserPoolType& pool, CodePurpose purpose,
                                          std::string_view username, std::string_view stable_bytes);

}  // namespace poolhouse::userpools
