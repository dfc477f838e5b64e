// A store for the length of a backup or a restore.
#pragma once

#include <memory>
#include <span>
#include <string>

#include "base/sync_wait.h"
#include "store/migration.h"
#include "store/store.h"

namespace poolhouse::backup {

// With one connection and the patience of an operator: the few seconds in which a server must answer a
// client are not enough to count a million rows or to commit them.
[[nodiscard]] std::unique_ptr<store::Store> open_patiently(const std::string& database,
                                                           store::Opening opening, Executor& resume_on,
                                                           std::span<const store::Migration> migrations);

template <class Fn>
Task<std::invoke_result_t<Fn&, store::Connection&>> reading(store::Store& store, Fn fn) {
  co_return co_await store.read(std::move(fn));
}
template <class Fn>
Task<std::invoke_result_t<Fn&, store::Connection&>> writing(store::Store& store, Fn fn) {
  co_return co_await store.write(std::move(fn));
}

}  // namespace poolhouse::backup
