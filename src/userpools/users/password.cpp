#include "userpools/users/password.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "base/packed.h"
#include "crypto/encoding.h"
#include "crypto/password_hash.h"
#include "userpools/rules/username.h"

namespace poolhouse::userpools {
namespace {

constexpr std::string_view kStorageTag = "poolhouse:password-storage";

std::string row_identity(const UserPoolId& pool, const Sub& sub) {
  return fmt::format("user_password|{}|{}", pool.value(), sub.value());
}

// Who a name that nobody has would be.
std::string nobody(const Pool& pool, std::string_view name) {
  return fmt::format("{}|{}", pool.id.value(), folded(username_model(pool.settings), name));
}

}  // namespace

// What is inside the seal.
struct Passwords::Stored {
  std::optional<crypto::srp::Verifier> verifier;
  std::optional<Secret> phc;

  [[nodiscard]] PasswordStorage kind() const {
    return phc ? PasswordStorage::argon2id : PasswordStorage::srp_verifier;
  }
  [[nodiscard]] bool fits(const Pool& pool, const Username& username, const Secret& password) const {
    if (phc) return crypto::password_matches(phc->reveal(), password);
    return crypto::srp::password_matches(*verifier, srp_identity(pool.id, username), password);
  }
};

PasswordStorage password_storage(const cognito_idp::UserPoolType& settings) {
  const auto& tags = settings.user_pool_tags;
  if (!tags) return PasswordStorage::srp_verifier;
  const auto found = tags->find(std::string(kStorageTag));
  return found != tags->end() && found->second == "argon2id" ? PasswordStorage::argon2id
                                                             : PasswordStorage::srp_verifier;
}

std::vector<PasswordStorage> kinds_checked(const Pool& pool) {
  if (pool.mixes_password_storage) return {PasswordStorage::srp_verifier, PasswordStorage::argon2id};
  return {password_storage(pool.settings)};
}

Lane password_lane(const Pool& pool) {
  const bool hashes =
      pool.mixes_password_storage || password_storage(pool.settings) == PasswordStorage::argon2id;
  return hashes ? Lane::password_hash : Lane::sign_in;
}

crypto::srp::Identity srp_identity(const UserPoolId& pool, const Username& username) {
  return {.pool_name = srp_pool_name(pool), .user_id_for_srp = username.value()};
}

Passwords::Passwords(const crypto::MasterKeys& keys, Random& random)
    : sealer_(keys, "user password", random), simulated_(keys, "simulated user"), random_(random) {}

std::string Passwords::seal(const Pool& pool, const Sub& sub, const Username& username,
                            const Secret& password) const {
  PackedWriter packed;
  if (password_storage(pool.settings) == PasswordStorage::argon2id) {
    packed.text("argon2id").text(crypto::hash_password(password));
  } else {
    const auto verifier = crypto::srp::make_verifier(srp_identity(pool.id, username), password, random_);
    packed.text("srp").text(verifier.salt).text(verifier.v.reveal());
  }
  const Secret plain(packed.bytes());
  return sealer_.seal(plain.reveal(), row_identity(pool.id, sub));
}

std::optional<Passwords::Stored> Passwords::open(const Pool& pool, const User& user) const {
  if (!user.sealed_password) return std::nullopt;
  return open(pool.id, user.sub, *user.sealed_password);
}

Passwords::Stored Passwords::open(const UserPoolId& pool, const Sub& sub, const std::string& sealed) const {
  const auto plain = sealer_.open(sealed, row_identity(pool, sub));
  if (!plain) throw std::runtime_error("the password of a user does not open: is it of another master key?");
  PackedReader packed(plain->reveal());
  Stored stored;
  if (packed.text() == "argon2id") {
    stored.phc = Secret(packed.text());
  } else {
    stored.verifier = crypto::srp::Verifier{.salt = std::string(packed.text()), .v = Secret(packed.text())};
  }
  return stored;
}

bool Passwords::matches(const Pool& pool, const User& user, const Secret& password) const {
  const auto stored = open(pool, user);
  for (const auto kind : kinds_checked(pool)) {
    if (!stored || stored->kind() != kind) waste(kind, pool, user.username.value(), password);
  }
  return stored && stored->fits(pool, user.username, password);
}

Decided<std::string> Passwords::seal_next(const Pool& pool, const User& user, const PasswordHistory& history,
                                          const Secret& password) const {
  const auto is_used = [&](const std::string& sealed) {
    return open(pool.id, user.sub, sealed).fits(pool, user.username, password);
  };
  if (std::ranges::any_of(history, is_used)) {
    return refuse(Refusal::password_history_policy_violation, "Password has previously been used");
  }
  return seal(pool, user.sub, user.username, password);
}

void Passwords::waste(const Pool& pool, std::string_view name, const Secret& password) const {
  for (const auto kind : kinds_checked(pool)) waste(kind, pool, name, password);
}

void Passwords::waste(PasswordStorage kind, const Pool& pool, std::string_view name,
                      const Secret& password) const {
  if (kind == PasswordStorage::argon2id) {
    (void)crypto::hash_password(password);
    return;
  }
  const auto verifier = simulated_verifier(pool, name);
  (void)crypto::srp::password_matches(verifier, srp_identity(pool.id, Username(name)), password);
}

std::optional<crypto::srp::Verifier> Passwords::srp_verifier(const Pool& pool, const User& user) const {
  auto stored = open(pool, user);
  return stored ? std::move(stored->verifier) : std::nullopt;
}

crypto::srp::Verifier Passwords::simulated_verifier(const Pool& pool, std::string_view name) const {
  const auto identity = nobody(pool, name);
  // 352 bytes are below N, which has 384. They repeat so as to cost no more than opening the seal of a user's
  // verifier: nobody sees v, for g^b hides it in B.
  const auto block = simulated_.hash("v|" + identity);
  std::string v;
  for (int i = 0; i < 11; ++i) v += block;
  return {.salt = simulated_.hash("salt|" + identity).substr(0, 16), .v = Secret(v)};
}

Sub Passwords::simulated_sub(const Pool& pool, std::string_view name) const {
  auto b = simulated_.hash("sub|" + nobody(pool, name)).substr(0, 16);
  b[6] = static_cast<char>((b[6] & 0x0F) | 0x40);
  b[8] = static_cast<char>((b[8] & 0x3F) | 0x80);
  const auto hex = crypto::to_hex(b);
  return Sub(fmt::format("{}-{}-{}-{}-{}", hex.substr(0, 8), hex.substr(8, 4), hex.substr(12, 4),
                         hex.substr(16, 4), hex.substr(20)));
}

Username Passwords::simulated_username(const Pool& pool, std::string_view name) const {
  const auto model = username_model(pool.settings);
  const bool like_an_alias =
      (model.email_alias && name.contains('@')) || (model.phone_number_alias && name.starts_with('+'));
  if (model.attributes_as_username() || like_an_alias) return Username(simulated_sub(pool, name).value());
  return Username(folded(model, name));
}

std::string Passwords::simulated_address_bytes(const Pool& pool, std::string_view name) const {
  return simulated_.hash("address|" + nobody(pool, name));
}

}  // namespace poolhouse::userpools
