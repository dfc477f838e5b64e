#include "store/sqlite_files.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <stdexcept>
#include <system_error>

namespace poolhouse::store {
namespace {

constexpr mode_t kPrivateDirectory = 0700;
constexpr mode_t kPrivateFile = 0600;

std::runtime_error cannot(const char* what, const std::string& path, int error) {
  return std::runtime_error(
      fmt::format("Poolhouse cannot {} {}: {}", what, path, std::generic_category().message(error)));
}

void create_private_directory(const std::filesystem::path& directory) {
  if (directory.empty() || std::filesystem::exists(directory)) return;
  create_private_directory(directory.parent_path());
  if (::mkdir(directory.c_str(), kPrivateDirectory) != 0 && errno != EEXIST) {
    throw cannot("create the directory", directory, errno);
  }
}

}  // namespace

void create_private_file(const std::string& path) {
  create_private_directory(std::filesystem::path(path).parent_path());
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, kPrivateFile);
  if (file < 0) throw cannot("open", path, errno);
  ::close(file);
}

FileLock::FileLock(const std::string& path) {
  const auto lock = path + ".lock";
  file_ = ::open(lock.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, kPrivateFile);
  if (file_ < 0) throw cannot("open", lock, errno);
  if (::flock(file_, LOCK_EX | LOCK_NB) == 0) return;
  const int error = errno;
  ::close(file_);
  if (error != EWOULDBLOCK) throw cannot("lock", lock, error);
  throw std::runtime_error(
      fmt::format("Another Poolhouse process serves {}. One SQLite file has one server; several share a "
                  "PostgreSQL database.",
                  path));
}

FileLock::~FileLock() { ::close(file_); }

}  // namespace poolhouse::store
