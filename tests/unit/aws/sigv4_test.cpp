#include "aws/sigv4.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <ostream>

#include "aws/sigv4_vectors.h"

namespace poolhouse::aws {

void PrintTo(SigV4Error error, std::ostream* out) { *out << "SigV4Error " << static_cast<int>(error); }

namespace {

using namespace std::chrono_literals;
using enum SigV4Error;

constexpr std::string_view kServices[] = {"other", "service"};
// 2015-08-30T12:36:00Z, when the examples were signed.
const Time kSignedAt = from_epoch_ms(1'440'938'160'000);

std::optional<Secret> find_secret_key(std::string_view access_key_id) {
  if (access_key_id != "AKIDEXAMPLE") return std::nullopt;
  return Secret("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
}

SigV4Policy policy(PresignedRequests presigned = PresignedRequests::accepted) {
  return {.services = kServices, .region = "us-east-1", .presigned = presigned};
}

SignedRequest to_request(const SignedExample& example) {
  SignedRequest request{.method = example.method,
                        .path = example.path,
                        .query = example.query,
                        .headers = {},
                        .body = example.body};
  for (const auto& [name, value] : example.headers) request.headers.emplace_back(name, value);
  return request;
}

// Nothing if the request is accepted.
std::optional<SigV4Error> refusal(const SignedExample& example, Time now = kSignedAt,
                                  const SigV4Policy& taken = policy()) {
  const auto caller = verify_sigv4(to_request(example), find_secret_key, now, taken);
  if (!caller) return caller.error();
  EXPECT_EQ(caller->access_key_id, "AKIDEXAMPLE");
  return std::nullopt;
}

const SignedExample& example_named(std::string_view name) {
  return *std::ranges::find(kSignedExamples, name, &SignedExample::name);
}

std::string& header(SignedExample& example, std::string_view name) {
  return std::ranges::find(example.headers, name, &std::pair<std::string, std::string>::first)->second;
}

void replace(std::string& text, std::string_view from, std::string_view to) {
  const auto at = text.find(from);
  ASSERT_NE(at, std::string::npos) << from << " in " << text;
  text.replace(at, from.size(), to);
}

TEST(SigV4, accepts_every_example_of_the_suite) {
  EXPECT_GE(kSignedExamples.size(), 39U);
  for (const auto& example : kSignedExamples) EXPECT_EQ(refusal(example), std::nullopt) << example.name;
}

TEST(SigV4, refuses_every_example_with_one_thing_changed) {
  for (const auto& example : kSignedExamples) {
    SCOPED_TRACE(example.name);
    const auto changed = [&](const std::function<void(SignedExample&)>& change) {
      auto copy = example;
      change(copy);
      return refusal(copy);
    };
    EXPECT_EQ(changed([](auto& e) { e.method = e.method == "GET" ? "POST" : "GET"; }),
              signature_does_not_match);
    EXPECT_EQ(changed([](auto& e) { e.path += "x"; }), signature_does_not_match);
    EXPECT_EQ(changed([](auto& e) { e.query += e.query.empty() ? "x=1" : "&x=1"; }),
              signature_does_not_match);
    EXPECT_EQ(changed([](auto& e) { e.body += "x"; }), signature_does_not_match);
    EXPECT_EQ(changed([](auto& e) { e.headers.emplace_back("X-Amz-Target", "x"); }),
              example.name == "post-cognito" ? signature_does_not_match : unsigned_header);
    if (!example.query.empty()) {
      EXPECT_TRUE(changed([](auto& e) { e.query.pop_back(); }));
    }
    for (std::size_t i = 0; i < example.headers.size(); ++i) {
      const auto& name = example.headers[i].first;
      const bool is_left_unsigned =
          name == "User-Agent" || name == "Connection" || name == "X-Amzn-Trace-Id" ||
          (name == "X-Amz-Security-Token" && example.name == "post-sts-header-after");
      const auto refused = changed([&](auto& e) { e.headers[i].second += "x"; });
      EXPECT_EQ(refused.has_value(), !is_left_unsigned) << name;
      EXPECT_EQ(changed([&](auto& e) {
                  e.headers.erase(e.headers.begin() + static_cast<std::ptrdiff_t>(i));
                }).has_value(),
                !is_left_unsigned)
          << name;
    }
  }
}

TEST(SigV4, refuses_every_changed_character_of_a_signature) {
  for (const auto* name : {"get-vanilla", "presigned-get"}) {
    const auto& example = example_named(name);
    for (std::size_t i = 1; i <= 64; ++i) {
      auto changed = example;
      auto& text = example.query.empty() ? header(changed, "Authorization") : changed.query;
      auto& digit = text[text.size() - i];
      digit = digit == '0' ? '1' : '0';
      EXPECT_EQ(refusal(changed), signature_does_not_match) << name << " " << i;
    }
  }
}

// Without the rule an attacker adds what the signer did not say; see SeaweedFS pull request 9121.
TEST(SigV4, demands_a_signature_over_host_and_all_x_amz_headers) {
  for (const auto* name :
       {"X-Amz-Target", "x-amz-target", "X-AMZ-USER-AGENT", "X-Amz-", "X-Amz-Content-Sha256"}) {
    auto example = example_named("get-vanilla");
    example.headers.emplace_back(name, "x");
    EXPECT_EQ(refusal(example), unsigned_header) << name;
  }
  for (const auto* name : {"X-Amzn-Trace-Id", "Amz-Sdk-Request", "X-Forwarded-For"}) {
    auto example = example_named("get-vanilla");
    example.headers.emplace_back(name, "x");
    EXPECT_EQ(refusal(example), std::nullopt) << name;
  }
  auto without_host = example_named("get-vanilla");
  replace(header(without_host, "Authorization"), "host;", "");
  EXPECT_EQ(refusal(without_host), unsigned_header);
  auto without_date = example_named("get-vanilla");
  replace(header(without_date, "Authorization"), ";x-amz-date", "");
  EXPECT_EQ(refusal(without_date), unsigned_header);
}

TEST(SigV4, never_takes_the_body_on_trust) {
  for (const auto* announced : {"UNSIGNED-PAYLOAD", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD", ""}) {
    auto example = example_named("post-with-body-hash");
    header(example, "X-Amz-Content-Sha256") = announced;
    EXPECT_EQ(refusal(example), signature_does_not_match) << announced;
  }
}

TEST(SigV4, says_what_is_wrong_with_the_authorization) {
  struct Case {
    const char *from, *to;
    std::optional<SigV4Error> refused;
  };
  for (const auto& c : {
           Case{", ", ",", std::nullopt},
           Case{", ", ",   ", std::nullopt},
           Case{"AWS4-HMAC-SHA256 ", "Bearer ", incomplete_signature},
           Case{"AWS4-HMAC-SHA256 ", "AWS4-HMAC-SHA256", incomplete_signature},
           Case{"AWS4-HMAC-SHA256 ", "AWS4-ECDSA-P256-SHA256 ", incomplete_signature},
           Case{"Credential=", "credential=", incomplete_signature},
           Case{"Credential=", "Credential", incomplete_signature},
           Case{"AKIDEXAMPLE/", "", incomplete_signature},
           Case{"AKIDEXAMPLE/", "/", incomplete_signature},
           Case{"AKIDEXAMPLE/", "AKIDEXAMPLE/x/", incomplete_signature},
           Case{"SignedHeaders=host;x-amz-date, ", "", incomplete_signature},
           Case{"host;x-amz-date", "", incomplete_signature},
           Case{"host;x-amz-date", "host;;x-amz-date", incomplete_signature},
           Case{"host;x-amz-date", "x-amz-date;host", incomplete_signature},
           Case{"host;x-amz-date", "host;host;x-amz-date", incomplete_signature},
           Case{"host;x-amz-date", "Host;x-amz-date", incomplete_signature},
           Case{"host;x-amz-date", "absent;host;x-amz-date", incomplete_signature},
           Case{"Signature=", "Signature=,Signature=", incomplete_signature},
           Case{"Signature=", "Extra=1, Signature=", incomplete_signature},
           Case{"Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
                "Signature=", incomplete_signature},
           Case{"Signature=5fa0", "Signature=", signature_does_not_match},
           Case{"Signature=5fa0", "Signature=5FA0", signature_does_not_match},
           Case{"AKIDEXAMPLE", "AKIDEXAMPLF", unrecognized_client},
           Case{"AKIDEXAMPLE", "akidexample", unrecognized_client},
           Case{"20150830/", "20150831/", wrong_scope_date},
           Case{"us-east-1", "us-east-2", wrong_region},
           Case{"/service/", "/s3/", wrong_service},
           Case{"/service/", "/other/", signature_does_not_match},
           Case{"aws4_request", "aws4_reques", wrong_terminator},
       }) {
    auto example = example_named("get-vanilla");
    replace(header(example, "Authorization"), c.from, c.to);
    EXPECT_EQ(refusal(example), c.refused) << c.from << " -> " << c.to;
  }
  auto twice = example_named("get-vanilla");
  twice.headers.push_back(twice.headers.back());
  EXPECT_EQ(refusal(twice), incomplete_signature);
}

TEST(SigV4, tells_no_signature_from_a_broken_one) {
  auto unsigned_request = example_named("get-vanilla");
  unsigned_request.headers.pop_back();
  EXPECT_EQ(refusal(unsigned_request), missing_authentication_token);
  unsigned_request.headers.emplace_back("Authorization", "");
  EXPECT_EQ(refusal(unsigned_request), incomplete_signature);
}

TEST(SigV4, reads_only_the_two_date_forms) {
  for (const auto* date : {"", "20150830T123600", "20150830T123600z", "2015-08-30T12:36:00Z",
                           "20151330T123600Z", "20150230T123600Z", "20150830T243600Z", "20150830T126000Z",
                           "2015083-T123600Z", "Sun, 30 Aug 2015 12:36:00 GMT"}) {
    auto example = example_named("get-vanilla");
    header(example, "X-Amz-Date") = date;
    EXPECT_EQ(refusal(example), incomplete_signature) << date;
  }
  for (const auto* date : {"Sun, 30 Aux 2015 12:36:00 GMT", "Sun, 30 Aug 2015 12:36:00 UTC", "30 Aug 2015"}) {
    auto example = example_named("post-with-http-date");
    header(example, "Date") = date;
    EXPECT_EQ(refusal(example), incomplete_signature) << date;
  }
  // X-Amz-Date wins over Date.
  auto both = example_named("get-vanilla");
  both.headers.emplace_back("Date", "Mon, 01 Jan 2001 00:00:00 GMT");
  EXPECT_EQ(refusal(both), std::nullopt);
}

TEST(SigV4, accepts_a_signature_within_the_clock_skew) {
  const auto& example = example_named("get-vanilla");
  EXPECT_EQ(refusal(example, kSignedAt + 15min), std::nullopt);
  EXPECT_EQ(refusal(example, kSignedAt + 15min + 1ms), signature_expired);
  EXPECT_EQ(refusal(example, kSignedAt - 15min), std::nullopt);
  EXPECT_EQ(refusal(example, kSignedAt - 15min - 1ms), signature_not_yet_current);

  auto strict = policy();
  strict.clock_skew = 5min;
  EXPECT_EQ(refusal(example, kSignedAt + 5min, strict), std::nullopt);
  EXPECT_EQ(refusal(example, kSignedAt + 6min, strict), signature_expired);
}

TEST(SigV4, accepts_a_presigned_request_until_it_expires) {
  const auto& example = example_named("presigned-get");
  EXPECT_EQ(refusal(example, kSignedAt + 900s), std::nullopt);
  EXPECT_EQ(refusal(example, kSignedAt + 900s + 1ms), signature_expired);
  EXPECT_EQ(refusal(example, kSignedAt - 15min - 1ms), signature_not_yet_current);
  EXPECT_EQ(refusal(example_named("presigned-get-with-token"), kSignedAt + 24h * 7), std::nullopt);
}

TEST(SigV4, says_what_is_wrong_with_a_presigned_request) {
  struct Case {
    const char *from, *to;
    SigV4Error refused;
  };
  for (const auto& c : {
           Case{"X-Amz-Algorithm=AWS4-HMAC-SHA256", "X-Amz-Algorithm=AWS4-HMAC-SHA1", incomplete_signature},
           Case{"X-Amz-Algorithm=AWS4-HMAC-SHA256&", "", incomplete_signature},
           Case{"X-Amz-Expires=900", "X-Amz-Expires=901", signature_does_not_match},
           Case{"X-Amz-Expires=900", "X-Amz-Expires=0900", signature_does_not_match},
           Case{"X-Amz-Expires=900", "X-Amz-Expires=0", incomplete_signature},
           Case{"X-Amz-Expires=900", "X-Amz-Expires=-900", incomplete_signature},
           Case{"X-Amz-Expires=900", "X-Amz-Expires=", incomplete_signature},
           Case{"X-Amz-Expires=900", "X-Amz-Expires=604801", incomplete_signature},
           Case{"X-Amz-Expires=900", "X-Amz-Expires=99999999999", incomplete_signature},
           Case{"X-Amz-Expires=900", "X-Amz-Expires=900&X-Amz-Expires=900", incomplete_signature},
           Case{"X-Amz-SignedHeaders=host", "X-Amz-SignedHeaders=", incomplete_signature},
           Case{"X-Amz-Signature=", "X-Amz-Signature=0&X-Amz-Signature=", incomplete_signature},
           Case{"X-Amz-Signature=", "x-amz-signature=", missing_authentication_token},
           Case{"AKIDEXAMPLE", "AKIDEXAMPLF", unrecognized_client},
           Case{"us-east-1", "us-east-2", wrong_region},
           Case{"%2Fservice%2F", "%2Fs3%2F", wrong_service},
           Case{"Action=ListUserPools", "Action=DeleteUserPool", signature_does_not_match},
       }) {
    auto example = example_named("presigned-get");
    replace(example.query, c.from, c.to);
    EXPECT_EQ(refusal(example), c.refused) << c.from << " -> " << c.to;
  }
}

TEST(SigV4, does_not_look_at_a_presigned_request_unless_the_endpoint_takes_them) {
  const auto refused = policy(PresignedRequests::refused);
  EXPECT_EQ(refusal(example_named("presigned-get"), kSignedAt, refused), missing_authentication_token);
  EXPECT_EQ(refusal(example_named("get-vanilla"), kSignedAt, refused), std::nullopt);
}

TEST(SigV4, reads_the_query_in_any_spelling_but_keeps_plus_apart) {
  struct Case {
    const char *example, *from, *to;
    std::optional<SigV4Error> refused;
  };
  for (const auto& c : {
           Case{"get-vanilla-utf8-query", "%E1%88%B4", "%e1%88%b4", std::nullopt},
           Case{"get-query-with-plus", "%20", " ", std::nullopt},
           Case{"get-query-with-plus", "b+c", "b%2Bc", signature_does_not_match},
           Case{"get-query-with-plus", "b+c", "b%20c", signature_does_not_match},
           Case{"get-query-with-plus", "e%2Bf", "e+f", signature_does_not_match},
           Case{"get-query-with-plus", "h%20i", "h+i", signature_does_not_match},
           Case{"get-query-without-equals", "Action", "Action=", std::nullopt},
           Case{"get-vanilla-query-order-key-case", "Param2=value2&Param1=value1",
                "Param1=value1&Param2=value2", std::nullopt},
           Case{"get-vanilla-query-order-key-case", "Param1", "param1", signature_does_not_match},
           Case{"get-vanilla-query-order-key-case", "=value1", "%3Dvalue1", signature_does_not_match},
       }) {
    auto example = example_named(c.example);
    replace(example.query, c.from, c.to);
    EXPECT_EQ(refusal(example), c.refused) << c.example << ": " << c.from << " -> " << c.to;
  }
}

TEST(SigV4, takes_any_region_when_the_policy_names_none) {
  auto any_region = policy();
  any_region.region = "";
  EXPECT_EQ(refusal(example_named("get-vanilla"), kSignedAt, any_region), std::nullopt);
}

TEST(SigV4, tells_the_claimed_key_of_both_forms) {
  EXPECT_EQ(claimed_access_key_id(to_request(example_named("get-vanilla"))), "AKIDEXAMPLE");
  EXPECT_EQ(claimed_access_key_id(to_request(example_named("presigned-get"))), "AKIDEXAMPLE");
  EXPECT_EQ(claimed_access_key_id({}), std::nullopt);
}

}  // namespace
}  // namespace poolhouse::aws
