#include "userpools/rules/faults.h"

#include "api/cognito_idp/errors.h"

namespace poolhouse::userpools {

void raise(const Fault& fault) {
  switch (fault.error) {
    case Refusal::alias_exists:
      throw cognito_idp::AliasExistsException(fault.message);
    case Refusal::feature_unavailable_in_tier:
      throw cognito_idp::FeatureUnavailableInTierException(fault.message);
    case Refusal::invalid_oauth_flow:
      throw cognito_idp::InvalidOAuthFlowException(fault.message);
    case Refusal::invalid_parameter:
      throw cognito_idp::InvalidParameterException(fault.message);
    case Refusal::invalid_password:
      throw cognito_idp::InvalidPasswordException(fault.message);
    case Refusal::limit_exceeded:
      throw cognito_idp::LimitExceededException(fault.message);
    case Refusal::not_authorized:
      throw cognito_idp::NotAuthorizedException(fault.message);
    case Refusal::password_history_policy_violation:
      throw cognito_idp::PasswordHistoryPolicyViolationException(fault.message);
    case Refusal::scope_does_not_exist:
      throw cognito_idp::ScopeDoesNotExistException(fault.message);
    case Refusal::tier_change_not_allowed:
      throw cognito_idp::TierChangeNotAllowedException(fault.message);
    case Refusal::user_pool_tagging:
      throw cognito_idp::UserPoolTaggingException(fault.message);
    case Refusal::username_exists:
      throw cognito_idp::UsernameExistsException(fault.message);
  }
  std::unreachable();
}

}  // namespace poolhouse::userpools
