// Text that must not be seen: passwords, codes, tokens, keys.
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

namespace poolhouse {

// Owns bytes that are wiped on release. Moves, does not copy by accident (`clone` says so), does not
// print (no operator<<, no formatter), compares in constant time. `reveal` is the only way to the
// bytes, so that every place that sees them can be found by searching for it.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string_view bytes);
  Secret(Secret&& other) noexcept;
  Secret& operator=(Secret&& other) noexcept;
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;
  ~Secret();

  [[nodiscard]] std::string_view reveal() const { return {bytes_.get(), size_}; }
  [[nodiscard]] Secret clone() const { return Secret(reveal()); }
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] bool empty() const { return size_ == 0; }

  // Constant time for texts of equal length; the length itself is not hidden.
  friend bool operator==(const Secret& a, const Secret& b);

 private:
  void wipe() noexcept;

  std::unique_ptr<char[]> bytes_;
  std::size_t size_ = 0;
};

// The one constant-time comparison. The length is not hidden, the content is.
[[nodiscard]] bool equal_in_constant_time(std::string_view a, std::string_view b);

}  // namespace poolhouse
