#include <fmt/format.h>

#include <fstream>
#include <iterator>
#include <stdexcept>
#include <utility>

#include "aws/access_keys.h"
#include "base/sync_wait.h"
#include "base/time.h"
#include "crypto/system_random.h"
#include "main/commands/commands.h"
#include "main/commands/key_text.h"
#include "main/database.h"
#include "main/master_key_source.h"

namespace poolhouse {
namespace {

// IAM's own limit is 6,144 characters; anything much longer is another file.
constexpr std::size_t kPolicyBytesMax = 64 * 1024;

template <class Fn>
Task<std::invoke_result_t<Fn&, store::Connection&>> writing(store::Store& store, Fn fn) {
  co_return co_await store.write(std::move(fn));
}
template <class Fn>
Task<std::invoke_result_t<Fn&, store::Connection&>> reading(store::Store& store, Fn fn) {
  co_return co_await store.read(std::move(fn));
}

// The database and the keys in it, for the length of one command. Works beside a running server, which
// asks the database for every request's key.
class KeyRing {
 public:
  explicit KeyRing(const Settings& settings)
      : store_(open_for_command(settings.database, here_)),
        keys_(require_master_keys(settings, sync_wait(reading(*store_, sealed_samples)), random_), clock_,
              random_) {}

  template <class Fn>
  auto write(Fn fn) {
    auto with_keys = [this, fn = std::move(fn)](store::Connection& db) { return fn(keys_, db); };
    return sync_wait(writing(*store_, std::move(with_keys)));
  }
  [[nodiscard]] std::vector<aws::AccessKey> list() {
    return sync_wait(reading(*store_, [this](store::Connection& db) { return keys_.list(db); }));
  }

 private:
  InlineExecutor here_;
  SystemClock clock_;
  crypto::SystemRandom random_;
  std::unique_ptr<store::Store> store_;
  aws::AccessKeys keys_;
};

std::string policy_of(const NewKey& wanted) {
  if (wanted.root) return std::string(aws::kAllowEverything);
  const auto& file = wanted.policy_file;
  std::ifstream in(file, std::ios::binary);
  std::string policy(kPolicyBytesMax, '\0');
  in.read(policy.data(), static_cast<std::streamsize>(policy.size()));
  if (!in.is_open() || in.bad()) throw std::runtime_error(fmt::format("{} cannot be read.", file.string()));
  policy.resize(static_cast<std::size_t>(in.gcount()));
  if (const auto parsed = aws::parse_access_policy(policy); !parsed) {
    throw std::runtime_error(fmt::format("{}: {}", file.string(), parsed.error().sentence));
  }
  return policy;
}

}  // namespace

ExitCode create_key(const Settings& settings, const NewKey& wanted) {
  const auto policy = policy_of(wanted);
  KeyRing ring(settings);
  const auto key = ring.write([&](const aws::AccessKeys& keys, store::Connection& db) {
    return keys.create(db, policy, wanted.description);
  });
  fmt::print("{}", wanted.json ? key_json(key) : key_exports(key, settings.region));
  if (!wanted.json) fmt::print(stderr, "The secret is shown this once. Poolhouse keeps it sealed.\n");
  return kOk;
}

ExitCode list_keys(const Settings& settings, bool json) {
  const auto all = KeyRing(settings).list();
  fmt::print("{}", json ? key_list_json(all) : key_list(all));
  return kOk;
}

ExitCode delete_key(const Settings& settings, const std::string& id) {
  KeyRing ring(settings);
  const bool removed =
      ring.write([&](const aws::AccessKeys& keys, store::Connection& db) { return keys.remove(db, id); });
  if (!removed) throw std::runtime_error(fmt::format("There is no access key {}.", id));
  fmt::print("{} is deleted.\n", id);
  return kOk;
}

}  // namespace poolhouse
