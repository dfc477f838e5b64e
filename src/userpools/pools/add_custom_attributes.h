// AddCustomAttributes: more attributes for a pool's schema. They can never be changed or taken away.
#pragma once

#include "api/cognito_idp/add_custom_attributes.h"
#include "base/task.h"
#include "base/time.h"
#include "store/store.h"
#include "userpools/guards.h"
#include "userpools/settings_cache.h"

namespace poolhouse::userpools {

class AddCustomAttributes {
 public:
  using Operation = cognito_idp::op::AddCustomAttributes;

  AddCustomAttributes(store::Store& store, SettingsCache& settings, const Clock& clock)
      : store_(store), settings_(settings), clock_(clock) {}
  Task<cognito_idp::AddCustomAttributesResponse> handle(cognito_idp::AddCustomAttributesRequest request,
                                                        AdminCall call);

 private:
  store::Store& store_;
  SettingsCache& settings_;
  const Clock& clock_;
};

}  // namespace poolhouse::userpools
