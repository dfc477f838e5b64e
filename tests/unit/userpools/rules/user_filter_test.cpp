#include "userpools/rules/user_filter.h"

#include <gtest/gtest.h>

namespace poolhouse::userpools {
namespace {

using enum SearchAttribute;
using enum SearchMatch;

TEST(UserFilter, reads_one_condition) {
  struct Case {
    const char* text;
    UserFilter filter;
  };
  for (const auto& c : std::vector<Case>{
           {R"(username = "jane")", {username, equal, "jane"}},
           {R"(username="jane")", {username, equal, "jane"}},
           {R"(  username  =  "jane"  )", {username, equal, "jane"}},
           {R"("username" = "jane")", {username, equal, "jane"}},
           {R"(email ^= "jane@")", {email, starts_with, "jane@"}},
           {R"(email^="jane@")", {email, starts_with, "jane@"}},
           {R"(phone_number ^= "+1555")", {phone_number, starts_with, "+1555"}},
           {R"(name = "")", {name, equal, ""}},
           {R"(given_name = "a \"quoted\" name")", {given_name, equal, "a \"quoted\" name"}},
           {R"(family_name = "back\\slash")", {family_name, equal, "back\\slash"}},
           {R"(preferred_username = "a = b and c")", {preferred_username, equal, "a = b and c"}},
           {R"(cognito:user_status = "CONFIRMED")", {user_status, equal, "CONFIRMED"}},
           {R"("cognito:user_status"="CONFIRMED")", {user_status, equal, "CONFIRMED"}},
           {R"(status = "Enabled")", {status, equal, "Enabled"}},
           {R"(sub = "84514837")", {sub, equal, "84514837"}},
       }) {
    const auto parsed = parse_user_filter(c.text);
    ASSERT_TRUE(parsed) << c.text;
    EXPECT_EQ(*parsed, c.filter) << c.text;
  }
}

TEST(UserFilter, blank_text_is_no_filter) {
  for (const char* blank : {"", " ", "\t\n"}) {
    const auto parsed = parse_user_filter(blank);
    ASSERT_TRUE(parsed);
    EXPECT_EQ(*parsed, std::nullopt);
  }
}

TEST(UserFilter, refuses_what_it_cannot_read) {
  for (const char* text : {
           "username",
           "username =",
           "username = jane",
           "username = 'jane'",
           R"(username = "jane)",
           R"(username = "jane\")",
           R"(username = "jane" and email = "j")",
           R"(username = "jane"x)",
           R"(username == "jane")",
           R"(username ^ "jane")",
           R"(username ^ = "jane")",
           R"(username != "jane")",
           R"(= "jane")",
           R"("username = "jane")",
           R"(user name = "jane")",
           R"(status ^= "En")",
       }) {
    const auto parsed = parse_user_filter(text);
    ASSERT_FALSE(parsed) << text;
    EXPECT_EQ(parsed.error(), (Fault{Refusal::invalid_parameter, "Error while parsing filter"})) << text;
  }
}

TEST(UserFilter, refuses_attributes_that_have_no_index) {
  struct Case {
    const char *text, *name;
  };
  for (const auto& c : {Case{R"(custom:foo = "1")", "custom:foo"}, Case{R"(Username = "jane")", "Username"},
                        Case{R"("nickname" = "j")", "nickname"}, Case{R"("" = "j")", ""},
                        Case{R"(user_status = "CONFIRMED")", "user_status"}}) {
    EXPECT_EQ(parse_user_filter(c.text).error().message, std::string("Invalid search attribute: ") + c.name);
  }
}

TEST(UserFilter, is_bounded) {
  const std::string head = "name = \"";
  EXPECT_TRUE(parse_user_filter(head + std::string(kUserFilterBytesMax - head.size() - 1, 'a') + "\""));
  EXPECT_FALSE(parse_user_filter(head + std::string(kUserFilterBytesMax - head.size(), 'a') + "\""));
}

TEST(UserFilter, names_are_those_of_the_grammar) {
  EXPECT_EQ(name_of(user_status), "cognito:user_status");
  EXPECT_EQ(name_of(email), "email");
}

TEST(UserFilter, attributes_to_get_are_in_the_schema_and_not_the_subject) {
  struct Case {
    std::vector<std::string> names;
    const char* message;
  };
  for (const auto& c : std::vector<Case>{
           {{}, ""},
           {{"email", "name"}, ""},
           {{"email", "sub"}, "Input fails to satisfy the constraints."},
           {{"custom:x"}, "One or more requested attributes do not exist."},
           {{"Email"}, "One or more requested attributes do not exist."},
       }) {
    const auto checked = check_attributes_to_get(default_schema(), c.names);
    EXPECT_EQ(checked ? "" : checked.error().message, c.message);
  }
}

}  // namespace
}  // namespace poolhouse::userpools
