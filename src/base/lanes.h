// What waits for the CPU pool's workers: whose turn it is, and who is refused. Plain values and `now`, so
// that it is tested without threads; CpuPool is the threads around it.
//
// Every lane learns how fast it moves: the time from one job's start to the next while others wait. Times the
// jobs ahead, that is how long a new one would wait; beyond the lane's bound it is refused at once, because
// whoever asked would have given up before the answer, and the work would be for nobody.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <deque>
#include <functional>
#include <optional>
#include <string_view>

namespace poolhouse {

// Jobs of one lane cost about the same, so that one of them foretells the next.
enum class Lane {
  refresh,
  // The tokens of a sign-in that has succeeded.
  sign_in_tokens,
  // The answer to a challenge: of a sign-in that was admitted before.
  sign_in_answer,
  // The first step of a sign-in, and what else strangers can ask for at that price (SignUp).
  sign_in,
  // argon2id, eight times as expensive.
  password_hash,
  // RSA key pairs, thirty times that.
  background,
};
inline constexpr std::size_t kLanes = 6;
inline constexpr std::array<Lane, kLanes> kAllLanes = {Lane::refresh,        Lane::sign_in_tokens,
                                                       Lane::sign_in_answer, Lane::sign_in,
                                                       Lane::password_hash,  Lane::background};
[[nodiscard]] std::string_view name_of(Lane lane);

struct LaneRules {
  // The lane's part of the workers' time while others wait as well.
  double weight;
  // Longer is not waited: refused at once where it is foreseen, else a quarter of a second later.
  std::chrono::nanoseconds wait_max;
  // A job's cost, until it is measured.
  std::chrono::nanoseconds first_guess;
};
[[nodiscard]] const LaneRules& rules_of(Lane lane);

// `off` admits everything up to the bound of the queues: for the tests, to see what admission is good for.
enum class Admission { on, off };

class Lanes {
 public:
  using Instant = std::chrono::steady_clock::time_point;
  enum class Served { yes, too_late };
  // Called once: to work, or to hear that it has waited too long for that.
  using Job = std::move_only_function<void(Served)>;
  enum class WhenLate { refuse, serve };

  // At most `queue_max` jobs wait in a lane, whatever they cost.
  Lanes(std::size_t workers, std::size_t queue_max, Admission admission);

  // Whether a job that comes now would be served in time.
  [[nodiscard]] bool admits(Lane lane) const;
  [[nodiscard]] std::chrono::nanoseconds expected_wait(Lane lane) const;
  [[nodiscard]] std::size_t queued(Lane lane) const { return of(lane).queue.size(); }

  // A place in the lane for a job that is still to come: ask `admits` before, and then either `push` or
  // `give_up`.
  void reserve(Lane lane) { ++of(lane).reserved; }
  void give_up(Lane lane) { --of(lane).reserved; }
  void push(Lane lane, Job job, WhenLate when_late, Instant now);

  struct Turn {
    Lane lane;
    Job job;
    Served served;
    std::chrono::nanoseconds waited;
  };
  // The oldest job of the lane that has had the least of its due. Give its end to `finished`.
  std::optional<Turn> take(Instant now);
  // Whether `take` would give a job.
  [[nodiscard]] bool any() const { return next_lane().has_value(); }
  void finished(const Turn& turn, std::chrono::nanoseconds took);

 private:
  struct Waiting {
    Instant since;
    WhenLate when_late;
    Job job;
  };
  struct State {
    std::size_t reserved = 0;
    std::deque<Waiting> queue;
    std::size_t running = 0;
    // From one start to the next, summed over the last moments (both fade away): their ratio is the average.
    double intervals_ns = 0;
    double starts = 0;
    // The last start, while jobs have been waiting ever since.
    std::optional<Instant> started;
    // The workers' time it has had, by its weight. A lane that was empty starts from where the others are:
    // what it did not use is not saved up.
    double used = 0;
  };

  [[nodiscard]] const State& of(Lane lane) const { return lanes_[static_cast<std::size_t>(lane)]; }
  [[nodiscard]] State& of(Lane lane) { return lanes_[static_cast<std::size_t>(lane)]; }
  [[nodiscard]] std::optional<Lane> next_lane() const;
  [[nodiscard]] std::size_t running_max(Lane lane) const;
  static void learn(State& lane, const LaneRules& rules, std::chrono::nanoseconds interval);

  const std::size_t workers_;
  const std::size_t queue_max_;
  const Admission admission_;
  std::array<State, kLanes> lanes_;
  double used_now_ = 0;
};

}  // namespace poolhouse
