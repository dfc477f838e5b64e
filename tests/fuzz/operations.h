// Every operation of every service, so that a new one falls under the same targets by itself.
//
// An input names its operation in its first line, as X-Amz-Target names it; the rest is the
// request. A line that names none stands for some operation too: what the fuzzer does to it is not lost.
#pragma once

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "api/codec.h"
#include "api/cognito_identity/operations.h"
#include "api/cognito_identity/types.h"
#include "api/cognito_idp/operations.h"
#include "api/cognito_idp/types.h"
#include "api/errors.h"
#include "api/sts/operations.h"
#include "api/sts/types.h"
#include "fuzz.h"

namespace poolhouse::fuzz {

template <class Entry>
struct Chosen {
  const Entry* entry;
  std::string_view request;
};

// `Entry` has a member `info` and is made from an operation by `make.template operator()<Operation>()`.
template <class Entry>
std::vector<Entry> table_of_operations(auto make) {
  std::vector<Entry> table;
  const auto add = [&]<class Operation>() { table.push_back(make.template operator()<Operation>()); };
  api::for_each_operation(cognito_idp::Operations{}, add);
  api::for_each_operation(cognito_identity::Operations{}, add);
  api::for_each_operation(sts::Operations{}, add);
  return table;
}

template <class Entry>
Chosen<Entry> choose(const std::vector<Entry>& table, std::string_view input) {
  const auto end = std::min(input.find('\n'), input.size());
  const auto name = input.substr(0, end);
  const auto request = input.substr(std::min(end + 1, input.size()));
  const auto found = std::ranges::find(table, name, [](const Entry& entry) { return entry.info->target; });
  if (found != table.end()) return {&*found, request};
  std::size_t sum = 0;
  for (const char c : name) sum = sum * 31 + static_cast<unsigned char>(c);
  return {&table[sum % table.size()], request};
}

// The answer to a bad request: an error of the client, bounded, and readable by any JSON parser.
inline void require_readable(const ApiError& error) {
  FUZZ_REQUIRE(error.status() == 400);
  FUZZ_REQUIRE(error.message().size() < 256 * 1024);
  const auto body = nlohmann::json::parse(api::render_error_body(error));
  FUZZ_REQUIRE(body["__type"] == std::string(error.code()) && body.contains("message"));
}

// What was accepted, written and read again, is the same.
template <class Request>
void require_round_trip(const Request& request) {
  const auto json = api::encode(request);
  FUZZ_REQUIRE(nlohmann::json::accept(json));
  FUZZ_REQUIRE(nlohmann::json::accept(api::redacted(request)));
  FUZZ_REQUIRE(api::equal(api::decode_request<Request>(json), request));
  FUZZ_REQUIRE(api::encode(api::decode_trusted<Request>(json)) == json);
  FUZZ_REQUIRE(api::equal(api::clone(request), request));
}

}  // namespace poolhouse::fuzz
