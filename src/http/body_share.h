// What large bodies may take of the memory, all together. Private to the room.
#pragma once

#include <atomic>
#include <cstddef>
#include <utility>

namespace poolhouse::http {

// Every connection may send a body of so much.
inline constexpr std::size_t kSmallBody = std::size_t{16} * 1024;

// A request's part of what all large bodies may take; given back with it.
class BodyShare {
 public:
  BodyShare() = default;
  BodyShare(BodyShare&& other) noexcept
      : total_(other.total_), bytes_(std::exchange(other.bytes_, std::size_t{0})) {}
  BodyShare& operator=(BodyShare&& other) noexcept {
    std::swap(total_, other.total_);
    std::swap(bytes_, other.bytes_);
    return *this;
  }
  ~BodyShare() {
    if (bytes_ > 0) total_->fetch_sub(bytes_);
  }

  // False when all together would have more than `max`.
  bool grow_to(std::size_t body_bytes, std::atomic<std::size_t>& total, std::size_t max) {
    const auto bytes = body_bytes > kSmallBody ? body_bytes - kSmallBody : 0;
    if (bytes <= bytes_) return true;
    total_ = &total;
    const auto more = bytes - std::exchange(bytes_, bytes);
    return total.fetch_add(more) + more <= max;
  }

 private:
  std::atomic<std::size_t>* total_ = nullptr;
  std::size_t bytes_ = 0;
};

}  // namespace poolhouse::http
