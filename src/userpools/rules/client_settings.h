// An app client's settings from what CreateUserPoolClient and UpdateUserPoolClient are given: defaults,
// and what does not go together.
//
// As for pools, what is read back is exact: Terraform stores the answer and takes any difference from what
// it sent for an error.
#pragma once

#include <span>
#include <string>

#include "api/cognito_idp/fwd.h"
#include "api/cognito_idp/types/user_pool_client_type.h"
#include "userpools/rules/faults.h"

namespace poolhouse::userpools {

// What a client's settings refer to.
struct ClientSurroundings {
  const cognito_idp::UserPoolType& pool;
  // Names of the pool's own providers. COGNITO is always there.
  std::span<const std::string> identity_providers;
  // The scopes of the pool's resource servers, as `identifier/scope`. The reserved ones are always there.
  std::span<const std::string> custom_scopes;
};

// Everything of the client but ClientId, ClientSecret and the dates, which are the operation's.
[[nodiscard]] Decided<cognito_idp::UserPoolClientType> new_client_settings(
    const cognito_idp::CreateUserPoolClientRequest& request, const ClientSurroundings& around);

enum class HasSecret { no, yes };
// The documented reset: a member the request omits goes back to its default. Id, secret, name and dates stay.
[[nodiscard]] Decided<cognito_idp::UserPoolClientType> updated_client_settings(
    const cognito_idp::UserPoolClientType& current, const cognito_idp::UpdateUserPoolClientRequest& request,
    const ClientSurroundings& around, HasSecret has_secret);

}  // namespace poolhouse::userpools
