#include "triggers/triggers.h"

namespace poolhouse::triggers {

Task<PreSignUpAnswer> NoTriggers::pre_sign_up(PreSignUp) { co_return PreSignUpAnswer{}; }
Task<> NoTriggers::post_confirmation(Event) { co_return; }
Task<> NoTriggers::pre_authentication(PreAuthentication) { co_return; }
Task<> NoTriggers::post_authentication(Event) { co_return; }
Task<ClaimsOverride> NoTriggers::pre_token_generation(PreTokenGeneration) { co_return ClaimsOverride{}; }
Task<CustomMessageAnswer> NoTriggers::custom_message(CustomMessage) { co_return CustomMessageAnswer{}; }
Task<std::optional<MigratedUser>> NoTriggers::user_migration(UserMigration) { co_return std::nullopt; }

}  // namespace poolhouse::triggers
