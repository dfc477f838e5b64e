// What a handler pays for the store: reads on one thread, and durable writes from many coroutines at once.
//
//   tests/support/with_postgres build/release/bench/store_bench
#include <benchmark/benchmark.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <latch>
#include <string>

#include "base/sync_wait.h"
#include "store/migration.h"

namespace {

using namespace poolhouse;

constexpr int kUsers = 10'000;
constexpr int kWritesEach = 16;
constexpr store::Migration kSchema{
    1, "bench",
    "CREATE TABLE bench_user(pool TEXT NOT NULL, sub TEXT NOT NULL, record TEXT NOT NULL,"
    " PRIMARY KEY (pool, sub))"};

constexpr int kStride = 7919;  // a prime, so that neighbours in time are no neighbours on a page

std::string sub(int number) { return "user-" + std::to_string(1'000'000 + number % kUsers); }

Task<> fill(store::Store& store) {
  auto insert = [](store::Connection& db) {
    for (int i = 0; i < kUsers; ++i) {
      db.execute("INSERT INTO bench_user(pool, sub, record) VALUES ('p', $1, $2) ON CONFLICT DO NOTHING",
                 {sub(i), std::string(1000, 'x')});
    }
  };
  co_await store.write(std::move(insert));
}

Task<std::size_t> read_one(store::Store& store, int number) {
  auto select = [number](store::Connection& db) {
    return db.query_one("SELECT record FROM bench_user WHERE pool = $1 AND sub = $2", {"p", sub(number)})
        ->text(0)
        .size();
  };
  co_return co_await store.read(std::move(select));
}

// `round` makes each record differ from the one before: SQLite writes nothing, and syncs nothing, for a row
// that stays as it is.
Task<> write_some(store::Store& store, int first, std::int64_t round) {
  for (int i = 0; i < kWritesEach; ++i) {
    auto update = [number = (first + i) * kStride, round](store::Connection& db) {
      db.execute("UPDATE bench_user SET record = $2 WHERE pool = 'p' AND sub = $1",
                 {sub(number), std::to_string(round) + std::string(1000, 'y')});
    };
    co_await store.write(std::move(update));
  }
}

void reads(benchmark::State& state, store::Store& store) {
  int number = 0;
  for (auto _ : state)
    benchmark::DoNotOptimize(sync_wait(read_one(store, number = (number + kStride) % kUsers)));
  state.SetItemsProcessed(state.iterations());
}

// state.range(0) coroutines write at the same time, each to rows of its own.
void durable_writes(benchmark::State& state, store::Store& store) {
  const auto writers = state.range(0);
  static std::int64_t round = 0;
  for (auto _ : state) {
    ++round;
    std::latch done(writers);
    for (int i = 0; i < writers; ++i) {
      spawn(write_some(store, i * kWritesEach, round), [&](const std::exception_ptr& failure) {
        if (failure) std::abort();
        done.count_down();
      });
    }
    done.wait();
  }
  state.SetItemsProcessed(state.iterations() * writers * kWritesEach);
}

void measure(store::Store& store) {
  sync_wait(fill(store));
  const std::string engine(store.engine());
  benchmark::RegisterBenchmark((engine + "/reads").c_str(), [&](auto& state) {
    reads(state, store);
  })->UseRealTime();
  benchmark::RegisterBenchmark((engine + "/durable_writes").c_str(),
                               [&](auto& state) { durable_writes(state, store); })
      ->Arg(1)
      ->Arg(64)
      ->UseRealTime();
}

}  // namespace

int main(int count, char** arguments) {
  InlineExecutor here;
  auto directory = (std::filesystem::temp_directory_path() / "poolhouse-bench.XXXXXX").string();
  if (::mkdtemp(directory.data()) == nullptr) return 1;
  {
    const auto sqlite = store::open_sqlite({.path = directory + "/bench.db"}, here, {&kSchema, 1});
    measure(*sqlite);
    std::unique_ptr<store::Store> postgres;
    if (const char* const url = std::getenv("POOLHOUSE_TEST_POSTGRES")) {
      postgres = store::open_postgres({.url = url}, here, {&kSchema, 1});
      measure(*postgres);
    }
    benchmark::Initialize(&count, arguments);
    benchmark::RunSpecifiedBenchmarks();
  }
  std::filesystem::remove_all(directory);
}
