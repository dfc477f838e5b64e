#include "base/packed.h"

#include <charconv>
#include <cstring>
#include <stdexcept>

namespace poolhouse {
namespace {

// More than usual, so that no grown-out buffer is left unwiped.
constexpr std::size_t kUsualBytes = 4096;

}  // namespace

PackedWriter::PackedWriter() { bytes_.reserve(kUsualBytes); }

PackedWriter::~PackedWriter() { explicit_bzero(bytes_.data(), bytes_.size()); }

PackedWriter& PackedWriter::text(std::string_view value) {
  const auto size = static_cast<std::uint32_t>(value.size());
  for (const int shift : {24, 16, 8, 0}) bytes_.push_back(static_cast<char>((size >> shift) & 0xFF));
  bytes_.append(value);
  return *this;
}

std::string_view PackedReader::text() {
  if (rest_.empty()) return {};
  if (rest_.size() < 4) throw std::runtime_error("packed bytes end inside a length");
  std::uint32_t size = 0;
  for (int i = 0; i < 4; ++i)
    size = (size << 8) | static_cast<unsigned char>(rest_[static_cast<std::size_t>(i)]);
  rest_.remove_prefix(4);
  if (size > rest_.size()) throw std::runtime_error("packed bytes end inside a field");
  const auto value = rest_.substr(0, size);
  rest_.remove_prefix(size);
  return value;
}

std::int64_t PackedReader::integer() {
  const auto digits = text();
  if (digits.empty()) return 0;
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc{} || end != digits.data() + digits.size()) {
    throw std::runtime_error("a packed integer is none");
  }
  return value;
}

}  // namespace poolhouse
