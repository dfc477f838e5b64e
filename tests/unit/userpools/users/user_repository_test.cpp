// Where users are kept, below the API: names, aliases, search rows and counts.
#include "userpools/users/user_repository.h"

#include <fmt/format.h>

#include <thread>

#include "userpools/pools/pool_repository.h"
#include "userpools/test_house.h"
#include "userpools/users/alias_move.h"

namespace poolhouse::userpools {
namespace {

class UserRepositoryTest : public OperationTest {
 protected:
  PoolRef pool_of(const json& settings) {
    const UserPoolId id(house->pool(settings));
    return store::read(house->store(), [&](store::Connection& db) { return find_pool(db, id); });
  }
  static User user(const std::string& sub, const std::string& username, const Attributes& attributes = {}) {
    User made;
    made.sub = Sub(sub);
    made.username = Username(username);
    made.attributes = attributes;
    return made;
  }
  // The user's name where the write succeeds, else who has it and as what.
  static std::string outcome(const std::expected<void, NameTaken>& written) {
    if (written) return "written";
    return written.error().holder.value() +
           (written.error().kind == SignInNameKind::username ? " by username" : " by alias");
  }
  // As the operations do: a refusal rolls back.
  template <class Write>
  std::string written(Write write) {
    struct Refused {
      std::string outcome;
    };
    try {
      return store::write(house->store(), [&](store::Connection& db) {
        const std::expected<void, NameTaken> result = write(db);
        if (!result) throw Refused{outcome(result)};
        return outcome(result);
      });
    } catch (const Refused& refused) {
      return refused.outcome;
    }
  }
  std::string insert(const Pool& pool, const User& made, AliasMove move = AliasMove::no) {
    return written([&](store::Connection& db) { return insert_user_moving_aliases(db, pool, made, move); });
  }
  std::string update(const Pool& pool, const User& after, AliasMove move = AliasMove::no) {
    return written([&](store::Connection& db) {
      const auto before = find_user(db, pool.id, after.sub);
      return update_user_moving_aliases(db, pool, *before, after, move);
    });
  }
  // Whom a name leads to.
  std::string found(const Pool& pool, const std::string& name) {
    return store::read(house->store(), [&](store::Connection& db) {
      const auto by_name = find_user(db, pool, name);
      const auto evenly = find_user_evenly(db, pool, name, Sub("00000000-0000-4000-8000-000000000000"));
      EXPECT_EQ(find_user(db, pool.id, Sub(name)).has_value(),
                find_user_evenly(db, pool.id, Sub(name)).has_value())
          << name;
      EXPECT_EQ(by_name ? by_name->sub : Sub("nobody"), evenly ? evenly->sub : Sub("nobody")) << name;
      return by_name ? by_name->sub.value() : std::string("nobody");
    });
  }
  Attributes attributes_of(const Pool& pool, const std::string& sub) {
    return store::read(house->store(),
                       [&](store::Connection& db) { return find_user(db, pool.id, Sub(sub))->attributes; });
  }
  std::vector<std::string> search(const Pool& pool, const std::string& attribute, Match match,
                                  const std::string& value, std::size_t limit = 60) {
    return store::read(house->store(), [&](store::Connection& db) {
      std::vector<std::string> subs;
      std::optional<SearchPosition> after;
      while (true) {
        const auto page = search_users(db, pool.id, attribute, match, value, after, limit);
        for (const auto& hit : page) subs.push_back(hit.user.sub.value());
        if (page.size() < limit) return subs;
        after = page.back().position;
      }
    });
  }
};

using Subs = std::vector<std::string>;

TEST_P(UserRepositoryTest, a_user_comes_back_as_it_was_stored) {
  const auto pool = pool_of(json::object());
  User made{.sub = Sub("s1"),
            .username = Username("jane"),
            .status = cognito_idp::UserStatusType::FORCE_CHANGE_PASSWORD,
            .enabled = false,
            .attributes = {{"email", "jane@example.com"}, {"custom:note", "\"quoted\" \xC3\xA9"}},
            .sealed_password = std::string("\0bytes\xFF", 7),
            .password_expires_at = house->clock.now() + std::chrono::days(7),
            .created_at = house->clock.now(),
            .modified_at = house->clock.now() + std::chrono::milliseconds(1)};
  EXPECT_EQ(insert(*pool, made), "written");
  const auto read =
      store::read(house->store(), [&](store::Connection& db) { return find_user(db, pool->id, Sub("s1")); });
  ASSERT_TRUE(read);
  EXPECT_EQ(read->username, made.username);
  EXPECT_EQ(read->status, made.status);
  EXPECT_EQ(read->enabled, made.enabled);
  EXPECT_EQ(read->attributes, made.attributes);
  EXPECT_EQ(read->sealed_password, made.sealed_password);
  EXPECT_EQ(read->password_expires_at, made.password_expires_at);
  EXPECT_EQ(read->created_at, made.created_at);
  EXPECT_EQ(read->modified_at, made.modified_at);
}

TEST_P(UserRepositoryTest, a_user_is_found_by_every_name_and_by_the_sub_and_in_that_pool_only) {
  const auto pool = pool_of({{"AliasAttributes", {"email", "preferred_username"}}});
  const auto other = pool_of(json::object());
  const std::string sub = "11111111-2222-4333-8444-555555555555";
  auto jane = user(sub, "jane",
                   {{"email", "jane@example.com"},
                    {"email_verified", "true"},
                    {"phone_number", "+15550100"},
                    {"phone_number_verified", "true"},
                    {"preferred_username", "JJ"}});
  jane.status = cognito_idp::UserStatusType::CONFIRMED;
  insert(*pool, jane);
  for (const std::string& name :
       {std::string("jane"), std::string("jane@example.com"), std::string("JJ"), sub})
    EXPECT_EQ(found(*pool, name), sub) << name;
  for (const char* name : {"Jane", "JANE@example.com", "jj", "+15550100", ""})
    EXPECT_EQ(found(*pool, name), "nobody") << name;
  for (const std::string& name : {std::string("jane"), sub}) EXPECT_EQ(found(*other, name), "nobody") << name;
}

TEST_P(UserRepositoryTest, the_sub_of_somebody_is_nobody_elses_name) {
  const std::string victim = "11111111-2222-4333-8444-555555555555";
  for (const bool case_sensitive : {true, false}) {
    const auto pool = pool_of({{"AliasAttributes", {"preferred_username"}},
                               {"UsernameConfiguration", {{"CaseSensitive", case_sensitive}}}});
    EXPECT_EQ(insert(*pool, user(victim, "jane")), "written");
    EXPECT_EQ(insert(*pool, user("s2", victim)), victim + " by username");
    EXPECT_EQ(insert(*pool, user("s2", "joe")), "written");
    const auto preferring = [&](const std::string& sub, const std::string& username) {
      auto made = user(sub, username, {{"preferred_username", victim}});
      made.status = cognito_idp::UserStatusType::CONFIRMED;
      return made;
    };
    EXPECT_EQ(update(*pool, preferring("s2", "joe")), victim + " by alias");
    EXPECT_EQ(found(*pool, victim), victim);
    // One's own, and one that is nobody's.
    EXPECT_EQ(update(*pool, preferring(victim, "jane")), "written");
    EXPECT_EQ(insert(*pool, user("s3", "11111111-2222-4333-8444-666666666666")), "written");
  }
}

TEST_P(UserRepositoryTest, where_case_does_not_matter_any_case_finds_and_takes_a_name) {
  const auto pool = pool_of({{"UsernameConfiguration", {{"CaseSensitive", false}}}});
  EXPECT_EQ(insert(*pool, user("s1", "Jane")), "written");
  EXPECT_EQ(found(*pool, "jANE"), "s1");
  EXPECT_EQ(insert(*pool, user("s2", "JANE")), "s1 by username");
}

TEST_P(UserRepositoryTest, an_unverified_alias_is_nobodys_name) {
  const auto pool = pool_of({{"AliasAttributes", {"email"}}});
  const Attributes unverified{{"email", "jane@example.com"}};
  const Attributes verified{{"email", "jane@example.com"}, {"email_verified", "true"}};
  EXPECT_EQ(insert(*pool, user("s1", "jane", unverified)), "written");
  EXPECT_EQ(insert(*pool, user("s2", "joe", unverified)), "written");
  EXPECT_EQ(found(*pool, "jane@example.com"), "nobody");
  EXPECT_EQ(update(*pool, user("s2", "joe", verified)), "written");
  EXPECT_EQ(found(*pool, "jane@example.com"), "s2");
  EXPECT_EQ(update(*pool, user("s1", "jane", verified)), "s2 by alias");
  EXPECT_EQ(attributes_of(*pool, "s1"), unverified) << "a refused update changes nothing";
  EXPECT_EQ(insert(*pool, user("s3", "jim", verified)), "s2 by alias");
  EXPECT_EQ(found(*pool, "jim"), "nobody") << "a refused insert leaves nothing";
}

TEST_P(UserRepositoryTest, a_name_that_is_given_up_is_free) {
  const auto pool = pool_of({{"AliasAttributes", {"email"}}});
  const auto with = [](const char* email) {
    return Attributes{{"email", email}, {"email_verified", "true"}};
  };
  insert(*pool, user("s1", "jane", with("old@example.com")));
  EXPECT_EQ(update(*pool, user("s1", "jane", with("new@example.com"))), "written");
  EXPECT_EQ(found(*pool, "old@example.com"), "nobody");
  EXPECT_EQ(found(*pool, "new@example.com"), "s1");
  EXPECT_EQ(insert(*pool, user("s2", "joe", with("old@example.com"))), "written");
  store::write(house->store(), [&](store::Connection& db) {
    delete_user(db, *pool, *find_user(db, pool->id, Sub("s1")));
    return 0;
  });
  EXPECT_EQ(insert(*pool, user("s3", "jane", with("new@example.com"))), "written");
}

TEST_P(UserRepositoryTest, a_moved_alias_is_the_old_holders_no_more) {
  const auto pool = pool_of({{"AliasAttributes", {"email", "phone_number"}}});
  const Attributes both{{"email", "j@example.com"},
                        {"email_verified", "true"},
                        {"phone_number", "+15550100"},
                        {"phone_number_verified", "true"}};
  auto left = both;
  left["email_verified"] = left["phone_number_verified"] = "false";
  insert(*pool, user("s1", "jane", both));
  EXPECT_EQ(insert(*pool, user("s2", "joe", both), AliasMove::no), "s1 by alias");
  EXPECT_EQ(insert(*pool, user("s2", "joe", both), AliasMove::yes), "written");
  EXPECT_EQ(attributes_of(*pool, "s1"), left);
  EXPECT_EQ(found(*pool, "j@example.com"), "s2");
  EXPECT_EQ(found(*pool, "+15550100"), "s2");
  EXPECT_EQ(update(*pool, user("s1", "jane", both), AliasMove::yes), "written");
  EXPECT_EQ(attributes_of(*pool, "s2"), left);
  EXPECT_EQ(insert(*pool, user("s3", "jane", both), AliasMove::yes), "s1 by username");
  EXPECT_EQ(attributes_of(*pool, "s1"), both) << "a user name is never taken, and nothing moved";
}

TEST_P(UserRepositoryTest, of_many_who_take_one_name_at_once_one_does) {
  const auto pool = pool_of(json::object());
  Subs outcomes(8);
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < outcomes.size(); ++i)
      threads.emplace_back([&, i] { outcomes[i] = insert(*pool, user(fmt::format("s{}", i), "jane")); });
  }
  const auto winner = found(*pool, "jane");
  for (std::size_t i = 0; i < outcomes.size(); ++i)
    EXPECT_EQ(outcomes[i], fmt::format("s{}", i) == winner ? "written" : winner + " by username");
}

TEST_P(UserRepositoryTest, searches_whole_values_and_their_beginnings) {
  const auto pool = pool_of(json::object());
  const auto other = pool_of(json::object());
  insert(*pool, user("s1", "jane", {{"email", "Jane@example.com"}, {"name", "Jane_Doe"}}));
  insert(*pool, user("s2", "jan", {{"email", "jan@example.com"}}));
  insert(*pool, user("s3", "joe", {{"email", "joe@example.com"}, {"name", "Jane%"}}));
  insert(*other, user("s4", "jane"));
  struct Case {
    const char* attribute;
    Match match;
    const char* value;
    Subs subs;
  };
  const std::vector<Case> cases = {
      {"username", Match::equals, "jane", {"s1"}},
      {"username", Match::equals, "Jane", {}},
      {"username", Match::starts_with, "jan", {"s2", "s1"}},
      {"username", Match::starts_with, "", {"s2", "s1", "s3"}},
      {"email", Match::equals, "jane@EXAMPLE.com", {"s1"}},
      {"email", Match::starts_with, "JAN", {"s2", "s1"}},
      {"name", Match::starts_with, "jane_", {"s1"}},
      {"name", Match::starts_with, "jane%", {"s3"}},
      {"name", Match::starts_with, "jane", {"s3", "s1"}},
      {"status", Match::equals, "Enabled", {"s1", "s2", "s3"}},
      {"status", Match::equals, "enabled", {}},
      {"cognito:user_status", Match::equals, "unconfirmed", {"s1", "s2", "s3"}},
      {"nickname", Match::equals, "jane", {}},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(fmt::format("{} {}", c.attribute, c.value));
    EXPECT_EQ(search(*pool, c.attribute, c.match, c.value), c.subs);
    EXPECT_EQ(search(*pool, c.attribute, c.match, c.value, 1), c.subs) << "a page at a time";
  }
}

TEST_P(UserRepositoryTest, a_search_knows_every_change) {
  const auto pool = pool_of(json::object());
  insert(*pool, user("s1", "jane", {{"email", "old@example.com"}, {"name", "Jane"}}));
  auto after = user("s1", "jane", {{"email", "new@example.com"}});
  after.enabled = false;
  after.status = cognito_idp::UserStatusType::CONFIRMED;
  update(*pool, after);
  const Subs none;
  const Subs jane{"s1"};
  EXPECT_EQ(search(*pool, "email", Match::equals, "old@example.com"), none);
  EXPECT_EQ(search(*pool, "email", Match::equals, "new@example.com"), jane);
  EXPECT_EQ(search(*pool, "name", Match::equals, "Jane"), none);
  EXPECT_EQ(search(*pool, "username", Match::equals, "jane"), jane);
  EXPECT_EQ(search(*pool, "status", Match::equals, "Enabled"), none);
  EXPECT_EQ(search(*pool, "status", Match::equals, "Disabled"), jane);
  EXPECT_EQ(search(*pool, "cognito:user_status", Match::equals, "CONFIRMED"), jane);
  store::write(house->store(), [&](store::Connection& db) {
    delete_user(db, *pool, *find_user(db, pool->id, Sub("s1")));
    return 0;
  });
  EXPECT_EQ(search(*pool, "username", Match::equals, "jane"), none);
}

TEST_P(UserRepositoryTest, a_value_of_any_length_can_be_searched_for) {
  const auto pool = pool_of(json::object());
  std::string accents;
  for (int i = 0; i < 1000; ++i) accents += "\xC3\xA9";
  insert(*pool, user("s1", "jane", {{"name", accents}}));
  EXPECT_EQ(search(*pool, "name", Match::equals, accents), Subs{"s1"});
  EXPECT_EQ(search(*pool, "name", Match::starts_with, accents.substr(0, 600)), Subs{"s1"});
}

TEST_P(UserRepositoryTest, lists_in_the_order_of_subs) {
  const auto pool = pool_of(json::object());
  for (const char* sub : {"c", "a", "b"}) insert(*pool, user(sub, std::string("user-") + sub));
  const auto page = [&](const char* after, std::size_t limit) {
    return store::read(house->store(), [&](store::Connection& db) {
      Subs subs;
      for (const auto& listed : list_users(db, pool->id, after, limit)) subs.push_back(listed.sub.value());
      return subs;
    });
  };
  EXPECT_EQ(page("", 60), (Subs{"a", "b", "c"}));
  EXPECT_EQ(page("", 2), (Subs{"a", "b"}));
  EXPECT_EQ(page("b", 2), Subs{"c"});
  EXPECT_EQ(page("c", 2), Subs{});
}

TEST_P(UserRepositoryTest, counts_exactly_up_to_1000_and_estimates_beyond) {
  const auto pool = pool_of(json::object());
  const auto count = [&] {
    return store::read(house->store(),
                       [&](store::Connection& db) { return estimate_user_count(db, pool->id); });
  };
  // Users whose subs are spread evenly, as random ones are: each first byte comes equally often.
  const auto fill = [&](int from, int to) {
    store::write(house->store(), [&](store::Connection& db) {
      for (int i = from; i < to; ++i) {
        db.execute(
            "INSERT INTO user_account (pool_id, sub, username, status, enabled, attributes, created_at, "
            "modified_at) VALUES ($1, $2, $2, 'CONFIRMED', 1, '{}', 0, 0)",
            {pool->id.value(), fmt::format("{:02x}{:06}", i % 256, i)});
      }
      return 0;
    });
  };
  EXPECT_EQ(count(), 0);
  fill(0, 1000);
  EXPECT_EQ(count(), 1000);
  fill(1000, 5 * 256);
  EXPECT_EQ(count(), 5 * 256);
}

ON_BOTH_ENGINES(UserRepositoryTest);

}  // namespace
}  // namespace poolhouse::userpools
