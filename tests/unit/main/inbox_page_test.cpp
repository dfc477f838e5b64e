#include "main/inbox/inbox_page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace poolhouse {
namespace {

using messaging::Medium;
using messaging::Message;
using ::testing::HasSubstr;
using ::testing::Not;

Message email(std::string to, std::string code) {
  Message message;
  message.id = "1788246309000-0123456789ab";
  message.to = std::move(to);
  message.subject = "Your verification code";
  message.body = "Your confirmation code is " + code;
  message.code = std::move(code);
  message.created_at = from_epoch_ms(1'788'246'309'007);
  return message;
}

std::size_t count(std::string_view text, std::string_view what) {
  std::size_t n = 0;
  for (auto at = text.find(what); at != std::string_view::npos; at = text.find(what, at + 1)) ++n;
  return n;
}

TEST(InboxJson, has_every_member_and_its_time_as_text) {
  const Message messages[] = {email("jane@example.com", "123456")};
  EXPECT_EQ(inbox_json(messages),
            R"({"messages":[{"id":"1788246309000-0123456789ab","medium":"email","to":"jane@example.com",)"
            R"("subject":"Your verification code","body":"Your confirmation code is 123456","code":"123456",)"
            R"("createdAt":"2026-09-01T07:05:09.007Z"}]})");
  EXPECT_EQ(inbox_json({}), R"({"messages":[]})");
}

TEST(InboxJson, escapes_what_users_chose) {
  auto message = email("a\"b\\@example.com", "1");
  message.medium = Medium::sms;
  message.body = "line\nbreak";
  const Message messages[] = {message, message};
  const auto json = inbox_json(messages);
  EXPECT_THAT(json, HasSubstr(R"("to":"a\"b\\@example.com")"));
  EXPECT_THAT(json, HasSubstr(R"("body":"line\nbreak")"));
  EXPECT_THAT(json, HasSubstr(R"("medium":"sms")"));
  EXPECT_THAT(json, HasSubstr("},{"));
}

TEST(InboxPage, shows_who_when_subject_and_code) {
  const Message messages[] = {email("jane@example.com", "123456")};
  const auto page = inbox_page(messages, "");
  EXPECT_THAT(page, HasSubstr("<span class=\"to\">jane@example.com</span>"));
  EXPECT_THAT(page, HasSubstr("<time datetime=\"2026-09-01T07:05:09.007Z\">2026-09-01 07:05:09 UTC</time>"));
  EXPECT_THAT(page, HasSubstr("<h2>Your verification code</h2>"));
  EXPECT_THAT(page, HasSubstr("<p class=\"code\">123456</p>"));
  EXPECT_THAT(page, HasSubstr("1 message<"));
}

TEST(InboxPage, escapes_every_text_of_a_user_and_the_search) {
  const std::string attack = "\"><script>alert(1)</script>&'";
  Message message = email(attack, attack);
  message.subject = message.body = attack;
  const Message messages[] = {message};
  const auto page = inbox_page(messages, attack);
  EXPECT_THAT(page, Not(HasSubstr("<script>")));
  EXPECT_THAT(page, Not(HasSubstr("\"><")));
  // To, subject, code and body; the search in its field and in the heading.
  EXPECT_EQ(count(page, "&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;&#39;"), 6U);
  EXPECT_EQ(count(page, "<script"), 1U);
}

TEST(InboxPage, works_with_none_and_with_a_thousand) {
  EXPECT_THAT(inbox_page({}, ""), HasSubstr("Nothing here yet"));
  EXPECT_THAT(inbox_page({}, "jane"), HasSubstr("0 messages to jane"));
  std::vector<Message> many;
  for (int i = 0; i < 999; ++i) many.push_back(email("jane@example.com", "123456"));
  EXPECT_THAT(inbox_page(many, ""), HasSubstr(">999 messages<"));
  many.push_back(email("jane@example.com", "123456"));
  const auto page = inbox_page(many, "");
  EXPECT_THAT(page, HasSubstr("the newest 1000 messages"));
  EXPECT_EQ(count(page, "<article>"), 1000U);
}

TEST(InboxPage, leaves_out_what_an_sms_has_not) {
  auto message = email("+15550100", "123456");
  message.medium = Medium::sms;
  message.subject.clear();
  message.code.clear();
  const Message messages[] = {message};
  const auto page = inbox_page(messages, "");
  EXPECT_THAT(page, HasSubstr(">SMS</span>"));
  EXPECT_THAT(page, Not(HasSubstr("<h2>")));
  EXPECT_THAT(page, Not(HasSubstr("class=\"code\"")));
}

TEST(InboxPage, has_no_inline_script_or_style_for_its_policy_forbids_them) {
  const Message messages[] = {email("jane@example.com", "123456")};
  const auto page = inbox_page(messages, "");
  EXPECT_THAT(page, Not(HasSubstr(" style=")));
  EXPECT_THAT(page, Not(HasSubstr("javascript:")));
  EXPECT_THAT(page, Not(HasSubstr("<style")));
  EXPECT_FALSE(inbox_style().empty());
  EXPECT_FALSE(inbox_script().empty());
}

}  // namespace
}  // namespace poolhouse
