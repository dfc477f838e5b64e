#include "userpools/attributes/operations.h"

namespace poolhouse::userpools {

AttributeOperations::AttributeOperations(Shared& s)
    : guards_(s.guards),
      changes_(s.store, s.codes, s.code_sender, s.clock),
      update_user_attributes_(changes_),
      delete_user_attributes_(changes_),
      get_user_attribute_verification_code_(s.store, s.codes, s.code_sender, s.clock),
      verify_user_attribute_(s.store, s.codes, s.clock),
      admin_update_user_attributes_(s.store, changes_),
      admin_delete_user_attributes_(s.store, changes_) {}

void AttributeOperations::add_to(aws::Dispatcher& dispatcher) {
  serve(dispatcher, guards_, update_user_attributes_);
  serve(dispatcher, guards_, delete_user_attributes_);
  serve(dispatcher, guards_, get_user_attribute_verification_code_);
  serve(dispatcher, guards_, verify_user_attribute_);
  serve(dispatcher, guards_, admin_update_user_attributes_);
  serve(dispatcher, guards_, admin_delete_user_attributes_);
}

}  // namespace poolhouse::userpools
