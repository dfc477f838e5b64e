#include <fmt/format.h>

#include "api/cognito_idp/errors.h"
#include "triggers/triggers.h"

namespace poolhouse::triggers {
namespace {

using cognito_idp::LambdaConfigType;

// Throws where the pool names a function for the trigger.
void pass(const Event& event, std::optional<std::string> LambdaConfigType::* function, const char* trigger) {
  if (!event.functions || !((*event.functions).*function)) return;
  throw cognito_idp::UnexpectedLambdaException(
      fmt::format("{} invocation failed due to error FunctionNotAttached.", trigger),
      OperatorHint{fmt::format("pool {} names a {} function, and this server runs no functions yet",
                               event.pool.value(), trigger)});
}

}  // namespace

Task<PreSignUpAnswer> NoTriggers::pre_sign_up(PreSignUp request) {
  pass(request.event, &LambdaConfigType::pre_sign_up, "PreSignUp");
  co_return PreSignUpAnswer{};
}

Task<> NoTriggers::post_confirmation(Event event) {
  pass(event, &LambdaConfigType::post_confirmation, "PostConfirmation");
  co_return;
}

Task<> NoTriggers::pre_authentication(PreAuthentication request) {
  pass(request.event, &LambdaConfigType::pre_authentication, "PreAuthentication");
  co_return;
}

Task<> NoTriggers::post_authentication(Event event) {
  pass(event, &LambdaConfigType::post_authentication, "PostAuthentication");
  co_return;
}

Task<ClaimsOverride> NoTriggers::pre_token_generation(PreTokenGeneration request) {
  pass(request.event, &LambdaConfigType::pre_token_generation, "PreTokenGeneration");
  co_return ClaimsOverride{};
}

Task<CustomMessageAnswer> NoTriggers::custom_message(CustomMessage request) {
  pass(request.event, &LambdaConfigType::custom_message, "CustomMessage");
  co_return CustomMessageAnswer{};
}

Task<std::optional<MigratedUser>> NoTriggers::user_migration(UserMigration request) {
  pass(request.event, &LambdaConfigType::user_migration, "UserMigration");
  co_return std::nullopt;
}

}  // namespace poolhouse::triggers
