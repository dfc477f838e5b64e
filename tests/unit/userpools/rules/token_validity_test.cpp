#include "userpools/rules/token_validity.h"

#include <gtest/gtest.h>

namespace poolhouse::userpools {
namespace {

using cognito_idp::TimeUnitsType;
using cognito_idp::TokenValidityUnitsType;
using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

TEST(TokenValidity, defaults_are_an_hour_an_hour_thirty_days_and_three_minutes) {
  EXPECT_EQ(effective_validity({}), (EffectiveValidity{.access_token = hours(1),
                                                       .id_token = hours(1),
                                                       .refresh_token = days(30),
                                                       .auth_session = minutes(3)}));
}

TEST(TokenValidity, numbers_are_read_in_their_units_and_then_checked) {
  constexpr auto s = TimeUnitsType::seconds;
  constexpr auto m = TimeUnitsType::minutes;
  constexpr auto h = TimeUnitsType::hours;
  constexpr auto d = TimeUnitsType::days;
  struct Case {
    std::optional<int> number;
    std::optional<TimeUnitsType> unit;
    std::optional<seconds> effective;  // nothing: refused
  };
  for (const auto& c : {
           Case{300, s, seconds(300)},
           Case{299, s, std::nullopt},
           Case{5, m, minutes(5)},
           Case{4, m, std::nullopt},
           Case{60, m, hours(1)},
           Case{60, std::nullopt, std::nullopt},  // sixty hours
           Case{24, std::nullopt, hours(24)},
           Case{25, h, std::nullopt},
           Case{1, d, hours(24)},
           Case{2, d, std::nullopt},
           Case{86400, s, hours(24)},
           Case{86401, s, std::nullopt},
           Case{86400, d, std::nullopt},
           Case{0, s, std::nullopt},
           Case{std::nullopt, m, std::nullopt},  // the default 1 in the declared unit
           Case{std::nullopt, d, hours(24)},
       }) {
    const auto access = effective_validity(
        {.access_token = c.number, .units = TokenValidityUnitsType{.access_token = c.unit}});
    EXPECT_EQ(access ? std::optional(access->access_token) : std::nullopt, c.effective)
        << c.number.value_or(-1);
    const auto id =
        effective_validity({.id_token = c.number, .units = TokenValidityUnitsType{.id_token = c.unit}});
    EXPECT_EQ(id ? std::optional(id->id_token) : std::nullopt, c.effective) << c.number.value_or(-1);
    if (!c.effective) {
      EXPECT_EQ(access.error(), (Fault{Refusal::invalid_parameter, "Invalid range for token validity."}));
    }
  }
}

TEST(TokenValidity, refresh_tokens_live_an_hour_to_ten_years) {
  constexpr auto s = TimeUnitsType::seconds;
  struct Case {
    std::optional<int> number;
    std::optional<TimeUnitsType> unit;
    std::optional<seconds> effective;
  };
  for (const auto& c : {
           Case{1, std::nullopt, days(1)}, Case{3650, std::nullopt, days(3650)},
           Case{3651, std::nullopt, std::nullopt}, Case{0, std::nullopt, days(30)}, Case{0, s, days(30)},
           Case{3600, s, hours(1)}, Case{3599, s, std::nullopt}, Case{315'360'000, s, seconds(315'360'000)},
           Case{315'360'001, s, std::nullopt}, Case{315'360'000, TimeUnitsType::days, std::nullopt},
           Case{60, TimeUnitsType::minutes, hours(1)}, Case{59, TimeUnitsType::minutes, std::nullopt},
           Case{std::nullopt, s, std::nullopt},  // thirty seconds
       }) {
    const auto validity = effective_validity(
        {.refresh_token = c.number, .units = TokenValidityUnitsType{.refresh_token = c.unit}});
    EXPECT_EQ(validity ? std::optional(validity->refresh_token) : std::nullopt, c.effective)
        << c.number.value_or(-1);
  }
}

TEST(TokenValidity, a_partly_given_unit_object_is_completed) {
  const auto validity = effective_validity(
      {.access_token = 30, .units = TokenValidityUnitsType{.access_token = TimeUnitsType::minutes}});
  EXPECT_EQ(validity->access_token, minutes(30));
  EXPECT_EQ(validity->id_token, hours(1));
  EXPECT_EQ(validity->refresh_token, days(30));
}

}  // namespace
}  // namespace poolhouse::userpools
