// SHA-256 of what does not fit into memory at once.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace poolhouse::crypto {

class RunningSha256 {
 public:
  RunningSha256();
  ~RunningSha256();
  RunningSha256(const RunningSha256&) = delete;
  RunningSha256& operator=(const RunningSha256&) = delete;

  void add(std::string_view bytes);
  // 32 bytes, of everything added so far. Nothing may be added after it.
  [[nodiscard]] std::string finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace poolhouse::crypto
