// The UserMigration trigger: a user who is not in the pool yet comes over from somewhere else at the first
// sign-in with the right password, or at ForgotPassword (reference 10.2).
#pragma once

#include <optional>
#include <string>

#include "base/cpu_pool.h"
#include "base/random.h"
#include "base/task.h"
#include "base/time.h"
#include "store/store.h"
#include "triggers/triggers.h"
#include "userpools/clients/app_client.h"
#include "userpools/users/password.h"
#include "userpools/users/user.h"

namespace poolhouse::userpools {

class MigrateUser {
 public:
  MigrateUser(store::Store& store, const Passwords& passwords, CpuPool& cpu, triggers::Triggers& triggers,
              const Clock& clock, Random& random);

  // Who signs in as `name` with `password`. Nothing: no function, or it does not know them.
  Task<std::optional<User>> at_sign_in(PoolRef pool, AppClientRef client, std::string name,
                                       const Secret& password, triggers::Metadata client_metadata);
  Task<std::optional<User>> at_forgot_password(PoolRef pool, AppClientRef client, std::string name,
                                               triggers::Metadata client_metadata);

 private:
  Task<std::optional<User>> migrate(PoolRef pool, triggers::UserMigration request, const Secret* password);

  store::Store& store_;
  const Passwords& passwords_;
  CpuPool& cpu_;
  triggers::Triggers& triggers_;
  const Clock& clock_;
  Random& random_;
};

}  // namespace poolhouse::userpools
