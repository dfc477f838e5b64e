// What one operation's parts cost, and the floors below them.
//
//   floor/…   the library's own call and nothing else: no server built on it can do it for less
//   crypto/…, tokens/…, api/…   the same and more, as our rooms offer it to a handler
//
// POOLHOUSE_BENCH_DIRECTORY names the disk whose fsync is measured (default: the current directory).
#include <benchmark/benchmark.h>
#include <fcntl.h>
#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <sodium.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "api/codec.h"
#include "api/cognito_idp/get_user.h"
#include "api/cognito_idp/initiate_auth.h"
#include "api/cognito_idp/sign_up.h"
#include "crypto/encoding.h"
#include "crypto/password_hash.h"
#include "crypto/password_hash_memory.h"
#include "crypto/signing_key.h"
#include "crypto/srp.h"
#include "crypto/srp_client.h"
#include "crypto/system_random.h"
#include "tokens/jwt.h"
#include "tokens/refresh_token.h"
#include "tokens/sealed_state.h"

namespace {

using namespace poolhouse;
namespace srp = crypto::srp;

template <class T>
void keep(const T& value) {
  benchmark::DoNotOptimize(value);
}

void require(bool done, const char* what) {
  if (!done) throw std::runtime_error(what);
}

crypto::SystemRandom& system_random() {
  static crypto::SystemRandom random;
  return random;
}

// ---- Floors.

using Number = std::unique_ptr<BIGNUM, decltype(&BN_clear_free)>;
using Context = std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)>;
using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;

Number random_number(int bits) {
  Number number(BN_new(), &BN_clear_free);
  require(BN_rand(number.get(), bits, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) == 1, "BN_rand");
  return number;
}

// base^exponent in SRP's group, in constant time, by an exponent of 256 bits.
void exponentiation(benchmark::State& state, const BIGNUM* base) {
  const Number N(BN_get_rfc3526_prime_3072(nullptr), &BN_clear_free);
  const std::unique_ptr<BN_CTX, decltype(&BN_CTX_free)> context(BN_CTX_new(), &BN_CTX_free);
  const std::unique_ptr<BN_MONT_CTX, decltype(&BN_MONT_CTX_free)> mont(BN_MONT_CTX_new(), &BN_MONT_CTX_free);
  require(BN_MONT_CTX_set(mont.get(), N.get(), context.get()) == 1, "BN_MONT_CTX_set");
  const auto exponent = random_number(256);
  const Number result(BN_new(), &BN_clear_free);
  for (auto _ : state) {
    require(BN_mod_exp_mont_consttime(result.get(), base, exponent.get(), N.get(), context.get(),
                                      mont.get()) == 1,
            "BN_mod_exp_mont_consttime");
  }
}

void floor_g_to_b(benchmark::State& state) {
  const Number g(BN_new(), &BN_clear_free);
  BN_set_word(g.get(), 2);
  exponentiation(state, g.get());
}
// v^u and (A·v^u)^b: both have a number of full length for a base.
void floor_v_to_u(benchmark::State& state) { exponentiation(state, random_number(3000).get()); }

void raw_signature(benchmark::State& state, EVP_PKEY* made) {
  const Key key(made, &EVP_PKEY_free);
  const std::string message(800, 'x');  // about an ID token before its signature
  std::string signature(static_cast<std::size_t>(EVP_PKEY_get_size(key.get())), '\0');
  for (auto _ : state) {
    const Context context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
    std::size_t size = signature.size();
    require(EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key.get()) == 1 &&
                EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size,
                               reinterpret_cast<const unsigned char*>(message.data()), message.size()) == 1,
            "EVP_DigestSign");
  }
}
void floor_rsa2048_sign(benchmark::State& state) { raw_signature(state, EVP_RSA_gen(2048)); }
void floor_p256_sign(benchmark::State& state) { raw_signature(state, EVP_EC_gen("P-256")); }

void floor_rsa2048_verify(benchmark::State& state) {
  const Key key(EVP_RSA_gen(2048), &EVP_PKEY_free);
  const std::string message(700, 'x');
  std::string signature(256, '\0');
  auto* const bytes = reinterpret_cast<unsigned char*>(signature.data());
  const auto* const text = reinterpret_cast<const unsigned char*>(message.data());
  std::size_t size = signature.size();
  const Context signing(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
  require(EVP_DigestSignInit(signing.get(), nullptr, EVP_sha256(), nullptr, key.get()) == 1 &&
              EVP_DigestSign(signing.get(), bytes, &size, text, message.size()) == 1,
          "EVP_DigestSign");
  for (auto _ : state) {
    const Context context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
    require(EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key.get()) == 1 &&
                EVP_DigestVerify(context.get(), bytes, size, text, message.size()) == 1,
            "EVP_DigestVerify");
  }
}

// With memory at hand, or with fresh pages for each hash, as libsodium has it by itself.
enum class HashMemory { kept, fresh };

void floor_argon2id(benchmark::State& state, HashMemory memory) {
  require(sodium_init() >= 0, "sodium_init");
  unsigned char hash[32];
  const unsigned char salt[crypto_pwhash_SALTBYTES] = {};
  const std::string password = "Correct-horse-7-battery";
  const crypto::KeptHashMemory kept;
  for (auto _ : state) {
    if (memory == HashMemory::fresh) crypto::release_password_hash_memory();
    require(crypto_pwhash(hash, sizeof hash, password.data(), password.size(), salt, 2, 19UL * 1024 * 1024,
                          crypto_pwhash_ALG_ARGON2ID13) == 0,
            "crypto_pwhash");
  }
}

// 4 KiB at the end of a file, and until the disk has them: what no durable write can undercut.
void floor_fsync(benchmark::State& state) {
  const char* const directory = std::getenv("POOLHOUSE_BENCH_DIRECTORY");
  auto path = std::string(directory != nullptr ? directory : ".") + "/fsync.XXXXXX";
  const int file = ::mkstemp(path.data());
  require(file >= 0, "mkstemp");
  ::unlink(path.c_str());
  const std::string page(4096, 'x');
  std::vector<double> took;
  for (auto _ : state) {
    const auto begun = std::chrono::steady_clock::now();
    require(::write(file, page.data(), page.size()) == static_cast<ssize_t>(page.size()) &&
                ::fdatasync(file) == 0,
            "fdatasync");
    took.push_back(
        std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - begun).count());
  }
  ::close(file);
  std::ranges::sort(took);
  const auto at = [&took](double share) {
    return took[static_cast<std::size_t>(share * static_cast<double>(took.size() - 1))];
  };
  state.counters["p50_us"] = at(0.50);
  state.counters["p99_us"] = at(0.99);
}

// ---- The crypto room.

const srp::Identity& identity() {
  static const srp::Identity alice{.pool_name = "AbCdEfGhI", .user_id_for_srp = "alice"};
  return alice;
}
const Secret& password() {
  static const Secret text("Correct-horse-7-battery");
  return text;
}

void srp_make_verifier(benchmark::State& state) {
  for (auto _ : state) keep(srp::make_verifier(identity(), password(), system_random()));
}
void srp_password_matches(benchmark::State& state) {
  const auto verifier = srp::make_verifier(identity(), password(), system_random());
  for (auto _ : state) keep(srp::password_matches(verifier, identity(), password()));
}
void srp_start(benchmark::State& state) {
  const auto verifier = srp::make_verifier(identity(), password(), system_random());
  for (auto _ : state) keep(srp::start(verifier.v, system_random()));
}

// What both sides have said by the time the client answers.
struct Exchange {
  srp::Client client{system_random()};
  srp::Verifier verifier = srp::make_verifier(identity(), password(), system_random());
  srp::ServerKeys server = srp::start(verifier.v, system_random());
  std::string block = "block";
  std::string timestamp = "Tue Sep 1 09:05:09 UTC 2026";
  [[nodiscard]] std::string sign() const {
    return *client.sign(identity(), password(), verifier.salt_hex(), server.B_hex(), crypto::to_base64(block),
                        timestamp);
  }
};

void srp_claim_holds(benchmark::State& state) {
  const Exchange exchange;
  const auto signature = exchange.sign();
  const auto A = *srp::ClientPublic::parse(exchange.client.A_hex());
  const srp::Claim claim{exchange.block, exchange.timestamp, signature};
  for (auto _ : state) {
    require(srp::claim_holds(claim, identity(), A, exchange.server, exchange.verifier.v), "claim_holds");
  }
}
void srp_client_sign(benchmark::State& state) {
  const Exchange exchange;
  for (auto _ : state) keep(exchange.sign());
}

void argon2id_hash(benchmark::State& state) {
  for (auto _ : state) keep(crypto::hash_password(password()));
}

crypto::SigningKey new_key(crypto::SignatureAlgorithm algorithm) {
  return crypto::SigningKey::load(crypto::generate_signing_key(algorithm));
}
const crypto::SigningKey& rsa_key() {
  static const auto key = new_key(crypto::SignatureAlgorithm::rs256);
  return key;
}
const crypto::SigningKey& p256_key() {
  static const auto key = new_key(crypto::SignatureAlgorithm::es256);
  return key;
}

// ---- The tokens room.

tokens::Claims id_token_claims() {
  tokens::Claims claims;
  claims.text("sub", "0b1e6f64-6d37-4b9c-9b0e-2f4d5c6b7a89")
      .boolean("email_verified", true)
      .text("iss", "http://localhost:9229/us-east-1_AbCdEfGhI")
      .text("cognito:username", "user-0000001")
      .text("origin_jti", "0b1e6f64-6d37-4b9c-9b0e-2f4d5c6b7a89")
      .text("aud", "0123456789abcdefghijklmnop")
      .text("event_id", "0b1e6f64-6d37-4b9c-9b0e-2f4d5c6b7a89")
      .text("token_use", "id")
      .integer("auth_time", 1'788'246'309)
      .integer("exp", 1'788'249'909)
      .integer("iat", 1'788'246'309)
      .text("jti", "0b1e6f64-6d37-4b9c-9b0e-2f4d5c6b7a89")
      .text("email", "user-0000001@example.com");
  return claims;
}

void jwt_sign(benchmark::State& state, const crypto::SigningKey& key) {
  for (auto _ : state) keep(tokens::sign_jwt(id_token_claims(), key));
}
void jwt_verify(benchmark::State& state, const crypto::SigningKey& key) {
  const auto token = tokens::sign_jwt(id_token_claims(), key);
  for (auto _ : state) keep(tokens::UnverifiedJwt::read(token).value().verify(key));
}

const crypto::MasterKeys& master_keys() {
  static const auto keys = crypto::MasterKeys::from_text(std::string(64, 'a'), "the benchmark");
  return keys;
}

void sealed_state(benchmark::State& state) {
  const tokens::StateSealer sealer(master_keys(), "bench", tokens::StateForm::secret_block, system_random());
  const std::string payload(900, 'x');  // an SRP exchange
  const auto now = SystemClock{}.now();
  for (auto _ : state) {
    const auto sealed = sealer.seal(payload, "client", now + std::chrono::minutes(3));
    require(sealer.open(sealed.text, "client", now).has_value(), "open");
  }
}

void refresh_token(benchmark::State& state) {
  const tokens::RefreshTokens refresh_tokens(master_keys(), system_random());
  const tokens::RefreshToken token{.pool = UserPoolId("us-east-1_AbCdEfGhI"),
                                   .client_id = ClientId("0123456789abcdefghijklmnop"),
                                   .sub = Sub("0b1e6f64-6d37-4b9c-9b0e-2f4d5c6b7a89"),
                                   .origin_jti = OriginJti("0b1e6f64-6d37-4b9c-9b0e-2f4d5c6b7a89"),
                                   .token_id = "0b1e6f64-6d37-4b9c-9b0e-2f4d5c6b7a89",
                                   .generation = 0,
                                   .auth_time = {},
                                   .issued_at = {},
                                   .expires_at = {},
                                   .scopes = {}};
  for (auto _ : state) {
    require(refresh_tokens.redeem(refresh_tokens.mint(token), token.client_id).has_value(), "redeem");
  }
}

// ---- The API's JSON.

void json_sign_up_decode(benchmark::State& state) {
  cognito_idp::SignUpRequest request;
  request.client_id = "0123456789abcdefghijklmnop";
  request.username = "user-0000001";
  request.password = password().clone();
  request.user_attributes = {{.name = "email", .value = "user-0000001@example.com"},
                             {.name = "name", .value = "Bench User"},
                             {.name = "phone_number", .value = "+15550000001"}};
  const auto json = api::encode(request);
  for (auto _ : state) keep(api::decode_request<cognito_idp::SignUpRequest>(json));
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(json.size()));
}

void json_initiate_auth_decode(benchmark::State& state) {
  cognito_idp::InitiateAuthRequest request;
  request.auth_flow = cognito_idp::AuthFlowType::USER_SRP_AUTH;
  request.client_id = "0123456789abcdefghijklmnop";
  auto& parameters = request.auth_parameters.emplace();
  parameters.emplace("USERNAME", "user-0000001");
  parameters.emplace("SRP_A", std::string(768, 'a'));
  const auto json = api::encode(request);
  for (auto _ : state) keep(api::decode_request<cognito_idp::InitiateAuthRequest>(json));
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(json.size()));
}

void json_initiate_auth_encode(benchmark::State& state) {
  cognito_idp::InitiateAuthResponse response;
  auto& result = response.authentication_result.emplace();
  result.access_token = Secret(std::string(1000, 'a'));
  result.id_token = Secret(std::string(1100, 'a'));
  result.refresh_token = Secret(std::string(700, 'a'));
  result.expires_in = 3600;
  result.token_type = "Bearer";
  for (auto _ : state) keep(api::encode(response));
}

void json_get_user_decode(benchmark::State& state) {
  cognito_idp::GetUserRequest request;
  request.access_token = Secret(std::string(1000, 'a'));
  const auto json = api::encode(request);
  for (auto _ : state) keep(api::decode_request<cognito_idp::GetUserRequest>(json));
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(json.size()));
}

void json_get_user_encode(benchmark::State& state) {
  cognito_idp::GetUserResponse response;
  response.username = "user-0000001";
  response.user_attributes = {{.name = "sub", .value = "0b1e6f64-6d37-4b9c-9b0e-2f4d5c6b7a89"},
                              {.name = "email", .value = "user-0000001@example.com"},
                              {.name = "name", .value = "Bench User"},
                              {.name = "phone_number", .value = "+15550000001"}};
  for (auto _ : state) keep(api::encode(response));
}

BENCHMARK(floor_g_to_b)->Name("floor/srp_g_to_b");
BENCHMARK(floor_v_to_u)->Name("floor/srp_v_to_u");
BENCHMARK(floor_rsa2048_sign)->Name("floor/rsa2048_sign");
BENCHMARK(floor_rsa2048_verify)->Name("floor/rsa2048_verify");
BENCHMARK(floor_p256_sign)->Name("floor/p256_sign");
BENCHMARK_CAPTURE(floor_argon2id, kept, HashMemory::kept)->Name("floor/argon2id");
BENCHMARK_CAPTURE(floor_argon2id, fresh, HashMemory::fresh)->Name("floor/argon2id_fresh_pages");
BENCHMARK(floor_fsync)->Name("floor/fsync")->UseRealTime();
BENCHMARK(srp_make_verifier)->Name("crypto/srp_make_verifier");
BENCHMARK(srp_password_matches)->Name("crypto/srp_password_matches");
BENCHMARK(srp_start)->Name("crypto/srp_start");
BENCHMARK(srp_claim_holds)->Name("crypto/srp_claim_holds");
BENCHMARK(srp_client_sign)->Name("crypto/srp_client_sign");
BENCHMARK(argon2id_hash)->Name("crypto/argon2id_hash");
BENCHMARK_CAPTURE(jwt_sign, rs256, rsa_key())->Name("tokens/jwt_sign_rs256");
BENCHMARK_CAPTURE(jwt_verify, rs256, rsa_key())->Name("tokens/jwt_verify_rs256");
BENCHMARK_CAPTURE(jwt_sign, es256, p256_key())->Name("tokens/jwt_sign_es256");
BENCHMARK_CAPTURE(jwt_verify, es256, p256_key())->Name("tokens/jwt_verify_es256");
BENCHMARK(sealed_state)->Name("tokens/sealed_state_seal_and_open");
BENCHMARK(refresh_token)->Name("tokens/refresh_token_mint_and_redeem");
BENCHMARK(json_sign_up_decode)->Name("api/sign_up_decode");
BENCHMARK(json_initiate_auth_decode)->Name("api/initiate_auth_decode");
BENCHMARK(json_initiate_auth_encode)->Name("api/initiate_auth_encode");
BENCHMARK(json_get_user_decode)->Name("api/get_user_decode");
BENCHMARK(json_get_user_encode)->Name("api/get_user_encode");

}  // namespace

BENCHMARK_MAIN();
