// Messages to people: stored by the transaction that causes them, sent after it.
//
// A flow calls `Outbox::add` inside its own store.write: if the change is committed, so is the message,
// and a crash between the two cannot be. What is due is then taken to a destination. The first one is
// the inbox (development mode): moving a message there is itself one transaction, so that none is lost
// and none arrives twice.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/random.h"
#include "base/task.h"
#include "base/time.h"
#include "crypto/sealed.h"
#include "store/store.h"

namespace poolhouse::messaging {

enum class Medium { email, sms };
// "email" or "sms".
[[nodiscard]] std::string_view name_of(Medium medium);

struct Message {
  std::string id;  // given by add
  Medium medium = Medium::email;
  // Empty: to nobody. Such a message costs what another one costs, and is then forgotten: it hides that there
  // was nobody to send to.
  std::string to;
  std::string subject;  // empty for sms
  std::string body;
  // The code or temporary password in the body, for programs that read the inbox.
  std::string code;
  Time created_at;
};

class Outbox {
 public:
  Outbox(const crypto::MasterKeys& keys, const Clock& clock, Random& random);

  // Inside the transaction that causes the message.
  void add(store::Connection& db, Message message) const;
  // Moves up to `limit` due messages to the inbox, inside one transaction. How many.
  std::size_t move_to_inbox(store::Connection& db, std::size_t limit) const;
  // Forgets messages that waited longer than `kept_for`: the codes in them are void. At most about `limit`;
  // how many.
  std::int64_t drop_older_than(store::Connection& db, Duration kept_for, std::int64_t limit) const;

  [[nodiscard]] static std::int64_t waiting(store::Connection& db);

 private:
  friend class Inbox;
  [[nodiscard]] std::string seal(const Message& message) const;
  [[nodiscard]] Message open(const std::string& id, const std::string& sealed) const;

  crypto::Sealer sealer_;
  const Clock& clock_;
  Random& random_;
};

// The messages that would have been sent. Development mode only.
class Inbox {
 public:
  static constexpr std::size_t kPageMax = 1000;
  static constexpr std::int64_t kKeptMax = 100'000;

  explicit Inbox(const Outbox& outbox) : outbox_(outbox) {}

  // The newest first; all when `to` is empty. At most kPageMax.
  [[nodiscard]] std::vector<Message> list(store::Connection& db, const std::string& to) const;
  void clear(store::Connection& db) const;
  // Forgets at most about `limit` of the messages that are older than the newest `kept`; how many.
  static std::int64_t forget_oldest(store::Connection& db, std::int64_t kept, std::int64_t limit);

 private:
  const Outbox& outbox_;
};

}  // namespace poolhouse::messaging
