// Which attributes a code can verify.
#pragma once

#include <fmt/format.h>

#include <string>

#include "api/cognito_idp/errors.h"
#include "userpools/attributes/attribute_plan.h"
#include "userpools/codes/verification_codes.h"

namespace poolhouse::userpools {

[[nodiscard]] inline CodeFor require_verifiable(const std::string& attribute_name) {
  if (is_address(attribute_name)) return code_for_attribute(attribute_name);
  throw cognito_idp::InvalidParameterException(
      fmt::format("Attribute {} cannot be verified by a code", attribute_name));
}

// May a code for that address still confirm it? It is the user's, or the pool lets it wait. An address that
// was replaced on another way must not come back.
[[nodiscard]] inline bool still_wanted(const Pool& pool, const Attributes& attributes, const SentCode& sent) {
  return value_of(attributes, sent.attribute) == sent.value || waits_for_code(pool.settings, sent.attribute);
}

}  // namespace poolhouse::userpools
