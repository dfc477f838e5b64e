#include "userpools/auth/sign_in_flows.h"

#include <fmt/format.h>

#include "api/cognito_idp/errors.h"
#include "api/cognito_idp/types.h"
#include "api/errors.h"
#include "userpools/rules/explicit_auth_flows.h"

namespace poolhouse::userpools {

using cognito_idp::AuthFlowType;
using cognito_idp::ChallengeNameType;

Task<AuthOutcome> SignInFlows::initiate(AuthStep step, AuthFlowType flow) {
  const bool refreshes = flow == AuthFlowType::REFRESH_TOKEN_AUTH || flow == AuthFlowType::REFRESH_TOKEN;
  // A refresh names no user; its own flow checks the hash when it knows whom the token is of.
  if (!refreshes) require_step_secret_hash(step, require_parameter(step, "USERNAME").reveal());
  or_fail(check_flow_enabled(
      enabled_flows(step.client->settings.explicit_auth_flows, step.client->settings.refresh_token_rotation),
      flow, step.api == AuthApi::admin_api ? InitiatedBy::administrator : InitiatedBy::client));
  step.flow = flow;
  switch (flow) {
    case AuthFlowType::USER_SRP_AUTH:
      co_return co_await srp_.initiate(step);
    case AuthFlowType::USER_PASSWORD_AUTH:
    case AuthFlowType::ADMIN_USER_PASSWORD_AUTH:
    case AuthFlowType::ADMIN_NO_SRP_AUTH:
      co_return co_await password_.initiate(step, flow);
    case AuthFlowType::REFRESH_TOKEN_AUTH:
    case AuthFlowType::REFRESH_TOKEN:
      co_return co_await refresh_.initiate(step);
    case AuthFlowType::CUSTOM_AUTH:
    case AuthFlowType::USER_AUTH:
      break;
  }
  throw api::NotImplementedException(
      fmt::format("The flow {} is not implemented by this server.", to_string(flow)));
}

Task<AuthOutcome> SignInFlows::respond(AuthStep step, ChallengeNameType challenge) {
  require_step_secret_hash(step, require_parameter(step, "USERNAME").reveal());
  switch (challenge) {
    case ChallengeNameType::PASSWORD_VERIFIER:
      step.flow = AuthFlowType::USER_SRP_AUTH;
      require_flow_still_enabled(step, *step.flow);
      co_return co_await srp_.answer_password_verifier(step);
    case ChallengeNameType::NEW_PASSWORD_REQUIRED:
      co_return co_await new_password_.answer(step);
    case ChallengeNameType::ADMIN_NO_SRP_AUTH:
      // No session of the public API waits for this answer.
      if (step.api != AuthApi::admin_api) {
        throw cognito_idp::NotAuthorizedException("Invalid session for the user.");
      }
      step.flow = AuthFlowType::ADMIN_NO_SRP_AUTH;
      require_flow_still_enabled(step, *step.flow);
      co_return co_await password_.answer_admin_no_srp_auth(step);
    default:
      break;
  }
  throw api::NotImplementedException(
      fmt::format("The challenge {} is not implemented by this server.", to_string(challenge)));
}

}  // namespace poolhouse::userpools
