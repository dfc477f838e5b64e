#include "userpools/auth/new_password_required.h"

#include <fmt/format.h>

#include <algorithm>

#include "api/cognito_idp/errors.h"
#include "api/cognito_idp/types.h"
#include "api/text_map.h"
#include "userpools/rules/attribute_schema.h"
#include "userpools/rules/client_permissions.h"
#include "userpools/rules/password_policy.h"
#include "userpools/users/name_taken.h"
#include "userpools/users/user_repository.h"

namespace poolhouse::userpools {
namespace {

using cognito_idp::ChallengeNameType;
using cognito_idp::InvalidParameterException;
using cognito_idp::NotAuthorizedException;
using cognito_idp::UserStatusType;

constexpr std::string_view kAttributePrefix = "userAttributes.";

std::vector<Attribute> given_attributes(const AuthStep& step) {
  std::vector<Attribute> attributes;
  for (const auto& [name, value] : step.parameters) {
    if (!name.starts_with(kAttributePrefix)) continue;
    attributes.push_back(
        {.name = name.substr(kAttributePrefix.size()), .value = std::string(value.reveal())});
  }
  return attributes;
}

// The user whose new password the session waits for.
void require_awaited(const std::optional<User>& user, const AuthSession& session) {
  if (!user || !is_of(session, *user) || user->status != UserStatusType::FORCE_CHANGE_PASSWORD) {
    throw NotAuthorizedException("Invalid session for the user.");
  }
  if (!user->enabled) throw NotAuthorizedException("User is disabled.");
}

// What the user's attributes become, or the refusal in the service's order.
Attributes with_given_attributes(const AuthStep& step, const User& user,
                                 const std::vector<Attribute>& given) {
  const auto& schema = *step.pool->settings.schema_attributes;
  for (const auto& attribute : given) {
    if ((attribute.name == "email" || attribute.name == "phone_number") &&
        !value_of(user.attributes, attribute.name).empty()) {
      throw NotAuthorizedException(fmt::format("Cannot modify an already provided {}", attribute.name));
    }
  }
  or_fail(check_writable(step.client->settings.write_attributes, schema, given));
  // A required attribute that the administrator left out gets its first value here, though it be immutable.
  const auto awaited = missing_required_attributes(schema, user.attributes);
  std::vector<Attribute> first_values;
  std::vector<Attribute> changes;
  for (const auto& attribute : given) {
    const bool is_awaited = std::ranges::find(awaited, attribute.name) != awaited.end();
    (is_awaited ? first_values : changes).push_back(attribute);
  }
  or_fail(check_attribute_changes(schema, changes));
  or_fail(check_new_user_attributes(schema, first_values, RequiredAttributes::at_first_sign_in));
  auto attributes = user.attributes;
  for (const auto& attribute : given) {
    if (!attribute.value.empty()) attributes[attribute.name] = attribute.value;
  }
  const auto missing = missing_required_attributes(schema, attributes);
  if (!missing.empty()) {
    throw InvalidParameterException(fmt::format("Invalid attributes given, {} is missing", missing.front()));
  }
  return attributes;
}

}  // namespace

AuthOutcome new_password_required(const Pool& pool, const User& user, Secret session) {
  std::string required = "[";
  for (const auto& name : missing_required_attributes(*pool.settings.schema_attributes, user.attributes)) {
    if (required.size() > 1) required += ',';
    required += fmt::format("\"{}{}\"", kAttributePrefix, name);
  }
  required += ']';
  return Challenge{.name = ChallengeNameType::NEW_PASSWORD_REQUIRED,
                   .parameters = {{"USER_ID_FOR_SRP", user.username.value()},
                                  {"requiredAttributes", required},
                                  {"userAttributes", api::write_text_map(user.attributes)}},
                   .session = std::move(session)};
}

NewPasswordRequired::NewPasswordRequired(store::Store& store, const Passwords& passwords, CpuPool& cpu,
                                         const AuthSessions& sessions, CompleteSignIn& complete,
                                         const Clock& clock)
    : store_(store),
      passwords_(passwords),
      cpu_(cpu),
      sessions_(sessions),
      complete_(complete),
      clock_(clock) {}

Task<AuthOutcome> NewPasswordRequired::answer(const AuthStep& step) {
  const auto& pool = *step.pool;
  const std::string name(require_parameter(step, "USERNAME").reveal());
  const auto& password = require_new_password(step, "NEW_PASSWORD");
  const auto session =
      sessions_.require(*step.client, ChallengeNameType::NEW_PASSWORD_REQUIRED, step.session);
  require_flow_still_enabled(step, session.flow);
  // A used session is refused as such, although its user needs no new password any more.
  PasswordHistory history;
  const auto user = co_await store_.read([&](store::Connection& db) {
    sessions_.require_unspent(db, pool.id, session);
    auto found = find_user(db, pool, name);
    if (found) history = password_history(db, pool, *found);
    return found;
  });
  require_awaited(user, session);
  or_fail(check_password(password, *pool.settings.policies->password_policy, PasswordPhrase::change));
  const auto given = given_attributes(step);
  (void)with_given_attributes(step, *user, given);
  const auto lane = password_storage(pool.settings) == PasswordStorage::argon2id ? Lane::password_hash
                                                                                 : Lane::sign_in_answer;
  const auto sealed =
      or_fail(co_await cpu_.run(lane, [&] { return passwords_.seal_next(pool, *user, history, password); }));

  const auto now = clock_.now();
  const auto confirmed = [&](const User& before) {
    auto after = before;
    after.attributes = with_given_attributes(step, before, given);
    after.status = UserStatusType::CONFIRMED;
    after.sealed_password = sealed;
    after.password_expires_at.reset();
    after.modified_at = now;
    return after;
  };
  // The user is read again inside the transaction: what was checked above must still hold there.
  auto change = [&](store::Connection& db) {
    sessions_.spend(db, pool.id, session);
    const auto before = find_user(db, pool.id, session.sub);
    require_awaited(before, session);
    remember_password(db, pool, *before, now);
    or_fail_taken(update_user(db, pool, *before, confirmed(*before)), NameTakenIn::attribute_update);
  };
  // With the sign-in, so that nobody has a new password and a used session and no tokens for it.
  co_return co_await complete_.issue_tokens(step, confirmed(*user), "TokenGeneration_NewPasswordChallenge",
                                            std::move(change));
}

}  // namespace poolhouse::userpools
