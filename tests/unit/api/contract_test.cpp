// Every operation of every service: the smallest valid request is accepted, and each request that breaks
// the model in one place gets exactly its error. The cases are made by tools/apigen from the model.
#include <gtest/gtest.h>
#include <simdjson.h>

#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <sstream>

#include "api/codec.h"
#include "api/cognito_identity/operations.h"
#include "api/cognito_identity/types.h"
#include "api/cognito_idp/operations.h"
#include "api/cognito_idp/types.h"
#include "api/errors.h"
#include "api/sts/operations.h"
#include "api/sts/types.h"

namespace poolhouse::api {
namespace {

// Reads a request and writes it again.
using RoundTrip = std::function<std::string(std::string_view)>;

template <class Operations>
std::map<std::string, RoundTrip, std::less<>> round_trips(Operations operations) {
  std::map<std::string, RoundTrip, std::less<>> table;
  for_each_operation(operations, [&]<class Operation>() {
    table.emplace(Operation::info.name, [](std::string_view json) {
      return encode(decode_request<typename Operation::Request>(json));
    });
  });
  return table;
}

// ${a*1000} is a thousand times a.
std::string expand(std::string_view text) {
  std::string out;
  for (;;) {
    const auto at = text.find("${");
    out.append(text.substr(0, at));
    if (at == std::string_view::npos) return out;
    const auto end = text.find('}', at + 4);
    out.append(std::stoul(std::string(text.substr(at + 4, end - at - 4))), text[at + 2]);
    text.remove_prefix(end + 1);
  }
}

std::string answer_to(const RoundTrip& operation, const std::string& body) {
  try {
    return operation(body);
  } catch (const ApiError& error) {
    return std::string(error.code()) + ": " + error.message();
  }
}

class Contract : public testing::Test {
 protected:
  static simdjson::dom::element services() {
    static simdjson::dom::parser parser;
    static const simdjson::dom::element cases = parser.load(POOLHOUSE_CONTRACT_CASES);
    return cases["services"];
  }

  static const RoundTrip& operation(std::string_view service, std::string_view name) {
    static const std::map<std::string, std::map<std::string, RoundTrip, std::less<>>, std::less<>> tables = {
        {"cognito-idp", round_trips(cognito_idp::Operations{})},
        {"cognito-identity", round_trips(cognito_identity::Operations{})},
        {"sts", round_trips(sts::Operations{})},
    };
    return tables.find(service)->second.find(name)->second;
  }
};

TEST_F(Contract, each_operation_accepts_its_smallest_valid_request) {
  std::size_t operations = 0;
  for (const auto service : services().get_array()) {
    for (const auto each : service["operations"].get_array()) {
      ++operations;
      const auto valid = expand(each["valid"].get_string());
      const auto& round_trip = operation(service["service"].get_string(), each["operation"].get_string());
      const auto written = answer_to(round_trip, valid);
      // What was written says the same as what was read: it has the same length and is stable.
      EXPECT_EQ(written.size(), valid.size()) << each["operation"] << " of " << valid << " made " << written;
      EXPECT_EQ(answer_to(round_trip, written), written) << each["operation"];
    }
  }
  EXPECT_EQ(operations, 140U + 23U + 3U);
}

TEST_F(Contract, each_operation_refuses_each_broken_request_in_the_words_of_the_service) {
  std::size_t cases = 0;
  for (const auto service : services().get_array()) {
    for (const auto each : service["operations"].get_array()) {
      const auto& round_trip = operation(service["service"].get_string(), each["operation"].get_string());
      for (const auto broken : each["cases"].get_array()) {
        ++cases;
        const auto expected = expand(std::string(broken["error"].get_string().value()) + ": " +
                                     std::string(broken["message"].get_string().value()));
        EXPECT_EQ(answer_to(round_trip, expand(broken["body"].get_string())), expected)
            << each["operation"] << ": " << broken["case"];
      }
    }
  }
  EXPECT_GT(cases, 3000U);
}

}  // namespace
}  // namespace poolhouse::api
