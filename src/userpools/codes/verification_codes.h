// Codes sent to people: one live code per user and purpose, stored as a keyed hash, used once.
#pragma once

#include <expected>
#include <optional>
#include <string>

#include "base/random.h"
#include "base/secret.h"
#include "base/time.h"
#include "crypto/sealed.h"
#include "store/store.h"
#include "userpools/rules/code_delivery.h"
#include "userpools/users/user.h"

namespace poolhouse::userpools {

// What a code is for. An attribute's code is apart from the others', and from the other attribute's.
enum class CodeFor { sign_up, forgot_password, email, phone_number };

// The purpose of a code that verifies that attribute: "email" or "phone_number".
[[nodiscard]] CodeFor code_for_attribute(std::string_view attribute_name);

struct SentCode {
  // email | phone_number. Empty: the code was sent to nobody and nothing matches it
  // (CodeSender::compose_for_nobody).
  std::string attribute;
  // The address it went to; for an attribute change, the value that waits for it.
  std::string value;
};

enum class CodeFault {
  none_live,  // never sent, replaced, used or expired
  mismatch,
};

class VerificationCodes {
 public:
  VerificationCodes(const crypto::MasterKeys& keys, const Clock& clock, Random& random);

  // Six digits.
  [[nodiscard]] Secret make(CodePurpose purpose) const;
  // Replaces the live code of that user and purpose.
  void save(store::Connection& db, const UserPoolId& pool, const Sub& sub, CodeFor purpose,
            const Secret& code, const SentCode& sent, Duration ttl) const;
  // Inside the transaction that counts the attempt (userpools/auth/attempts.h): without a count six digits
  // are soon guessed.
  [[nodiscard]] std::expected<SentCode, CodeFault> check(store::Connection& db, const UserPoolId& pool,
                                                         const Sub& sub, CodeFor purpose,
                                                         const Secret& given) const;
  // After the right code was used, or when what it was for is gone.
  void remove(store::Connection& db, const UserPoolId& pool, const Sub& sub, CodeFor purpose) const;
  // The value that waits for its code, if one does.
  [[nodiscard]] std::optional<SentCode> find_live(store::Connection& db, const UserPoolId& pool,
                                                  const Sub& sub, CodeFor purpose) const;

 private:
  crypto::KeyedHash hash_;
  const Clock& clock_;
  Random& random_;
};

// Forgets codes that have expired; at most `limit` at a time. How many.
std::int64_t delete_expired_codes(store::Connection& db, Time now, std::int64_t limit);

// CodeMismatchException or ExpiredCodeException, in the words of the confirming operations.
[[noreturn]] void refuse_code(CodeFault fault);

}  // namespace poolhouse::userpools
