#include "userpools/messages/code_messages.h"

#include "api/cognito_idp/types.h"
#include "userpools/rules/message_template.h"

namespace poolhouse::userpools {
namespace {

using cognito_idp::DeliveryMediumType;

// The text with its code and user name, as one message.
messaging::Message fill(const Delivery& delivery, const EmailTemplate& email, const std::string& sms,
                        const Placeholders& placeholders) {
  messaging::Message message;
  message.to = delivery.address;
  message.code = placeholders.code.value_or("");
  if (delivery.medium == DeliveryMediumType::SMS) {
    message.medium = messaging::Medium::sms;
    message.body = filled(sms, placeholders, MessageFormat::plain);
  } else {
    message.medium = messaging::Medium::email;
    message.subject = filled(email.subject, placeholders, MessageFormat::plain);
    message.body = filled(email.body, placeholders, MessageFormat::html);
  }
  return message;
}

VerificationEmail kind_of(std::string_view source) {
  return source == "CustomMessage_ForgotPassword" ? VerificationEmail::forgot_password
                                                  : VerificationEmail::attribute;
}

messaging::Message code_message(const Pool& pool, VerificationEmail kind,
                                const triggers::CustomMessageAnswer& custom, const Delivery& delivery,
                                const Secret& code) {
  auto email = verification_email_template(pool.settings, kind);
  if (custom.email_subject) email.subject = *custom.email_subject;
  if (custom.email_message) email.body = *custom.email_message;
  const auto sms = custom.sms_message.value_or(verification_sms_template(pool.settings));
  return fill(delivery, email, sms, {.code = code.reveal(), .username = std::nullopt, .link = std::nullopt});
}

}  // namespace

Task<messaging::Message> CodeMessages::compose(PoolRef pool, triggers::Event event, Delivery delivery,
                                               const Secret& code) {
  const auto kind = kind_of(event.source);
  const auto custom =
      co_await triggers_.custom_message({.event = std::move(event), .username_parameter = std::nullopt});
  co_return code_message(*pool, kind, custom, delivery, code);
}

messaging::Message CodeMessages::compose_for_nobody(const Pool& pool, std::string_view source,
                                                    const Delivery& delivery, const Secret& code) const {
  auto message = code_message(pool, kind_of(source), {}, delivery, code);
  message.to.clear();
  return message;
}

Task<std::vector<messaging::Message>> CodeMessages::compose_invitation(PoolRef pool, triggers::Event event,
                                                                       std::vector<Delivery> deliveries,
                                                                       std::string username,
                                                                       const Secret& temporary_password) {
  std::vector<messaging::Message> messages;
  if (deliveries.empty()) co_return messages;
  const auto custom =
      co_await triggers_.custom_message({.event = std::move(event), .username_parameter = "{username}"});
  auto email = invitation_email_template(pool->settings);
  if (custom.email_subject) email.subject = *custom.email_subject;
  if (custom.email_message) email.body = *custom.email_message;
  const auto sms = custom.sms_message.value_or(invitation_sms_template(pool->settings));
  for (const auto& delivery : deliveries) {
    messages.push_back(
        fill(delivery, email, sms,
             {.code = temporary_password.reveal(), .username = username, .link = std::nullopt}));
  }
  co_return messages;
}

}  // namespace poolhouse::userpools
