// store_ledger_writer FILE: writes rows to an SQLite store for ever and prints each key once its write was
// acknowledged. A test kills it and then looks for every printed key.
#include <unistd.h>

#include <atomic>
#include <iostream>
#include <string>

#include "base/sync_wait.h"
#include "store/migration.h"
#include "store/store.h"

namespace {

using namespace poolhouse;

constexpr store::Migration kLedger{1, "ledger",
                                   "CREATE TABLE ledger(key TEXT PRIMARY KEY, half BIGINT NOT NULL)"};
constexpr int kWritersAtOnce = 8;  // so that a batch holds several

Task<> write_for_ever(store::Store& store, std::string prefix) {
  for (int i = 0;; ++i) {
    const auto key = prefix + std::to_string(i);
    // Two statements: a row whose half is still 1 would be half a transaction.
    auto insert = [key](store::Connection& db) {
      db.execute("INSERT INTO ledger(key, half) VALUES ($1, 1)", {key});
      db.execute("UPDATE ledger SET half = 2 WHERE key = $1", {key});
    };
    co_await store.write(std::move(insert));
    // One system call for each line, so that a line that was printed is whole.
    const auto line = key + "\n";
    if (::write(STDOUT_FILENO, line.data(), line.size()) < 0) ::_exit(1);
  }
}

}  // namespace

int main(int, char** arguments) {
  try {
    InlineExecutor here;
    const auto store =
        store::open_sqlite({.path = arguments[1], .checkpoint_bytes = 16 * 4096}, here, {&kLedger, 1});
    for (int i = 0; i < kWritersAtOnce; ++i) {
      spawn(write_for_ever(*store, std::to_string(::getpid()) + "-" + std::to_string(i) + "-"),
            [](const std::exception_ptr&) { ::_exit(1); });
    }
    for (;;) ::pause();
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
}
