#include "load/scenarios.h"

#include <fmt/format.h>

#include <atomic>

#include "api/cognito_idp/admin_create_user.h"
#include "api/cognito_idp/get_user.h"
#include "api/cognito_idp/initiate_auth.h"
#include "api/cognito_idp/list_users.h"
#include "api/cognito_idp/sign_up.h"
#include "load/requests.h"

namespace poolhouse::bench {
namespace {

namespace idp = cognito_idp;

// A user name that nobody had before, also when a scenario runs again.
std::size_t new_number() {
  static std::atomic<std::size_t> next = 0;
  return next++;
}

const Tokens& any_tokens(const Population& population, Worker& worker) {
  return population.tokens[worker.any(population.tokens.size())];
}

void get_user(const Population& population, Worker& worker) {
  idp::GetUserRequest request;
  request.access_token = any_tokens(population, worker).access.clone();
  worker.client.call<idp::op::GetUser>(request);
}

void refresh(const Population& population, Worker& worker) {
  idp::InitiateAuthRequest request;
  request.auth_flow = idp::AuthFlowType::REFRESH_TOKEN_AUTH;
  request.client_id = population.srp.client_id;
  request.auth_parameters.emplace().emplace("REFRESH_TOKEN", any_tokens(population, worker).refresh.clone());
  worker.client.call<idp::op::InitiateAuth>(request);
}

void list_users(const Population& population, Worker& worker) {
  idp::ListUsersRequest request;
  request.user_pool_id = population.srp.id;
  request.limit = 60;
  worker.client.call<idp::op::ListUsers>(request);
}

void list_users_by_email(const Population& population, Worker& worker) {
  idp::ListUsersRequest request;
  request.user_pool_id = population.srp.id;
  request.filter = fmt::format("email = \"{}\"", email_of(worker.any(population.srp_users)));
  worker.client.call<idp::op::ListUsers>(request);
}

// As many bytes as the request had; nearly all of them in the body.
std::string echo_request(std::string_view host, const WireSizes& sizes) {
  const auto head = fmt::format(
      "POST /echo?bytes={} HTTP/1.1\r\nHost: {}\r\n"
      "Content-Type: application/x-amz-json-1.1\r\nContent-Length: ",
      sizes.response_body, host);
  const auto room = sizes.request > head.size() + 8 ? sizes.request - head.size() - 8 : 0;
  return fmt::format("{}{}\r\n\r\n{}", head, room, std::string(room, 'x'));
}

}  // namespace

std::vector<Scenario> scenarios(const Population& population) {
  const auto path = fmt::format("/{}/.well-known/jwks.json", population.srp.id);
  return {
      {"jwks", [path](Worker& worker) { worker.client.get(path); }},
      {"get_user", [&population](Worker& worker) { get_user(population, worker); }},
      {"refresh", [&population](Worker& worker) { refresh(population, worker); }},
      {"srp_sign_in",
       [&population](Worker& worker) {
         sign_in_by_srp(worker, population.srp, worker.any(population.srp_users));
       }},
      {"password_sign_in",
       [&population](Worker& worker) {
         sign_in_by_password(worker.client, population.srp, worker.any(population.srp_users));
       }},
      {"password_sign_in_argon2id",
       [&population](Worker& worker) {
         sign_in_by_password(worker.client, population.argon2id, worker.any(population.argon2id_users));
       }},
      {"sign_up",
       [&population](Worker& worker) {
         worker.client.call<idp::op::SignUp>(sign_up(population.growing, new_number()));
       }},
      {"admin_create_user",
       [&population](Worker& worker) {
         worker.client.call<idp::op::AdminCreateUser>(admin_create_user(population.growing, new_number()));
       }},
      {"list_users", [&population](Worker& worker) { list_users(population, worker); }},
      {"list_users_by_email", [&population](Worker& worker) { list_users_by_email(population, worker); }},
  };
}

Scenario echo_of(std::string name, std::vector<WireSizes> sizes) {
  auto request = [sizes = std::move(sizes)](Worker& worker) {
    for (const auto& call : sizes) worker.client.exchange("echo", echo_request(worker.client.host(), call));
  };
  return {std::move(name), std::move(request)};
}

}  // namespace poolhouse::bench
