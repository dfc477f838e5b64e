// Pagination tokens (reference 11.2, 11.3).
#include "userpools/paging.h"

#include <gtest/gtest.h>

#include "api/cognito_idp/errors.h"

namespace poolhouse::userpools {
namespace {

class PagingTest : public ::testing::Test {
 protected:
  static crypto::MasterKeys master_key(std::string_view text) {
    return crypto::MasterKeys::from_text(text, "the test");
  }
  // How the token is refused, or the position it leads to.
  std::string opened(const Listing& listing, const std::string& token) {
    try {
      return tokens.position(listing, token);
    } catch (const cognito_idp::InvalidParameterException& error) {
      return error.message();
    }
  }

  ManualClock clock;
  SeededRandom random{7};
  crypto::MasterKeys keys = master_key("MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=");
  PageTokens tokens{keys, random, clock};
  Listing groups{.operation = "ListGroups", .pool = UserPoolId("us-east-1_A"), .filter = {}};
};

constexpr const char* kRefused = "Invalid pagination token.";

TEST_F(PagingTest, a_token_leads_back_to_its_position) {
  EXPECT_EQ(opened(groups, tokens.issue(groups, "the last group")), "the last group");
  EXPECT_EQ(opened(groups, tokens.issue(groups, "")), "");
  EXPECT_EQ(tokens.position(groups, std::nullopt), "");
}

TEST_F(PagingTest, a_token_is_what_the_model_allows_and_shows_nothing) {
  const auto token = tokens.issue(groups, std::string(1024, 'j'));
  EXPECT_EQ(token.find_first_of(" \t\r\n"), std::string::npos);
  EXPECT_EQ(tokens.issue(groups, "jane@example.com").find("jane"), std::string::npos);
  EXPECT_EQ(opened(groups, token), std::string(1024, 'j'));
}

TEST_F(PagingTest, a_token_goes_on_only_with_the_list_it_comes_from) {
  const auto token = tokens.issue(groups, "x");
  const Listing others[] = {
      {.operation = "ListUsers", .pool = groups.pool, .filter = {}},
      {.operation = "ListGroups", .pool = UserPoolId("us-east-1_B"), .filter = {}},
      {.operation = "ListGroups", .pool = UserPoolId(), .filter = "us-east-1_A"},
      {.operation = "ListGroups", .pool = groups.pool, .filter = "x"},
      {.operation = "ListGroupsus-east-1_A", .pool = UserPoolId(), .filter = {}},
  };
  for (const auto& other : others) {
    SCOPED_TRACE(std::string(other.operation) + " " + other.pool.value() + " " + other.filter);
    EXPECT_EQ(opened(other, token), kRefused);
  }
  EXPECT_EQ(opened(groups, token), "x");
}

TEST_F(PagingTest, a_forged_token_is_refused) {
  const auto token = tokens.issue(groups, "x");
  const crypto::MasterKeys other_keys = master_key("RkVEQ0JBOTg3NjU0MzIxMEZFRENCQTk4NzY1NDMyMTA=");
  const PageTokens others{other_keys, random, clock};
  auto changed = token;
  changed[changed.size() / 2] = changed[changed.size() / 2] == 'A' ? 'B' : 'A';
  for (const auto& forged : {std::string("x"), std::string(), token.substr(1), token + "A", changed,
                             others.issue(groups, "x"), std::string(100'000, 'A')}) {
    EXPECT_EQ(opened(groups, forged), kRefused) << forged.substr(0, 80);
  }
}

TEST_F(PagingTest, a_token_expires_after_an_hour) {
  const auto token = tokens.issue(groups, "x");
  clock.advance(std::chrono::hours(1) - Duration(1));
  EXPECT_EQ(opened(groups, token), "x");
  clock.advance(Duration(1));
  EXPECT_EQ(opened(groups, token), kRefused);
}

TEST_F(PagingTest, a_page_has_as_many_items_as_were_asked_for_or_60) {
  struct Case {
    std::optional<int> limit;
    std::size_t size;
  };
  for (const auto& [limit, size] : {Case{std::nullopt, 60}, Case{0, 60}, Case{1, 1}, Case{60, 60}}) {
    EXPECT_EQ(page_size(limit), size);
  }
}

TEST_F(PagingTest, only_a_page_with_more_behind_it_has_a_token) {
  const auto position_of = [](const std::string& item) { return item; };
  std::vector<std::string> exact{"a", "b"};
  EXPECT_EQ(tokens.cut_page(groups, exact, 2, position_of), std::nullopt);
  EXPECT_EQ(exact, (std::vector<std::string>{"a", "b"}));
  std::vector<std::string> more{"a", "b", "c"};
  const auto token = tokens.cut_page(groups, more, 2, position_of);
  EXPECT_EQ(more, (std::vector<std::string>{"a", "b"}));
  ASSERT_TRUE(token);
  EXPECT_EQ(opened(groups, *token), "b");
  std::vector<std::string> none;
  EXPECT_EQ(tokens.cut_page(groups, none, 2, position_of), std::nullopt);
}

}  // namespace
}  // namespace poolhouse::userpools
