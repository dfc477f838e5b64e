#include "userpools/rules/code_delivery.h"

#include <algorithm>
#include <span>
#include <utility>
#include <vector>

#include "api/cognito_idp/types/user_pool_type.h"
#include "userpools/rules/attribute_schema.h"
#include "userpools/rules/utf8.h"

namespace poolhouse::userpools {
namespace {

using cognito_idp::DeliveryMediumType;
using cognito_idp::RecoveryOptionNameType;
using cognito_idp::UserPoolType;
using cognito_idp::UserStatusType;
using cognito_idp::VerifiedAttributeType;

constexpr std::string_view kEmail = "email";
constexpr std::string_view kPhoneNumber = "phone_number";

bool auto_verifies(const UserPoolType& pool, VerifiedAttributeType type) {
  return pool.auto_verified_attributes &&
         std::ranges::find(*pool.auto_verified_attributes, type) != pool.auto_verified_attributes->end();
}

// The pool's recovery channels, best first. A pool from before the setting existed tries phone, then e-mail.
std::vector<RecoveryOptionNameType> recovery_channels(const UserPoolType& pool) {
  if (!pool.account_recovery_setting || !pool.account_recovery_setting->recovery_mechanisms)
    return {RecoveryOptionNameType::verified_phone_number, RecoveryOptionNameType::verified_email};
  auto mechanisms = *pool.account_recovery_setting->recovery_mechanisms;
  std::ranges::sort(mechanisms, {}, &cognito_idp::RecoveryOptionType::priority);
  std::vector<RecoveryOptionNameType> channels;
  for (const auto& mechanism : mechanisms) channels.push_back(mechanism.name);
  return channels;
}

std::optional<Delivery> verified_delivery(std::string_view attribute_name, const Attributes& attributes) {
  if (!is_true(attributes, std::string(attribute_name) + "_verified")) return std::nullopt;
  return delivery_to(attribute_name, attributes);
}

std::optional<Delivery> by_channel(RecoveryOptionNameType channel, const RecoveringUser& user) {
  switch (channel) {
    case RecoveryOptionNameType::verified_email:
      return user.email_mfa_active ? std::nullopt : verified_delivery(kEmail, user.attributes);
    case RecoveryOptionNameType::verified_phone_number:
      return user.sms_mfa_active ? std::nullopt : verified_delivery(kPhoneNumber, user.attributes);
    case RecoveryOptionNameType::admin_only:
      return std::nullopt;
  }
  std::unreachable();
}

// Where users of the pool who have everything get codes of that purpose, the likeliest first.
std::vector<DeliveryMediumType> likely_media(const UserPoolType& pool, CodePurpose purpose) {
  std::vector<DeliveryMediumType> verified;
  if (auto_verifies(pool, VerifiedAttributeType::phone_number)) verified.push_back(DeliveryMediumType::SMS);
  if (auto_verifies(pool, VerifiedAttributeType::email)) verified.push_back(DeliveryMediumType::EMAIL);
  if (purpose == CodePurpose::sign_up) return verified;

  std::vector<DeliveryMediumType> recovering;
  for (const auto channel : recovery_channels(pool)) {
    if (channel == RecoveryOptionNameType::verified_email) recovering.push_back(DeliveryMediumType::EMAIL);
    if (channel == RecoveryOptionNameType::verified_phone_number)
      recovering.push_back(DeliveryMediumType::SMS);
  }
  auto both = recovering;
  std::erase_if(both,
                [&](const auto medium) { return std::ranges::find(verified, medium) == verified.end(); });
  return both.empty() ? recovering : both;
}

// An address that looks like a person's and is nobody's: only its mask is ever shown.
std::string invented_address(DeliveryMediumType medium, std::string_view stable_bytes) {
  const auto drawn = [&](std::size_t at, std::string_view alphabet) {
    return alphabet[static_cast<unsigned char>(stable_bytes[at % stable_bytes.size()]) % alphabet.size()];
  };
  constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz";
  constexpr std::string_view digits = "0123456789";
  if (medium == DeliveryMediumType::EMAIL) return {drawn(0, letters), '@', drawn(1, letters)};
  std::string number = "+";
  for (std::size_t i = 0; i < 11; ++i) number += drawn(i, digits);
  return number;
}

// The name is an address there.
bool is_address_on(DeliveryMediumType medium, std::string_view name) {
  return medium == DeliveryMediumType::EMAIL ? is_email(name) : is_phone_number(name);
}

}  // namespace

std::string masked_email(std::string_view address) {
  const auto at = address.rfind('@');
  const auto domain = at == std::string_view::npos ? std::string_view() : address.substr(at + 1);
  return std::string(first_character(address)).append("***@").append(first_character(domain)).append("***");
}

std::string masked_phone_number(std::string_view address) {
  const auto digits = address.starts_with('+') ? address.substr(1) : address;
  const auto shown = std::min<std::size_t>(4, digits.size());
  return "+" + std::string(digits.size() - shown, '*').append(digits.substr(digits.size() - shown));
}

cognito_idp::CodeDeliveryDetailsType code_delivery_details(const Delivery& delivery) {
  cognito_idp::CodeDeliveryDetailsType details;
  details.destination = delivery.medium == DeliveryMediumType::EMAIL ? masked_email(delivery.address)
                                                                     : masked_phone_number(delivery.address);
  details.delivery_medium = delivery.medium;
  details.attribute_name = delivery.attribute_name;
  return details;
}

std::optional<Delivery> delivery_to(std::string_view attribute_name, const Attributes& attributes) {
  const auto address = value_of(attributes, attribute_name);
  if (address.empty()) return std::nullopt;
  if (attribute_name == kEmail)
    return Delivery{DeliveryMediumType::EMAIL, std::string(kEmail), std::string(address)};
  if (attribute_name == kPhoneNumber)
    return Delivery{DeliveryMediumType::SMS, std::string(kPhoneNumber), std::string(address)};
  return std::nullopt;
}

std::optional<Delivery> sign_up_delivery(const UserPoolType& pool, const Attributes& attributes) {
  if (auto_verifies(pool, VerifiedAttributeType::phone_number)) {
    if (auto delivery = delivery_to(kPhoneNumber, attributes)) return delivery;
  }
  if (auto_verifies(pool, VerifiedAttributeType::email)) return delivery_to(kEmail, attributes);
  return std::nullopt;
}

Decided<void> check_password_resettable(UserStatusType status) {
  if (status != UserStatusType::FORCE_CHANGE_PASSWORD && status != UserStatusType::EXTERNAL_PROVIDER)
    return {};
  return refuse(Refusal::not_authorized, "User password cannot be reset in the current state.");
}

Decided<Delivery> recovery_delivery(const UserPoolType& pool, const RecoveringUser& user) {
  if (!user.enabled) return refuse(Refusal::not_authorized, "User is disabled.");
  if (const auto resettable = check_password_resettable(user.status); !resettable)
    return std::unexpected(resettable.error());
  const auto channels = recovery_channels(pool);
  if (std::ranges::find(channels, RecoveryOptionNameType::admin_only) != channels.end())
    return refuse(Refusal::not_authorized, "Contact administrator to reset password.");
  for (const auto channel : channels) {
    if (auto delivery = by_channel(channel, user)) return *std::move(delivery);
  }
  return invalid_parameter(
      "Cannot reset password for the user as there is no registered/verified email or phone_number");
}

Delivery simulated_delivery(const UserPoolType& pool, CodePurpose purpose, std::string_view username,
                            std::string_view stable_bytes) {
  const auto as = [](DeliveryMediumType medium, std::string address) {
    const auto name = medium == DeliveryMediumType::EMAIL ? kEmail : kPhoneNumber;
    return Delivery{.medium = medium, .attribute_name = std::string(name), .address = std::move(address)};
  };
  const auto media = likely_media(pool, purpose);
  for (const auto medium : media) {
    if (is_address_on(medium, username)) return as(medium, std::string(username));
  }
  const auto medium = media.empty() ? DeliveryMediumType::EMAIL : media.front();
  return as(medium, invented_address(medium, stable_bytes));
}

std::size_t code_digits(CodePurpose purpose) { return purpose == CodePurpose::first_factor ? 8 : 6; }

Duration code_ttl(CodePurpose purpose, Duration auth_session_ttl) {
  switch (purpose) {
    case CodePurpose::sign_up:
      return std::chrono::hours(24);
    case CodePurpose::attribute_verification:
      return std::chrono::hours(24);
    case CodePurpose::forgot_password:
      return std::chrono::hours(1);
    case CodePurpose::mfa:
      return auth_session_ttl;
    case CodePurpose::first_factor:
      return auth_session_ttl;
  }
  std::unreachable();
}

}  // namespace poolhouse::userpools
