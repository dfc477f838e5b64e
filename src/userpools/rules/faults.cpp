#include "userpools/rules/faults.h"

#include "api/cognito_idp/errors.h"

namespace poolhouse::userpools {

void raise(const Fault& fault) {
  switch (fault.error) {
    case ApiError::alias_exists:
      throw cognito_idp::AliasExistsException(fault.message);
    case ApiError::feature_unavailable_in_tier:
      throw cognito_idp::FeatureUnavailableInTierException(fault.message);
    case ApiError::invalid_oauth_flow:
      throw cognito_idp::InvalidOAuthFlowException(fault.message);
    case ApiError::invalid_parameter:
      throw cognito_idp::InvalidParameterException(fault.message);
    case ApiError::invalid_password:
      throw cognito_idp::InvalidPasswordException(fault.message);
    case ApiError::limit_exceeded:
      throw cognito_idp::LimitExceededException(fault.message);
    case ApiError::not_authorized:
      throw cognito_idp::NotAuthorizedException(fault.message);
    case ApiError::scope_does_not_exist:
      throw cognito_idp::ScopeDoesNotExistException(fault.message);
    case ApiError::tier_change_not_allowed:
      throw cognito_idp::TierChangeNotAllowedException(fault.message);
    case ApiError::user_pool_tagging:
      throw cognito_idp::UserPoolTaggingException(fault.message);
    case ApiError::username_exists:
      throw cognito_idp::UsernameExistsException(fault.message);
  }
  std::unreachable();
}

}  // namespace poolhouse::userpools
