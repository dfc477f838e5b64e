#include "userpools/attributes/attribute_changes.h"

#include "api/cognito_idp/errors.h"
#include "userpools/auth/attempts.h"
#include "userpools/rules/attribute_schema.h"
#include "userpools/trigger_events.h"
#include "userpools/users/name_taken.h"

namespace poolhouse::userpools {
namespace {

constexpr auto kLimitedAs = CodeOperation::get_user_attribute_verification_code;

// UpdateUserAttributes declares no LimitExceededException.
void or_too_many(const Decided<void>& decided) {
  if (!decided) throw cognito_idp::TooManyRequestsException(decided.error().message);
}

}  // namespace

Task<std::vector<cognito_idp::CodeDeliveryDetailsType>> AttributeChanges::apply(
    PoolRef pool, User user, std::vector<Attribute> changes, ChangedBy by, std::string client_id,
    triggers::Metadata client_metadata) {
  or_fail(check_verified_flags(changes, user.attributes));
  const auto plan = plan_attribute_changes(pool->settings, changes);
  user.attributes = with_changes(std::move(user.attributes), plan);
  const bool limited = by == ChangedBy::user && !plan.codes.empty();
  if (limited) {
    const auto within_limit = co_await store_.read([&](store::Connection& db) {
      return check_code_operation(db, pool->id, user.sub, kLimitedAs, clock_.now());
    });
    or_too_many(within_limit);
  }
  std::vector<ComposedCode> codes;
  for (const auto& delivery : plan.codes) {
    auto event = user_event(*pool, user, "CustomMessage_UpdateUserAttribute", client_id, client_metadata);
    auto code = co_await code_sender_.compose(pool, std::move(event), delivery,
                                              code_for_attribute(delivery.attribute_name));
    codes.push_back(std::move(code));
  }

  co_await store_.write([&](store::Connection& db) {
    const auto before = find_user(db, pool->id, user.sub);
    if (!before) throw cognito_idp::UserNotFoundException("User does not exist.");
    or_fail(check_verified_flags(changes, before->attributes));
    auto after = *before;
    after.attributes = with_changes(before->attributes, plan);
    after.modified_at = clock_.now();
    or_fail_taken(update_user(db, *pool, *before, after), NameTakenIn::attribute_update);
    for (const auto& [name, value] : plan.stored) {
      if (is_address(name)) codes_.remove(db, pool->id, user.sub, code_for_attribute(name));
    }
    for (const auto& code : codes) {
      if (limited) or_too_many(use_code_operation(db, pool->id, user.sub, kLimitedAs, clock_.now()));
      code_sender_.send(db, pool->id, user.sub, code);
    }
  });

  std::vector<cognito_idp::CodeDeliveryDetailsType> details;
  for (const auto& delivery : plan.codes) details.push_back(code_delivery_details(delivery));
  co_return details;
}

Task<> AttributeChanges::remove(PoolRef pool, User user, std::vector<std::string> names) {
  std::vector<Attribute> changes;
  for (auto& name : names) changes.push_back({.name = std::move(name), .value = ""});
  // Nothing is sent for a deletion, so no client or metadata is asked for.
  (void)co_await apply(std::move(pool), std::move(user), std::move(changes), ChangedBy::user, "", {});
}

}  // namespace poolhouse::userpools
