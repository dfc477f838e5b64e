#include "userpools/users/invitation.h"

#include <algorithm>

#include "userpools/rules/username.h"

namespace poolhouse::userpools {

using cognito_idp::DeliveryMediumType;

Decided<std::vector<Delivery>> invitation_deliveries(
    const std::optional<std::vector<DeliveryMediumType>>& desired, const Attributes& attributes) {
  const bool is_asked_for = desired && !desired->empty();
  std::vector<Delivery> deliveries;
  for (const auto medium : is_asked_for ? *desired : std::vector{DeliveryMediumType::SMS}) {
    if (std::ranges::find(deliveries, medium, &Delivery::medium) != deliveries.end()) continue;
    auto delivery = delivery_to(medium == DeliveryMediumType::SMS ? "phone_number" : "email", attributes);
    if (delivery) {
      deliveries.push_back(std::move(*delivery));
    } else if (is_asked_for) {
      return invalid_parameter("User has no attribute matching desired delivery mediums");
    }
  }
  return deliveries;
}

std::string invited_username(const Pool& pool, const User& user) {
  const auto model = username_model(pool.settings);
  const auto email = value_of(user.attributes, "email");
  const auto phone_number = value_of(user.attributes, "phone_number");
  if (model.email_as_username && !email.empty()) return std::string(email);
  if (model.phone_number_as_username && !phone_number.empty()) return std::string(phone_number);
  return user.username.value();
}

}  // namespace poolhouse::userpools
