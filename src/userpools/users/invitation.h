// Whom AdminCreateUser invites, where to, and by which name.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "userpools/pools/pool.h"
#include "userpools/rules/code_delivery.h"
#include "userpools/rules/faults.h"
#include "userpools/users/user.h"

namespace poolhouse::userpools {

// DesiredDeliveryMediums. A medium asked for needs its address: email is "Required if … EMAIL is specified in
// the DesiredDeliveryMediums parameter", and phone_number likewise for SMS
// (https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminCreateUser.html).
// Not asked for, it is SMS, and a user without a phone number is sent nothing.
[[nodiscard]] Decided<std::vector<Delivery>> invitation_deliveries(
    const std::optional<std::vector<cognito_idp::DeliveryMediumType>>& desired, const Attributes& attributes);

// {username}: what the user types to sign in. Where an attribute is the user name the stored Username is a
// UUID, which nobody types.
[[nodiscard]] std::string invited_username(const Pool& pool, const User& user);

}  // namespace poolhouse::userpools
