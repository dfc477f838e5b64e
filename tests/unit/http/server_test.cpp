#include "http/server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <future>
#include <optional>
#include <string>
#include <vector>

#include "client.h"
#include "http/connection.h"
#include "test_server.h"

namespace poolhouse::http::test {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

TEST(Server, answers_and_keeps_the_connection) {
  TestServer server;
  Client client(server.port());
  for (const std::string body : {"one", "two", ""}) {
    const auto answer = client.ask(post("/echo", body));
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body, body);
    EXPECT_TRUE(answer.has("Connection: keep-alive"));
    EXPECT_TRUE(answer.has("Date: Tue, 01 Sep 2026 07:05:09 GMT"));
    EXPECT_TRUE(answer.has("X-Remote: 127.0.0.1 plain"));
    EXPECT_FALSE(answer.head.contains("Server:"));
  }
}

TEST(Server, an_answer_that_is_to_take_the_same_time_is_not_sent_before_its_step) {
  TestServer server;
  Client client(server.port());
  for (int request = 1; request <= 3; ++request) {
    const auto begun = std::chrono::steady_clock::now();
    EXPECT_EQ(client.ask("GET /even HTTP/1.1\r\nHost: a\r\n\r\n").body, "even");
    EXPECT_GE(std::chrono::steady_clock::now() - begun, TestServer::kEvenStep);
  }
}

TEST(Server, the_next_step_is_after_what_has_passed) {
  const std::chrono::steady_clock::time_point start(1h);
  const struct {
    std::chrono::steady_clock::duration passed;
    std::chrono::steady_clock::duration sent;
  } kCases[] = {{0ms, 25ms},  {1ns, 25ms},  {25ms - 1ns, 25ms},
                {25ms, 50ms}, {26ms, 50ms}, {1s + 1ms, 1s + 25ms}};
  for (const auto& [passed, sent] : kCases) {
    EXPECT_EQ(next_step(start, 25ms, start + passed), start + sent) << passed.count();
  }
}

TEST(Server, answers_pipelined_requests_in_order) {
  TestServer server;
  Client client(server.port());
  client.send(post("/echo", "one") + post("/echo", "two") + post("/echo", "three", "Connection: close\r\n"));
  EXPECT_EQ(client.read_answer().body, "one");
  EXPECT_EQ(client.read_answer().body, "two");
  const auto last = client.read_answer();
  EXPECT_EQ(last.body, "three");
  EXPECT_TRUE(last.has("Connection: close"));
  EXPECT_TRUE(client.is_closed());
}

TEST(Server, does_not_start_a_pipelined_request_before_the_one_ahead_is_answered) {
  TestServer server;
  Client client(server.port());
  client.send("GET /wait HTTP/1.1\r\nHost: a\r\n\r\n" + post("/echo", "second"));
  server.gate.wait();
  EXPECT_THAT(server.metrics.text(), Not(HasSubstr("method=\"POST\"")));
  server.gate.open();
  EXPECT_EQ(client.read_answer().body, "waited");
  EXPECT_EQ(client.read_answer().body, "second");
}

TEST(Server, understands_a_request_that_comes_byte_by_byte) {
  TestServer server;
  Client client(server.port());
  const auto request = post("/echo", "hello") +
                       "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                       "3\r\nwor\r\n2;ext=\"q\"\r\nld\r\n0\r\n\r\n";
  for (const char c : request) client.send({&c, 1});
  EXPECT_EQ(client.read_answer().body, "hello");
  EXPECT_EQ(client.read_answer().body, "world");
}

TEST(Server, answers_many_clients_whose_handlers_finish_on_other_threads) {
  TestServer server;
  const auto ask_often = [&server](int name) {
    Client client(server.port());
    int wrong = 0;
    for (int i = 0; i < 50; ++i) {
      const auto body = std::to_string(name) + "/" + std::to_string(i);
      if (client.ask(post("/compute", body)).body != body + "!") ++wrong;
    }
    return wrong;
  };
  std::vector<std::future<int>> clients;
  for (int name = 0; name < 8; ++name) clients.push_back(std::async(std::launch::async, ask_often, name));
  for (auto& client : clients) EXPECT_EQ(client.get(), 0);
}

struct Case {
  std::string_view what;
  std::string request;
  int status;
};

// Each on its own connection, which must be closed after the answer when it is a refusal.
TEST(Server, accepts_what_is_sound_and_refuses_the_rest_with_the_right_status) {
  const std::string start = "POST /echo HTTP/1.1\r\nHost: a\r\n";
  const std::string chunked = start + "Transfer-Encoding: chunked\r\n\r\n";
  const std::string small = "POST /small HTTP/1.1\r\nHost: a\r\n";
  const std::vector<Case> cases = {
      {"a body", start + "Content-Length: 1\r\n\r\nx", 200},
      {"no body", start + "\r\n", 200},
      {"HTTP/1.0", "GET /echo HTTP/1.0\r\n\r\n", 200},
      {"absolute form", "GET http://b/echo HTTP/1.1\r\nHost: a\r\n\r\n", 200},
      {"chunks", chunked + "1\r\nx\r\n0\r\n\r\n", 200},
      {"chunks with a trailer", chunked + "1\r\nx\r\n0\r\nX-More: y\r\n\r\n", 200},
      {"empty line first", "\r\n" + start + "\r\n", 200},

      {"length and coding", start + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
      {"coding and length", start + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n", 400},
      {"two lengths", start + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nxx", 400},
      {"two equal lengths", start + "Content-Length: 1\r\nContent-Length: 1\r\n\r\nx", 400},
      {"a list of lengths", start + "Content-Length: 1, 1\r\n\r\nx", 400},
      {"signed length", start + "Content-Length: +1\r\n\r\nx", 400},
      {"length of 2^64", start + "Content-Length: 18446744073709551616\r\n\r\n", 400},
      {"chunked twice", start + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
       400},
      {"another coding", start + "Transfer-Encoding: gzip\r\n\r\n", 501},
      {"a coding before chunked", start + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 501},
      {"coding in HTTP/1.0", "POST /echo HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
      {"folded line", start + "X: a\r\n b\r\n\r\n", 400},
      {"space before colon", start + "Content-Length : 1\r\n\r\nx", 400},
      {"no colon", start + "Content-Length\r\n\r\n", 400},
      {"no name", start + ": x\r\n\r\n", 400},
      {"NUL in a value", start + std::string("X: a\0b\r\n\r\n", 10), 400},
      {"control in a value", start + "X: a\x01\r\n\r\n", 400},
      {"bare LF", start + "X: a\n\r\n", 400},
      {"bare CR", start + "X: a\rb\r\n\r\n", 400},
      {"only LF", "GET /echo HTTP/1.1\n\n", 400},
      {"no Host", "GET /echo HTTP/1.1\r\n\r\n", 400},
      {"two Hosts", start + "Host: b\r\n\r\n", 400},
      {"hex prefix in a chunk", chunked + "0x1\r\nx\r\n0\r\n\r\n", 400},
      {"chunk of 2^64", chunked + "10000000000000000\r\nx", 400},
      {"negative chunk", chunked + "-1\r\nx\r\n0\r\n\r\n", 400},
      {"chunk longer than said", chunked + "1\r\nxy\r\n0\r\n\r\n", 400},
      {"LF in a chunk extension", chunked + "1;a\nb\r\nx\r\n0\r\n\r\n", 400},
      {"LF in a quoted chunk extension", chunked + "1;a=\"\n\"\r\nx\r\n0\r\n\r\n", 400},
      {"LF after a chunk's size", chunked + "1\nx\r\n0\r\n\r\n", 400},
      {"length in a trailer", chunked + "0\r\nContent-Length: 5\r\n\r\n", 400},
      {"bad target", "GET echo HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"bad percent code", "GET /echo%4 HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"CONNECT", "CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"a TLS greeting", "\x16\x03\x01\x02", 400},
      {"HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505},
      {"HTTP/1.2", "GET /echo HTTP/1.2\r\nHost: a\r\n\r\n", 505},
      {"unknown expectation", start + "Expect: tea\r\n\r\n", 417},

      {"header at its limit", start + "X: " + std::string(500 - start.size() - 7, 'x') + "\r\n\r\n", 200},
      {"header over its limit", start + "X: " + std::string(501 - start.size() - 7, 'x') + "\r\n\r\n", 431},
      {"endless request line", "GET /" + std::string(600, 'x'), 431},
      {"too many fields", start + "A: a\r\nB: b\r\nC: c\r\nD: d\r\n\r\n", 431},
      {"body at its limit", start + "Content-Length: 100\r\n\r\n" + std::string(100, 'x'), 200},
      {"body over its limit", start + "Content-Length: 101\r\n\r\n", 413},
      {"huge length", start + "Content-Length: 18446744073709551615\r\n\r\n", 413},
      {"chunks at the limit", chunked + "64\r\n" + std::string(100, 'x') + "\r\n0\r\n\r\n", 200},
      {"chunk over the limit", chunked + "65\r\n", 413},
      {"chunks over the limit", chunked + "64\r\n" + std::string(100, 'x') + "\r\n1\r\n", 413},
      {"body at its route's limit", small + "Content-Length: 16\r\n\r\n" + std::string(16, 'x'), 200},
      {"body over its route's limit", small + "Content-Length: 17\r\n\r\n", 413},
      {"endless chunk extension", chunked + "1;" + std::string(2000, 'x'), 400},
  };
  TestServer server({.header_bytes_max = 500, .header_fields_max = 4, .body_bytes_max = 100});
  for (const auto& c : cases) {
    Client client(server.port());
    const auto answer = client.ask(c.request);
    EXPECT_EQ(answer.status, c.status) << c.what;
    if (c.status == 200) continue;
    EXPECT_TRUE(answer.has("Connection: close")) << c.what;
    EXPECT_TRUE(answer.has("Content-Type: application/json")) << c.what;
    EXPECT_TRUE(answer.body.starts_with("{\"message\":\"")) << c.what;
    EXPECT_TRUE(client.is_closed()) << c.what;
  }
}

TEST(Server, does_not_let_the_fields_of_a_trailer_pass_for_header_fields) {
  TestServer server;
  Client client(server.port());
  const auto answer = client.ask(
      "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nAuthorization: me\r\n\r\n");
  EXPECT_TRUE(answer.has("X-Fields: 2"));
}

TEST(Server, takes_the_host_of_an_absolute_target) {
  TestServer server;
  Client client(server.port());
  EXPECT_TRUE(client.ask("GET http://b:1/echo HTTP/1.1\r\nHost: a\r\n\r\n").has("X-Host: b:1"));
  EXPECT_TRUE(client.ask("GET /echo HTTP/1.1\r\nHost: a\r\n\r\n").has("X-Host: a"));
}

TEST(Server, keeps_an_http_1_0_connection_only_when_asked) {
  TestServer server;
  Client asking(server.port());
  EXPECT_TRUE(
      asking.ask("GET /echo HTTP/1.0\r\nConnection: keep-alive\r\n\r\n").has("Connection: keep-alive"));
  Client silent(server.port());
  EXPECT_TRUE(silent.ask("GET /echo HTTP/1.0\r\n\r\n").has("Connection: close"));
  EXPECT_TRUE(silent.is_closed());
}

TEST(Server, asks_for_the_body_that_a_client_holds_back) {
  TestServer server({.body_bytes_max = 100});
  Client client(server.port());
  const std::string head = "POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: ";
  client.send(head + "5\r\n\r\n");
  EXPECT_EQ(client.read_answer(true).status, 100);
  EXPECT_EQ(client.ask("hello").body, "hello");
  // But not for one that it would refuse.
  EXPECT_EQ(client.ask(head + "101\r\n\r\n").status, 413);
}

TEST(Server, answers_head_without_the_body) {
  TestServer server;
  Client client(server.port());
  client.send("HEAD /framing HTTP/1.1\r\nHost: a\r\n\r\n");
  const auto answer = client.read_answer(true);
  EXPECT_EQ(answer.status, 200);
  EXPECT_TRUE(answer.has("Content-Length: 5"));
  EXPECT_EQ(client.ask(post("/echo", "next")).body, "next");
}

TEST(Server, frames_answers_itself) {
  TestServer server;
  Client client(server.port());
  const auto answer = client.ask("GET /framing HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(answer.body, "hello");
  EXPECT_TRUE(answer.has("Connection: keep-alive"));
  EXPECT_THAT(answer.head, Not(HasSubstr("Transfer-Encoding")));
  EXPECT_THAT(answer.head, Not(HasSubstr("999")));
  const auto empty = client.ask("GET /no-content HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(empty.status, 204);
  EXPECT_THAT(empty.head, Not(HasSubstr("Content-Length")));
}

TEST(Server, tells_nothing_of_a_handlers_failure_but_logs_its_cause) {
  TestServer server;
  for (const std::string path : {"/fail", "/misbehave"}) {
    Client client(server.port());
    const auto answer = client.ask("GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_EQ(answer.status, 500);
    EXPECT_EQ(answer.body, R"({"message":"The server could not answer the request."})");
    EXPECT_EQ(answer.has("Access-Control-Allow-Origin: *"), path == "/fail");
  }
  EXPECT_TRUE(server.server.drain(5s));
  EXPECT_THAT(server.log_text(), HasSubstr("\"cause\":\"the database password is hunter2\""));
  EXPECT_THAT(server.log_text(), HasSubstr("\"cause\":\"a handler answered with the status 42\""));
}

TEST(Server, answers_a_cors_preflight) {
  TestServer server;
  Client client(server.port());
  const auto answer = client.ask(
      "OPTIONS /small HTTP/1.1\r\nHost: a\r\nOrigin: https://app.example\r\n"
      "Access-Control-Request-Method: POST\r\nAccess-Control-Request-Headers: "
      "content-type,x-amz-target\r\n\r\n");
  EXPECT_EQ(answer.status, 200);
  EXPECT_TRUE(answer.has("Access-Control-Allow-Origin: *"));
  EXPECT_TRUE(answer.has("Access-Control-Allow-Headers: content-type,x-amz-target"));
  EXPECT_TRUE(answer.has("Access-Control-Allow-Methods: POST"));
  EXPECT_TRUE(answer.has("Access-Control-Max-Age: 172800"));
}

TEST(Server, logs_and_counts_each_request_without_its_query) {
  TestServer server;
  {
    Client client(server.port());
    client.ask("POST /echo?code=secret HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi");
    client.ask("BREW /echo HTTP/1.1\r\nHost: a\r\n\r\n");
    client.ask("bad\r\n\r\n");
  }
  EXPECT_TRUE(server.server.drain(5s));
  const auto log = server.log_text();
  EXPECT_THAT(log,
              HasSubstr(R"("message":"request","method":"POST","path":"/echo","status":200,"bytes":2,)"));
  EXPECT_THAT(log, HasSubstr(R"("remote":"127.0.0.1","operation":"Echo"})"));
  EXPECT_THAT(log, HasSubstr(R"("message":"request refused","reason":"malformed","remote":"127.0.0.1"})"));
  EXPECT_THAT(log, testing::ContainsRegex(R"("request_id":"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-)"));
  EXPECT_THAT(log, Not(HasSubstr("secret")));
  const auto metrics = server.metrics.text();
  EXPECT_THAT(metrics, HasSubstr("poolhouse_http_requests_total{method=\"POST\",status=\"200\"} 1\n"));
  EXPECT_THAT(metrics, HasSubstr("poolhouse_http_requests_total{method=\"other\",status=\"405\"} 1\n"));
  EXPECT_THAT(metrics, HasSubstr("poolhouse_http_refusals_total{reason=\"malformed\"} 1\n"));
  EXPECT_THAT(metrics, HasSubstr("poolhouse_http_request_seconds_count 2\n"));
  EXPECT_THAT(metrics, HasSubstr("poolhouse_http_connections 0\n"));
}

TEST(Server, drains_by_finishing_what_has_begun_and_closing_the_rest) {
  TestServer server;
  Client idle(server.port());
  EXPECT_EQ(idle.ask(post("/echo", "x")).status, 200);
  Client silent(server.port());
  auto busy = std::make_optional<Client>(server.port());
  busy->send("GET /wait HTTP/1.1\r\nHost: a\r\n\r\n");
  server.gate.wait();

  auto drained = std::async(std::launch::async, [&server] { return server.server.drain(5s); });
  EXPECT_TRUE(idle.is_closed());
  EXPECT_TRUE(silent.is_closed());
  EXPECT_EQ(drained.wait_for(0s), std::future_status::timeout);
  EXPECT_THROW(Client late(server.port()), std::runtime_error);

  server.gate.open();
  const auto answer = busy->read_answer();
  EXPECT_EQ(answer.body, "waited");
  EXPECT_TRUE(answer.has("Connection: close"));
  EXPECT_TRUE(busy->is_closed());
  busy.reset();
  EXPECT_TRUE(drained.get());
}

TEST(Server, cuts_what_is_left_at_the_drains_deadline) {
  TestServer server;
  Client half(server.port());
  half.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nhalf");
  EXPECT_EQ(Client(server.port()).ask(post("/echo", "x")).status, 200);
  EXPECT_TRUE(server.server.drain(50ms));
}

TEST(Server, says_when_a_handler_is_still_running_after_the_drain) {
  TestServer server;
  Client client(server.port());
  client.send("GET /wait HTTP/1.1\r\nHost: a\r\n\r\n");
  server.gate.wait();
  EXPECT_FALSE(server.server.drain(Duration::zero()));
  server.gate.open();
  EXPECT_TRUE(server.server.drain(5s));
}

TEST(Server, refuses_to_start_where_it_cannot_listen) {
  TestServer first;
  EXPECT_THROW(TestServer second({.listen_port = first.port()}), std::system_error);
  EXPECT_THROW(TestServer nowhere({.listen_address = "nowhere"}), std::system_error);
}

TEST(Server, speaks_ipv6) {
  TestServer server({.listen_address = "::1"});
  EXPECT_NE(server.port(), 0);
}

}  // namespace
}  // namespace poolhouse::http::test
