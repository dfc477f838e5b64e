// How long a client's tokens and sign-in sessions live.
#pragma once

#include <chrono>
#include <optional>

#include "api/cognito_idp/types/token_validity_units_type.h"
#include "userpools/rules/faults.h"

namespace poolhouse::userpools {

// The members of an app client that say how long its tokens live, as given.
struct TokenValidity {
  std::optional<int> access_token{};
  std::optional<int> id_token{};
  std::optional<int> refresh_token{};
  std::optional<cognito_idp::TokenValidityUnitsType> units{};
  std::optional<int> auth_session{};
};
// Of a CreateUserPoolClient or UpdateUserPoolClient request, or of the client itself.
template <class Client>
[[nodiscard]] TokenValidity token_validity_of(const Client& client) {
  return {client.access_token_validity, client.id_token_validity, client.refresh_token_validity,
          client.token_validity_units, client.auth_session_validity};
}

// What is in effect, with every default filled in.
struct EffectiveValidity {
  std::chrono::seconds access_token;
  std::chrono::seconds id_token;
  std::chrono::seconds refresh_token;
  std::chrono::minutes auth_session;
  friend bool operator==(const EffectiveValidity&, const EffectiveValidity&) = default;
};

// Each number is read in its unit, then checked: access and ID tokens 5 minutes to a day, refresh tokens an
// hour to ten years, sessions 3 to 15 minutes. "Invalid range for token validity." otherwise.
[[nodiscard]] Decided<EffectiveValidity> effective_validity(const TokenValidity& validity);

}  // namespace poolhouse::userpools
