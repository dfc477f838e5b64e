#include "userpools/attributes/attribute_plan.h"

#include <algorithm>
#include <array>

#include "api/cognito_idp/types/user_pool_type.h"

namespace poolhouse::userpools {
namespace {

using cognito_idp::VerifiedAttributeType;

constexpr std::array<std::string_view, 2> kAddresses = {"email", "phone_number"};

bool lists(const std::optional<std::vector<VerifiedAttributeType>>& attributes, std::string_view name) {
  return attributes &&
         std::ranges::any_of(*attributes, [&](const auto type) { return to_string(type) == name; });
}

}  // namespace

bool is_address(std::string_view attribute_name) {
  return std::ranges::find(kAddresses, attribute_name) != kAddresses.end();
}

bool waits_for_code(const cognito_idp::UserPoolType& pool, std::string_view attribute_name) {
  const auto& settings = pool.user_attribute_update_settings;
  return settings && lists(settings->attributes_require_verification_before_update, attribute_name);
}

AttributePlan plan_attribute_changes(const cognito_idp::UserPoolType& pool,
                                     std::span<const Attribute> changes) {
  AttributePlan plan;
  for (const auto& [name, value] : changes) plan.stored[name] = value;

  for (const auto name : kAddresses) {
    const auto address = plan.stored.find(name);
    if (address == plan.stored.end()) continue;
    const auto flag = std::string(name) + "_verified";
    if (address->second.empty()) {
      plan.stored[flag] = "";
      continue;
    }
    if (is_true(plan.stored, flag)) continue;
    const auto delivery = delivery_to(name, plan.stored);
    if (waits_for_code(pool, name)) {
      plan.stored.erase(address);
      plan.stored.erase(flag);
      plan.codes.push_back(*delivery);
      continue;
    }
    plan.stored[flag] = "false";
    if (lists(pool.auto_verified_attributes, name)) plan.codes.push_back(*delivery);
  }
  return plan;
}

Attributes with_changes(Attributes before, const AttributePlan& plan) {
  for (const auto& [name, value] : plan.stored) {
    if (value.empty()) {
      before.erase(name);
    } else {
      before[name] = value;
    }
  }
  return before;
}

}  // namespace poolhouse::userpools
