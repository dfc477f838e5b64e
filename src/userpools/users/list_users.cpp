#include "userpools/users/list_users.h"

#include <algorithm>

#include "api/cognito_idp/errors.h"
#include "base/packed.h"
#include "userpools/rules/user_filter.h"
#include "userpools/users/shown_user.h"
#include "userpools/users/user_repository.h"

namespace poolhouse::userpools {
namespace {

using Names = std::vector<std::string>;

std::string_view value_searched(const User& user, SearchAttribute attribute) {
  switch (attribute) {
    case SearchAttribute::username:
      return user.username.value();
    case SearchAttribute::user_status:
      return to_string(user.status);
    case SearchAttribute::status:
      return user.enabled ? "Enabled" : "Disabled";
    case SearchAttribute::sub:
      return user.sub.value();
    default:
      return value_of(user.attributes, name_of(attribute));
  }
}

// The index knows only the start of a long value; this looks at the whole.
bool matches(const User& user, const UserFilter& filter) {
  const auto name = name_of(filter.attribute);
  const auto value = search_text(name, value_searched(user, filter.attribute));
  const auto wanted = search_text(name, filter.value);
  return filter.match == SearchMatch::equal ? value == wanted : value.starts_with(wanted);
}

std::string packed(const SearchPosition& position) {
  PackedWriter writer;
  writer.text(position.value).text(position.sub);
  return writer.bytes();
}

std::optional<SearchPosition> search_position(std::string_view packed) {
  if (packed.empty()) return std::nullopt;
  PackedReader reader(packed);
  return SearchPosition{.value = std::string(reader.text()), .sub = std::string(reader.text())};
}

std::vector<FoundUser> in_order_of_subs(std::vector<User> users) {
  std::vector<FoundUser> found;
  for (auto& user : users) {
    SearchPosition position{.value = {}, .sub = user.sub.value()};
    found.push_back({std::move(user), std::move(position)});
  }
  return found;
}

// At most `limit` users behind `after`, all that match among them.
std::vector<FoundUser> read_page(store::Connection& db, const UserPoolId& pool,
                                 const std::optional<UserFilter>& filter,
                                 const std::optional<SearchPosition>& after, std::size_t limit) {
  const auto after_sub = after ? after->sub : std::string();
  if (!filter) return in_order_of_subs(list_users(db, pool, after_sub, limit));
  if (filter->attribute != SearchAttribute::sub) {
    return search_users(db, pool, name_of(filter->attribute),
                        filter->match == SearchMatch::equal ? Match::equals : Match::starts_with,
                        filter->value, after, limit);
  }
  std::vector<User> users;
  if (auto exact = find_user(db, pool, Sub(filter->value)); exact && !after)
    users.push_back(std::move(*exact));
  if (filter->match == SearchMatch::starts_with) {
    for (auto& user : list_users(db, pool, std::max(after_sub, filter->value), limit)) {
      if (!user.sub.value().starts_with(filter->value)) break;
      users.push_back(std::move(user));
    }
  }
  return in_order_of_subs(std::move(users));
}

// "Amazon Cognito returns an error if not all users in the results have set a value for the attribute you
// request" (https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUsers.html).
void keep_only(cognito_idp::UserType& user, const Names& names) {
  auto& attributes = *user.attributes;
  std::erase_if(attributes, [&](const auto& a) { return std::ranges::find(names, a.name) == names.end(); });
  for (const auto& name : names) {
    if (std::ranges::find(attributes, name, &cognito_idp::AttributeType::name) == attributes.end())
      throw cognito_idp::InvalidParameterException("One or more requested attributes do not exist.");
  }
}

}  // namespace

Task<cognito_idp::ListUsersResponse> ListUsers::handle(cognito_idp::ListUsersRequest request,
                                                       AdminCall call) {
  const auto& pool = *call.pool;
  const auto filter = or_fail(parse_user_filter(request.filter.value_or("")));
  const auto names = request.attributes_to_get.value_or(Names());
  or_fail(check_attributes_to_get(*pool.settings.schema_attributes, names));
  const Listing listing{.operation = "ListUsers", .pool = pool.id, .filter = request.filter.value_or("")};
  const auto size = page_size(request.limit);
  const auto after = search_position(page_tokens_.position(listing, request.pagination_token));
  auto found = co_await store_.read(
      [&](store::Connection& db) { return read_page(db, pool.id, filter, after, size + 1); });

  cognito_idp::ListUsersResponse response;
  response.pagination_token = page_tokens_.cut_page(
      listing, found, size, [](const FoundUser& last) { return packed(last.position); });
  auto& users = response.users.emplace();
  for (const auto& [user, position] : found) {
    // A page may be smaller than asked for with more to come (reference 11.3).
    if (filter && !matches(user, *filter)) continue;
    users.push_back(shown_user(user));
    if (!names.empty()) keep_only(users.back(), names);
  }
  co_return response;
}

}  // namespace poolhouse::userpools
