#include "main/house.h"

#include <algorithm>
#include <cstdlib>
#include <span>
#include <string_view>
#include <thread>

#include "api/cognito_identity/operations.h"
#include "api/cognito_idp/operations.h"
#include "api/sts/operations.h"
#include "aws/dispatcher.h"
#include "base/cpu_pool.h"
#include "base/sync_wait.h"
#include "crypto/encoding.h"
#include "crypto/password_hash_memory.h"
#include "crypto/system_random.h"
#include "main/database.h"
#include "main/lane_metrics.h"
#include "main/master_key_source.h"
#include "main/operations_not_built.h"
#include "main/store_metrics.h"
#include "userpools/house_keeping.h"
#include "userpools/user_pools.h"

namespace poolhouse {
namespace {

std::vector<std::span<const api::OperationInfo* const>> services() {
  return {cognito_idp::operations(), cognito_identity::operations(), sts::operations()};
}

std::size_t or_cores(std::size_t threads) {
  return threads != 0 ? threads : std::max<std::size_t>(std::thread::hardware_concurrency(), 1);
}

// Jobs that may wait in a lane, for the sake of memory: each keeps a request and its coroutines, some 20 KB.
// On a few cores the time that they would wait is the narrower bound.
constexpr std::size_t kLaneQueueMax = 2048;

// A build for tests can be told to admit everything, so that they see what admission is good for.
Admission admission_of_this_build() {
#ifdef POOLHOUSE_TEST_HOOKS
  const char* const said = std::getenv("POOLHOUSE_TEST_ADMISSION");
  if (said != nullptr && std::string_view(said) == "off") return Admission::off;
#endif
  return Admission::on;
}

// For asking which operations there are: nothing is ever read from it.
class NoStore final : public store::Store {
 public:
  bool reachable() override { return false; }
  [[nodiscard]] std::string_view engine() const override { return "none"; }
  [[nodiscard]] std::size_t queued() const override { return 0; }

 protected:
  void submit_read(Job) override { throw store::Unavailable("there is no database"); }
  void submit_write(Job) override { throw store::Unavailable("there is no database"); }
  Executor& resume_on() override { return here_; }

 private:
  InlineExecutor here_;
};

}  // namespace

// In the order of construction: each object uses those above it.
struct House::Rooms {
  Rooms(const Settings& settings, const std::string& public_url, http::EventLoop& event_loop,
        const Clock& clock, Random& random, Log& log, Metrics& metrics)
      : loop(event_loop),
        store_metrics(metrics, log),
        store(open_database(settings.database, store::Opening::serve, &store_metrics, event_loop)),
        keys(require_master_keys(settings, samples_of(*store), random)),
        lane_metrics(metrics),
        cpu({.threads = or_cores(settings.cpu_threads),
             .queue_max = kLaneQueueMax,
             .admission = admission_of_this_build(),
             .observer = &lane_metrics,
             .when_idle = crypto::release_password_hash_memory},
            event_loop),
        outbox(keys, clock, random),
        access_keys(keys, clock, random),
        stored_key_signer(*store, access_keys, clock, settings.region),
        dispatcher(services(),
                   settings.dev ? static_cast<aws::Authenticator&>(any_signer) : stored_key_signer, log,
                   metrics),
        shared(*store, keys, cpu, triggers, outbox, clock, random,
               {.region = settings.region,
                .id = settings.account_id,
                .issuer_base = settings.issuer_base.empty() ? public_url : settings.issuer_base}),
        user_pools(shared, public_url),
        house_keeping(*store, outbox, shared.spare_keys, clock, log) {
    user_pools.add_to(dispatcher);
    add_operations_not_built(dispatcher);
    dispatcher.require_all();
    gauges.push_back(queue_gauge(metrics, *store));
    for (const auto lane : kAllLanes) {
      gauges.push_back(metrics.gauge("poolhouse_lane_queued", "CPU jobs that wait in a lane.",
                                     [this, lane] { return static_cast<double>(cpu.queued(lane)); },
                                     {{"lane", std::string(name_of(lane))}}));
    }
  }

  static std::vector<std::string> samples_of(store::Store& opened) {
    auto read = [](store::Store& database) -> Task<std::vector<std::string>> {
      co_return co_await database.read([](store::Connection& db) { return sealed_samples(db); });
    };
    return sync_wait(read(opened));
  }

  http::EventLoop& loop;
  StoreMetrics store_metrics;
  std::unique_ptr<store::Store> store;
  crypto::MasterKeys keys;
  LaneMetrics lane_metrics;
  CpuPool cpu;
  messaging::Outbox outbox;
  aws::AccessKeys access_keys;
  aws::AnySigner any_signer;
  aws::StoredKeySigner stored_key_signer;
  aws::Dispatcher dispatcher;
  triggers::NoTriggers triggers;
  userpools::Shared shared;
  userpools::UserPools user_pools;
  userpools::HouseKeeping house_keeping;
  std::vector<GaugeRegistration> gauges;
  std::vector<http::Timer> timers;
};

House::House(const Settings& settings, const std::string& public_url, http::EventLoop& loop,
             const Clock& clock, Random& random, Log& log, Metrics& metrics)
    : rooms_(std::make_unique<Rooms>(settings, public_url, loop, clock, random, log, metrics)) {}

House::~House() = default;

void House::add_routes(http::Router& router) {
  router.add(
      {.method = "POST",
       .pattern = "/",
       .handler = [this](http::Request request) { return rooms_->dispatcher.handle(std::move(request)); },
       .cors = http::Cors{}});
  rooms_->user_pools.add_routes(router);
}

void House::start_background_work() {
  rooms_->timers.push_back(
      rooms_->loop.every(std::chrono::milliseconds(250), [this] { rooms_->house_keeping.tick(); }));
}

std::vector<OperationState> operation_states() {
  NoStore store;
  crypto::SystemRandom random;
  const auto keys = crypto::MasterKeys::from_text(crypto::to_base64(random.bytes(32)), "a key for nothing");
  InlineExecutor here;
  CpuPool cpu({}, here);
  triggers::NoTriggers triggers;
  const SystemClock clock;
  const messaging::Outbox outbox(keys, clock, random);
  aws::AnySigner signer;
  Log log(LogFormat::text, LogLevel::error, clock);
  Metrics metrics;
  aws::Dispatcher dispatcher(services(), signer, log, metrics);
  userpools::Shared shared(store, keys, cpu, triggers, outbox, clock, random, {});
  userpools::UserPools user_pools(shared, {});
  user_pools.add_to(dispatcher);

  std::vector<OperationState> states;
  for (const auto& operations : services()) {
    for (const auto* operation : operations) {
      states.push_back({.service = std::string(operation->service->endpoint_prefix),
                        .name = std::string(operation->name),
                        .built = dispatcher.has(*operation)});
    }
  }
  return states;
}

store::Store& House::store() { return *rooms_->store; }
const messaging::Outbox& House::outbox() const { return rooms_->outbox; }
const aws::AccessKeys& House::access_keys() const { return rooms_->access_keys; }

}  // namespace poolhouse
