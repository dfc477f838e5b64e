// What becomes of attribute changes that the schema allows (reference 3.6): what is stored at once, which
// `*_verified` flags fall, which addresses wait for a code.
//
//   the change                                            stored at once               a code goes out
//   any other attribute                                   yes                          no
//   an address, by an administrator, with its flag true   yes, verified                no
//   an address that the pool keeps until verified         no: it waits for its code    yes
//   an address                                            yes, unverified              if auto-verified
//   "" for an address                                     deleted with its flag        no
//
// The same value again is a change like any other.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "api/cognito_idp/fwd.h"
#include "userpools/rules/attributes.h"
#include "userpools/rules/code_delivery.h"

namespace poolhouse::userpools {

struct AttributePlan {
  // By name; "" deletes. Of a repeated attribute the last counts.
  Attributes stored;
  // Where a code goes. Its address is stored already, or waits for it.
  std::vector<Delivery> codes;
};

[[nodiscard]] AttributePlan plan_attribute_changes(const cognito_idp::UserPoolType& pool,
                                                   std::span<const Attribute> changes);

[[nodiscard]] Attributes with_changes(Attributes before, const AttributePlan& plan);

// The attributes that codes can verify: email and phone_number.
[[nodiscard]] bool is_address(std::string_view attribute_name);
// AttributesRequireVerificationBeforeUpdate has it.
[[nodiscard]] bool waits_for_code(const cognito_idp::UserPoolType& pool, std::string_view attribute_name);

}  // namespace poolhouse::userpools
