// Blocks a thread until a Task is done: for the command line and for tests, never on an I/O thread.
#pragma once

#include <condition_variable>
#include <mutex>

#include "base/task.h"

namespace poolhouse {

template <class T>
T sync_wait(Task<T> task) {
  std::mutex mutex;
  std::condition_variable ready;
  bool finished = false;
  std::optional<T> value;
  std::exception_ptr failure;
  spawn(std::move(task), [&](std::optional<T> result, std::exception_ptr error) {
    // Notified under the lock: the waiter may destroy both the moment it sees `finished`.
    const std::scoped_lock lock(mutex);
    value = std::move(result);
    failure = std::move(error);
    finished = true;
    ready.notify_one();
  });
  std::unique_lock lock(mutex);
  ready.wait(lock, [&] { return finished; });
  if (failure) std::rethrow_exception(failure);
  return std::move(*value);
}

inline void sync_wait(Task<void> task) {
  auto with_value = [](Task<void> inner) -> Task<bool> {
    co_await std::move(inner);
    co_return true;
  };
  sync_wait(with_value(std::move(task)));
}

}  // namespace poolhouse
