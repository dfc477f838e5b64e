// kill -9 of a process in the middle of its writes. It shows that nothing acknowledged is lost with the
// process; what a power cut would lose only a test that cuts the disk off can show.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <set>
#include <stdexcept>

#include "store/backends.h"
#include "store/sqlite_connection.h"

namespace poolhouse::store {
namespace {

// A store_ledger_writer and what it has printed.
class LedgerWriter {
 public:
  explicit LedgerWriter(const std::string& database) {
    const auto program =
        std::filesystem::read_symlink("/proc/self/exe").parent_path() / "store_ledger_writer";
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
    process_ = ::fork();
    if (process_ == 0) {
      ::dup2(ends[1], STDOUT_FILENO);
      ::execl(program.c_str(), program.c_str(), database.c_str(), nullptr);
      ::_exit(127);
    }
    ::close(ends[1]);
    output_ = ends[0];
  }
  ~LedgerWriter() {
    kill();
    ::close(output_);
  }
  LedgerWriter(const LedgerWriter&) = delete;
  LedgerWriter& operator=(const LedgerWriter&) = delete;

  // Reads until `count` keys have been acknowledged.
  void wait_for(std::size_t count) {
    while (acknowledged_.size() < count && read_some()) {
    }
    ASSERT_GE(acknowledged_.size(), count) << "the writer has ended by itself";
  }
  void kill() {
    if (process_ <= 0) return;
    ::kill(process_, SIGKILL);
    ::waitpid(process_, nullptr, 0);
    process_ = 0;
  }
  // Every key that it acknowledged before its end.
  std::set<std::string> acknowledged() {
    while (read_some()) {
    }
    return acknowledged_;
  }

 private:
  bool read_some() {
    std::array<char, 65536> buffer{};
    const auto size = ::read(output_, buffer.data(), buffer.size());
    if (size <= 0) return false;
    unfinished_.append(buffer.data(), static_cast<std::size_t>(size));
    for (auto end = unfinished_.find('\n'); end != std::string::npos; end = unfinished_.find('\n')) {
      acknowledged_.insert(unfinished_.substr(0, end));
      unfinished_.erase(0, end + 1);
    }
    return true;
  }

  pid_t process_ = 0;
  int output_ = -1;
  std::string unfinished_;
  std::set<std::string> acknowledged_;
};

TEST(SqliteKill, loses_no_acknowledged_write_and_keeps_no_half_of_one) {
  const TemporaryDirectory directory;
  const auto path = directory.file("poolhouse.db");
  std::set<std::string> acknowledged;
  for (const std::size_t kill_after : {1, 10, 100, 500, 1000}) {
    LedgerWriter writer(path);
    writer.wait_for(kill_after);
    writer.kill();
    acknowledged.merge(writer.acknowledged());

    SqliteConnection after(path, SqliteAccess::read_write);
    EXPECT_EQ(after.query("PRAGMA integrity_check", Params{}).at(0).text(0), "ok");
    std::set<std::string> stored;
    for (const auto& row : after.query("SELECT key, half FROM ledger", Params{})) {
      EXPECT_EQ(row.integer(1), 2) << "half a write: " << row.text(0);
      stored.insert(row.text(0));
    }
    for (const auto& key : acknowledged) EXPECT_TRUE(stored.contains(key)) << "lost: " << key;
  }
  EXPECT_GE(acknowledged.size(), 1611);
}

}  // namespace
}  // namespace poolhouse::store
