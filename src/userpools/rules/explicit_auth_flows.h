// Which sign-in flows an app client allows.
#pragma once

#include <optional>
#include <vector>

#include "api/cognito_idp/enums.h"
#include "api/cognito_idp/types/refresh_token_rotation_type.h"
#include "userpools/rules/faults.h"

namespace poolhouse::userpools {

using ExplicitAuthFlows = std::optional<std::vector<cognito_idp::ExplicitAuthFlowsType>>;

// What a client's ExplicitAuthFlows come to.
struct EnabledFlows {
  bool admin_user_password = false;
  bool custom = false;
  bool user_password = false;
  bool user_srp = false;
  bool refresh_token = false;
  bool user_auth = false;
  bool client_token = false;
  // RefreshTokenRotation, which takes the refresh flow away.
  bool rotates = false;
  friend bool operator==(const EnabledFlows&, const EnabledFlows&) = default;
};
// A client that rotates has no refresh flow: it refreshes by GetTokensFromRefreshToken and the token
// endpoint.
[[nodiscard]] EnabledFlows enabled_flows(
    const ExplicitAuthFlows& flows, const std::optional<cognito_idp::RefreshTokenRotationType>& rotation);

// At client creation and update: legacy names do not mix with ALLOW_*, client tokens not with anything, and
// a rotating client does not allow the flow that cannot rotate.
[[nodiscard]] Decided<void> check_explicit_auth_flows(
    const ExplicitAuthFlows& flows, const std::optional<cognito_idp::RefreshTokenRotationType>& rotation);

enum class InitiatedBy { client, administrator };  // InitiateAuth, AdminInitiateAuth

// Is the flow for this operation, and does the client allow it? In that order, each in its own words.
// The refresh flow of a client that rotates is answered like a bad token.
[[nodiscard]] Decided<void> check_flow_enabled(const EnabledFlows& enabled, cognito_idp::AuthFlowType flow,
                                               InitiatedBy by);

}  // namespace poolhouse::userpools
