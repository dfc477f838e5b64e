#include "userpools/groups/delete_group.h"

#include "userpools/groups/require_group.h"

namespace poolhouse::userpools {

Task<api::NoOutput> DeleteGroup::handle(cognito_idp::DeleteGroupRequest request, AdminCall call) {
  const auto& pool = call.pool->id;
  const GroupName name(request.group_name);
  // A group may have millions of members: they leave in slices, so that no other write waits for all of them.
  // The group goes first: a crash between two slices leaves rows that nobody sees.
  bool more = co_await store_.write([&](store::Connection& db) {
    (void)require_group(db, pool, name);
    delete_group(db, pool, name);
    return remove_leftover_members(db, pool, name);
  });
  while (more) {
    more =
        co_await store_.write([&](store::Connection& db) { return remove_leftover_members(db, pool, name); });
  }
  co_return api::NoOutput{};
}

}  // namespace poolhouse::userpools
