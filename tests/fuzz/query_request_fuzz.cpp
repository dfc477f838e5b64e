// The Query protocol: forms as requests, and its errors as XML that a parser takes. STS speaks it; the
// structures of the other services are richer, so that all of them are read in this form.
#include <libxml/parser.h>

#include "api/query.h"
#include "aws/query_form.h"
#include "operations.h"

using namespace poolhouse;

namespace {

struct Entry {
  const api::OperationInfo* info;
  void (*read)(std::span<const api::QueryParameter> parameters);
};

const std::vector<Entry>& table() {
  static const auto made = fuzz::table_of_operations<Entry>([]<class Operation>() {
    return Entry{&Operation::info, [](std::span<const api::QueryParameter> parameters) {
                   using Request = typename Operation::Request;
                   fuzz::require_round_trip(api::decode_query_request<Request>(parameters));
                 }};
  });
  return made;
}

void require_xml(const std::string& text) {
  auto* const document = xmlReadMemory(text.data(), static_cast<int>(text.size()), nullptr, nullptr,
                                       XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
  FUZZ_REQUIRE(document != nullptr);
  xmlFreeDoc(document);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto [entry, body] = fuzz::choose(table(), fuzz::text_of(data, size));
  const auto form = aws::decode_query_form(body);
  if (!form) return 0;
  std::optional<ApiError> refused;
  try {
    entry->read(std::vector(form->begin(), form->end()));
  } catch (const ApiError& error) {
    refused = error;
  }
  if (!refused) return 0;
  fuzz::require_readable(*refused);
  require_xml(api::render_xml_error(*refused, *sts::op::AssumeRole::info.service, "request-id"));
  return 0;
}
