// One step of a sign-in: what (Admin)InitiateAuth and (Admin)RespondToAuthChallenge have in common.
//
// Each of the four operations turns its request into an AuthStep and the outcome into its response; the
// flows and challenges in this folder, one per file, know only these two.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "api/cognito_idp/types/authentication_result_type.h"
#include "base/secret.h"
#include "triggers/triggers.h"
#include "userpools/clients/app_client.h"
#include "userpools/pools/pool.h"

namespace poolhouse::userpools {

// Which of the two APIs asks: some flows belong to one of them.
enum class AuthApi { public_api, admin_api };

struct AuthStep {
  PoolRef pool;
  AppClientRef client;
  AuthApi api = AuthApi::public_api;
  // Where the step tells it: by its AuthFlow, or by a challenge that belongs to one flow.
  std::optional<cognito_idp::AuthFlowType> flow = std::nullopt;
  // AuthParameters or ChallengeResponses.
  std::map<std::string, Secret> parameters;
  std::optional<Secret> session;
  triggers::Metadata client_metadata;
};

// The client is to answer `name` next.
struct Challenge {
  cognito_idp::ChallengeNameType name;
  std::map<std::string, std::string> parameters;
  std::optional<Secret> session;
};

using AuthOutcome = std::variant<Challenge, cognito_idp::AuthenticationResultType>;

// InvalidParameterException `Missing required parameter X` when it is absent or empty.
[[nodiscard]] const Secret& require_parameter(const AuthStep& step, const std::string& name);
// The same for a password that somebody is to have from now on: in a map it passes by the model's checks,
// whose PasswordType it must satisfy (InvalidParameterException, in the model's wording).
[[nodiscard]] const Secret& require_new_password(const AuthStep& step, const std::string& name);
[[nodiscard]] std::string_view parameter_or(const AuthStep& step, const std::string& name,
                                            std::string_view other);

// At an answer: the client may have been forbidden the flow since it began. Refused as it would be now.
// Either API answers what the other began.
void require_flow_still_enabled(const AuthStep& step, cognito_idp::AuthFlowType flow);

// Checks SECRET_HASH over `username`, which is the USERNAME of the same step unless the flow has none.
void require_step_secret_hash(const AuthStep& step, std::string_view username);

// The response of any of the four operations.
template <class Response>
[[nodiscard]] Response to_response(AuthOutcome outcome) {
  Response response;
  response.challenge_parameters.emplace();  // `{}` with tokens too, never absent (observed)
  if (auto* challenge = std::get_if<Challenge>(&outcome)) {
    response.challenge_name = challenge->name;
    response.challenge_parameters = std::move(challenge->parameters);
    response.session = std::move(challenge->session);
  } else {
    response.authentication_result = std::move(std::get<cognito_idp::AuthenticationResultType>(outcome));
  }
  return response;
}

}  // namespace poolhouse::userpools
