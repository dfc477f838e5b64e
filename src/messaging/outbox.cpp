#include "messaging/outbox.h"

#include <fmt/format.h>

#include <stdexcept>

#include "base/packed.h"
#include "store/slices.h"

namespace poolhouse::messaging {
namespace {

constexpr std::string_view kPurpose = "message";

// Ids sort by time, so that messages of the same millisecond keep a fixed order.
std::string new_id(Time now, Random& random) {
  return fmt::format("{:013}-{}", to_epoch_ms(now), random.text(12, "0123456789abcdef"));
}

}  // namespace

std::string_view name_of(Medium medium) { return medium == Medium::email ? "email" : "sms"; }

Outbox::Outbox(const crypto::MasterKeys& keys, const Clock& clock, Random& random)
    : sealer_(keys, kPurpose, random), clock_(clock), random_(random) {}

std::string Outbox::seal(const Message& message) const {
  PackedWriter packed;
  packed.text(name_of(message.medium))
      .text(message.to)
      .text(message.subject)
      .text(message.body)
      .text(message.code)
      .integer(to_epoch_ms(message.created_at));
  return sealer_.seal(packed.bytes(), message.id);
}

Message Outbox::open(const std::string& id, const std::string& sealed) const {
  const auto opened = sealer_.open(sealed, id);
  if (!opened) throw std::runtime_error("message " + id + " does not open: is it of another master key?");
  PackedReader packed(opened->reveal());
  Message message;
  message.id = id;
  message.medium = packed.text() == "sms" ? Medium::sms : Medium::email;
  message.to = packed.text();
  message.subject = packed.text();
  message.body = packed.text();
  message.code = packed.text();
  message.created_at = from_epoch_ms(packed.integer());
  return message;
}

void Outbox::add(store::Connection& db, Message message) const {
  message.created_at = clock_.now();
  message.id = new_id(message.created_at, random_);
  db.execute("INSERT INTO outbox (message_id, due_at, attempts, message) VALUES ($1, $2, 0, $3)",
             {message.id, to_epoch_ms(message.created_at), store::Blob{seal(message)}});
}

std::size_t Outbox::move_to_inbox(store::Connection& db, std::size_t limit) const {
  const auto due = db.query(
      "SELECT message_id, message FROM outbox WHERE due_at <= $1 ORDER BY due_at, message_id LIMIT $2",
      {to_epoch_ms(clock_.now()), static_cast<std::int64_t>(limit)});
  for (const auto& row : due) {
    const auto message = open(row.text(0), row.blob(1));
    db.execute("DELETE FROM outbox WHERE message_id = $1", {message.id});
    if (message.to.empty()) continue;
    db.execute(
        "INSERT INTO inbox (message_id, recipient, created_at, message) VALUES ($1, $2, $3, $4) "
        "ON CONFLICT (message_id) DO NOTHING",
        {message.id, message.to, to_epoch_ms(message.created_at), store::Blob{row.blob(1)}});
  }
  return due.size();
}

std::int64_t Outbox::drop_older_than(store::Connection& db, Duration kept_for, std::int64_t limit) const {
  return store::delete_slice_before(db, "outbox", "due_at", clock_.now() - kept_for, limit);
}

std::int64_t Outbox::waiting(store::Connection& db) {
  return db.query_one("SELECT count(*) FROM outbox")->integer(0);
}

std::vector<Message> Inbox::list(store::Connection& db, const std::string& to) const {
  const auto limit = static_cast<std::int64_t>(kPageMax);
  const auto rows =
      to.empty()
          ? db.query(
                "SELECT message_id, message FROM inbox ORDER BY created_at DESC, message_id DESC LIMIT $1",
                {limit})
          : db.query(
                "SELECT message_id, message FROM inbox WHERE recipient = $1 "
                "ORDER BY created_at DESC, message_id DESC LIMIT $2",
                {to, limit});
  std::vector<Message> messages;
  for (const auto& row : rows) messages.push_back(outbox_.open(row.text(0), row.blob(1)));
  return messages;
}

void Inbox::clear(store::Connection& db) const { db.execute("DELETE FROM inbox"); }

std::int64_t Inbox::forget_oldest(store::Connection& db, std::int64_t kept, std::int64_t limit) {
  const auto first_too_many =
      db.query_one("SELECT created_at FROM inbox ORDER BY created_at DESC LIMIT 1 OFFSET $1", {kept});
  if (!first_too_many) return 0;
  const auto end = from_epoch_ms(first_too_many->integer(0)) + Duration(1);
  return store::delete_slice_before(db, "inbox", "created_at", end, limit);
}

}  // namespace poolhouse::messaging
