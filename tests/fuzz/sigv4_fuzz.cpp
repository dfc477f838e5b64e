// Signature Version 4. A request signed as AWS's documentation says is accepted, however its parts look, and
// is refused when any of them was changed on its way.
//
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
#include <algorithm>
#include <set>
#include <vector>

#include "aws/sigv4.h"
#include "crypto/digest.h"
#include "crypto/encoding.h"
#include "fuzz.h"
#include "http/message.h"

using namespace poolhouse;

namespace {

constexpr std::string_view kServices[] = {"cognito-idp"};
constexpr std::string_view kDate = "20150830T123600Z";
constexpr std::string_view kScope = "20150830/us-east-1/cognito-idp/aws4_request";
const Time kNow = from_epoch_ms(1'440'938'160'000);

using Pairs = std::vector<std::pair<std::string, std::string>>;

// What a client wants to send, before anything is encoded.
struct Meant {
  std::string method;
  std::vector<std::string> segments;
  Pairs query;
  // Words of each header's value: blanks between them do not count.
  std::vector<std::pair<std::string, std::vector<std::string>>> headers;
  std::string body;
  friend bool operator==(const Meant&, const Meant&) = default;
};

struct Sent {
  std::string method, path, query, body;
  Pairs headers;
};

std::string word(FuzzedDataProvider& input, std::size_t size) {
  auto text = input.ConsumeRandomLengthString(size);
  // No blanks and nothing that cannot stand in a header.
  for (char& c : text) {
    if (static_cast<unsigned char>(c) <= ' ' || c == '\x7F') c = 'x';
  }
  return text.empty() ? "w" : text;
}

Meant meant(FuzzedDataProvider& input) {
  Meant request;
  request.method = input.PickValueInArray({"GET", "POST", "PUT", "DELETE", "x"});
  for (auto left = input.ConsumeIntegralInRange(0, 4); left > 0; --left) {
    auto segment = input.ConsumeRandomLengthString(12);
    // These mean something else than themselves.
    if (segment.empty() || segment == "." || segment == "..") segment = "s";
    request.segments.push_back(std::move(segment));
  }
  for (auto left = input.ConsumeIntegralInRange(0, 4); left > 0; --left) {
    auto name = input.ConsumeRandomLengthString(8);
    request.query.emplace_back(std::move(name), input.ConsumeRandomLengthString(8));
  }
  for (auto left = input.ConsumeIntegralInRange(0, 3); left > 0; --left) {
    auto& [name, words] = request.headers.emplace_back();
    name = "x-amz-meta-" + std::to_string(left);
    for (auto words_left = input.ConsumeIntegralInRange(1, 3); words_left > 0; --words_left)
      words.push_back(word(input, 6));
  }
  request.body = input.ConsumeRandomLengthString(64);
  return request;
}

std::string joined(const auto& parts, std::string_view separator) {
  std::string out;
  for (const auto& part : parts) {
    if (&part != &parts.front()) out += separator;
    out += part;
  }
  return out;
}

Sent sent(const Meant& request, FuzzedDataProvider& input) {
  Sent out{.method = request.method, .path = "/", .query = {}, .body = request.body, .headers = {}};
  std::vector<std::string> segments;
  for (const auto& segment : request.segments) segments.push_back(http::percent_encode(segment));
  out.path += joined(segments, "/");
  std::vector<std::string> query;
  for (const auto& [name, value] : request.query)
    query.push_back(http::percent_encode(name) + "=" + http::percent_encode(value));
  out.query = joined(query, "&");
  out.headers = {{"Host", "cognito.example.com"}, {"X-Amz-Date", std::string(kDate)}};
  for (const auto& [name, words] : request.headers)
    out.headers.emplace_back(name, joined(words, input.ConsumeBool() ? " " : " \t "));
  return out;
}

// The Authorization header, by the textbook.
std::string authorization(const Meant& request, const Secret& secret_key) {
  std::vector<std::string> segments;
  for (const auto& segment : request.segments)
    segments.push_back(http::percent_encode(http::percent_encode(segment)));
  Pairs query;
  for (const auto& [name, value] : request.query)
    query.emplace_back(http::percent_encode(name), http::percent_encode(value));
  std::ranges::sort(query);
  std::vector<std::string> query_lines;
  for (const auto& [name, value] : query) query_lines.push_back(name + "=" + value);
  Pairs headers = {{"host", "cognito.example.com"}, {"x-amz-date", std::string(kDate)}};
  for (const auto& [name, words] : request.headers) headers.emplace_back(name, joined(words, " "));
  std::ranges::sort(headers);
  std::string header_lines;
  std::vector<std::string> names;
  for (const auto& [name, value] : headers) {
    header_lines.append(name).append(":").append(value).append("\n");
    names.push_back(name);
  }
  const auto signed_headers = joined(names, ";");
  const auto canonical = request.method + "\n/" + joined(segments, "/") + "\n" + joined(query_lines, "&") +
                         "\n" + header_lines + "\n" + signed_headers + "\n" +
                         crypto::to_hex(crypto::sha256(request.body));
  const auto to_sign = "AWS4-HMAC-SHA256\n" + std::string(kDate) + "\n" + std::string(kScope) + "\n" +
                       crypto::to_hex(crypto::sha256(canonical));
  auto key = "AWS4" + std::string(secret_key.reveal());
  for (const std::string_view part : {"20150830", "us-east-1", "cognito-idp", "aws4_request"})
    key = crypto::hmac_sha256(key, part);
  return "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/" + std::string(kScope) +
         ", SignedHeaders=" + signed_headers +
         ", Signature=" + crypto::to_hex(crypto::hmac_sha256(key, to_sign));
}

bool accepted(const Sent& request) {
  aws::SignedRequest view{.method = request.method,
                          .path = request.path,
                          .query = request.query,
                          .headers = {},
                          .body = request.body};
  for (const auto& [name, value] : request.headers) view.headers.emplace_back(name, value);
  static_cast<void>(aws::claimed_access_key_id(view));
  const auto find_key = [](std::string_view id) -> std::optional<Secret> {
    if (id != "AKIDEXAMPLE") return std::nullopt;
    return Secret("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
  };
  const aws::SigV4Policy policy{
      .services = kServices, .region = "us-east-1", .presigned = aws::PresignedRequests::accepted};
  return aws::verify_sigv4(view, find_key, kNow, policy).has_value();
}

// The same request with one part replaced by another of the same kind.
Meant changed(Meant request, FuzzedDataProvider& input) {
  auto other = meant(input);
  switch (input.ConsumeIntegralInRange(0, 4)) {
    case 0:
      request.method = std::move(other.method);
      break;
    case 1:
      request.segments = std::move(other.segments);
      break;
    case 2:
      request.query = std::move(other.query);
      break;
    case 3:
      request.headers = std::move(other.headers);
      break;
    default:
      request.body = std::move(other.body);
  }
  return request;
}

// The order of a query's fields is not signed.
Meant sorted(Meant request) {
  std::ranges::sort(request.query);
  return request;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  FuzzedDataProvider input(data, size);
  const auto request = meant(input);
  const auto signature = authorization(request, Secret("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"));
  auto on_the_wire = sent(request, input);
  on_the_wire.headers.emplace_back("Authorization", signature);
  FUZZ_REQUIRE(accepted(on_the_wire));

  const auto other = changed(request, input);
  auto forged = sent(other, input);
  forged.headers.emplace_back("Authorization", signature);
  FUZZ_REQUIRE(accepted(forged) == (sorted(other) == sorted(request)));

  // Bytes in place of the parts that are read before anything is verified.
  auto garbled = on_the_wire;
  garbled.query = input.ConsumeRandomLengthString(64);
  garbled.path = "/" + input.ConsumeRandomLengthString(32);
  garbled.headers.back().second =
      input.ConsumeBool() ? fuzz::tampered(input, signature) : input.ConsumeRemainingBytesAsString();
  static_cast<void>(accepted(garbled));
  if (garbled.headers.back().second != signature) {
    garbled.path = on_the_wire.path;
    garbled.query = on_the_wire.query;
    garbled.body += "x";
    FUZZ_REQUIRE(!accepted(garbled));
  }
  return 0;
}
