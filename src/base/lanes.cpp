#include "base/lanes.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace poolhouse {
namespace {

using std::chrono::nanoseconds;
using namespace std::chrono_literals;

struct Row {
  Lane lane;
  std::string_view name;
  LaneRules rules;
};

// In the order of the enum. A sign-in's later steps outweigh the first by more than what they cost, so that
// first steps are refused rather than sign-ins dropped half-way; first steps still have a part that nobody
// can take from them by repeating answers. Only administrators wait for key pairs, and most are made ahead.
constexpr std::array kRows = {
    Row{Lane::refresh, "refresh", {.weight = 8, .wait_max = 150ms, .first_guess = 500us}},
    Row{Lane::sign_in_tokens, "sign_in_tokens", {.weight = 32, .wait_max = 150ms, .first_guess = 500us}},
    Row{Lane::sign_in_answer, "sign_in_answer", {.weight = 16, .wait_max = 150ms, .first_guess = 1ms}},
    Row{Lane::sign_in, "sign_in", {.weight = 1, .wait_max = 100ms, .first_guess = 1ms}},
    Row{Lane::password_hash, "password_hash", {.weight = 1, .wait_max = 150ms, .first_guess = 20ms}},
    Row{Lane::background, "background", {.weight = 1, .wait_max = 20'000ms, .first_guess = 160ms}},
};
static_assert(kRows.size() == kLanes && std::ranges::is_sorted(kRows, {}, &Row::lane));

const Row& row_of(Lane lane) { return kRows[static_cast<std::size_t>(lane)]; }

// How far the average reaches back, about: long enough to see the first steps and the later ones take turns,
// which come in waves, short enough to notice soon that the machine has other things to do.
constexpr nanoseconds kMemory = 1000ms;

// What is foreseen is an average, and the machine has other things to do at times. Whoever is admitted shall
// be served then too, as long as it makes half a second at most.
constexpr nanoseconds kForbearance = 250ms;

}  // namespace

std::string_view name_of(Lane lane) { return row_of(lane).name; }
const LaneRules& rules_of(Lane lane) { return row_of(lane).rules; }

Lanes::Lanes(std::size_t workers, std::size_t queue_max, Admission admission)
    : workers_(std::max<std::size_t>(workers, 1)), queue_max_(queue_max), admission_(admission) {
  for (const auto lane : kAllLanes) {
    // Soon outweighed by what is measured.
    of(lane).starts = 8;
    of(lane).intervals_ns = of(lane).starts * static_cast<double>(rules_of(lane).first_guess.count()) /
                            static_cast<double>(workers_);
  }
}

nanoseconds Lanes::expected_wait(Lane lane) const {
  const auto& state = of(lane);
  const auto ahead = static_cast<double>(state.queue.size() + state.reserved);
  return nanoseconds(static_cast<std::int64_t>(ahead * state.intervals_ns / state.starts));
}

bool Lanes::admits(Lane lane) const {
  if (of(lane).queue.size() + of(lane).reserved >= queue_max_) return false;
  return admission_ == Admission::off || expected_wait(lane) <= rules_of(lane).wait_max;
}

void Lanes::push(Lane lane, Job job, WhenLate when_late, Instant now) {
  auto& state = of(lane);
  --state.reserved;
  if (state.queue.empty() && state.running == 0) state.used = std::max(state.used, used_now_);
  state.queue.push_back({now, when_late, std::move(job)});
}

// A key pair keeps a worker for a sixth of a second. While two are made, nobody else would be served.
std::size_t Lanes::running_max(Lane lane) const {
  return lane == Lane::background ? std::max<std::size_t>(workers_ / 2, 1) : workers_;
}

std::optional<Lane> Lanes::next_lane() const {
  std::optional<Lane> next;
  for (const auto lane : kAllLanes) {
    const auto& state = of(lane);
    if (state.queue.empty() || state.running >= running_max(lane)) continue;
    if (!next || state.used < of(*next).used) next = lane;
  }
  return next;
}

std::optional<Lanes::Turn> Lanes::take(Instant now) {
  const auto lane = next_lane();
  if (!lane) return std::nullopt;
  auto& state = of(*lane);
  auto waiting = std::move(state.queue.front());
  state.queue.pop_front();
  ++state.running;
  used_now_ = state.used;

  const auto& rules = rules_of(*lane);
  const nanoseconds waited = now - waiting.since;
  const bool late = admission_ == Admission::on && waiting.when_late == WhenLate::refuse &&
                    waited > rules.wait_max + kForbearance;
  // A job that is dropped says nothing about how long jobs take.
  if (!late) {
    if (state.started) learn(state, rules, now - *state.started);
    state.started = now;
  }
  if (state.queue.empty()) state.started.reset();
  return Turn{*lane, std::move(waiting.job), late ? Served::too_late : Served::yes, waited};
}

void Lanes::finished(const Turn& turn, nanoseconds took) {
  auto& state = of(turn.lane);
  --state.running;
  state.used += static_cast<double>(took.count()) / rules_of(turn.lane).weight;
  // While nobody waits the lane's speed is not seen; it would be that of all workers. Without this, a lane
  // that was slow once would go on refusing bursts for as long as no burst shows that it no longer is.
  if (turn.served == Served::yes && state.queue.empty()) {
    learn(state, rules_of(turn.lane), took / static_cast<int>(workers_));
  }
}

// A process that was stopped for a while has learnt nothing from that.
void Lanes::learn(State& lane, const LaneRules& rules, nanoseconds interval) {
  const auto length = static_cast<double>(std::min(interval, rules.wait_max).count());
  const double faded = std::exp(-length / static_cast<double>(kMemory.count()));
  lane.intervals_ns = lane.intervals_ns * faded + length;
  lane.starts = lane.starts * faded + 1;
}

}  // namespace poolhouse
