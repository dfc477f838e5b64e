#include "userpools/auth/sign_in_gate.h"

namespace poolhouse::userpools {

std::optional<SignInGate::Ticket> SignInGate::enter(const UserPoolId& pool, const Sub& subject) {
  Ticket::Key key(pool, subject);
  const std::scoped_lock lock(mutex_);
  auto& running = running_[key];
  if (running >= kAtOnceMax) return std::nullopt;
  ++running;
  return Ticket(*this, std::move(key));
}

SignInGate::Ticket::~Ticket() {
  if (gate_ == nullptr) return;
  const std::scoped_lock lock(gate_->mutex_);
  const auto found = gate_->running_.find(key_);
  if (--found->second == 0) gate_->running_.erase(found);
}

}  // namespace poolhouse::userpools
