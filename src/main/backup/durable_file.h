// A file that is there completely or not at all, also after a power cut.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace poolhouse::backup {

// Gives `from` the name `to`, replacing what has it, once its bytes are on disk. Throws std::runtime_error
// with a sentence for the operator.
void rename_durably(const std::filesystem::path& from, const std::filesystem::path& to);

// Written under another name beside it (`NAME.partial-…`, mode 0600), which a process that is killed leaves
// behind. All functions throw std::runtime_error with a sentence for the operator.
class DurableFile {
 public:
  explicit DurableFile(std::filesystem::path target);
  // Removes what was not kept.
  ~DurableFile();
  DurableFile(const DurableFile&) = delete;
  DurableFile& operator=(const DurableFile&) = delete;

  void write(std::string_view bytes);
  // Where everything written so far can be read, before it is kept.
  [[nodiscard]] const std::string& written();
  // From here on it has its name.
  void keep();
  [[nodiscard]] std::uint64_t bytes() const { return bytes_; }

 private:
  void flush();

  const std::filesystem::path target_;
  std::string partial_;
  int file_ = -1;
  std::string buffer_;
  std::uint64_t bytes_ = 0;
  bool kept_ = false;
};

}  // namespace poolhouse::backup
