#include "userpools/users/admin_create_user.h"

#include <fmt/format.h>

#include "api/cognito_idp/errors.h"
#include "userpools/request_attributes.h"
#include "userpools/rules/attribute_schema.h"
#include "userpools/rules/password_policy.h"
#include "userpools/rules/username.h"
#include "userpools/trigger_events.h"
#include "userpools/users/alias_move.h"
#include "userpools/users/invitation.h"
#include "userpools/users/require_user.h"
#include "userpools/users/shown_user.h"
#include "userpools/users/temporary_password.h"

namespace poolhouse::userpools {
namespace {

using cognito_idp::AdminCreateUserRequest;
using cognito_idp::MessageActionType;
using cognito_idp::UserStatusType;

triggers::Event invitation_event(const Pool& pool, const User& user, const AdminCreateUserRequest& request) {
  return user_event(pool, user, "CustomMessage_AdminCreateUser", kNoClient,
                    metadata_of(request.client_metadata));
}

// Only a user who has never chosen a password has one that may be sent again.
void require_resendable(const User& user) {
  if (user.status == UserStatusType::FORCE_CHANGE_PASSWORD) return;
  throw cognito_idp::UnsupportedUserStateException(
      fmt::format("Resend not possible. {} status is not FORCE_CHANGE_PASSWORD", user.username.value()));
}

}  // namespace

AdminCreateUser::AdminCreateUser(store::Store& store, const Passwords& passwords, CpuPool& cpu,
                                 triggers::Triggers& triggers, CodeMessages& messages,
                                 const messaging::Outbox& outbox, const Clock& clock, Random& random)
    : store_(store),
      passwords_(passwords),
      cpu_(cpu),
      triggers_(triggers),
      messages_(messages),
      outbox_(outbox),
      clock_(clock),
      random_(random) {}

Task<cognito_idp::AdminCreateUserResponse> AdminCreateUser::handle(AdminCreateUserRequest request,
                                                                   AdminCall call) {
  const bool again = request.message_action == MessageActionType::RESEND;
  const auto user = co_await (again ? resend(std::move(call.pool), std::move(request))
                                    : create(std::move(call.pool), std::move(request)));
  cognito_idp::AdminCreateUserResponse response;
  response.user = shown_user(user);
  co_return response;
}

Secret AdminCreateUser::temporary_password(const Pool& pool, std::optional<Secret> given) const {
  const auto& policy = *pool.settings.policies->password_policy;
  // A blank password counts as none, as in SignUp.
  if (!given || given->empty()) return generate_temporary_password(policy, random_);
  or_fail(check_password(*given, policy, PasswordPhrase::temporary));
  return std::move(*given);
}

Task<std::string> AdminCreateUser::sealed(const Pool& pool, const User& user, const Secret& password) {
  auto text = co_await cpu_.run(password_lane(pool),
                                [&] { return passwords_.seal(pool, user.sub, user.username, password); });
  co_return text;
}

Task<User> AdminCreateUser::create(PoolRef pool_ref, AdminCreateUserRequest request) {
  const auto& pool = *pool_ref;
  const auto& schema = *pool.settings.schema_attributes;
  const auto model = username_model(pool.settings);
  or_fail(check_username(model, request.username));
  const auto given = or_fail(attributes_of(request.user_attributes));
  auto attributes = new_user_attributes(given, attribute_of_username(model, request.username));
  or_fail(
      check_new_user_attributes(schema, attribute_list(attributes), RequiredAttributes::at_first_sign_in));
  or_fail(check_verified_flags(given, attributes));
  const auto deliveries = request.message_action == MessageActionType::SUPPRESS
                              ? std::vector<Delivery>()
                              : or_fail(invitation_deliveries(request.desired_delivery_mediums, attributes));
  const auto password = temporary_password(pool, std::move(request.temporary_password));

  const auto now = clock_.now();
  User user{.sub = Sub(random_.uuid()),
            .username = Username(request.username),
            .status = UserStatusType::FORCE_CHANGE_PASSWORD,
            .enabled = true,
            .attributes = std::move(attributes),
            .sealed_password = std::nullopt,
            .password_expires_at = std::nullopt,
            .created_at = now,
            .modified_at = now};
  if (model.attributes_as_username()) user.username = Username(user.sub.value());

  // The function may refuse the user; its auto-confirm and auto-verify answers are for SignUp.
  (void)co_await triggers_.pre_sign_up(
      {.event = new_user_event(pool, user.username.value(), user.attributes, "PreSignUp_AdminCreateUser",
                               kNoClient, metadata_of(request.client_metadata)),
       .validation_data = trigger_attributes(request.validation_data)});
  auto stored = co_await sealed(pool, user, password);
  set_temporary_password(user, std::move(stored), pool, now);

  const auto invitations = co_await messages_.compose_invitation(
      pool_ref, invitation_event(pool, user, request), deliveries, invited_username(pool, user), password);
  const auto alias = request.force_alias_creation.value_or(false) ? AliasMove::yes : AliasMove::no;
  co_await store_.write([&](store::Connection& db) {
    or_fail_taken(insert_user_moving_aliases(db, pool, user, alias), NameTakenIn::admin_create_user);
    for (const auto& invitation : invitations) outbox_.add(db, invitation);
  });
  co_return user;
}

Task<User> AdminCreateUser::resend(PoolRef pool_ref, AdminCreateUserRequest request) {
  const auto& pool = *pool_ref;
  const auto user =
      co_await store_.read([&](store::Connection& db) { return require_user(db, pool, request.username); });
  require_resendable(user);
  const auto deliveries = or_fail(invitation_deliveries(request.desired_delivery_mediums, user.attributes));
  const auto password = temporary_password(pool, std::move(request.temporary_password));
  const auto stored = co_await sealed(pool, user, password);
  const auto invitations = co_await messages_.compose_invitation(
      pool_ref, invitation_event(pool, user, request), deliveries, invited_username(pool, user), password);

  const auto now = clock_.now();
  auto invited = co_await store_.write([&](store::Connection& db) {
    const auto before = require_user(db, pool, user.sub);
    require_resendable(before);
    auto after = before;
    set_temporary_password(after, stored, pool, now);
    or_fail_taken(update_user(db, pool, before, after), NameTakenIn::attribute_update);
    for (const auto& invitation : invitations) outbox_.add(db, invitation);
    return after;
  });
  co_return invited;
}

}  // namespace poolhouse::userpools
