// A connection's prepared statements by their text, the least recently used one leaving first.
#pragma once

#include <cstddef>
#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace poolhouse::store {

// Above the number of different statements in the house, so that only texts built for one call ever make
// it evict; and small enough for one set per connection (a few kilobytes a statement).
inline constexpr std::size_t kCachedStatements = 512;

template <class Statement>
class StatementCache {
 public:
  explicit StatementCache(std::size_t max = kCachedStatements) : max_(max) {}

  // Null when it is not cached. The pointer is good until the next call of `make_room`.
  Statement* find(std::string_view key) {
    const auto found = by_key_.find(key);
    if (found == by_key_.end()) return nullptr;
    entries_.splice(entries_.begin(), entries_, found->second);
    return &found->second->second;
  }

  // To be called before `add`: the statement that has to leave, if any.
  std::optional<Statement> make_room() {
    if (entries_.size() < max_) return std::nullopt;
    auto evicted = std::move(entries_.back().second);
    by_key_.erase(entries_.back().first);
    entries_.pop_back();
    return evicted;
  }

  Statement& add(std::string_view key, Statement statement) {
    entries_.emplace_front(std::string(key), std::move(statement));
    by_key_.emplace(entries_.front().first, entries_.begin());
    return entries_.front().second;
  }

  [[nodiscard]] std::size_t size() const { return entries_.size(); }

 private:
  using Entries = std::list<std::pair<std::string, Statement>>;

  const std::size_t max_;
  Entries entries_;                                                          // most recently used first
  std::unordered_map<std::string_view, typename Entries::iterator> by_key_;  // the keys live in entries_
};

}  // namespace poolhouse::store
