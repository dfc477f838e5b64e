#include "userpools/auth/operations.h"

namespace poolhouse::userpools {

AuthOperations::AuthOperations(Shared& s)
    : guards_(s.guards),
      complete_(s.store, s.sessions, s.issuer, s.triggers, s.clock),
      srp_(s.store, s.passwords, s.keys, s.cpu, s.triggers, complete_, s.clock, s.random),
      password_(s.store, s.passwords, s.cpu, s.triggers, complete_, s.sessions, s.migrate, s.clock),
      refresh_(s.store, s.refresh_tokens, s.issuer, s.clock),
      new_password_(s.store, s.passwords, s.cpu, s.sessions, complete_, s.clock),
      flows_(srp_, password_, refresh_, new_password_),
      initiate_auth_(flows_),
      respond_to_auth_challenge_(flows_),
      admin_initiate_auth_(flows_, s.settings),
      admin_respond_to_auth_challenge_(flows_, s.settings) {}

void AuthOperations::add_to(aws::Dispatcher& dispatcher) {
  serve(dispatcher, guards_, initiate_auth_);
  serve(dispatcher, guards_, respond_to_auth_challenge_);
  serve(dispatcher, guards_, admin_initiate_auth_);
  serve(dispatcher, guards_, admin_respond_to_auth_challenge_);
}

}  // namespace poolhouse::userpools
