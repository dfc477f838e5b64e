#include "userpools/auth/auth_step.h"

#include <fmt/format.h>

#include "api/cognito_idp/errors.h"
#include "api/cognito_idp/tables.h"
#include "api/violations.h"
#include "userpools/rules/explicit_auth_flows.h"
#include "userpools/rules/secret_hash.h"

namespace poolhouse::userpools {

using cognito_idp::AuthFlowType;

const Secret& require_parameter(const AuthStep& step, const std::string& name) {
  const auto found = step.parameters.find(name);
  if (found == step.parameters.end() || found->second.empty()) {
    throw cognito_idp::InvalidParameterException(fmt::format("Missing required parameter {}", name));
  }
  return found->second;
}

const Secret& require_new_password(const AuthStep& step, const std::string& name) {
  const auto& password = require_parameter(step, name);
  const auto& shape = cognito_idp::shapes::PasswordType;
  const api::Path path{.name = "newPassword"};
  api::Violations violations;
  violations.check_length(path, shape, api::length_of(password.reveal()), std::nullopt);
  violations.check_pattern(path, shape, password.reveal(), std::nullopt);
  if (!violations.empty()) throw cognito_idp::InvalidParameterException(violations.message());
  return password;
}

std::string_view parameter_or(const AuthStep& step, const std::string& name, std::string_view other) {
  const auto found = step.parameters.find(name);
  return found == step.parameters.end() ? other : found->second.reveal();
}

void require_flow_still_enabled(const AuthStep& step, AuthFlowType flow) {
  const auto& settings = step.client->settings;
  const bool admins =
      flow == AuthFlowType::ADMIN_USER_PASSWORD_AUTH || flow == AuthFlowType::ADMIN_NO_SRP_AUTH;
  or_fail(check_flow_enabled(enabled_flows(settings.explicit_auth_flows, settings.refresh_token_rotation),
                             flow, admins ? InitiatedBy::administrator : InitiatedBy::client));
}

void require_step_secret_hash(const AuthStep& step, std::string_view username) {
  const auto found = step.parameters.find("SECRET_HASH");
  const auto given = found == step.parameters.end() ? std::nullopt : std::optional(found->second.reveal());
  or_fail(check_secret_hash(given, username, step.client->id, step.client->secrets));
}

}  // namespace poolhouse::userpools
