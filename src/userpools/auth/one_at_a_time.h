// Keeps the same thing from being done twice at once.
#pragma once

#include <mutex>
#include <optional>
#include <string>
#include <unordered_set>
#include <utility>

namespace poolhouse::userpools {

// A challenge is spent when its answer has been checked. Until then the same answer, sent a hundred times at
// once, would be checked a hundred times: work that one first step buys, and that keeps others' answers out.
class OneAtATime {
 public:
  class Turn {
   public:
    Turn(OneAtATime& all, std::string name) : all_(&all), name_(std::move(name)) {}
    Turn(Turn&& other) noexcept : all_(std::exchange(other.all_, nullptr)), name_(std::move(other.name_)) {}
    Turn& operator=(Turn&&) = delete;
    ~Turn() {
      if (all_ == nullptr) return;
      const std::scoped_lock lock(all_->mutex_);
      all_->begun_.erase(name_);
    }

   private:
    OneAtATime* all_;
    std::string name_;
  };

  // Nothing while another has the turn of that name.
  [[nodiscard]] std::optional<Turn> take(const std::string& name) {
    const std::scoped_lock lock(mutex_);
    if (!begun_.insert(name).second) return std::nullopt;
    return Turn(*this, name);
  }

 private:
  std::mutex mutex_;
  std::unordered_set<std::string> begun_;
};

}  // namespace poolhouse::userpools
