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

// What is said where no code is live: the truth, or, of a name that nobody has, that the code is wrong.
enum class WithoutCode { none_live, mismatch };

class VerificationCodes {
 public:
  VerificationCodes(const crypto::MasterKeys& keys, const Clock& clock, Random& random);

  // Six digits.
  [[nodiscard]] Secret make(CodePurpose purpose) const;
  // Replaces the live code of that user and purpose.
  void save(store::Connection& db, const UserPoolId& pool, const Sub& sub, CodeFor purpose,
            const Secret& code, const SentCode& sent, Duration ttl) const;
  // A guess of somebody, counted, inside the caller's transaction: as one use of the operation that takes
  // such codes; if it is wrong, as one of the day's wrong codes of the subject, and, unless it was for a
  // forgotten password, of the address it was sent to, whoever it was sent for. Throws LimitExceededException
  // where there were too many of any. The same statements for a name that nobody has.
  [[nodiscard]] std::expected<SentCode, CodeFault> guess(store::Connection& db, const UserPoolId& pool,
                                                         const Sub& subject, CodeFor purpose,
                                                         const Secret& given, WithoutCode without) const;
  // A code that was guessed right before: is it still? Counts nothing.
  [[nodiscard]] std::expected<SentCode, CodeFault> check(store::Connection& db, const UserPoolId& pool,
                                                         const Sub& sub, CodeFor purpose,
                                                         const Secret& given) const;
  // After the right code was used, or when what it was for is gone.
  void remove(store::Connection& db, const UserPoolId& pool, const Sub& sub, CodeFor purpose) const;
  // The value that waits for its code, if one does.
  [[nodiscard]] std::optional<SentCode> find_live(store::Connection& db, const UserPoolId& pool,
                                                  const Sub& sub, CodeFor purpose) const;

 private:
  struct Live;
  [[nodiscard]] std::optional<Live> find(store::Connection& db, const UserPoolId& pool, const Sub& sub,
                                         CodeFor purpose) const;
  [[nodiscard]] std::expected<SentCode, CodeFault> compare(const std::optional<Live>& live,
                                                           const UserPoolId& pool, const Sub& sub,
                                                           CodeFor purpose, const Secret& given) const;
  // What wrong codes for the address are counted by.
  [[nodiscard]] Sub address_subject(const UserPoolId& pool, std::string_view address) const;

  crypto::KeyedHash hash_;
  crypto::KeyedHash address_hash_;
  const Clock& clock_;
  Random& random_;
};

// Forgets codes that have expired; at most `limit` at a time. How many.
std::int64_t delete_expired_codes(store::Connection& db, Time now, std::int64_t limit);

// CodeMismatchException or ExpiredCodeException, in the words of the confirming operations.
[[noreturn]] void refuse_code(CodeFault fault);

}  // namespace poolhouse::userpools
