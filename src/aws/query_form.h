// The forms of the AWS Query protocol, which are larger than those of OAuth and of pages.
#pragma once

#include <cstddef>
#include <expected>
#include <string_view>

#include "http/message.h"

namespace poolhouse::aws {

// AssumeRole at the limits of its model: 50 tags of two fields, 50 transitive keys, under 200 in all.
inline constexpr std::size_t kQueryFieldsMax = 300;

[[nodiscard]] inline std::expected<http::Form, http::FormFault> decode_query_form(std::string_view body) {
  return http::decode_form(body, kQueryFieldsMax);
}

}  // namespace poolhouse::aws
