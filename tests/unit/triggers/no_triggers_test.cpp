// A server that runs no functions passes the points without one and stops at those with one.
#include <gtest/gtest.h>

#include <functional>

#include "api/cognito_idp/errors.h"
#include "base/sync_wait.h"
#include "triggers/triggers.h"

namespace poolhouse::triggers {
namespace {

using cognito_idp::LambdaConfigType;

struct Point {
  const char* name;
  std::optional<std::string> LambdaConfigType::* function;
  std::function<void(NoTriggers&, Event)> call;
};

const Point kPoints[] = {
    {"PreSignUp", &LambdaConfigType::pre_sign_up,
     [](NoTriggers& t, Event e) {
       (void)sync_wait(t.pre_sign_up({.event = std::move(e), .validation_data = {}}));
     }},
    {"PostConfirmation", &LambdaConfigType::post_confirmation,
     [](NoTriggers& t, Event e) { sync_wait(t.post_confirmation(std::move(e))); }},
    {"PreAuthentication", &LambdaConfigType::pre_authentication,
     [](NoTriggers& t, Event e) {
       sync_wait(t.pre_authentication({.event = std::move(e), .validation_data = {}}));
     }},
    {"PostAuthentication", &LambdaConfigType::post_authentication,
     [](NoTriggers& t, Event e) { sync_wait(t.post_authentication(std::move(e))); }},
    {"PreTokenGeneration", &LambdaConfigType::pre_token_generation,
     [](NoTriggers& t, Event e) {
       (void)sync_wait(t.pre_token_generation(
           {.event = std::move(e), .groups = {}, .roles = {}, .preferred_role = {}, .scopes = {}}));
     }},
    {"CustomMessage", &LambdaConfigType::custom_message,
     [](NoTriggers& t, Event e) {
       (void)sync_wait(t.custom_message({.event = std::move(e), .username_parameter = std::nullopt}));
     }},
    {"UserMigration", &LambdaConfigType::user_migration,
     [](NoTriggers& t, Event e) {
       (void)sync_wait(t.user_migration({.event = std::move(e), .password = {}, .validation_data = {}}));
     }},
};

TEST(NoTriggers, passes_every_point_of_a_pool_without_functions) {
  NoTriggers triggers;
  for (const auto& point : kPoints) {
    SCOPED_TRACE(point.name);
    EXPECT_NO_THROW(point.call(triggers, Event{}));
    Event empty;
    empty.functions.emplace();
    EXPECT_NO_THROW(point.call(triggers, std::move(empty)));
  }
}

TEST(NoTriggers, stops_at_the_point_that_has_a_function_and_at_no_other) {
  NoTriggers triggers;
  for (const auto& named : kPoints) {
    for (const auto& called : kPoints) {
      SCOPED_TRACE(std::string(named.name) + " named, " + called.name + " called");
      Event event;
      event.functions.emplace();
      (*event.functions).*named.function = "arn:aws:lambda:us-east-1:000000000000:function:guard";
      if (&named == &called) {
        EXPECT_THROW(called.call(triggers, std::move(event)), cognito_idp::UnexpectedLambdaException);
      } else {
        EXPECT_NO_THROW(called.call(triggers, std::move(event)));
      }
    }
  }
}

}  // namespace
}  // namespace poolhouse::triggers
