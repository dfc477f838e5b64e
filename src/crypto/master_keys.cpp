#include "crypto/master_keys.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <optional>
#include <system_error>

#include "crypto/digest.h"
#include "crypto/encoding.h"
#include "crypto/openssl.h"

namespace poolhouse::crypto {
namespace {

constexpr std::size_t kKeyBytes = 32;
constexpr std::size_t kKeyIdBytes = 4;
// Room for some sixty keys, far more than a rotation leaves behind.
constexpr std::size_t kTextBytesMax = 4096;
constexpr std::string_view kSeparators = " \t\r\n,";

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int get() const { return fd_; }
  [[nodiscard]] bool open() const { return fd_ >= 0; }

 private:
  int fd_;
};

[[noreturn]] void fail_on_file(const std::filesystem::path& file, std::string_view what, int error) {
  throw MasterKeyError(
      fmt::format("Master key file {}: {}: {}", file.string(), what, std::generic_category().message(error)));
}

std::optional<Secret> decode_key(std::string_view text) {
  auto bytes = text.size() == 2 * kKeyBytes ? from_hex(text) : from_base64(text);
  if (!bytes || bytes->size() != kKeyBytes) return std::nullopt;
  return into_secret(std::move(*bytes));
}

Secret new_key_line(Random& random) {
  const Secret key = into_secret(random.bytes(kKeyBytes));
  return into_secret(to_base64(key.reveal()) + "\n");
}

// The file's text, or nothing if there is no such file.
std::optional<Secret> read_private_file(const std::filesystem::path& file) {
  const Descriptor in(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  if (!in.open()) {
    if (errno == ENOENT) return std::nullopt;
    fail_on_file(file, "cannot be opened", errno);
  }
  struct stat status{};
  if (::fstat(in.get(), &status) != 0) fail_on_file(file, "cannot be read", errno);
  if (!S_ISREG(status.st_mode)) throw MasterKeyError(fmt::format("{} is not a file", file.string()));
  if ((status.st_mode & 077) != 0) {
    throw MasterKeyError(fmt::format("Master key file {} has mode {:04o}; others must not read it: chmod 600",
                                     file.string(), status.st_mode & 07777));
  }
  std::string text(kTextBytesMax + 1, '\0');
  std::size_t size = 0;
  while (size < text.size()) {
    const auto n = ::read(in.get(), text.data() + size, text.size() - size);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) fail_on_file(file, "cannot be read", errno);
    if (n == 0) break;
    size += static_cast<std::size_t>(n);
  }
  Secret read(std::string_view(text).substr(0, size));
  OPENSSL_cleanse(text.data(), text.size());
  return read;
}

void sync_directory_of(const std::filesystem::path& file) {
  const auto directory = file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
  const Descriptor opened(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!opened.open() || ::fsync(opened.get()) != 0) fail_on_file(file, "directory cannot be synced", errno);
}

// A file of mode 0600 beside the real one, complete and on disk, so that the real name never shows half a
// key. Removed again unless it was renamed.
class StagedFile {
 public:
  StagedFile(const std::filesystem::path& target, std::string_view text)
      : name_(target.string() + ".XXXXXX") {
    const Descriptor out(::mkostemp(name_.data(), O_CLOEXEC));
    if (!out.open()) fail_on_file(target, "cannot be made", errno);
    const auto fail = [&] {
      const int error = errno;
      ::unlink(name_.c_str());
      fail_on_file(target, "cannot be written", error);
    };
    while (!text.empty()) {
      const auto n = ::write(out.get(), text.data(), text.size());
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) fail();
      text.remove_prefix(static_cast<std::size_t>(n));
    }
    if (::fsync(out.get()) != 0) fail();
  }
  ~StagedFile() { ::unlink(name_.c_str()); }
  StagedFile(const StagedFile&) = delete;
  StagedFile& operator=(const StagedFile&) = delete;
  [[nodiscard]] const char* name() const { return name_.c_str(); }

 private:
  std::string name_;
};

}  // namespace

MasterKeys MasterKeys::from_text(std::string_view text, std::string_view source) {
  if (text.size() > kTextBytesMax) throw MasterKeyError(fmt::format("{} is too long", source));
  std::vector<Key> keys;
  for (auto begin = text.find_first_not_of(kSeparators); begin != std::string_view::npos;
       begin = text.find_first_not_of(kSeparators, begin)) {
    const auto word = text.substr(begin, text.find_first_of(kSeparators, begin) - begin);
    begin += word.size();
    auto key = decode_key(word);
    if (!key) {
      throw MasterKeyError(
          fmt::format("{}: key {} is not 32 bytes in base64 (44 characters) or hex (64 digits)", source,
                      keys.size() + 1));
    }
    const Secret id = hkdf_sha256(*key, "", "poolhouse master key id", kKeyIdBytes);
    keys.push_back({std::string(id.reveal()), std::move(*key)});
  }
  if (keys.empty()) throw MasterKeyError(fmt::format("{} holds no key", source));
  return MasterKeys(std::move(keys));
}

MasterKeys MasterKeys::from_file(const std::filesystem::path& file, Random& random) {
  auto text = read_private_file(file);
  if (!text) {
    const Secret line = new_key_line(random);
    const StagedFile staged(file, line.reveal());
    // link() fails if the name exists: of two processes one wins, and both read the winner's key.
    if (::link(staged.name(), file.c_str()) != 0 && errno != EEXIST) {
      fail_on_file(file, "cannot be made", errno);
    }
    sync_directory_of(file);
    text = read_private_file(file);
    if (!text) fail_on_file(file, "vanished", ENOENT);
  }
  return from_text(text->reveal(), fmt::format("Master key file {}", file.string()));
}

MasterKeys MasterKeys::from_command(const std::string& command) {
  // A command line of the operator's own is what this is for.
  std::FILE* pipe = ::popen(command.c_str(), "re");  // NOLINT(cert-env33-c): the operator's own
  if (pipe == nullptr) throw MasterKeyError("Master key command cannot be started");
  std::string text(kTextBytesMax + 1, '\0');
  text.resize(std::fread(text.data(), 1, text.size(), pipe));
  const Secret printed = into_secret(std::move(text));
  const int status = ::pclose(pipe);
  // The command itself is not repeated: it may hold a credential.
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
    throw MasterKeyError(fmt::format("Master key command failed (wait status {})", status));
  }
  return from_text(printed.reveal(), "Master key command's output");
}

void rotate_master_key_file(const std::filesystem::path& file, Random& random) {
  const auto old = read_private_file(file);
  if (!old) fail_on_file(file, "cannot be opened", ENOENT);
  const Secret line = new_key_line(random);
  const Secret text = into_secret(std::string(line.reveal()).append(old->reveal()));
  // What could not be read at the next start is not written.
  (void)MasterKeys::from_text(text.reveal(), fmt::format("Master key file {}", file.string()));
  const StagedFile staged(file, text.reveal());
  if (::rename(staged.name(), file.c_str()) != 0) fail_on_file(file, "cannot be replaced", errno);
  sync_directory_of(file);
}

}  // namespace poolhouse::crypto
