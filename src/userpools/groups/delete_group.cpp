#include "userpools/groups/delete_group.h"

#include "userpools/groups/require_group.h"

namespace poolhouse::userpools {
namespace {

// A group may have millions of members: they leave in slices, so that no other write waits for all of them.
constexpr std::int64_t kMembersAtOnce = 1000;

}  // namespace

Task<api::NoOutput> DeleteGroup::handle(cognito_idp::DeleteGroupRequest request, AdminCall call) {
  const auto& pool = call.pool->id;
  const GroupName name(request.group_name);
  for (bool more = true; more;) {
    more = co_await store_.write([&](store::Connection& db) {
      (void)require_group(db, pool, name);
      if (remove_members(db, pool, name, kMembersAtOnce) == kMembersAtOnce) return true;
      delete_group(db, pool, name);
      return false;
    });
  }
  co_return api::NoOutput{};
}

}  // namespace poolhouse::userpools
