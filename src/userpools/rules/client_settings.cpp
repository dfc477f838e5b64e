#include "userpools/rules/client_settings.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <vector>

#include "api/codec.h"
#include "api/cognito_idp/types/create_user_pool_client_request.h"
#include "api/cognito_idp/types/update_user_pool_client_request.h"
#include "api/cognito_idp/types/user_pool_type.h"
#include "userpools/rules/client_permissions.h"
#include "userpools/rules/explicit_auth_flows.h"
#include "userpools/rules/token_validity.h"

namespace poolhouse::userpools {
namespace {

using cognito_idp::OAuthFlowType;
using cognito_idp::TimeUnitsType;
using cognito_idp::UserPoolClientType;
using cognito_idp::UserPoolTierType;

constexpr std::array<std::string_view, 6> kReservedScopes{
    "phone", "email", "openid", "profile", "aws.cognito.signin.user.admin", "aws.cognito/dcr/register"};

// A client about to be saved.
struct Draft {
  const UserPoolClientType& client;
  const ClientSurroundings& around;
  ClientSaving saving;
  HasSecret has_secret;
};

template <class T>
bool is_given(const std::optional<std::vector<T>>& list) {
  return list && !list->empty();
}

bool contains(const auto& range, const auto& value) {
  return std::ranges::find(range, value) != std::ranges::end(range);
}

// ---- What does not go together, in the order in which it is told. ----

Decided<void> check_validity(const Draft& draft) {
  const auto validity = effective_validity(token_validity_of(draft.client));
  return validity ? Decided<void>() : std::unexpected(validity.error());
}

Decided<void> check_permissions(const Draft& draft) {
  return check_permission_lists(draft.client.read_attributes, draft.client.write_attributes,
                                draft.around.pool.schema_attributes.value_or(Schema{}), draft.saving);
}

Decided<void> check_flows(const Draft& draft) {
  return check_explicit_auth_flows(draft.client.explicit_auth_flows, draft.client.refresh_token_rotation);
}

Decided<void> check_tier(const Draft& draft) {
  const auto& rotation = draft.client.refresh_token_rotation;
  const bool rotates = rotation && rotation->feature == cognito_idp::FeatureType::ENABLED;
  if (!rotates || draft.around.pool.user_pool_tier != UserPoolTierType::LITE) return {};
  return refuse(Refusal::feature_unavailable_in_tier,
                "The following features need to be disabled for the LITE pricing tier configured: "
                "Refresh Token Rotation");
}

Decided<void> check_identity_providers(const Draft& draft) {
  if (!draft.client.supported_identity_providers) return {};
  for (const auto& name : *draft.client.supported_identity_providers) {
    if (name == "COGNITO" || contains(draft.around.identity_providers, name)) continue;
    return invalid_parameter(fmt::format("The provider {} does not exist for User Pool {}", name,
                                         draft.around.pool.id.value_or("")));
  }
  return {};
}

Decided<void> check_analytics(const Draft& draft) {
  if (!draft.client.analytics_configuration) return {};
  const auto& analytics = *draft.client.analytics_configuration;
  const bool by_arn = analytics.application_arn && !analytics.application_id && !analytics.external_id;
  const bool by_id =
      !analytics.application_arn && analytics.application_id && analytics.role_arn && analytics.external_id;
  if (by_arn || by_id) return {};
  return invalid_parameter(
      "Invalid analytics configuration given, either <application arn> or <application id, role "
      "arn, external id> are valid");
}

// `scheme` is lower case and ends with its colon.
bool has_scheme(std::string_view uri, std::string_view scheme) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return std::ranges::equal(uri.substr(0, scheme.size()), scheme, {}, lower);
}

// What of https://user@host:443/ is the host; "" where there is none.
std::string_view host_of(std::string_view uri) {
  auto rest = uri.substr(uri.find(':') + 1);
  if (!rest.starts_with("//")) return {};
  rest.remove_prefix(2);
  const auto authority = rest.substr(0, rest.find_first_of("/?#"));
  const auto host = authority.substr(authority.rfind('@') + 1);  // all of it without a user
  return host.starts_with('[') ? host.substr(1, host.find(']') - 1) : host.substr(0, host.find(':'));
}

// scheme ":" and something behind it (RFC 3986, 3.1), which for the web begins with a host (RFC 9110, 4.2). A
// scheme of an application's own may do without: myapp:// is what mobile applications register.
bool is_absolute_uri(std::string_view uri) {
  const auto colon = uri.find(':');
  if (colon == 0 || colon == std::string_view::npos || colon + 1 == uri.size()) return false;
  if ((has_scheme(uri, "https:") || has_scheme(uri, "http:")) && host_of(uri).empty()) return false;
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  return letter(uri.front()) && std::ranges::all_of(uri.substr(0, colon), [&](char c) {
           return letter(c) || (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
         });
}

// A redirect there would run what a stranger wrote.
bool is_script(std::string_view uri) {
  return std::ranges::any_of(std::array{"javascript:", "data:", "vbscript:"},
                             [&](std::string_view scheme) { return has_scheme(uri, scheme); });
}

// http://localhost, http://127.0.0.1 and http://[::1], on any port.
bool is_loopback(std::string_view uri) {
  return std::ranges::any_of(
      std::array{"http://localhost", "http://127.0.0.1", "http://[::1]"}, [&](std::string_view origin) {
        if (!uri.starts_with(origin)) return false;
        const auto rest = uri.substr(origin.size());
        return rest.empty() || rest.starts_with(':') || rest.starts_with('/') || rest.starts_with('?');
      });
}

Decided<void> check_redirect_urls(const std::optional<std::vector<std::string>>& urls) {
  if (!urls) return {};
  for (const auto& url : *urls) {
    if (!is_absolute_uri(url) || is_script(url))
      return invalid_parameter(fmt::format("{} is not a valid redirect URI.", url));
    if (url.contains('#')) return invalid_parameter(fmt::format("{} cannot use fragment", url));
    if (has_scheme(url, "http:") && !is_loopback(url))
      return invalid_parameter(fmt::format("{} cannot use the HTTP protocol.", url));
  }
  return {};
}

Decided<void> check_urls(const Draft& draft) {
  const auto& client = draft.client;
  if (const auto checked = check_redirect_urls(client.callback_urls); !checked) return checked;
  if (const auto checked = check_redirect_urls(client.logout_urls); !checked) return checked;
  if (!client.default_redirect_uri) return {};
  if (client.callback_urls && contains(*client.callback_urls, *client.default_redirect_uri)) return {};
  return invalid_parameter(fmt::format("The default redirect URI {} is not in the callback URIs list.",
                                       *client.default_redirect_uri));
}

Decided<void> check_oauth_is_complete(const Draft& draft) {
  const auto& client = draft.client;
  if (!client.allowed_oauth_flows_user_pool_client.value_or(false)) return {};
  if (is_given(client.allowed_oauth_flows) && is_given(client.allowed_oauth_scopes)) return {};
  return invalid_parameter(
      "AllowedOAuthFlows and AllowedOAuthScopes are required if user pool client is allowed to use OAuth "
      "flows.");
}

Decided<void> check_oauth_flows(const Draft& draft) {
  const auto& client = draft.client;
  if (!is_given(client.allowed_oauth_flows)) return {};
  const bool for_machines = contains(*client.allowed_oauth_flows, OAuthFlowType::client_credentials);
  const bool for_people = contains(*client.allowed_oauth_flows, OAuthFlowType::code) ||
                          contains(*client.allowed_oauth_flows, OAuthFlowType::implicit);
  if (for_machines && for_people) {
    return refuse(Refusal::invalid_oauth_flow,
                  "client_credentials flow can not be selected along with code flow or implicit flow.");
  }
  if (for_machines && draft.has_secret == HasSecret::no) {
    return refuse(Refusal::invalid_oauth_flow,
                  "client_credentials flow can not be selected if client does not have a client secret.");
  }
  if (for_machines && client.allowed_oauth_scopes &&
      contains(*client.allowed_oauth_scopes, std::string_view("openid"))) {
    return refuse(Refusal::invalid_oauth_flow, "openid is not supported with client_credentials flow");
  }
  if (for_people && client.allowed_oauth_flows_user_pool_client.value_or(false) &&
      !is_given(client.callback_urls)) {
    return refuse(Refusal::invalid_oauth_flow,
                  "CallbackUrls can not be empty when code flow or implicit flow is selected");
  }
  return {};
}

Decided<void> check_oauth_scopes(const Draft& draft) {
  if (!draft.client.allowed_oauth_scopes) return {};
  for (const auto& scope : *draft.client.allowed_oauth_scopes) {
    if (contains(kReservedScopes, scope) || contains(draft.around.custom_scopes, scope)) continue;
    return refuse(Refusal::scope_does_not_exist, fmt::format("Invalid scope requested: {}", scope));
  }
  return {};
}

constexpr std::array kChecks{
    check_validity,           check_permissions,  check_flows, check_tier,
    check_identity_providers, check_analytics,    check_urls,  check_oauth_is_complete,
    check_oauth_flows,        check_oauth_scopes,
};

// ---- Defaults ----

template <class T>
void fill(std::optional<T>& member, T value) {
  if (!member) member = std::move(value);
}

void fill_defaults(UserPoolClientType& client) {
  fill(client.refresh_token_validity, 30);
  fill(client.auth_session_validity, 3);
  fill(client.enable_token_revocation, true);
  fill(client.enable_propagate_additional_user_context_data, false);
  fill(client.allowed_oauth_flows_user_pool_client, false);
  fill(client.client_type, cognito_idp::ClientTypeType::REGULAR);
  if (client.token_validity_units) {
    fill(client.token_validity_units->access_token, TimeUnitsType::hours);
    fill(client.token_validity_units->id_token, TimeUnitsType::hours);
    fill(client.token_validity_units->refresh_token, TimeUnitsType::days);
  }
}

Decided<UserPoolClientType> settled(UserPoolClientType client, const ClientSurroundings& around,
                                    ClientSaving saving, HasSecret has_secret) {
  const Draft draft{client, around, saving, has_secret};
  for (const auto check : kChecks) {
    if (const auto checked = check(draft); !checked) return std::unexpected(checked.error());
  }
  fill_defaults(client);
  return client;
}

}  // namespace

Decided<UserPoolClientType> new_client_settings(const cognito_idp::CreateUserPoolClientRequest& request,
                                                const ClientSurroundings& around) {
  const bool generates = request.generate_secret.value_or(false);
  if (generates && request.client_secret)
    return invalid_parameter("GenerateSecret and ClientSecret cannot be used together.");
  UserPoolClientType client;
  api::copy_members(request, client);
  client.client_name = request.client_name;
  client.user_pool_id = request.user_pool_id;
  client.client_secret.reset();
  return settled(std::move(client), around, ClientSaving::creating,
                 generates || request.client_secret ? HasSecret::yes : HasSecret::no);
}

Decided<UserPoolClientType> updated_client_settings(const UserPoolClientType& current,
                                                    const cognito_idp::UpdateUserPoolClientRequest& request,
                                                    const ClientSurroundings& around, HasSecret has_secret) {
  auto client = api::clone(current);
  api::copy_members(request, client);
  if (!request.client_name) client.client_name = current.client_name;
  return settled(std::move(client), around, ClientSaving::updating, has_secret);
}

}  // namespace poolhouse::userpools
