// What strangers could push against: time, size, number.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <chrono>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "client.h"
#include "http/server.h"
#include "test_server.h"

namespace poolhouse::http::test {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

TEST(ServerBounds, tells_a_slow_client_408) {
  struct Slow {
    std::string begun;
    std::string_view message;
  };
  for (const auto& c : {Slow{"GET /echo HT", "The header of the request took too long."},
                        Slow{"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nhalf",
                             "The body of the request took too long."}}) {
    TestServer server({.header_timeout = 60ms, .body_timeout = 60ms});
    Client client(server.port());
    // A first request that is in time,
    EXPECT_EQ(client.ask(post("/echo", "fast")).status, 200);
    // then one that is not.
    const auto answer = client.ask(c.begun);
    EXPECT_EQ(answer.status, 408);
    EXPECT_THAT(answer.body, HasSubstr(c.message));
    EXPECT_TRUE(client.is_closed());
  }
}

TEST(ServerBounds, counts_the_time_of_a_dripping_header_from_its_first_byte) {
  TestServer server({.header_timeout = 60ms});
  Client client(server.port());
  // A byte now and then does not extend the time: the server cuts in before the header can end.
  auto answer = std::async(std::launch::async, [&client] { return client.read_answer(); });
  while (answer.wait_for(5ms) == std::future_status::timeout) client.send("x");
  EXPECT_EQ(answer.get().status, 408);
}

TEST(ServerBounds, closes_idle_connections_without_a_word) {
  TestServer server({.header_timeout = 60ms, .idle_timeout = 60ms});
  Client never_asked(server.port());
  Client asked(server.port());
  EXPECT_EQ(asked.ask(post("/echo", "x")).status, 200);
  EXPECT_TRUE(never_asked.is_closed());
  EXPECT_TRUE(asked.is_closed());
}

TEST(ServerBounds, cuts_a_client_that_does_not_read_its_answer) {
  TestServer server({.write_timeout = 60ms});
  Client client(server.port());
  client.send("GET /much HTTP/1.1\r\nHost: a\r\n\r\n");
  // The log's line is written when the server has given up. Until then it would be waiting for us.
  EXPECT_TRUE(server.server.drain(5s));
  EXPECT_THAT(server.log_text(), HasSubstr("\"path\":\"/much\""));
}

TEST(ServerBounds, turns_away_connections_beyond_its_limit_and_accepts_again_later) {
  TestServer server({.connections_max = 2});
  auto first = std::make_optional<Client>(server.port());
  Client second(server.port());
  EXPECT_EQ(first->ask(post("/echo", "1")).status, 200);
  EXPECT_EQ(second.ask(post("/echo", "2")).status, 200);

  Client third(server.port());
  const auto answer = third.read_answer();
  EXPECT_EQ(answer.status, 503);
  EXPECT_TRUE(answer.has("Connection: close"));
  EXPECT_TRUE(third.is_closed());
  EXPECT_EQ(second.ask(post("/echo", "2")).status, 200);

  // When one leaves, there is room again as soon as the server has seen it.
  first.reset();
  while (server.metrics.text().contains("poolhouse_http_connections 2\n")) std::this_thread::yield();
  Client fourth(server.port());
  EXPECT_EQ(fourth.ask(post("/echo", "4")).status, 200);
}

// Until the clock that counts milliseconds has moved.
void let_a_moment_pass() {
  const auto before = std::chrono::steady_clock::now();
  while (std::chrono::steady_clock::now() < before + 2ms) std::this_thread::yield();
}

TEST(ServerBounds, makes_room_by_closing_who_has_been_silent_for_longest) {
  // Nearly full is two places before the end.
  TestServer server({.connections_max = 16, .gives_way_after = 0ms});
  std::vector<std::unique_ptr<Client>> clients;
  for (int i = 0; i < 14; ++i) {
    clients.push_back(std::make_unique<Client>(server.port()));
    EXPECT_EQ(clients.back()->ask(post("/echo", "x")).status, 200);
    let_a_moment_pass();
  }
  // The first asks again; now the second and the third are the most silent ones.
  EXPECT_EQ(clients[0]->ask(post("/echo", "x")).status, 200);

  Client newcomer(server.port());
  EXPECT_EQ(newcomer.ask(post("/echo", "y")).status, 200);
  EXPECT_TRUE(clients[1]->is_closed());
  EXPECT_TRUE(clients[2]->is_closed());
  for (const auto i : {0, 3, 13}) EXPECT_EQ(clients[i]->ask(post("/echo", "z")).status, 200) << i;
  EXPECT_THAT(server.metrics.text(), HasSubstr("poolhouse_http_refusals_total{reason=\"gave_way\"} 2\n"));
}

TEST(ServerBounds, does_not_close_a_connection_whose_request_it_is_working_on) {
  TestServer server({.connections_max = 1, .gives_way_after = 0ms});
  Client working(server.port());
  working.send("GET /wait HTTP/1.1\r\nHost: a\r\n\r\n");
  server.gate.wait();
  const auto answer = Client(server.port()).read_answer();
  EXPECT_EQ(answer.status, 503);
  EXPECT_TRUE(answer.has("Retry-After: 1"));
  server.gate.open();
  EXPECT_EQ(working.read_answer().status, 200);
}

TEST(ServerBounds, refuses_a_large_body_when_all_of_them_together_are_too_large) {
  TestServer server({.large_bodies_bytes_max = 100'000});
  // Given one large body whose request is not answered yet,
  Client first(server.port());
  first.send(post("/wait", std::string(90'000, 'a')));
  server.gate.wait();
  // then another is refused, and says when to come back,
  Client second(server.port());
  const auto answer = second.ask(post("/echo", std::string(90'000, 'b')));
  EXPECT_EQ(answer.status, 503);
  EXPECT_TRUE(answer.has("Retry-After: 1"));
  // a small one is not,
  Client small(server.port());
  EXPECT_EQ(small.ask(post("/echo", std::string(16'000, 'c'))).status, 200);
  // and there is room again when the first one is done.
  server.gate.open();
  EXPECT_EQ(first.read_answer().status, 200);
  EXPECT_EQ(Client(server.port()).ask(post("/echo", std::string(90'000, 'd'))).status, 200);
}

TEST(ServerBounds, a_client_that_sent_too_much_learns_why) {
  constexpr std::size_t kLimit = std::size_t{1} << 20;
  const std::string request =
      "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n180000\r\n" +
      std::string(0x180000, 'x') + "\r\n";
  TestServer server({.body_bytes_max = kLimit});
  Client client(server.port());
  client.limit_unsent(16 * 1024);
  // Refused by the size of its chunk, long before the client is done with sending it: who is cut off while
  // sending may never look for an answer.
  EXPECT_EQ(client.send(request), request.size());
  EXPECT_EQ(client.read_answer().status, 413);
  EXPECT_TRUE(client.is_closed());
}

TEST(ServerBounds, says_when_to_come_back_where_a_handler_is_too_busy) {
  TestServer server;
  Client client(server.port());
  const auto answer = client.ask("GET /busy HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(answer.status, 503);
  EXPECT_TRUE(answer.has("Retry-After: 1"));
  // The client may try again on the same connection, and the operator is not told of a failure.
  EXPECT_EQ(client.ask(post("/echo", "x")).status, 200);
  EXPECT_TRUE(server.server.drain(5s));
  EXPECT_THAT(server.log_text(), Not(HasSubstr("a handler failed")));
}

// Lowers the limit so that one more descriptor can be opened and no second.
class OneDescriptorLeft {
 public:
  OneDescriptorLeft() {
    ::getrlimit(RLIMIT_NOFILE, &before_);
    const int next = ::dup(0);
    ::close(next);
    const rlimit lowered{static_cast<rlim_t>(next) + 1, before_.rlim_max};
    ::setrlimit(RLIMIT_NOFILE, &lowered);
  }
  ~OneDescriptorLeft() { ::setrlimit(RLIMIT_NOFILE, &before_); }
  OneDescriptorLeft(const OneDescriptorLeft&) = delete;
  OneDescriptorLeft& operator=(const OneDescriptorLeft&) = delete;

 private:
  rlimit before_{};
};

TEST(ServerBounds, waits_for_a_descriptor_when_it_has_none_left_to_accept_with) {
#if __has_feature(undefined_behavior_sanitizer)
  GTEST_SKIP() << "the sanitizer opens a pipe to look at a virtual table, and reports a fault when it cannot";
#endif
  TestServer server;
  Client served(server.port());
  EXPECT_EQ(served.ask(post("/echo", "x")).status, 200);
  std::optional<OneDescriptorLeft> limit(std::in_place);
  Client waiting(server.port());
  waiting.send(post("/echo", "y"));
  while (!server.log_text().contains("cannot accept connections")) std::this_thread::yield();
  EXPECT_EQ(served.ask(post("/echo", "x")).status, 200);
  limit.reset();
  EXPECT_EQ(waiting.read_answer().body, "y");
}

}  // namespace
}  // namespace poolhouse::http::test
