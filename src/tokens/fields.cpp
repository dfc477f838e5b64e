#include "tokens/fields.h"

#include <string.h>  // explicit_bzero

#include <stdexcept>

namespace poolhouse::tokens {
namespace {

// field (1) ‖ size of the value (2, big-endian) ‖ value
constexpr std::size_t kPrefixBytes = 3;
constexpr std::size_t kValueBytesMax = 0xFFFF;
constexpr std::size_t kIntegerBytes = 8;
// More than a usual token or state needs, so that no grown-out buffer is left unwiped.
constexpr std::size_t kUsualBytes = 4096;

unsigned byte_at(std::string_view bytes, std::size_t index) {
  return static_cast<unsigned char>(bytes[index]);
}

}  // namespace

FieldWriter::FieldWriter() { bytes_.reserve(kUsualBytes); }

FieldWriter::~FieldWriter() { explicit_bzero(bytes_.data(), bytes_.size()); }

void FieldWriter::text(std::uint8_t field, std::string_view value) {
  if (value.size() > kValueBytesMax) throw std::length_error("a field of a sealed token is too long");
  bytes_ += static_cast<char>(field);
  bytes_ += static_cast<char>(value.size() >> 8);
  bytes_ += static_cast<char>(value.size() & 0xFF);
  bytes_ += value;
}

void FieldWriter::integer(std::uint8_t field, std::int64_t value) {
  std::string bytes(kIntegerBytes, '\0');
  auto rest = static_cast<std::uint64_t>(value);
  for (auto byte = bytes.rbegin(); byte != bytes.rend(); ++byte, rest >>= 8)
    *byte = static_cast<char>(rest & 0xFF);
  text(field, bytes);
}

std::optional<FieldReader> FieldReader::read(std::string_view bytes) {
  FieldReader reader;
  while (!bytes.empty()) {
    if (bytes.size() < kPrefixBytes) return std::nullopt;
    const auto field = static_cast<std::uint8_t>(byte_at(bytes, 0));
    const std::size_t size = byte_at(bytes, 1) << 8 | byte_at(bytes, 2);
    bytes.remove_prefix(kPrefixBytes);
    if (bytes.size() < size || !reader.fields_.emplace(field, bytes.substr(0, size)).second)
      return std::nullopt;
    bytes.remove_prefix(size);
  }
  return reader;
}

std::optional<std::string_view> FieldReader::text(std::uint8_t field) const {
  const auto found = fields_.find(field);
  return found == fields_.end() ? std::nullopt : std::optional(found->second);
}

std::optional<std::int64_t> FieldReader::integer(std::uint8_t field) const {
  const auto bytes = text(field);
  if (!bytes || bytes->size() != kIntegerBytes) return std::nullopt;
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < kIntegerBytes; ++i) value = value << 8 | byte_at(*bytes, i);
  return static_cast<std::int64_t>(value);
}

}  // namespace poolhouse::tokens
