// Private to this room: the bytes inside sealed tokens. A list of numbered fields, so that a newer release
// may add one and an older one, still running beside it, reads what it knows.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace poolhouse::tokens {

class FieldWriter {
 public:
  FieldWriter();
  // Wipes: an SRP exchange's b is among what passes here.
  ~FieldWriter();
  FieldWriter(const FieldWriter&) = delete;
  FieldWriter& operator=(const FieldWriter&) = delete;

  // Throws std::length_error for a value of more than 65535 bytes.
  void text(std::uint8_t field, std::string_view value);
  void integer(std::uint8_t field, std::int64_t value);
  [[nodiscard]] const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_;
};

// The fields of `bytes`, which must outlive them.
class FieldReader {
 public:
  // Nothing if the bytes are not a list of fields or name one twice.
  static std::optional<FieldReader> read(std::string_view bytes);
  [[nodiscard]] std::optional<std::string_view> text(std::uint8_t field) const;
  [[nodiscard]] std::optional<std::int64_t> integer(std::uint8_t field) const;

 private:
  std::map<std::uint8_t, std::string_view> fields_;
};

}  // namespace poolhouse::tokens
