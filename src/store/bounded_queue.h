// Jobs on their way to the threads of an engine.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <stop_token>
#include <utility>
#include <vector>

#include "store/store.h"

namespace poolhouse::store {

template <class T>
class BoundedQueue {
 public:
  explicit BoundedQueue(std::size_t max) : max_(max) {}

  // Throws QueueFull.
  void push(T item) {
    {
      const std::scoped_lock lock(mutex_);
      if (items_.size() >= max_) throw QueueFull("the store's queue is full");
      items_.push_back(std::move(item));
    }
    ready_.notify_one();
  }

  // Waits for at least one item and takes up to `max`, oldest first. Empty when stopped and drained.
  std::vector<T> take(std::size_t max, const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    ready_.wait(lock, stop, [this] { return !items_.empty(); });
    std::vector<T> taken;
    while (!items_.empty() && taken.size() < max) {
      taken.push_back(std::move(items_.front()));
      items_.pop_front();
    }
    return taken;
  }

  [[nodiscard]] std::size_t size() const {
    const std::scoped_lock lock(mutex_);
    return items_.size();
  }

 private:
  const std::size_t max_;
  mutable std::mutex mutex_;
  std::condition_variable_any ready_;
  std::deque<T> items_;
};

}  // namespace poolhouse::store
