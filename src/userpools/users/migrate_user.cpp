#include "userpools/users/migrate_user.h"

#include <vector>

#include "api/cognito_idp/errors.h"
#include "userpools/rules/attribute_schema.h"
#include "userpools/rules/username.h"
#include "userpools/trigger_events.h"
#include "userpools/users/alias_move.h"

namespace poolhouse::userpools {
namespace {

using cognito_idp::UserStatusType;

triggers::UserMigration migration(const char* source, const PoolRef& pool, const AppClientRef& client,
                                  std::string name, triggers::Metadata client_metadata) {
  triggers::UserMigration request;
  request.event = new_user_event(*pool, std::move(name), {}, source, client->id.value(), client_metadata);
  request.validation_data = std::move(client_metadata);
  return request;
}

}  // namespace

MigrateUser::MigrateUser(store::Store& store, const Passwords& passwords, CpuPool& cpu,
                         triggers::Triggers& triggers, const Clock& clock, Random& random)
    : store_(store), passwords_(passwords), cpu_(cpu), triggers_(triggers), clock_(clock), random_(random) {}

Task<std::optional<User>> MigrateUser::at_sign_in(PoolRef pool, AppClientRef client, std::string name,
                                                  const Secret& password,
                                                  triggers::Metadata client_metadata) {
  auto request =
      migration("UserMigration_Authentication", pool, client, std::move(name), std::move(client_metadata));
  request.password = password.clone();
  co_return co_await migrate(std::move(pool), std::move(request), &password);
}

Task<std::optional<User>> MigrateUser::at_forgot_password(PoolRef pool, AppClientRef client, std::string name,
                                                          triggers::Metadata client_metadata) {
  auto request =
      migration("UserMigration_ForgotPassword", pool, client, std::move(name), std::move(client_metadata));
  co_return co_await migrate(std::move(pool), std::move(request), nullptr);
}

Task<std::optional<User>> MigrateUser::migrate(PoolRef pool, triggers::UserMigration request,
                                               const Secret* password) {
  const auto name = request.event.username;
  const auto answer = co_await triggers_.user_migration(std::move(request));
  if (!answer) co_return std::nullopt;

  const auto model = username_model(pool->settings);
  const auto now = clock_.now();
  User user{.sub = Sub(random_.uuid()),
            .username = Username(name),
            .status = UserStatusType::RESET_REQUIRED,
            .enabled = true,
            .attributes = {answer->user_attributes.begin(), answer->user_attributes.end()},
            .sealed_password = std::nullopt,
            .password_expires_at = std::nullopt,
            .created_at = now,
            .modified_at = now};
  user.attributes.erase("sub");
  if (auto named = attribute_of_username(model, name)) user.attributes[named->name] = named->value;
  if (model.attributes_as_username()) user.username = Username(user.sub.value());
  std::vector<Attribute> attributes;
  for (const auto& [attribute, value] : user.attributes)
    attributes.push_back({.name = attribute, .value = value});
  if (!check_new_user_attributes(*pool->settings.schema_attributes, attributes,
                                 RequiredAttributes::at_first_sign_in)) {
    throw cognito_idp::InvalidLambdaResponseException("Unrecognizable lambda output");
  }
  // Only the final status CONFIRMED keeps the password that was just proven at the old place.
  if (password != nullptr && answer->final_user_status == "CONFIRMED") {
    user.status = UserStatusType::CONFIRMED;
    user.sealed_password = co_await cpu_.run(
        password_lane(*pool), [&] { return passwords_.seal(*pool, user.sub, user.username, *password); });
  }
  const auto move = answer->force_alias_creation ? AliasMove::yes : AliasMove::no;
  co_await store_.write([&](store::Connection& db) {
    or_fail_taken(insert_user_moving_aliases(db, *pool, user, move), NameTakenIn::sign_up);
  });
  co_return user;
}

}  // namespace poolhouse::userpools
