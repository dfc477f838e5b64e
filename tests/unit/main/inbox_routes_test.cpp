#include "main/inbox/inbox_routes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/random.h"
#include "base/sync_wait.h"
#include "base/time.h"
#include "main/temporary_directory.h"

namespace poolhouse {
namespace {

using ::testing::HasSubstr;

struct InboxRoutesTest : ::testing::Test {
  InboxRoutesTest() { add_inbox_routes(router, *store, outbox); }

  // As a flow does it: the message is stored in a transaction, and nothing has delivered it yet.
  void send(const std::string& to, const std::string& code) {
    auto add = [&](store::Connection& db) {
      messaging::Message message;
      message.to = to;
      message.subject = "Your code";
      message.body = "It is " + code;
      message.code = code;
      outbox.add(db, std::move(message));
    };
    auto adding = [](store::Store& database, auto fn) -> Task<> { co_await database.write(std::move(fn)); };
    sync_wait(adding(*store, add));
    clock.advance(std::chrono::seconds(1));
  }

  http::Response ask(const std::string& method, const std::string& path, const std::string& query = "",
                     const std::string& host = "localhost:9229", const std::string& origin = "") {
    http::Request request;
    request.method = method;
    request.path = path;
    request.query = query;
    request.headers.add("Host", host);
    if (!origin.empty()) request.headers.add("Origin", origin);
    return sync_wait(router.handle(std::move(request)));
  }

  TemporaryDirectory directory;
  InlineExecutor here;
  ManualClock clock;
  SeededRandom random{1};
  crypto::MasterKeys keys = crypto::MasterKeys::from_text(std::string(64, 'a'), "test");
  messaging::Outbox outbox{keys, clock, random};
  std::unique_ptr<store::Store> store =
      store::open_sqlite({.path = (directory.path() / "poolhouse.db").string()}, here);
  http::Router router;
};

TEST_F(InboxRoutesTest, has_a_message_as_soon_as_it_was_sent_newest_first) {
  send("jane@example.com", "111111");
  send("joe@example.com", "222222");
  const auto all = ask("GET", "/_poolhouse/inbox");
  EXPECT_EQ(all.status, 200);
  EXPECT_EQ(all.headers.find("Content-Type"), "application/json");
  EXPECT_EQ(all.headers.find("Cache-Control"), "no-store");
  const auto joe = all.body.find("222222");
  const auto jane = all.body.find("111111");
  ASSERT_NE(joe, std::string::npos);
  ASSERT_NE(jane, std::string::npos);
  EXPECT_LT(joe, jane);
}

TEST_F(InboxRoutesTest, shows_only_the_messages_to_the_address_asked_for) {
  send("jane+tag@example.com", "111111");
  send("joe@example.com", "222222");
  const auto jane = ask("GET", "/_poolhouse/inbox", "to=jane%2Btag%40example.com").body;
  EXPECT_THAT(jane, HasSubstr("111111"));
  EXPECT_FALSE(jane.contains("222222"));
  EXPECT_EQ(ask("GET", "/_poolhouse/inbox", "to=jan").body, R"({"messages":[]})");
  EXPECT_EQ(ask("GET", "/_poolhouse/inbox", "to=%zz").status, 400);
}

TEST_F(InboxRoutesTest, deleting_empties_it_of_what_was_sent_before) {
  send("jane@example.com", "111111");
  EXPECT_EQ(ask("DELETE", "/_poolhouse/inbox").status, 204);
  EXPECT_EQ(ask("GET", "/_poolhouse/inbox").body, R"({"messages":[]})");
  send("jane@example.com", "333333");
  EXPECT_THAT(ask("GET", "/_poolhouse/inbox").body, HasSubstr("333333"));
}

TEST_F(InboxRoutesTest, the_page_has_the_messages_and_a_strict_policy) {
  send("jane@example.com", "111111");
  const auto page = ask("GET", "/inbox", "to=jane%40example.com");
  EXPECT_EQ(page.status, 200);
  EXPECT_THAT(page.body, HasSubstr("111111"));
  const std::string policy(page.headers.find("Content-Security-Policy").value_or(""));
  EXPECT_THAT(policy, HasSubstr("default-src 'none'"));
  EXPECT_FALSE(policy.contains("unsafe"));
  EXPECT_EQ(ask("GET", "/inbox/inbox.css").headers.find("Content-Type"), "text/css; charset=utf-8");
  EXPECT_EQ(ask("GET", "/inbox/inbox.js").headers.find("Content-Type"), "text/javascript; charset=utf-8");
}

TEST_F(InboxRoutesTest, tells_other_websites_nothing_and_does_nothing_for_them) {
  send("jane@example.com", "111111");
  for (const auto* const path : {"/_poolhouse/inbox", "/inbox", "/inbox/inbox.css", "/inbox/inbox.js"}) {
    const auto rebound = ask("GET", path, "", "evil.example");
    EXPECT_EQ(rebound.status, 403) << path;
    EXPECT_FALSE(rebound.body.contains("111111")) << path;
    EXPECT_EQ(ask("GET", path, "", "localhost:9229", "http://evil.example").status, 403) << path;
    EXPECT_FALSE(ask("GET", path, "", "localhost:9229").headers.contains("Access-Control-Allow-Origin"))
        << path;
  }
  EXPECT_EQ(ask("DELETE", "/_poolhouse/inbox", "", "localhost:9229", "http://evil.example").status, 403);
  EXPECT_THAT(ask("GET", "/_poolhouse/inbox").body, HasSubstr("111111"));
}

}  // namespace
}  // namespace poolhouse
