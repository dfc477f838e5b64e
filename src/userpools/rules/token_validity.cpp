#include "userpools/rules/token_validity.h"

#include <cstdint>
#include <utility>

namespace poolhouse::userpools {
namespace {

using cognito_idp::TimeUnitsType;
using std::chrono::seconds;

constexpr int kRefreshTokenDays = 30;
constexpr std::chrono::minutes kAuthSession{3};

seconds unit(TimeUnitsType type) {
  switch (type) {
    case TimeUnitsType::seconds:
      return seconds(1);
    case TimeUnitsType::minutes:
      return std::chrono::minutes(1);
    case TimeUnitsType::hours:
      return std::chrono::hours(1);
    case TimeUnitsType::days:
      return std::chrono::days(1);
  }
  std::unreachable();
}

struct Range {
  seconds min;
  seconds max;
};
constexpr Range kShortLived{std::chrono::minutes(5), std::chrono::days(1)};
constexpr Range kRefresh{std::chrono::hours(1), seconds(315'360'000)};

Decided<seconds> in_range(seconds validity, Range range) {
  if (validity >= range.min && validity <= range.max) return validity;
  return invalid_parameter("Invalid range for token validity.");
}

}  // namespace

Decided<EffectiveValidity> effective_validity(const TokenValidity& validity) {
  const auto units = validity.units.value_or(cognito_idp::TokenValidityUnitsType{});
  const auto hours = TimeUnitsType::hours;
  const auto access =
      in_range(validity.access_token.value_or(1) * unit(units.access_token.value_or(hours)), kShortLived);
  if (!access) return std::unexpected(access.error());
  const auto id = in_range(validity.id_token.value_or(1) * unit(units.id_token.value_or(hours)), kShortLived);
  if (!id) return std::unexpected(id.error());

  // 0 stands for the default of 30 days, whatever the unit (documented).
  const int given = validity.refresh_token.value_or(kRefreshTokenDays);
  const auto refresh = in_range(given == 0 ? seconds(std::chrono::days(kRefreshTokenDays))
                                           : given * unit(units.refresh_token.value_or(TimeUnitsType::days)),
                                kRefresh);
  if (!refresh) return std::unexpected(refresh.error());

  return EffectiveValidity{
      .access_token = *access,
      .id_token = *id,
      .refresh_token = *refresh,
      .auth_session = validity.auth_session ? std::chrono::minutes(*validity.auth_session) : kAuthSession,
  };
}

}  // namespace poolhouse::userpools
