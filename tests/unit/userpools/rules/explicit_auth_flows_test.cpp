#include "userpools/rules/explicit_auth_flows.h"

#include <gtest/gtest.h>

namespace poolhouse::userpools {
namespace {

using cognito_idp::AuthFlowType;
using cognito_idp::FeatureType;
using cognito_idp::RefreshTokenRotationType;
using enum cognito_idp::ExplicitAuthFlowsType;

TEST(ExplicitAuthFlows, enable_what_they_name) {
  struct Case {
    ExplicitAuthFlows flows;
    EnabledFlows enabled;
  };
  const EnabledFlows unset{.custom = true, .user_srp = true, .refresh_token = true};
  for (const auto& c : std::vector<Case>{
           {std::nullopt, unset},
           {{{}}, unset},
           {{{ALLOW_USER_SRP_AUTH}}, {.user_srp = true}},
           {{{ALLOW_ADMIN_USER_PASSWORD_AUTH, ALLOW_REFRESH_TOKEN_AUTH}},
            {.admin_user_password = true, .refresh_token = true}},
           {{{ALLOW_USER_PASSWORD_AUTH, ALLOW_CUSTOM_AUTH}}, {.custom = true, .user_password = true}},
           {{{ALLOW_USER_AUTH}}, {.user_auth = true}},
           {{{ALLOW_CLIENT_TOKEN_AUTH}}, {.client_token = true}},
           {{{ADMIN_NO_SRP_AUTH}},
            {.admin_user_password = true, .custom = true, .user_srp = true, .refresh_token = true}},
           {{{USER_PASSWORD_AUTH}},
            {.custom = true, .user_password = true, .user_srp = true, .refresh_token = true}},
           {{{CUSTOM_AUTH_FLOW_ONLY}}, {.custom = true, .refresh_token = true}},
       }) {
    EXPECT_EQ(enabled_flows(c.flows, std::nullopt), c.enabled);
  }
}

TEST(ExplicitAuthFlows, a_client_that_rotates_has_no_refresh_flow) {
  const RefreshTokenRotationType rotates{.feature = FeatureType::ENABLED};
  const RefreshTokenRotationType does_not{.feature = FeatureType::DISABLED};
  EXPECT_EQ(enabled_flows(std::nullopt, rotates),
            (EnabledFlows{.custom = true, .user_srp = true, .rotates = true}));
  // In the words of a bad token, as observed.
  for (const auto flow : {AuthFlowType::REFRESH_TOKEN_AUTH, AuthFlowType::REFRESH_TOKEN}) {
    const auto refused = check_flow_enabled(enabled_flows(std::nullopt, rotates), flow, InitiatedBy::client);
    EXPECT_EQ(refused.error(), (Fault{Refusal::not_authorized, "Invalid Refresh Token."}));
  }
  EXPECT_TRUE(enabled_flows(std::nullopt, does_not).refresh_token);
}

TEST(ExplicitAuthFlows, refuse_what_does_not_go_together) {
  struct Case {
    ExplicitAuthFlows flows;
    std::optional<RefreshTokenRotationType> rotation;
    std::string message;
  };
  const RefreshTokenRotationType rotates{.feature = FeatureType::ENABLED};
  const RefreshTokenRotationType does_not{.feature = FeatureType::DISABLED};
  const std::string mixed = "Auth flow name with prefix 'ALLOW' cannot be used with legacy auth flow names.";
  for (const auto& c : std::vector<Case>{
           {std::nullopt, std::nullopt, ""},
           {std::nullopt, rotates, ""},
           {{{}}, rotates, ""},
           {{{ALLOW_USER_SRP_AUTH}}, std::nullopt, ""},  // without ALLOW_REFRESH_TOKEN_AUTH, as today
           {{{ADMIN_NO_SRP_AUTH, USER_PASSWORD_AUTH}}, std::nullopt, ""},
           {{{ADMIN_NO_SRP_AUTH, ALLOW_USER_SRP_AUTH}}, std::nullopt, mixed},
           {{{ALLOW_REFRESH_TOKEN_AUTH, USER_PASSWORD_AUTH}}, rotates, mixed},
           {{{ALLOW_USER_SRP_AUTH}}, rotates, ""},
           {{{ALLOW_USER_SRP_AUTH, ALLOW_REFRESH_TOKEN_AUTH}}, does_not, ""},
           {{{ALLOW_USER_SRP_AUTH, ALLOW_REFRESH_TOKEN_AUTH}},
            rotates,
            "ALLOW_REFRESH_TOKEN_AUTH is not a permitted ExplicitAuthFlow when refresh token rotation is "
            "enabled."},
           {{{ALLOW_CLIENT_TOKEN_AUTH}}, std::nullopt, ""},
           {{{ALLOW_CLIENT_TOKEN_AUTH, ALLOW_USER_AUTH}},
            std::nullopt,
            "ALLOW_CLIENT_TOKEN_AUTH cannot be combined with any other ExplicitAuthFlow."},
       }) {
    const auto checked = check_explicit_auth_flows(c.flows, c.rotation);
    EXPECT_EQ(checked ? "" : checked.error().message, c.message);
  }
}

TEST(ExplicitAuthFlows, a_flow_that_is_off_is_told_in_its_own_words) {
  const EnabledFlows none{};
  const EnabledFlows all{true, true, true, true, true, true, true};
  struct Case {
    AuthFlowType flow;
    InitiatedBy by;
    const char* off;  // with every flow off
    const char* on;   // with every flow on
  };
  using enum InitiatedBy;
  constexpr auto wrong = "Initiate Auth method not supported.";
  for (const auto& c : {
           Case{AuthFlowType::USER_SRP_AUTH, client, "USER_SRP_AUTH flow not enabled for this client", ""},
           Case{AuthFlowType::USER_SRP_AUTH, administrator, "USER_SRP_AUTH flow not enabled for this client",
                ""},
           Case{AuthFlowType::USER_AUTH, client, "USER_AUTH flow not enabled for this client", ""},
           Case{AuthFlowType::USER_PASSWORD_AUTH, client,
                "USER_PASSWORD_AUTH flow not enabled for this client", ""},
           Case{AuthFlowType::USER_PASSWORD_AUTH, administrator, wrong, wrong},
           Case{AuthFlowType::ADMIN_USER_PASSWORD_AUTH, administrator,
                "Auth flow not enabled for this client", ""},
           Case{AuthFlowType::ADMIN_USER_PASSWORD_AUTH, client, wrong, wrong},
           Case{AuthFlowType::ADMIN_NO_SRP_AUTH, administrator, "Auth flow not enabled for this client", ""},
           Case{AuthFlowType::ADMIN_NO_SRP_AUTH, client, wrong, wrong},
           Case{AuthFlowType::CUSTOM_AUTH, client, "CUSTOM_AUTH is not enabled for the client.", ""},
           Case{AuthFlowType::REFRESH_TOKEN_AUTH, client,
                "REFRESH_TOKEN_AUTH flow not enabled for this client", ""},
           Case{AuthFlowType::REFRESH_TOKEN, administrator,
                "REFRESH_TOKEN_AUTH flow not enabled for this client", ""},
       }) {
    const auto off = check_flow_enabled(none, c.flow, c.by);
    const auto on = check_flow_enabled(all, c.flow, c.by);
    EXPECT_EQ(off ? "" : off.error().message, c.off) << to_string(c.flow);
    EXPECT_EQ(on ? "" : on.error().message, c.on) << to_string(c.flow);
  }
}

}  // namespace
}  // namespace poolhouse::userpools
