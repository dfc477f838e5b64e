// A message is sent if, and only if, the transaction that causes it is committed; and once.
#include "messaging/outbox.h"

#include <gtest/gtest.h>

#include <thread>

#include "crypto/system_random.h"
#include "store/backends.h"

namespace poolhouse::messaging {
namespace {

class OutboxTest : public ::testing::TestWithParam<store::Engine> {
 protected:
  void SetUp() override {
    if (GetParam() == store::Engine::postgres && store::postgres_url().empty())
      GTEST_SKIP() << store::kWhyNoPostgres;
    database.emplace(GetParam());
    opened = database->open(store::embedded_migrations());
  }
  static Message to(const std::string& address, const std::string& code = "123456") {
    return {.id = {},
            .medium = Medium::email,
            .to = address,
            .subject = "Your verification code",
            .body = "Your verification code is " + code + ". ",
            .code = code,
            .created_at = {}};
  }
  void add(const Message& message) {
    store::write(*opened, [&](store::Connection& db) { return outbox.add(db, message), 0; });
  }
  std::size_t move() {
    return store::write(*opened, [&](store::Connection& db) { return outbox.move_to_inbox(db, 100); });
  }
  std::vector<Message> list(const std::string& address = "") {
    return store::read(*opened, [&](store::Connection& db) { return inbox.list(db, address); });
  }

  crypto::SystemRandom random;
  ManualClock clock;
  crypto::MasterKeys master =
      crypto::MasterKeys::from_text("MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=", "test");
  Outbox outbox{master, clock, random};
  Inbox inbox{outbox};
  std::optional<store::Database> database;
  std::unique_ptr<store::Store> opened;
};

TEST_P(OutboxTest, a_message_to_nobody_waits_like_another_and_arrives_nowhere) {
  add(to(""));
  add(to("jane@example.com"));
  EXPECT_EQ(store::read(*opened, [](store::Connection& db) { return Outbox::waiting(db); }), 2);
  EXPECT_EQ(move(), 2U);
  EXPECT_EQ(list().size(), 1U);
  EXPECT_EQ(move(), 0U);
}

TEST_P(OutboxTest, a_message_arrives_whole) {
  add(to("jane@example.com"));
  EXPECT_EQ(move(), 1U);
  const auto messages = list("jane@example.com");
  ASSERT_EQ(messages.size(), 1U);
  EXPECT_EQ(messages[0].medium, Medium::email);
  EXPECT_EQ(messages[0].subject, "Your verification code");
  EXPECT_EQ(messages[0].body, "Your verification code is 123456. ");
  EXPECT_EQ(messages[0].code, "123456");
  EXPECT_EQ(messages[0].created_at, clock.now());
}

TEST_P(OutboxTest, a_transaction_that_fails_sends_nothing) {
  EXPECT_THROW(store::write(*opened,
                            [&](store::Connection& db) -> int {
                              outbox.add(db, to("jane@example.com"));
                              throw std::runtime_error("the sign-up is refused");
                            }),
               std::runtime_error);
  EXPECT_EQ(move(), 0U);
}

TEST_P(OutboxTest, a_move_that_fails_leaves_the_message_due_and_it_arrives_once) {
  add(to("jane@example.com"));
  EXPECT_THROW(store::write(*opened,
                            [&](store::Connection& db) -> int {
                              outbox.move_to_inbox(db, 100);
                              throw std::runtime_error("the process dies");
                            }),
               std::runtime_error);
  EXPECT_EQ(move(), 1U);
  EXPECT_EQ(move(), 0U);
  EXPECT_EQ(list().size(), 1U);
}

TEST_P(OutboxTest, two_who_move_at_once_deliver_each_message_once) {
  for (int i = 0; i < 20; ++i) add(to("jane@example.com"));
  std::thread other([&] { (void)move(); });
  (void)move();
  other.join();
  (void)move();
  EXPECT_EQ(list().size(), 20U);
}

TEST_P(OutboxTest, the_newest_is_first_and_each_address_sees_its_own) {
  add(to("jane@example.com", "111111"));
  clock.advance(std::chrono::milliseconds(1));
  add(to("jane@example.com", "222222"));
  add(to("john@example.com", "333333"));
  (void)move();
  const auto messages = list("jane@example.com");
  ASSERT_EQ(messages.size(), 2U);
  EXPECT_EQ(messages[0].code, "222222");
  EXPECT_EQ(list().size(), 3U);
}

TEST_P(OutboxTest, a_message_whose_code_is_void_is_forgotten) {
  const auto drop = [&](std::int64_t limit) {
    return store::write(*opened, [&](store::Connection& db) {
      return outbox.drop_older_than(db, std::chrono::hours(24), limit);
    });
  };
  for (int i = 0; i < 3; ++i) {
    add(to("jane@example.com"));
    clock.advance(std::chrono::hours(1));
  }
  clock.advance(std::chrono::hours(24));
  add(to("jane@example.com"));
  EXPECT_EQ(drop(2), 2);
  EXPECT_EQ(drop(2), 1);
  EXPECT_EQ(drop(2), 0);
  EXPECT_EQ(move(), 1U);
}

TEST_P(OutboxTest, the_inbox_forgets_the_oldest) {
  const auto forget = [&](std::int64_t kept, std::int64_t limit) {
    return store::write(*opened,
                        [&](store::Connection& db) { return Inbox::forget_oldest(db, kept, limit); });
  };
  EXPECT_EQ(forget(0, 10), 0);
  for (const char* code : {"1", "2", "3", "4", "5"}) {
    add(to("jane@example.com", code));
    clock.advance(std::chrono::milliseconds(1));
  }
  (void)move();
  EXPECT_EQ(forget(5, 10), 0);
  EXPECT_EQ(forget(2, 2), 2);
  EXPECT_EQ(forget(2, 2), 1);
  EXPECT_EQ(forget(2, 2), 0);
  const auto kept = list();
  ASSERT_EQ(kept.size(), 2U);
  EXPECT_EQ(kept[0].code, "5");
  EXPECT_EQ(kept[1].code, "4");
}

INSTANTIATE_TEST_SUITE_P(On, OutboxTest, ::testing::Values(store::Engine::sqlite, store::Engine::postgres),
                         store::name_of);

}  // namespace
}  // namespace poolhouse::messaging
