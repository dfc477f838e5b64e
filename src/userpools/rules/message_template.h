// The texts of messages: a pool's templates, the service's default ones, and filling them in.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "api/cognito_idp/fwd.h"

namespace poolhouse::userpools {

struct EmailTemplate {
  std::string subject;
  std::string body;
  friend bool operator==(const EmailTemplate&, const EmailTemplate&) = default;
};

// Which e-mail tells a code. Password recovery always uses the code form, whatever the pool's option is.
enum class VerificationEmail { attribute, forgot_password };
[[nodiscard]] EmailTemplate verification_email_template(const cognito_idp::UserPoolType& pool,
                                                        VerificationEmail email);
[[nodiscard]] std::string verification_sms_template(const cognito_idp::UserPoolType& pool);
// SMS_MFA and SMS_OTP.
[[nodiscard]] std::string authentication_sms_template(const cognito_idp::UserPoolType& pool);
[[nodiscard]] EmailTemplate invitation_email_template(const cognito_idp::UserPoolType& pool);
[[nodiscard]] std::string invitation_sms_template(const cognito_idp::UserPoolType& pool);

// What stands for the placeholders. A placeholder without a value stays as it is.
struct Placeholders {
  std::optional<std::string_view> code{};      // {####}
  std::optional<std::string_view> username{};  // {username}
  std::optional<std::string_view> link{};      // {##text##}: the address behind the text
};

// Is there a link, with a text to click on? `{####}` is none.
[[nodiscard]] bool has_link(std::string_view text);

enum class MessageFormat {
  html,   // e-mail bodies: a link is an anchor, and the user name, which a stranger may have chosen, is
          // escaped
  plain,  // subjects and SMS: a link is its address
};
// One pass: what was filled in is not searched for placeholders again. The service escapes nothing; the
// code and the temporary password are written as they are here too, because people type them off.
[[nodiscard]] std::string filled(std::string_view text, const Placeholders& placeholders,
                                 MessageFormat format);

}  // namespace poolhouse::userpools
