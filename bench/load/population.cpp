#include "load/population.h"

#include <fmt/format.h>

#include <algorithm>

#include "api/cognito_idp/admin_confirm_sign_up.h"
#include "api/cognito_idp/create_user_pool.h"
#include "api/cognito_idp/create_user_pool_client.h"
#include "api/cognito_idp/sign_up.h"
#include "load/requests.h"

namespace poolhouse::bench {
namespace {

namespace idp = cognito_idp;

// A hash of 19 MiB each: a few hundred are as good as a million, because nothing of them is cached.
constexpr std::size_t kArgon2idUsers = 100;
constexpr std::size_t kSignedIn = 500;

Pool make_pool(Client& client, const idp::CreateUserPoolRequest& pool) {
  const auto id = *client.call<idp::op::CreateUserPool>(pool).user_pool->id;
  using enum idp::ExplicitAuthFlowsType;
  idp::CreateUserPoolClientRequest app{.user_pool_id = id, .client_name = "bench"};
  app.explicit_auth_flows = {ALLOW_USER_SRP_AUTH, ALLOW_USER_PASSWORD_AUTH, ALLOW_REFRESH_TOKEN_AUTH};
  return {id, *client.call<idp::op::CreateUserPoolClient>(app).user_pool_client->client_id};
}

void make_user(Client& client, const Pool& pool, std::size_t number) {
  client.call<idp::op::SignUp>(sign_up(pool, number));
  client.call<idp::op::AdminConfirmSignUp>({.user_pool_id = pool.id, .username = username_of(number)});
}

}  // namespace

std::string username_of(std::size_t number) { return fmt::format("user-{:07}", number); }
std::string email_of(std::size_t number) { return fmt::format("user-{:07}@example.com", number); }

Population::Population(const Plan& plan, const Signer& signer) {
  Worker worker(plan.port, signer, 0);
  srp = make_pool(worker.client, {.pool_name = "srp"});
  argon2id = make_pool(worker.client, {.pool_name = "argon2id",
                                       .user_pool_tags = {{{"poolhouse:password-storage", "argon2id"}}}});
  growing = make_pool(worker.client, {.pool_name = "growing",
                                      .auto_verified_attributes = {{idp::VerifiedAttributeType::email}}});
}

void Population::grow_to(std::size_t count, const Plan& plan, const Signer& signer) {
  if (argon2id_users == 0) {
    argon2id_users = std::min(count, kArgon2idUsers);
    for_each(argon2id_users, plan, signer,
             [this](Worker& worker, std::size_t number) { make_user(worker.client, argon2id, number); });
  }
  if (count <= srp_users) return;
  for_each(count - srp_users, plan, signer,
           [this](Worker& worker, std::size_t number) { make_user(worker.client, srp, srp_users + number); });
  srp_users = count;
}

void Population::sign_in(const Plan& plan, const Signer& signer) {
  tokens.clear();
  tokens.resize(std::min(srp_users, kSignedIn));
  for_each(tokens.size(), plan, signer, [this](Worker& worker, std::size_t number) {
    auto result = sign_in_by_password(worker.client, srp, worker.any(srp_users));
    tokens[number] = {.access = std::move(*result.access_token), .refresh = std::move(*result.refresh_token)};
  });
}

}  // namespace poolhouse::bench
