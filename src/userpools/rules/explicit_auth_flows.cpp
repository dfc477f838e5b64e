#include "userpools/rules/explicit_auth_flows.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>

namespace poolhouse::userpools {
namespace {

using cognito_idp::AuthFlowType;
using Flow = cognito_idp::ExplicitAuthFlowsType;
using Rotation = std::optional<cognito_idp::RefreshTokenRotationType>;

bool is_legacy(Flow flow) {
  return flow == Flow::ADMIN_NO_SRP_AUTH || flow == Flow::CUSTOM_AUTH_FLOW_ONLY ||
         flow == Flow::USER_PASSWORD_AUTH;
}

EnabledFlows named_flows(const ExplicitAuthFlows& flows) {
  if (!flows || flows->empty()) return {.custom = true, .user_srp = true, .refresh_token = true};
  const auto has = [&](Flow flow) { return std::ranges::find(*flows, flow) != flows->end(); };
  if (std::ranges::any_of(*flows, is_legacy)) {
    // Verified against the service: a legacy list leaves SRP and refresh on. CUSTOM_AUTH_FLOW_ONLY means it.
    const bool custom_only = has(Flow::CUSTOM_AUTH_FLOW_ONLY);
    return {
        .admin_user_password = has(Flow::ADMIN_NO_SRP_AUTH),
        .custom = true,
        .user_password = has(Flow::USER_PASSWORD_AUTH),
        .user_srp = !custom_only,
        .refresh_token = true,
    };
  }
  return {
      .admin_user_password = has(Flow::ALLOW_ADMIN_USER_PASSWORD_AUTH),
      .custom = has(Flow::ALLOW_CUSTOM_AUTH),
      .user_password = has(Flow::ALLOW_USER_PASSWORD_AUTH),
      .user_srp = has(Flow::ALLOW_USER_SRP_AUTH),
      .refresh_token = has(Flow::ALLOW_REFRESH_TOKEN_AUTH),
      .user_auth = has(Flow::ALLOW_USER_AUTH),
      .client_token = has(Flow::ALLOW_CLIENT_TOKEN_AUTH),
  };
}

bool rotates(const Rotation& rotation) {
  return rotation && rotation->feature == cognito_idp::FeatureType::ENABLED;
}

Decided<void> enabled_or(bool enabled, std::string message) {
  if (enabled) return {};
  return invalid_parameter(std::move(message));
}

Decided<void> enabled_or_named(bool enabled, AuthFlowType flow) {
  return enabled_or(enabled, fmt::format("{} flow not enabled for this client", to_string(flow)));
}

}  // namespace

EnabledFlows enabled_flows(const ExplicitAuthFlows& flows, const Rotation& rotation) {
  auto enabled = named_flows(flows);
  enabled.rotates = rotates(rotation);
  if (enabled.rotates) enabled.refresh_token = false;
  return enabled;
}

Decided<void> check_explicit_auth_flows(const ExplicitAuthFlows& flows, const Rotation& rotation) {
  if (!flows) return {};
  const bool legacy = std::ranges::any_of(*flows, is_legacy);
  const bool current = !std::ranges::all_of(*flows, is_legacy);
  if (legacy && current) {
    return invalid_parameter(
        "Auth flow name with prefix 'ALLOW' cannot be used with legacy auth flow names.");
  }
  const auto has = [&](Flow flow) { return std::ranges::find(*flows, flow) != flows->end(); };
  if (has(Flow::ALLOW_CLIENT_TOKEN_AUTH) && flows->size() > 1) {
    return invalid_parameter("ALLOW_CLIENT_TOKEN_AUTH cannot be combined with any other ExplicitAuthFlow.");
  }
  if (rotates(rotation) && has(Flow::ALLOW_REFRESH_TOKEN_AUTH)) {
    return invalid_parameter(
        "ALLOW_REFRESH_TOKEN_AUTH is not a permitted ExplicitAuthFlow when refresh token rotation is "
        "enabled.");
  }
  return {};
}

Decided<void> check_flow_enabled(const EnabledFlows& enabled, AuthFlowType flow, InitiatedBy by) {
  const auto wrong_operation = [] { return invalid_parameter("Initiate Auth method not supported."); };
  switch (flow) {
    case AuthFlowType::USER_SRP_AUTH:
      return enabled_or_named(enabled.user_srp, flow);
    case AuthFlowType::USER_AUTH:
      return enabled_or_named(enabled.user_auth, flow);
    case AuthFlowType::CUSTOM_AUTH:
      return enabled_or(enabled.custom, "CUSTOM_AUTH is not enabled for the client.");
    case AuthFlowType::USER_PASSWORD_AUTH:
      if (by != InitiatedBy::client) return wrong_operation();
      return enabled_or_named(enabled.user_password, flow);
    case AuthFlowType::ADMIN_USER_PASSWORD_AUTH:
    case AuthFlowType::ADMIN_NO_SRP_AUTH:
      if (by != InitiatedBy::administrator) return wrong_operation();
      return enabled_or(enabled.admin_user_password, "Auth flow not enabled for this client");
    case AuthFlowType::REFRESH_TOKEN_AUTH:
    case AuthFlowType::REFRESH_TOKEN:
      if (enabled.rotates) return refuse(Refusal::not_authorized, "Invalid Refresh Token.");
      return enabled_or_named(enabled.refresh_token, AuthFlowType::REFRESH_TOKEN_AUTH);
  }
  std::unreachable();
}

}  // namespace poolhouse::userpools
