#include "load/direct.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <vector>

#include "base/sync_wait.h"
#include "crypto/system_random.h"
#include "load/requests.h"
#include "main/database.h"
#include "main/master_key_source.h"
#include "userpools/pools/pool_repository.h"
#include "userpools/users/password.h"
#include "userpools/users/user_repository.h"

namespace poolhouse::bench {
namespace {

constexpr std::size_t kBatch = 250;

userpools::User user_of(const userpools::Pool& pool, std::size_t number,
                        const userpools::Passwords& passwords, Random& random) {
  const auto now = SystemClock{}.now();
  userpools::User user{.sub = Sub(random.uuid()),
                       .username = Username(username_of(number)),
                       .status = cognito_idp::UserStatusType::CONFIRMED,
                       .enabled = true,
                       .attributes = {},
                       .sealed_password = std::nullopt,
                       .password_expires_at = std::nullopt,
                       .created_at = now,
                       .modified_at = now};
  for (const auto& attribute : attributes_of(number)) user.attributes[attribute.name] = *attribute.value;
  user.sealed_password = passwords.seal(pool, user.sub, user.username, Secret(kPassword));
  return user;
}

Task<userpools::PoolRef> read_pool(store::Store& store, const std::string& id) {
  co_return co_await store.read(
      [&](store::Connection& db) { return userpools::find_pool(db, UserPoolId(id)); });
}

Task<> insert(store::Store& store, const userpools::Pool& pool, const std::vector<userpools::User>& users) {
  co_await store.write([&](store::Connection& db) {
    for (const auto& user : users) {
      if (!userpools::insert_user(db, pool, user)) throw std::runtime_error("a user name is taken");
    }
  });
}

}  // namespace

void add_users_directly(const Premises& premises, const Pool& pool, std::size_t from, std::size_t to) {
  Settings settings;
  settings.database = premises.database;
  settings.data = premises.data;
  settings.master_key_file = premises.data / "master.key";
  crypto::SystemRandom random;
  InlineExecutor here;
  const auto store = open_database(settings.database, store::Opening::serve, nullptr, here);
  const auto keys = read_master_keys(settings, random);
  const userpools::Passwords passwords(keys, random);
  const auto target = sync_wait(read_pool(*store, pool.id));
  if (!target) throw std::runtime_error("the pool to be filled is not there");

  std::atomic<std::size_t> next = from;
  std::mutex mutex;
  std::exception_ptr failure;
  const auto work = [&] {
    try {
      for (std::size_t first = 0; (first = next.fetch_add(kBatch)) < to;) {
        std::vector<userpools::User> users;
        for (auto number = first; number < std::min(first + kBatch, to); ++number)
          users.push_back(user_of(*target, number, passwords, random));
        sync_wait(insert(*store, *target, users));
      }
    } catch (...) {
      next = to;
      const std::scoped_lock lock(mutex);
      failure = std::current_exception();
    }
  };
  {
    // One more than there are cores, because one of them waits for the database.
    std::vector<std::jthread> threads;
    for (unsigned i = 0; i <= std::thread::hardware_concurrency(); ++i) threads.emplace_back(work);
  }
  if (failure) std::rethrow_exception(failure);
}

}  // namespace poolhouse::bench
