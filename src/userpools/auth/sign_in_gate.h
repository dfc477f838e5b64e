// How many passwords of one user may be under test at once.
//
// The lockout counts failures that are recorded, and a failure is recorded after the password was tried:
// without this, a thousand guesses sent at once would all be tried before the first of them counts.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <utility>

#include "base/strong.h"

namespace poolhouse::userpools {

class SignInGate {
 public:
  // As many as may fail in a row before the first lock (reference 13.2). Each node has its own gate.
  static constexpr int kAtOnceMax = 5;

  // Lets one attempt in for as long as it lives.
  class [[nodiscard]] Ticket {
   public:
    Ticket(Ticket&& other) noexcept
        : gate_(std::exchange(other.gate_, nullptr)), key_(std::move(other.key_)) {}
    Ticket(const Ticket&) = delete;
    Ticket& operator=(const Ticket&) = delete;
    Ticket& operator=(Ticket&&) = delete;
    ~Ticket();

   private:
    friend class SignInGate;
    using Key = std::pair<UserPoolId, Sub>;
    Ticket(SignInGate& gate, Key key) : gate_(&gate), key_(std::move(key)) {}

    SignInGate* gate_;
    Key key_;
  };

  // Nothing when kAtOnceMax attempts at this user's password are running.
  [[nodiscard]] std::optional<Ticket> enter(const UserPoolId& pool, const Sub& subject);

 private:
  std::mutex mutex_;
  std::map<Ticket::Key, int> running_;
};

}  // namespace poolhouse::userpools
