// Floods a server with sign-ins, and asks it cheap things at the same time.
//
//   flood <plan.json     the figures as JSON on stdout
//
// The plan: {"port", "client_id", "pool_name", "password", "users", "flow", "connections", "slow_ms",
//   "patience_seconds", "cheap": [{"name", "rate", "request"}],
//   "phases": [{"name", "seconds", "rate"} or {"name", "seconds", "at_a_time"}]}
//
// `rate` is of an open loop: sign-ins arrive at random at so many a second, whether earlier ones were
// answered or not, as they do from strangers; every time counts from the arrival. `at_a_time` is a closed
// loop, which is how capacity is measured. `users` is how many there are: user0, user1, … `request` is what
// goes over the wire. What is unanswered `patience_seconds` after the last arrival is only counted.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <iostream>
#include <iterator>
#include <map>
#include <nlohmann/json.hpp>
#include <random>
#include <string>
#include <vector>

#include "arithmetic.h"
#include "sockets.h"

namespace {

using namespace poolhouse::flood;
using nlohmann::json;
using Milliseconds = std::chrono::duration<double, std::milli>;

constexpr std::size_t kCheapConnections = 32;
constexpr std::size_t kArithmeticThreads = 2;
constexpr std::size_t kFailuresShown = 5;

class Times {
 public:
  void add(double ms) { all_.push_back(ms); }
  [[nodiscard]] json summary() const {
    auto sorted = all_;
    std::ranges::sort(sorted);
    const auto at = [&](double share) {
      return sorted.empty() ? 0.0 : sorted[static_cast<std::size_t>(share * double(sorted.size() - 1))];
    };
    return {{"count", sorted.size()}, {"p50", at(0.5)}, {"p99", at(0.99)}, {"max", at(1)}};
  }

 private:
  std::vector<double> all_;
};

struct Cheap {
  Times answered;
  std::size_t failed = 0;
};

// What became of the requests that arrived in a phase.
struct Figures {
  std::size_t arrived = 0, signed_in = 0, dropped = 0, failed = 0;
  Times first_step, second_step, admitted, refused;
  double unsettled_until_ms = 0;
  std::map<std::string, Cheap> cheap;
};

class Flood {
 public:
  explicit Flood(const json& plan)
      : plan_(plan),
        srp_(plan.at("flow") == "USER_SRP_AUTH"),
        sockets_(plan.at("port"),
                 [this](std::size_t connection, Answer answer) { answered(connection, std::move(answer)); }),
        arithmetic_({plan.at("client_id"), plan.at("pool_name"), plan.at("password")}, kArithmeticThreads,
                    [this] { sockets_.wake(); }),
        figures_(plan.at("phases").size()) {
    for (std::size_t i = 0; i < plan.at("connections"); ++i) free_.push_back(open());
    for (const auto& cheap : plan.at("cheap")) {
      Stream stream{.name = cheap.at("name"), .request = cheap.at("request"), .per_second = cheap.at("rate")};
      for (std::size_t i = 0; i < kCheapConnections; ++i) stream.free.push_back(open());
      streams_.push_back(std::move(stream));
    }
  }

  json run() {
    for (phase_ = 0; phase_ < figures_.size(); ++phase_) run_phase(plan_.at("phases")[phase_]);
    --phase_;
    const auto deadline = Clock::now() + std::chrono::seconds(plan_.at("patience_seconds").get<int>());
    while (open_requests_ > 0 && Clock::now() < deadline) turn(std::min(deadline, Clock::now() + kTick));
    json result;
    for (std::size_t i = 0; i < figures_.size(); ++i) result[plan_.at("phases")[i].at("name")] = of(i);
    result["unanswered"] = open_requests_;
    result["failures"] = failures_;
    return result;
  }

 private:
  static constexpr std::chrono::milliseconds kTick{10};

  enum class Kind { first_step, second_step, cheap };
  struct Pending {
    Kind kind = Kind::first_step;
    std::size_t stream = 0;
    std::size_t phase = 0;
    Clock::time_point arrived;
  };
  struct Waiting {
    Pending what;
    std::string request;
  };
  struct Stream {
    std::string name;
    std::string request;
    double per_second = 0;
    std::deque<std::size_t> free = {};
    Clock::time_point next = {};
  };

  std::size_t open() {
    const auto connection = sockets_.open();
    pending_.resize(connection + 1);
    return connection;
  }

  Clock::duration gap(double per_second) {
    return std::chrono::duration_cast<Clock::duration>(
        std::chrono::duration<double>(std::exponential_distribution<double>(per_second)(random_)));
  }

  void run_phase(const json& phase) {
    const auto now = Clock::now();
    phase_began_.push_back(now);
    const auto end = now + std::chrono::duration_cast<Clock::duration>(
                               std::chrono::duration<double>(phase.at("seconds").get<double>()));
    rate_ = phase.value("rate", 0.0);
    for (auto& stream : streams_) stream.next = now + gap(stream.per_second);
    if (rate_ > 0) next_sign_in_ = now + gap(rate_);
    closed_ = phase.contains("at_a_time");
    for (std::size_t i = 0; i < phase.value("at_a_time", std::size_t{0}); ++i) arrive(now);
    while (Clock::now() < end) {
      const auto due = Clock::now();
      while (rate_ > 0 && next_sign_in_ <= due) {
        arrive(next_sign_in_);
        next_sign_in_ += gap(rate_);
      }
      for (std::size_t i = 0; i < streams_.size(); ++i) ask(i, due);
      auto next = rate_ > 0 ? std::min(end, next_sign_in_) : end;
      for (const auto& stream : streams_) next = std::min(next, stream.next);
      turn(next);
    }
    closed_ = false;
    // The clients of this phase are gone, with what they had not computed yet.
    open_requests_ -= arithmetic_.forget();
  }

  void turn(Clock::time_point until) {
    sockets_.wait(until);
    for (auto& answer : arithmetic_.answers()) {
      waiting_.push_back({{Kind::second_step, 0, answer.phase, Clock::now()}, std::move(answer.request)});
    }
    while (!waiting_.empty() && !free_.empty()) {
      const auto next = std::move(waiting_.front());
      waiting_.pop_front();
      send_on_any(next);
    }
  }

  void arrive(Clock::time_point at) {
    ++figures_[phase_].arrived;
    ++open_requests_;
    Waiting first{{Kind::first_step, 0, phase_, at}, first_step()};
    if (free_.empty()) {
      waiting_.push_back(std::move(first));
    } else {
      send_on_any(first);
    }
  }

  void send_on_any(const Waiting& next) {
    const auto connection = free_.front();
    free_.pop_front();
    send(connection, next.what, next.request);
  }

  std::string first_step() {
    const auto user = fmt::format("user{}", sign_ins_++ % plan_.at("users").get<std::size_t>());
    json parameters = {{"USERNAME", user}};
    if (srp_) {
      parameters["SRP_A"] = arithmetic_.A_hex();
    } else {
      parameters["PASSWORD"] = plan_.at("password");
    }
    const json request = {
        {"ClientId", plan_.at("client_id")}, {"AuthFlow", plan_.at("flow")}, {"AuthParameters", parameters}};
    return post("InitiateAuth", request.dump());
  }

  void ask(std::size_t number, Clock::time_point due) {
    auto& stream = streams_[number];
    while (stream.next <= due && !stream.free.empty()) {
      const auto connection = stream.free.front();
      stream.free.pop_front();
      ++open_requests_;
      send(connection, {Kind::cheap, number, phase_, stream.next}, stream.request);
      stream.next += gap(stream.per_second);
    }
  }

  void send(std::size_t connection, Pending what, const std::string& request) {
    pending_[connection] = what;
    sockets_.send(connection, request);
  }

  void answered(std::size_t connection, Answer answer) {
    const auto what = pending_[connection];
    auto& figures = figures_[what.phase];
    const auto ms = Milliseconds(Clock::now() - what.arrived).count();
    if (what.kind == Kind::cheap) {
      auto& stream = streams_[what.stream];
      auto& cheap = figures.cheap[stream.name];
      stream.free.push_back(connection);
      --open_requests_;
      if (answer.status == 200) return cheap.answered.add(ms);
      ++cheap.failed;
      return show(stream.name, answer);
    }
    const bool refused = answer.status == 400 && answer.body.contains("TooManyRequestsException");
    if (refused || ms > plan_.at("slow_ms")) {
      const double since = Milliseconds(what.arrived - phase_began_[what.phase]).count();
      figures.unsettled_until_ms = std::max(figures.unsettled_until_ms, since);
    }
    if (answer.status == 200) {
      figures.admitted.add(ms);
      (what.kind == Kind::first_step ? figures.first_step : figures.second_step).add(ms);
      if (srp_ && what.kind == Kind::first_step) {
        free_.push_back(connection);
        return arithmetic_.compute(what.phase, std::move(answer.body));
      }
      ++figures.signed_in;
    } else if (refused) {
      figures.refused.add(ms);
      if (what.kind == Kind::second_step) ++figures.dropped;
    } else {
      ++figures.failed;
      show("sign-in", answer);
    }
    free_.push_back(connection);
    --open_requests_;
    if (closed_) arrive(Clock::now());
  }

  void show(const std::string& of, const Answer& answer) {
    if (failures_.size() < kFailuresShown) {
      failures_.push_back(fmt::format("{}: {} {}", of, answer.status, answer.body.substr(0, 200)));
    }
  }

  [[nodiscard]] json of(std::size_t phase) const {
    const auto& figures = figures_[phase];
    const double seconds = plan_.at("phases")[phase].at("seconds");
    json cheap;
    for (const auto& [name, one] : figures.cheap) {
      cheap[name] = one.answered.summary();
      cheap[name]["failed"] = one.failed;
    }
    return {{"arrived", figures.arrived},
            {"signed_in", figures.signed_in},
            {"signed_in_per_second", static_cast<double>(figures.signed_in) / seconds},
            {"dropped", figures.dropped},
            {"failed", figures.failed},
            {"first_step", figures.first_step.summary()},
            {"second_step", figures.second_step.summary()},
            {"admitted", figures.admitted.summary()},
            {"refused", figures.refused.summary()},
            {"unsettled_until_ms", figures.unsettled_until_ms},
            {"cheap", cheap}};
  }

  const json& plan_;
  const bool srp_;
  Sockets sockets_;
  Arithmetic arithmetic_;
  std::vector<Figures> figures_;
  std::vector<Pending> pending_;  // of each connection
  std::deque<std::size_t> free_;
  std::deque<Waiting> waiting_;  // for a free one
  std::vector<Stream> streams_;
  std::vector<Clock::time_point> phase_began_;
  std::vector<std::string> failures_;
  std::mt19937_64 random_{1};
  std::size_t phase_ = 0;
  double rate_ = 0;
  bool closed_ = false;
  Clock::time_point next_sign_in_;
  std::size_t sign_ins_ = 0;
  std::size_t open_requests_ = 0;
};

}  // namespace

int main() {
  try {
    const auto plan = json::parse(std::cin);
    fmt::print("{}\n", Flood(plan).run().dump());
    return 0;
  } catch (const std::exception& failure) {
    fmt::print(stderr, "flood: {}\n", failure.what());
    return 1;
  }
}
