// The AWS Query protocol of STS: form parameters in, XML out.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "api/errors.h"
#include "api/operation.h"

namespace poolhouse::api {

// One decoded form parameter: {"Tags.member.1.Key", "team"}.
using QueryParameter = std::pair<std::string, std::string>;

namespace detail {
void decode_query_request(std::span<const QueryParameter> parameters, const Structure& structure, void* out);
std::string encode_xml_response(const Structure& structure, const void* object,
                                const OperationInfo& operation, std::string_view request_id);
}  // namespace detail

// As decode_request: the same checks and messages. Action, Version and other unknown parameters are ignored.
template <class T>
[[nodiscard]] T decode_query_request(std::span<const QueryParameter> parameters) {
  T out{};
  detail::decode_query_request(parameters, T::kShape, &out);
  return out;
}

// <XResponse xmlns="…"><XResult>…</XResult><ResponseMetadata><RequestId>…
template <class T>
[[nodiscard]] std::string encode_xml_response(const T& value, const OperationInfo& operation,
                                              std::string_view request_id) {
  return detail::encode_xml_response(T::kShape, &value, operation, request_id);
}

// <ErrorResponse xmlns="…"><Error><Type>Sender</Type><Code>…</Code><Message>…
[[nodiscard]] std::string render_xml_error(const ApiError& error, const ServiceInfo& service,
                                           std::string_view request_id);

}  // namespace poolhouse::api
