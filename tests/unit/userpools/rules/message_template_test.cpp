#include "userpools/rules/message_template.h"

#include <gtest/gtest.h>

#include "api/cognito_idp/types/user_pool_type.h"

namespace poolhouse::userpools {
namespace {

using cognito_idp::DefaultEmailOptionType;
using cognito_idp::UserPoolType;

TEST(MessageTemplate, defaults_are_those_of_the_service) {
  const UserPoolType pool;
  const EmailTemplate verification{"Your verification code", "Your verification code is {####}. "};
  EXPECT_EQ(verification_email_template(pool, VerificationEmail::attribute), verification);
  EXPECT_EQ(verification_email_template(pool, VerificationEmail::forgot_password), verification);
  EXPECT_EQ(verification_sms_template(pool), "Your verification code is {####}. ");
  EXPECT_EQ(authentication_sms_template(pool), "Your authentication code is {####}. ");
  const std::string invitation = "Your username is {username} and temporary password is {####}. ";
  EXPECT_EQ(invitation_email_template(pool), (EmailTemplate{"Your temporary password", invitation}));
  EXPECT_EQ(invitation_sms_template(pool), invitation);
}

TEST(MessageTemplate, a_pool_says_its_own_words) {
  UserPoolType pool;
  pool.verification_message_template = {.sms_message = "sms {####}",
                                        .email_message = "mail {####}",
                                        .email_subject = "subject",
                                        .email_message_by_link = "link {##here##}",
                                        .email_subject_by_link = "link subject",
                                        .default_email_option = DefaultEmailOptionType::CONFIRM_WITH_LINK};
  pool.sms_authentication_message = "mfa {####}";
  pool.admin_create_user_config.emplace();
  pool.admin_create_user_config->invite_message_template = {.sms_message = "in {username} {####}",
                                                            .email_message = "<b>{username}</b> {####}",
                                                            .email_subject = "welcome"};
  EXPECT_EQ(verification_email_template(pool, VerificationEmail::attribute),
            (EmailTemplate{"link subject", "link {##here##}"}));
  EXPECT_EQ(verification_email_template(pool, VerificationEmail::forgot_password),
            (EmailTemplate{"subject", "mail {####}"}));
  EXPECT_EQ(verification_sms_template(pool), "sms {####}");
  EXPECT_EQ(authentication_sms_template(pool), "mfa {####}");
  EXPECT_EQ(invitation_email_template(pool), (EmailTemplate{"welcome", "<b>{username}</b> {####}"}));
  EXPECT_EQ(invitation_sms_template(pool), "in {username} {####}");
}

TEST(MessageTemplate, link_form_has_defaults_of_its_own) {
  UserPoolType pool;
  pool.verification_message_template = {.default_email_option = DefaultEmailOptionType::CONFIRM_WITH_LINK};
  EXPECT_EQ(verification_email_template(pool, VerificationEmail::attribute),
            (EmailTemplate{"Your verification link",
                           "Please click the link below to verify your email address. {##Verify Email##} "}));
}

TEST(MessageTemplate, placeholders_are_filled) {
  using enum MessageFormat;
  const Placeholders code{.code = "123456"};
  const Placeholders invitation{.code = "Aa1&<x>", .username = "a&<b>"};
  const Placeholders link{.link = "https://auth.example/confirmUser?a=1&b=2"};
  struct Case {
    const char* text;
    Placeholders placeholders;
    MessageFormat format;
    const char* filled;
  };
  for (const auto& c : {
           Case{"", code, html, ""},
           Case{"Your code is {####}. ", code, html, "Your code is 123456. "},
           Case{"{####}{####}", code, plain, "123456123456"},
           Case{"{###} {#####} { {", code, plain, "{###} {#####} { {"},
           Case{"{{####}}", code, plain, "{123456}"},
           Case{"{username}: {####}", invitation, plain, "a&<b>: Aa1&<x>"},
           Case{"{username}: {####}", invitation, html, "a&amp;&lt;b&gt;: Aa1&<x>"},
           Case{"{username}", code, html, "{username}"},
           Case{"Click {##here##}!", link, html,
                "Click <a href=\"https://auth.example/confirmUser?a=1&amp;b=2\">here</a>!"},
           Case{"Click {##here##}!", link, plain, "Click https://auth.example/confirmUser?a=1&b=2!"},
           Case{"Click {##here!", link, html, "Click {##here!"},
           Case{"Click {##here##}!", code, html, "Click {##here##}!"},
           Case{"{####}", link, html, "{####}"},
       }) {
    EXPECT_EQ(filled(c.text, c.placeholders, c.format), c.filled) << c.text;
  }
}

TEST(MessageTemplate, a_link_has_a_text) {
  for (const char* text : {"{##here##}", "Click {##Verify e-mail##}!", "{####} {##here##}", "{## {##here##}"})
    EXPECT_TRUE(has_link(text)) << text;
  for (const char* text :
       {"", "Click!", "{####}", "{####} {####}", "{##here", "{##here#}", "{# #}", "##here##"})
    EXPECT_FALSE(has_link(text)) << text;
}

TEST(MessageTemplate, what_was_filled_in_is_not_filled_again) {
  EXPECT_EQ(filled("{username} {####}", {.code = "1", .username = "{####}"}, MessageFormat::plain),
            "{####} 1");
}

}  // namespace
}  // namespace poolhouse::userpools
