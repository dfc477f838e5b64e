// Lambda triggers: the points of the flows at which a pool's functions may look, refuse or change.
//
// Owns the events and what a function may answer, in Cognito's words (developer guide, "Customizing
// user pool workflows with Lambda triggers"). Does not own the flows: they call `Triggers` at every
// point whether or not a function is attached, so attaching one touches no flow.
//
// Every method may throw the service's UserLambdaValidationException, UnexpectedLambdaException or
// InvalidLambdaResponseException; the flow lets it pass.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "api/cognito_idp/types/lambda_config_type.h"
#include "base/secret.h"
#include "base/strong.h"
#include "base/task.h"
#include "triggers/claims_override.h"

namespace poolhouse::triggers {

using Attributes = std::map<std::string, std::string>;
using Metadata = std::map<std::string, std::string>;

// What every event carries. `user_attributes` includes sub and cognito:user_status where a user exists.
struct Event {
  std::string source;  // e.g. "PreSignUp_SignUp"
  UserPoolId pool;
  // The pool's LambdaConfig: which function each trigger calls.
  std::optional<cognito_idp::LambdaConfigType> functions;
  std::string client_id;  // "CLIENT_ID_NOT_APPLICABLE" for admin operations
  std::string username;
  Attributes user_attributes;
  Metadata client_metadata;
};

struct PreSignUp {
  Event event;
  Attributes validation_data;
};
struct PreSignUpAnswer {
  bool auto_confirm_user = false;
  bool auto_verify_email = false;
  bool auto_verify_phone = false;
};

struct PreAuthentication {
  Event event;
  Metadata validation_data;
  bool user_not_found = false;
};

struct PreTokenGeneration {
  Event event;
  std::vector<std::string> groups;
  std::vector<std::string> roles;
  std::optional<std::string> preferred_role;
  std::vector<std::string> scopes;
};

struct CustomMessage {
  Event event;
  std::string code_parameter = "{####}";
  std::optional<std::string> username_parameter;
};
struct CustomMessageAnswer {
  std::optional<std::string> sms_message;
  std::optional<std::string> email_message;
  std::optional<std::string> email_subject;
};

struct UserMigration {
  Event event;
  Secret password;  // empty for UserMigration_ForgotPassword
  Metadata validation_data;
};
struct MigratedUser {
  Attributes user_attributes;
  std::optional<std::string> final_user_status;
  bool suppress_message = false;
  bool force_alias_creation = false;
};

class Triggers {
 public:
  virtual ~Triggers() = default;
  virtual Task<PreSignUpAnswer> pre_sign_up(PreSignUp request) = 0;
  virtual Task<> post_confirmation(Event event) = 0;
  virtual Task<> pre_authentication(PreAuthentication request) = 0;
  virtual Task<> post_authentication(Event event) = 0;
  // Changes nothing where no function is attached.
  virtual Task<ClaimsOverride> pre_token_generation(PreTokenGeneration request) = 0;
  virtual Task<CustomMessageAnswer> custom_message(CustomMessage request) = 0;
  // Nothing: no function is attached, or it does not know the user.
  virtual Task<std::optional<MigratedUser>> user_migration(UserMigration request) = 0;
};

// For a server that cannot run functions. A point without a function is passed; where the pool names one,
// UnexpectedLambdaException: a function that guards the pool must not be skipped in silence.
class NoTriggers final : public Triggers {
 public:
  Task<PreSignUpAnswer> pre_sign_up(PreSignUp request) override;
  Task<> post_confirmation(Event event) override;
  Task<> pre_authentication(PreAuthentication request) override;
  Task<> post_authentication(Event event) override;
  Task<ClaimsOverride> pre_token_generation(PreTokenGeneration request) override;
  Task<CustomMessageAnswer> custom_message(CustomMessage request) override;
  Task<std::optional<MigratedUser>> user_migration(UserMigration request) override;
};

}  // namespace poolhouse::triggers
