// TIMESTAMP of PASSWORD_VERIFIER: `EEE MMM d HH:mm:ss z yyyy`, English, UTC, as in
// `Tue Sep 1 07:05:09 UTC 2026`.
#pragma once

#include <optional>
#include <string_view>

#include "base/time.h"

namespace poolhouse::userpools {

// A day with a leading zero or blank is read too: some third-party clients send it. Nothing for any other
// form; the day of the week is not compared with the date.
[[nodiscard]] std::optional<Time> parse_srp_timestamp(std::string_view text);

}  // namespace poolhouse::userpools
