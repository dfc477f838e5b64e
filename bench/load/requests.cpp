#include "load/requests.h"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <time.h>

#include <stdexcept>

#include "api/cognito_idp/initiate_auth.h"
#include "api/cognito_idp/respond_to_auth_challenge.h"

namespace poolhouse::bench {
namespace {

namespace idp = cognito_idp;

std::chrono::nanoseconds thread_cpu_time() {
  timespec time{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

const std::string& require(const std::map<std::string, std::string>& parameters, const char* name) {
  const auto found = parameters.find(name);
  if (found == parameters.end()) throw std::runtime_error(fmt::format("the challenge has no {}", name));
  return found->second;
}

}  // namespace

std::vector<idp::AttributeType> attributes_of(std::size_t number) {
  return {{.name = "email", .value = email_of(number)},
          {.name = "name", .value = fmt::format("Bench User {}", number)},
          {.name = "phone_number", .value = fmt::format("+1555{:07}", number)}};
}

idp::SignUpRequest sign_up(const Pool& pool, std::size_t number) {
  idp::SignUpRequest request;
  request.client_id = pool.client_id;
  request.username = username_of(number);
  request.password = Secret(kPassword);
  request.user_attributes = attributes_of(number);
  return request;
}

idp::AdminCreateUserRequest admin_create_user(const Pool& pool, std::size_t number) {
  idp::AdminCreateUserRequest request;
  request.user_pool_id = pool.id;
  request.username = username_of(number);
  request.user_attributes = attributes_of(number);
  request.temporary_password = Secret(kPassword);
  request.message_action = idp::MessageActionType::SUPPRESS;
  return request;
}

idp::AuthenticationResultType sign_in_by_password(Client& client, const Pool& pool, std::size_t user) {
  idp::InitiateAuthRequest request;
  request.auth_flow = idp::AuthFlowType::USER_PASSWORD_AUTH;
  request.client_id = pool.client_id;
  auto& parameters = request.auth_parameters.emplace();
  parameters.emplace("USERNAME", username_of(user));
  parameters.emplace("PASSWORD", kPassword);
  return std::move(*client.call<idp::op::InitiateAuth>(request).authentication_result);
}

void sign_in_by_srp(Worker& worker, const Pool& pool, std::size_t user) {
  idp::InitiateAuthRequest begin;
  begin.auth_flow = idp::AuthFlowType::USER_SRP_AUTH;
  begin.client_id = pool.client_id;
  auto& parameters = begin.auth_parameters.emplace();
  parameters.emplace("USERNAME", username_of(user));
  parameters.emplace("SRP_A", worker.srp.A_hex());
  const auto challenge = *worker.client.call<idp::op::InitiateAuth>(begin).challenge_parameters;

  const auto& secret_block = require(challenge, "SECRET_BLOCK");
  const auto& user_id = require(challenge, "USER_ID_FOR_SRP");
  const auto now = fmt::gmtime(to_epoch_seconds(SystemClock{}.now()));
  const auto timestamp = fmt::format("{:%a %b} {} {:%H:%M:%S} UTC {:%Y}", now, now.tm_mday, now, now);
  const auto begun = thread_cpu_time();
  const auto signature =
      worker.srp.sign({.pool_name = pool.name(), .user_id_for_srp = user_id}, Secret(kPassword),
                      require(challenge, "SALT"), require(challenge, "SRP_B"), secret_block, timestamp);
  worker.arithmetic += thread_cpu_time() - begun;

  idp::RespondToAuthChallengeRequest answer{};
  answer.client_id = pool.client_id;
  answer.challenge_name = idp::ChallengeNameType::PASSWORD_VERIFIER;
  auto& responses = answer.challenge_responses.emplace();
  responses.emplace("USERNAME", user_id);
  responses.emplace("PASSWORD_CLAIM_SECRET_BLOCK", secret_block);
  responses.emplace("PASSWORD_CLAIM_SIGNATURE", *signature);
  responses.emplace("TIMESTAMP", timestamp);
  worker.client.call<idp::op::RespondToAuthChallenge>(answer);
}

}  // namespace poolhouse::bench
