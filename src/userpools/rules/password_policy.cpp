#include "userpools/rules/password_policy.h"

#include <string.h>  // explicit_bzero

#include <algorithm>
#include <string>

#include "api/cognito_idp/types/password_policy_type.h"
#include "userpools/rules/utf8.h"

namespace poolhouse::userpools {
namespace {

constexpr std::string_view kUppercase = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
constexpr std::string_view kLowercase = "abcdefghijklmnopqrstuvwxyz";
constexpr std::string_view kNumbers = "0123456789";
// https://docs.aws.amazon.com/cognito/latest/developerguide/managing-users-passwords.html
constexpr std::string_view kSymbols = R"(^$*.[]{}()?"!@#%&/\,><':;|_~`=+-)";

// A temporary password ends a sentence in a message that may be read as HTML: no full stop, no quotes,
// no ampersand, no brackets.
constexpr std::string_view kReadableSymbols = "!#$%*+-=?@_";
constexpr std::size_t kTemporaryPasswordCharactersMin = 12;

bool has_any(std::string_view password, std::string_view of) {
  return password.find_first_of(of) != std::string_view::npos;
}

// "The space character counts as a symbol unless it is the first or the last character" (documented).
bool has_symbol(std::string_view password) {
  if (has_any(password, kSymbols)) return true;
  return password.size() > 2 && password.substr(1, password.size() - 2).contains(' ');
}

std::string_view rule_of(PasswordFault fault) {
  switch (fault) {
    case PasswordFault::too_short:
      return "Password not long enough";
    case PasswordFault::no_uppercase:
      return "Password must have uppercase characters";
    case PasswordFault::no_lowercase:
      return "Password must have lowercase characters";
    case PasswordFault::no_number:
      return "Password must have numeric characters";
    case PasswordFault::no_symbol:
      return "Password must have symbol characters";
  }
  std::unreachable();
}

std::string_view prefix_of(PasswordPhrase phrase) {
  switch (phrase) {
    case PasswordPhrase::sign_up:
      return "Password did not conform with policy: ";
    case PasswordPhrase::change:
      return "Password does not conform to policy: ";
    case PasswordPhrase::temporary:
      return "Password did not conform with password policy: ";
  }
  std::unreachable();
}

}  // namespace

std::expected<void, PasswordFault> meets_policy(std::string_view password,
                                                const cognito_idp::PasswordPolicyType& policy) {
  const auto length = static_cast<int>(characters(password));
  if (length < policy.minimum_length.value_or(0)) return std::unexpected(PasswordFault::too_short);
  if (policy.require_uppercase.value_or(false) && !has_any(password, kUppercase))
    return std::unexpected(PasswordFault::no_uppercase);
  if (policy.require_lowercase.value_or(false) && !has_any(password, kLowercase))
    return std::unexpected(PasswordFault::no_lowercase);
  if (policy.require_numbers.value_or(false) && !has_any(password, kNumbers))
    return std::unexpected(PasswordFault::no_number);
  if (policy.require_symbols.value_or(false) && !has_symbol(password))
    return std::unexpected(PasswordFault::no_symbol);
  return {};
}

Decided<void> check_password(const Secret& password, const cognito_idp::PasswordPolicyType& policy,
                             PasswordPhrase phrase) {
  const auto met = meets_policy(password.reveal(), policy);
  if (met) return {};
  return refuse(Refusal::invalid_password, std::string(prefix_of(phrase)).append(rule_of(met.error())));
}

Secret generate_temporary_password(const cognito_idp::PasswordPolicyType& policy, Random& random) {
  const std::string every =
      std::string(kUppercase).append(kLowercase).append(kNumbers).append(kReadableSymbols);
  const auto size = std::max(kTemporaryPasswordCharactersMin,
                             static_cast<std::size_t>(std::max(0, policy.minimum_length.value_or(0))));
  std::string password;
  password.reserve(size);
  for (const auto kind : {kUppercase, kLowercase, kNumbers, kReadableSymbols})
    password += random.text(1, kind);
  password += random.text(size - password.size(), every);
  for (std::size_t i = password.size() - 1; i > 0; --i) std::swap(password[i], password[random.below(i + 1)]);
  Secret secret(password);
  explicit_bzero(password.data(), password.size());
  return secret;
}

Duration temporary_password_ttl(const cognito_idp::PasswordPolicyType& policy) {
  const int days = policy.temporary_password_validity_days.value_or(0);
  return std::chrono::days(days > 0 ? days : 7);
}

}  // namespace poolhouse::userpools
