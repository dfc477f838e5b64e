#include "userpools/house_keeping.h"

#include <exception>

#include "userpools/auth/attempts.h"
#include "userpools/auth/spent_states.h"
#include "userpools/codes/verification_codes.h"
#include "userpools/pools/pool_repository.h"
#include "userpools/tokens/token_family.h"

namespace poolhouse::userpools {
namespace {

constexpr Duration kCleaningPeriod = std::chrono::seconds(30);
// A slice is short enough for a request to wait behind it; the slices of one round keep up with 10,000
// sign-ins a second.
constexpr std::int64_t kRowsAtOnce = 500;
constexpr int kSlicesMax = 600;
// No code lives longer than a day, so neither does a message that carries one.
constexpr Duration kMessagesKept = std::chrono::hours(24);

std::string text_of(const std::exception_ptr& failure) {
  try {
    std::rethrow_exception(failure);
  } catch (const std::exception& error) {
    return error.what();
  } catch (...) {
    return "unknown";
  }
}

}  // namespace

HouseKeeping::HouseKeeping(store::Store& store, const messaging::Outbox& outbox, SpareSigningKeys& spare_keys,
                           const Clock& clock, Log& log)
    : store_(store), outbox_(outbox), spare_keys_(spare_keys), clock_(clock), log_(log) {}

HouseKeeping::~HouseKeeping() {
  std::unique_lock lock(mutex_);
  stopped_ = true;
  idle_.wait(lock, [this] { return !running_; });
}

void HouseKeeping::tick() {
  {
    const std::scoped_lock lock(mutex_);
    if (running_ || stopped_) return;
    running_ = true;
  }
  spawn(round(), [this](const std::exception_ptr& failure) {
    if (failure) log_.warning("house keeping failed and will be tried again", {{"cause", text_of(failure)}});
    const std::scoped_lock lock(mutex_);
    running_ = false;
    idle_.notify_all();
  });
}

Task<> HouseKeeping::round() {
  if (const auto now = clock_.now(); now >= next_cleaning_) {
    next_cleaning_ = now + kCleaningPeriod;
    co_await forget_expired();
  }
  co_await spare_keys_.restock();
}

Task<> HouseKeeping::forget_expired() {
  const auto now = clock_.now();
  for (int slice = 0; slice < kSlicesMax; ++slice) {
    const auto forgotten = co_await store_.write([now](store::Connection& db) {
      return delete_expired_states(db, now, kRowsAtOnce) +
             delete_expired_token_families(db, now, kRowsAtOnce) +
             delete_expired_codes(db, now, kRowsAtOnce) + delete_old_attempts(db, now, kRowsAtOnce);
    });
    if (forgotten == 0) break;
  }
  for (int slice = 0; slice < kSlicesMax; ++slice) {
    const bool more = co_await store_.write(
        [now](store::Connection& db) { return sweep_deleted_pools(db, now, kRowsAtOnce); });
    if (!more) break;
  }
  for (int slice = 0; slice < kSlicesMax; ++slice) {
    const auto forgotten = co_await store_.write([this](store::Connection& db) {
      return outbox_.drop_older_than(db, kMessagesKept, kRowsAtOnce) +
             messaging::Inbox::forget_oldest(db, messaging::Inbox::kKeptMax, kRowsAtOnce);
    });
    if (forgotten == 0) break;
  }
}

}  // namespace poolhouse::userpools
