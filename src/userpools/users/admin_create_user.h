// AdminCreateUser: an administrator makes a user with a temporary password and invites them; or invites
// them again (MessageAction RESEND).
#pragma once

#include "api/cognito_idp/admin_create_user.h"
#include "base/cpu_pool.h"
#include "base/random.h"
#include "base/task.h"
#include "base/time.h"
#include "messaging/outbox.h"
#include "store/store.h"
#include "triggers/triggers.h"
#include "userpools/guards.h"
#include "userpools/messages/code_messages.h"
#include "userpools/users/password.h"

namespace poolhouse::userpools {

class AdminCreateUser {
 public:
  using Operation = cognito_idp::op::AdminCreateUser;

  AdminCreateUser(store::Store& store, const Passwords& passwords, CpuPool& cpu, triggers::Triggers& triggers,
                  CodeMessages& messages, const messaging::Outbox& outbox, const Clock& clock,
                  Random& random);

  Task<cognito_idp::AdminCreateUserResponse> handle(cognito_idp::AdminCreateUserRequest request,
                                                    AdminCall call);

 private:
  Task<User> create(PoolRef pool, cognito_idp::AdminCreateUserRequest request);
  Task<User> resend(PoolRef pool, cognito_idp::AdminCreateUserRequest request);
  // The password of the request, which must fit the policy, or a new one that does.
  [[nodiscard]] Secret temporary_password(const Pool& pool, std::optional<Secret> given) const;
  Task<std::string> sealed(const Pool& pool, const User& user, const Secret& password);

  store::Store& store_;
  const Passwords& passwords_;
  CpuPool& cpu_;
  triggers::Triggers& triggers_;
  CodeMessages& messages_;
  const messaging::Outbox& outbox_;
  const Clock& clock_;
  Random& random_;
};

}  // namespace poolhouse::userpools
