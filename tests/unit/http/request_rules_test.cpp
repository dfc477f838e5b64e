#include "http/request_rules.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace poolhouse::http {
namespace {

using namespace std::string_literals;

constexpr std::size_t kMore = 0;

struct ScanCase {
  std::string received;
  // The header's size, kMore, or the refusal.
  std::expected<std::size_t, Refusal> result;
};

std::expected<std::size_t, Refusal> scan_at_once(std::string_view received) {
  HeaderScanner scanner(64, 3);
  const auto size = scanner.scan(received);
  if (!size) return std::unexpected(size.error());
  return size->value_or(kMore);
}

std::expected<std::size_t, Refusal> scan_byte_by_byte(std::string_view received) {
  HeaderScanner scanner(64, 3);
  for (std::size_t i = 1; i <= received.size(); ++i) {
    const auto size = scanner.scan(received.substr(0, i));
    if (!size) return std::unexpected(size.error());
    if (*size) return **size;
  }
  return kMore;
}

TEST(HeaderScanner, finds_the_end_of_a_header_and_refuses_what_reads_two_ways) {
  const auto malformed = std::unexpected(Refusal::malformed);
  const auto too_large = std::unexpected(Refusal::header_too_large);
  const std::vector<ScanCase> cases = {
      {"", kMore},
      {"GET / HTTP/1.1\r\n", kMore},
      {"GET / HTTP/1.1\r\n\r", kMore},
      {"GET / HTTP/1.1\r\n\r\n", 18},
      {"GET / HTTP/1.1\r\n\r\nGET", 18},
      {"\r\nGET / HTTP/1.1\r\n\r\n", 20},
      {"\r\n\r\nGET / HTTP/1.1\r\n\r\n", malformed},
      {"GET / HTTP/1.1\r\nA: b\tc\xff\r\n\r\n", 27},
      {"GET / HTTP/1.1\n\n", malformed},
      {"GET / HTTP/1.1\r\nA: b\n\r\n", malformed},
      {"GET / HTTP/1.1\r\nA: b\rc\r\n\r\n", malformed},
      {"GET / HTTP/1.1\r\nA: b\r\r\n", malformed},
      {"GET / HTTP/1.1\r\nA: b\r\n c\r\n\r\n", malformed},
      {"GET / HTTP/1.1\r\nA: b\r\n\tc\r\n\r\n", malformed},
      {" GET / HTTP/1.1\r\n\r\n", malformed},
      {"GET / HTTP/1.1\r\nA: \0b\r\n\r\n"s, malformed},
      {"GET / HTTP/1.1\r\nA: \x0b"
       "b\r\n\r\n",
       malformed},
      {"GET / HTTP/1.1\r\nA: b\x7f\r\n\r\n", malformed},
      {"\x16\x03\x01\x02", malformed},  // a TLS ClientHello
      {"GET / HTTP/1.1\r\nA:\r\nB:\r\nC:\r\n\r\n", 30},
      {"GET / HTTP/1.1\r\nA:\r\nB:\r\nC:\r\nD:\r\n\r\n", too_large},
      {"GET / HTTP/1.1\r\n" + std::string(44, 'a') + "\r\n\r\n", 64},
      {"GET / HTTP/1.1\r\n" + std::string(45, 'a') + "\r\n\r\n", too_large},
      {std::string(64, 'a'), kMore},
      {std::string(65, 'a'), too_large},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(scan_at_once(c.received), c.result) << c.received;
    EXPECT_EQ(scan_byte_by_byte(c.received), c.result) << c.received;
  }
}

struct FramingCase {
  std::vector<Headers::Field> fields;
  std::expected<Framing, Refusal> result;
  Version version = Version::http_1_1;
};

TEST(Framing, is_read_in_one_way_or_refused) {
  const Headers::Field host{"Host", "a"};
  const auto malformed = std::unexpected(Refusal::malformed);
  const auto unknown_coding = std::unexpected(Refusal::transfer_coding);
  const Framing none;
  const Framing five{.content_length = 5};
  const Framing chunked{.chunked = true};
  const std::vector<FramingCase> cases = {
      {{host}, none},
      {{}, malformed},
      {{}, none, Version::http_1_0},
      {{host, host}, malformed},
      {{host, host}, malformed, Version::http_1_0},
      {{host, {"Content-Length", "5"}}, five},
      {{host, {"Content-Length", "005"}}, five},
      {{host, {"Content-Length", "18446744073709551615"}}, Framing{.content_length = UINT64_MAX}},
      {{host, {"Content-Length", "18446744073709551616"}}, malformed},
      {{host, {"Content-Length", ""}}, malformed},
      {{host, {"Content-Length", "+5"}}, malformed},
      {{host, {"Content-Length", "-5"}}, malformed},
      {{host, {"Content-Length", "0x5"}}, malformed},
      {{host, {"Content-Length", "5 5"}}, malformed},
      {{host, {"Content-Length", "5, 5"}}, malformed},
      {{host, {"Content-Length", "5"}, {"Content-Length", "5"}}, malformed},
      {{host, {"Content-Length", "5"}, {"content-length", "6"}}, malformed},
      {{host, {"Transfer-Encoding", "chunked"}}, chunked},
      {{host, {"transfer-encoding", "Chunked"}}, chunked},
      {{host, {"Transfer-Encoding", "chunked"}}, malformed, Version::http_1_0},
      {{host, {"Transfer-Encoding", "chunked"}, {"Content-Length", "5"}}, malformed},
      {{host, {"Content-Length", "0"}, {"Transfer-Encoding", "identity"}}, malformed},
      {{host, {"Transfer-Encoding", "chunked"}, {"Transfer-Encoding", "chunked"}}, malformed},
      {{host, {"Transfer-Encoding", "chunked, chunked"}}, unknown_coding},
      {{host, {"Transfer-Encoding", "gzip, chunked"}}, unknown_coding},
      {{host, {"Transfer-Encoding", "identity"}}, unknown_coding},
      {{host, {"Transfer-Encoding", "xchunked"}}, unknown_coding},
      {{host, {"Transfer-Encoding", ""}}, unknown_coding},
      {{host, {"Transfer_Encoding", "chunked"}}, none},
      {{host, {"Expect", "100-Continue"}}, Framing{.expects_continue = true}},
      {{host, {"Expect", "100-continue"}}, none, Version::http_1_0},
      {{host, {"Expect", "200-ok"}}, std::unexpected(Refusal::expectation)},
  };
  for (const auto& c : cases) {
    Headers headers;
    std::string text;
    for (const auto& [name, value] : c.fields) {
      headers.add(name, value);
      text += name + ": " + value + "\n";
    }
    EXPECT_EQ(framing_of(headers, c.version), c.result) << text;
  }
}

struct TargetCase {
  std::string_view target;
  std::string_view path;
  std::string_view query;
  std::optional<std::string> authority = std::nullopt;
};

TEST(Target, is_decoded_once_and_cut_into_its_parts) {
  for (const auto& c : {
           TargetCase{"/", "/", ""},
           TargetCase{"/a?b=c?d", "/a", "b=c?d"},
           TargetCase{"/a%20b%2Fc+d?e=%20", "/a b/c+d", "e=%20"},
           TargetCase{"/%2541", "/%41", ""},
           TargetCase{"//a/../b", "//a/../b", ""},
           TargetCase{"http://host:8080/a?b", "/a", "b", "host:8080"},
           TargetCase{"HTTPS://host", "/", "", "host"},
           TargetCase{"http://host?b", "/", "b", "host"},
           TargetCase{"*", "*", ""},
       }) {
    const auto target = parse_target(c.target);
    ASSERT_TRUE(target) << c.target;
    EXPECT_EQ(target->path, c.path) << c.target;
    EXPECT_EQ(target->query, c.query) << c.target;
    EXPECT_EQ(target->authority, c.authority) << c.target;
  }
}

TEST(Target, is_refused_when_malformed) {
  for (const std::string_view target :
       {"", "a", "?a", "host:443", "ftp://host/", "http:///a", "http://user@host/", "/a#b", "/a b", "/%",
        "/%4", "/%zz", "/a%00b", "/a%0d%0ab", "/\xc3\xbc", "**"}) {
    EXPECT_FALSE(parse_target(target)) << target;
  }
}

}  // namespace
}  // namespace poolhouse::http
