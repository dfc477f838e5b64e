// Faults on purpose, for the tests of durability (tests/fault).
//
// Only builds with POOLHOUSE_FAULT_POINTS hold any of this; in all others it is empty functions and
// constants, and no setting can bring it back. There, POOLHOUSE_TEST_FAULT names one fault:
//
//   crash_at:N:FILE       the process dies at the Nth point counted since FILE exists
//   synchronous_normal    SQLite commits without an fsync, as with synchronous=NORMAL
//   acknowledge_early     writes are answered before they are committed
//
// A point lies before each statement that changes rows, before the commit, and between the commit and the
// answer. They are set in the engines, so that every operation has them without knowing.
#pragma once

#include <string_view>

namespace poolhouse::store::fault_points {

#ifdef POOLHOUSE_FAULT_POINTS

// Dies here if it is the point that was asked for; `before` then stands on stderr. Throws std::runtime_error
// when the variable cannot be read.
void reach(std::string_view before);
// The same, if `sql` changes rows.
void reach_statement(std::string_view sql);
[[nodiscard]] bool synchronous_normal();
[[nodiscard]] bool acknowledge_early();
// How long an early answer is ahead of its commit: long enough for a client to hear it.
void be_ahead();

#else

constexpr void reach(std::string_view) {}
constexpr void reach_statement(std::string_view) {}
[[nodiscard]] constexpr bool synchronous_normal() { return false; }
[[nodiscard]] constexpr bool acknowledge_early() { return false; }
constexpr void be_ahead() {}

#endif

}  // namespace poolhouse::store::fault_points
