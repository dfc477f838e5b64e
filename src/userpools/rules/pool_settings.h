// A pool's settings from what CreateUserPool and UpdateUserPool are given: defaults, mirrored members,
// and what does not go together.
//
// What is read back is exact: a member that was never set and has no default stays absent, because strict
// clients (Terraform) take any value for a difference.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "api/cognito_idp/fwd.h"
#include "api/cognito_idp/types/user_pool_type.h"
#include "userpools/rules/faults.h"

namespace poolhouse::userpools {

// Is a second factor besides SMS configured for the pool (SetUserPoolMfaConfig)? Then MFA needs no
// SmsConfiguration.
enum class OtherMfaFactors { none, configured };

// Everything of the pool but Id, Arn, the dates and EstimatedNumberOfUsers, which are the operation's.
// `region` is where the pool is made.
[[nodiscard]] Decided<cognito_idp::UserPoolType> new_pool_settings(
    const cognito_idp::CreateUserPoolRequest& request, std::string_view region);

// The documented reset: a member the request omits goes back to its default. Kept are what cannot change
// (schema, aliases, user names), the name, the tags (`{}` clears them), and DcrConfiguration.
[[nodiscard]] Decided<cognito_idp::UserPoolType> updated_pool_settings(
    const cognito_idp::UserPoolType& current, const cognito_idp::UpdateUserPoolRequest& request,
    OtherMfaFactors other_factors);

inline constexpr std::size_t kTagsMax = 50;
// At most 50, and none that begins with `aws:`. TagResource answers InvalidParameterException, the pool
// operations UserPoolTaggingException.
[[nodiscard]] Decided<void> check_tags(const std::map<std::string, std::string>& tags, Refusal refusal);

}  // namespace poolhouse::userpools
