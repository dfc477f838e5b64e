#include "userpools/sign_up/sign_up.h"

#include "api/cognito_idp/errors.h"
#include "userpools/request_attributes.h"
#include "userpools/rules/attribute_schema.h"
#include "userpools/rules/client_permissions.h"
#include "userpools/rules/password_policy.h"
#include "userpools/rules/username.h"
#include "userpools/trigger_events.h"
#include "userpools/users/alias_move.h"
#include "userpools/users/user_repository.h"

namespace poolhouse::userpools {
namespace {

using cognito_idp::UserStatusType;

bool only_administrators_create_users(const Pool& pool) {
  const auto& config = pool.settings.admin_create_user_config;
  return config && config->allow_admin_create_user_only.value_or(false);
}

void auto_verify(Attributes& attributes, const std::string& name) {
  if (!value_of(attributes, name).empty()) attributes[name + "_verified"] = "true";
}

}  // namespace

SignUp::SignUp(store::Store& store, const Passwords& passwords, CpuPool& cpu, triggers::Triggers& triggers,
               CodeSender& code_sender, const Clock& clock, Random& random)
    : store_(store),
      passwords_(passwords),
      cpu_(cpu),
      triggers_(triggers),
      code_sender_(code_sender),
      clock_(clock),
      random_(random) {}

// The order of the checks is the service's (reference 3.4).
Task<cognito_idp::SignUpResponse> SignUp::handle(cognito_idp::SignUpRequest request, PublicCall call) {
  const auto& pool = *call.pool;
  const auto& schema = *pool.settings.schema_attributes;
  const auto model = username_model(pool.settings);
  if (only_administrators_create_users(pool)) {
    throw cognito_idp::NotAuthorizedException("SignUp is not permitted for this user pool");
  }
  or_fail(check_username(model, request.username));
  const auto given = or_fail(attributes_of(request.user_attributes));
  or_fail(check_sign_up_aliases(model, given));
  or_fail(check_writable(call.client->settings.write_attributes, schema, given));
  auto attributes = new_user_attributes(given, attribute_of_username(model, request.username));
  or_fail(check_new_user_attributes(schema, attribute_list(attributes), RequiredAttributes::at_once));
  // A blank password counts as none, and a user without one needs a pool with passwordless sign-in.
  if (!request.password || request.password->empty()) {
    throw cognito_idp::InvalidParameterException("Password is required for this user pool.");
  }
  or_fail(
      check_password(*request.password, *pool.settings.policies->password_policy, PasswordPhrase::sign_up));

  cpu_.require_room(password_lane(pool));

  const auto now = clock_.now();
  User user{.sub = Sub(random_.uuid()),
            .username = Username(request.username),
            .status = UserStatusType::UNCONFIRMED,
            .enabled = true,
            .attributes = std::move(attributes),
            .sealed_password = std::nullopt,
            .password_expires_at = std::nullopt,
            .created_at = now,
            .modified_at = now};
  if (model.attributes_as_username()) user.username = Username(user.sub.value());

  const auto answer = co_await triggers_.pre_sign_up(
      {.event = new_user_event(pool, user.username.value(), user.attributes, "PreSignUp_SignUp",
                               call.client->id.value(), metadata_of(request.client_metadata)),
       .validation_data = trigger_attributes(request.validation_data)});
  if (answer.auto_confirm_user) user.status = UserStatusType::CONFIRMED;
  if (answer.auto_verify_email) auto_verify(user.attributes, "email");
  if (answer.auto_verify_phone) auto_verify(user.attributes, "phone_number");

  user.sealed_password = co_await cpu_.run(
      password_lane(pool), [&] { return passwords_.seal(pool, user.sub, user.username, *request.password); });

  const auto delivery = user.status == UserStatusType::UNCONFIRMED
                            ? sign_up_delivery(pool.settings, user.attributes)
                            : std::nullopt;
  std::optional<ComposedCode> code;
  if (delivery) {
    auto event = user_event(pool, user, "CustomMessage_SignUp", call.client->id.value(),
                            metadata_of(request.client_metadata));
    code = co_await code_sender_.compose(call.pool, std::move(event), *delivery, CodeFor::sign_up);
  }
  // An attribute that the trigger has verified takes the alias from whoever had it.
  const auto alias = answer.auto_verify_email || answer.auto_verify_phone ? AliasMove::yes : AliasMove::no;
  co_await store_.write([&](store::Connection& db) {
    or_fail_taken(insert_user_moving_aliases(db, pool, user, alias), NameTakenIn::sign_up);
    if (code) code_sender_.send(db, pool.id, user.sub, *code);
  });

  if (user.status == UserStatusType::CONFIRMED) {
    co_await triggers_.post_confirmation(user_event(pool, user, "PostConfirmation_ConfirmSignUp",
                                                    call.client->id.value(),
                                                    metadata_of(request.client_metadata)));
  }
  cognito_idp::SignUpResponse response;
  response.user_confirmed = user.status == UserStatusType::CONFIRMED;
  response.user_sub = user.sub.value();
  if (delivery) response.code_delivery_details = code_delivery_details(*delivery);
  co_return response;
}

}  // namespace poolhouse::userpools
