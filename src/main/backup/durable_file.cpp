#include "main/backup/durable_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <stdexcept>
#include <system_error>

namespace poolhouse::backup {
namespace {

constexpr std::size_t kBufferBytes = std::size_t{1} << 20;

[[noreturn]] void cannot(const char* what, const std::string& path, int error) {
  throw std::runtime_error(
      fmt::format("Poolhouse cannot {} {}: {}", what, path, std::generic_category().message(error)));
}

void sync(const std::filesystem::path& path, int flags) {
  const int file = ::open(path.c_str(), flags | O_RDONLY | O_CLOEXEC);
  if (file < 0) cannot("open", path, errno);
  const int error = ::fsync(file) == 0 ? 0 : errno;
  ::close(file);
  if (error != 0) cannot("write to the disk", path, error);
}

}  // namespace

void rename_durably(const std::filesystem::path& from, const std::filesystem::path& to) {
  sync(from, 0);
  if (::rename(from.c_str(), to.c_str()) != 0) cannot("make", to, errno);
  const auto directory = to.parent_path();
  sync(directory.empty() ? "." : directory, O_DIRECTORY);
}

DurableFile::DurableFile(std::filesystem::path target)
    : target_(std::move(target)), partial_(target_.string() + ".partial-XXXXXX") {
  file_ = ::mkostemp(partial_.data(), O_CLOEXEC);
  if (file_ < 0) cannot("make", partial_, errno);
}

DurableFile::~DurableFile() {
  ::close(file_);
  if (!kept_) ::unlink(partial_.c_str());
}

void DurableFile::write(std::string_view bytes) {
  buffer_ += bytes;
  bytes_ += bytes.size();
  if (buffer_.size() >= kBufferBytes) flush();
}

const std::string& DurableFile::written() {
  flush();
  return partial_;
}

void DurableFile::keep() {
  flush();
  rename_durably(partial_, target_);
  kept_ = true;
}

void DurableFile::flush() {
  std::string_view rest = buffer_;
  while (!rest.empty()) {
    const auto written = ::write(file_, rest.data(), rest.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) cannot("write to", partial_, errno);
    rest.remove_prefix(static_cast<std::size_t>(written));
  }
  buffer_.clear();
}

}  // namespace poolhouse::backup
