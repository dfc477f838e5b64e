#include "userpools/rules/message_template.h"

#include <fmt/format.h>

#include <algorithm>

#include "api/cognito_idp/types/user_pool_type.h"

namespace poolhouse::userpools {
namespace {

using cognito_idp::DefaultEmailOptionType;
using cognito_idp::UserPoolType;

constexpr std::string_view kVerification = "Your verification code is {####}. ";
constexpr std::string_view kVerificationSubject = "Your verification code";
constexpr std::string_view kLink =
    "Please click the link below to verify your email address. {##Verify Email##} ";
constexpr std::string_view kLinkSubject = "Your verification link";
constexpr std::string_view kAuthentication = "Your authentication code is {####}. ";
constexpr std::string_view kInvitation = "Your username is {username} and temporary password is {####}. ";
constexpr std::string_view kInvitationSubject = "Your temporary password";

std::string or_default(const std::optional<std::string>& text, std::string_view fallback) {
  return text ? *text : std::string(fallback);
}

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::optional<cognito_idp::MessageTemplateType> invitation(const UserPoolType& pool) {
  return pool.admin_create_user_config ? pool.admin_create_user_config->invite_message_template
                                       : std::nullopt;
}

constexpr std::string_view kLinkOpen = "{##";
constexpr std::string_view kLinkClose = "##}";

// The text of the link that begins here.
std::optional<std::string_view> link_label(std::string_view at) {
  if (!at.starts_with(kLinkOpen)) return std::nullopt;
  at.remove_prefix(kLinkOpen.size());
  const auto close = at.find(kLinkClose);
  return close == std::string_view::npos ? std::nullopt : std::optional(at.substr(0, close));
}

// The placeholder that begins here, as its length and what stands for it.
struct Replacement {
  std::size_t length;
  std::string text;
};

std::optional<Replacement> replacement(std::string_view at, const Placeholders& placeholders,
                                       MessageFormat format) {
  constexpr std::string_view code = "{####}";
  constexpr std::string_view username = "{username}";
  const bool html = format == MessageFormat::html;
  if (at.starts_with(code)) {
    if (!placeholders.code) return std::nullopt;
    return Replacement{code.size(), std::string(*placeholders.code)};
  }
  if (at.starts_with(username)) {
    if (!placeholders.username) return std::nullopt;
    return Replacement{username.size(),
                       html ? escaped(*placeholders.username) : std::string(*placeholders.username)};
  }
  const auto label = link_label(at);
  if (!label || !placeholders.link) return std::nullopt;
  const auto length = kLinkOpen.size() + label->size() + kLinkClose.size();
  if (!html) return Replacement{length, std::string(*placeholders.link)};
  return Replacement{length, fmt::format("<a href=\"{}\">{}</a>", escaped(*placeholders.link), *label)};
}

}  // namespace

EmailTemplate verification_email_template(const UserPoolType& pool, VerificationEmail email) {
  const auto texts =
      pool.verification_message_template.value_or(cognito_idp::VerificationMessageTemplateType{});
  const bool by_link = email == VerificationEmail::attribute &&
                       texts.default_email_option == DefaultEmailOptionType::CONFIRM_WITH_LINK;
  if (by_link) {
    return {.subject = or_default(texts.email_subject_by_link, kLinkSubject),
            .body = or_default(texts.email_message_by_link, kLink)};
  }
  return {.subject = or_default(texts.email_subject, kVerificationSubject),
          .body = or_default(texts.email_message, kVerification)};
}

std::string verification_sms_template(const UserPoolType& pool) {
  return or_default(
      pool.verification_message_template ? pool.verification_message_template->sms_message : std::nullopt,
      kVerification);
}

std::string authentication_sms_template(const UserPoolType& pool) {
  return or_default(pool.sms_authentication_message, kAuthentication);
}

EmailTemplate invitation_email_template(const UserPoolType& pool) {
  const auto texts = invitation(pool).value_or(cognito_idp::MessageTemplateType{});
  return {.subject = or_default(texts.email_subject, kInvitationSubject),
          .body = or_default(texts.email_message, kInvitation)};
}

std::string invitation_sms_template(const UserPoolType& pool) {
  const auto texts = invitation(pool).value_or(cognito_idp::MessageTemplateType{});
  return or_default(texts.sms_message, kInvitation);
}

bool has_link(std::string_view text) {
  for (auto at = text.find(kLinkOpen); at != std::string_view::npos; at = text.find(kLinkOpen, at + 1)) {
    const auto label = link_label(text.substr(at));
    if (label && !label->empty()) return true;
  }
  return false;
}

std::string filled(std::string_view text, const Placeholders& placeholders, MessageFormat format) {
  std::string out;
  while (!text.empty()) {
    const auto brace = std::min(text.find('{'), text.size());
    out += text.substr(0, brace);
    text.remove_prefix(brace);
    if (text.empty()) break;
    if (const auto found = replacement(text, placeholders, format)) {
      out += found->text;
      text.remove_prefix(found->length);
    } else {
      out += text.front();
      text.remove_prefix(1);
    }
  }
  return out;
}

}  // namespace poolhouse::userpools
