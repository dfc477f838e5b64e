// A few values as one string of bytes, for what we seal for ourselves: sessions, messages, verifiers.
//
// Each field is its length (4 bytes, big-endian) and its bytes; integers are decimal text. Fields are
// read in the order they were written; a reader that asks for more than there is gets the default, so
// fields may be added at the end.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace poolhouse {

// Wipes what it wrote, which is often a secret on its way to be sealed.
class PackedWriter {
 public:
  PackedWriter();
  ~PackedWriter();
  PackedWriter(const PackedWriter&) = delete;
  PackedWriter& operator=(const PackedWriter&) = delete;
  PackedWriter& text(std::string_view value);
  PackedWriter& integer(std::int64_t value) { return text(std::to_string(value)); }
  [[nodiscard]] const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_;
};

class PackedReader {
 public:
  // `bytes` must outlive the reader and what it gives out.
  explicit PackedReader(std::string_view bytes) : rest_(bytes) {}

  // Empty past the end. Throws std::runtime_error when the bytes are not ours; they were sealed by us,
  // so that is a bug or a wrong key, never a client's doing.
  [[nodiscard]] std::string_view text();
  // 0 past the end.
  [[nodiscard]] std::int64_t integer();

 private:
  std::string_view rest_;
};

}  // namespace poolhouse
