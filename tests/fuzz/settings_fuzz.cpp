// The configuration file: Settings that make sense together, or a sentence for the operator.
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <string>

#include "fuzz.h"
#include "http/loopback.h"
#include "main/settings_reader.h"

using namespace poolhouse;

namespace {

// A file without a disk.
class MemoryFile {
 public:
  MemoryFile() : descriptor_(::memfd_create("poolhouse.toml", MFD_CLOEXEC)) {}
  ~MemoryFile() { ::close(descriptor_); }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;

  void hold(std::string_view text) const {
    FUZZ_REQUIRE(::ftruncate(descriptor_, 0) == 0);
    FUZZ_REQUIRE(::pwrite(descriptor_, text.data(), text.size(), 0) == static_cast<ssize_t>(text.size()));
  }
  [[nodiscard]] std::string path() const { return "/proc/self/fd/" + std::to_string(descriptor_); }

 private:
  int descriptor_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const MemoryFile file;
  file.hold(fuzz::text_of(data, size));
  SettingsSources sources;
  sources.environment = {{"HOME", "/home/jane"}};
  sources.file = file.path();
  try {
    const auto settings = read_settings(sources);
    FUZZ_REQUIRE(!settings.dev || http::is_loopback(settings.listen_address));
    FUZZ_REQUIRE(settings.listen_port != 0);
    FUZZ_REQUIRE(!settings.data.empty() && !settings.database.empty() && !settings.master_key_file.empty());
    FUZZ_REQUIRE(settings.tls_certificate.empty() == settings.tls_key.empty());
    FUZZ_REQUIRE(settings.account_id.size() == 12 && settings.region.size() <= 32);
    FUZZ_REQUIRE(public_url_of(settings).starts_with("http") && !public_url_of(settings).ends_with('/'));
  } catch (const SettingsFault& fault) {
    // It names the place, so that the operator finds it.
    FUZZ_REQUIRE(std::string_view(fault.what()).size() > 1);
  }
  return 0;
}
