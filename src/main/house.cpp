#include "main/house.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <stdexcept>
#include <thread>

#include "api/cognito_identity/operations.h"
#include "api/cognito_idp/operations.h"
#include "api/sts/operations.h"
#include "aws/dispatcher.h"
#include "crypto/master_keys.h"
#include "main/build_operations.h"
#include "main/open_store.h"
#include "main/operations_not_built.h"
#include "tokens/refresh_token.h"
#include "userpools/discovery/discovery.h"
#include "userpools/house_keeping.h"

namespace poolhouse {
namespace {

constexpr std::span<const api::OperationInfo* const> (*kServices[])() = {
    cognito_idp::operations, cognito_identity::operations, sts::operations};

std::vector<std::span<const api::OperationInfo* const>> services() {
  std::vector<std::span<const api::OperationInfo* const>> all;
  for (const auto& service : kServices) all.push_back(service());
  return all;
}

std::size_t or_cores(std::size_t threads) {
  return threads != 0 ? threads : std::max<std::size_t>(std::thread::hardware_concurrency(), 1);
}

// Jobs that may wait in a lane: what two cores do in about a quarter of a second, so that whoever is
// admitted is answered in time and everybody else is refused at once.
constexpr std::size_t kLaneQueueMax = 256;

}  // namespace

// In the order of construction: each object uses those above it.
struct House::Rooms {
  Rooms(const Settings& settings, const std::string& public_url, http::EventLoop& event_loop,
        const Clock& clock, Random& random, Log& log, Metrics& metrics)
      : loop(event_loop),
        settings_(settings),
        keys(open_master_keys(settings, random)),
        store(open_store(settings, event_loop, log, metrics)),
        cpu(or_cores(settings.cpu_threads), kLaneQueueMax, event_loop),
        outbox(keys, clock, random),
        access_keys(keys, clock, random),
        stored_key_signer(*store, access_keys, clock, settings.region),
        dispatcher(services(),
                   settings.dev ? static_cast<aws::Authenticator&>(any_signer) : stored_key_signer, log,
                   metrics),
        user_pools({.store = *store,
                    .keys = keys,
                    .cpu = cpu,
                    .triggers = triggers,
                    .outbox = outbox,
                    .clock = clock,
                    .random = random,
                    .region = settings.region,
                    .account_id = settings.account_id,
                    .issuer_base = settings.issuer_base.empty() ? public_url : settings.issuer_base}),
        discovery(user_pools.settings, user_pools.signing_keys, public_url,
                  settings.issuer_base.empty() ? public_url : settings.issuer_base),
        house_keeping(*store, outbox, user_pools.spare_keys, clock, log) {
    require_master_key_of(*store, keys, random);
    user_pools.add_operations(dispatcher);
    add_operations_not_built(dispatcher);
    dispatcher.require_all();
    for (const auto lane : {Lane::refresh, Lane::sign_in, Lane::background}) {
      gauges.push_back(metrics.gauge("poolhouse_lane_queued", "CPU jobs that wait in a lane.",
                                     [this, lane] { return static_cast<double>(cpu.queued(lane)); },
                                     {{"lane", std::string(name_of(lane))}}));
    }
  }

  http::EventLoop& loop;
  Settings settings_;
  crypto::MasterKeys keys;
  std::unique_ptr<store::Store> store;
  CpuPool cpu;
  messaging::Outbox outbox;
  aws::AccessKeys access_keys;
  aws::AnySigner any_signer;
  aws::StoredKeySigner stored_key_signer;
  aws::Dispatcher dispatcher;
  triggers::NoTriggers triggers;
  UserPoolOperations user_pools;
  userpools::Discovery discovery;
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
  rooms_->discovery.add_routes(router);
}

void House::start_background_work() {
  rooms_->timers.push_back(
      rooms_->loop.every(std::chrono::milliseconds(250), [this] { rooms_->house_keeping.tick(); }));
}

store::Store& House::store() { return *rooms_->store; }
const messaging::Outbox& House::outbox() const { return rooms_->outbox; }
const aws::AccessKeys& House::access_keys() const { return rooms_->access_keys; }

}  // namespace poolhouse
