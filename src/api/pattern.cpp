#include "api/pattern.h"

#include <re2/re2.h>

#include <memory>
#include <stdexcept>
#include <string>

namespace poolhouse::api {
namespace {

const RE2& compiled(std::atomic<const void*>& slot, std::string_view expression) {
  if (const void* ready = slot.load(std::memory_order_acquire)) return *static_cast<const RE2*>(ready);
  RE2::Options options(RE2::Quiet);
  auto made = std::make_unique<const RE2>(re2::StringPiece(expression.data(), expression.size()), options);
  if (!made->ok()) {
    throw std::logic_error("the pattern " + std::string(expression) + " does not compile: " + made->error());
  }
  // Two threads may compile the same pattern; the first to arrive here wins, and its RE2 stays.
  const void* winner = nullptr;
  if (slot.compare_exchange_strong(winner, made.get(), std::memory_order_acq_rel)) return *made.release();
  return *static_cast<const RE2*>(winner);
}

}  // namespace

bool Pattern::matches(std::string_view text) const {
  if (!is_class_) return expression_matches(text);
  if (text.empty()) return class_.empty_matches;
  bool beyond = false;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 128) {
      beyond = true;
      continue;
    }
    const auto bits = byte < 64 ? class_.low : class_.high;
    if ((bits >> (byte & 63U) & 1U) == 0) return false;
  }
  if (!beyond || class_.beyond == BeyondAscii::all) return true;
  return class_.beyond == BeyondAscii::ask && expression_matches(text);
}

bool Pattern::expression_matches(std::string_view text) const {
  return RE2::FullMatch(re2::StringPiece(text.data(), text.size()), compiled(compiled_, expression_));
}

}  // namespace poolhouse::api
