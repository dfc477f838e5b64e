#include "aws/access_keys.h"

#include <stdexcept>

#include "api/errors.h"
#include "aws/signed_request.h"
#include "aws/sigv4.h"

namespace poolhouse::aws {
namespace {

std::string row_identity(const std::string& id) { return "access_key|" + id; }

[[noreturn]] void refuse(SigV4Error error) {
  switch (error) {
    case SigV4Error::missing_authentication_token:
      throw api::MissingAuthenticationTokenException();
    case SigV4Error::incomplete_signature:
      throw api::IncompleteSignatureException("Authorization header or query parameters cannot be read.");
    case SigV4Error::wrong_terminator:
      throw api::InvalidSignatureException(
          "Credential should be scoped with a valid terminator: 'aws4_request'.");
    case SigV4Error::wrong_service:
      throw api::InvalidSignatureException("Credential should be scoped to correct service.");
    case SigV4Error::wrong_region:
      throw api::InvalidSignatureException("Credential should be scoped to a valid region.");
    case SigV4Error::wrong_scope_date:
      throw api::InvalidSignatureException(
          "Date in Credential scope does not match the date of the request.");
    case SigV4Error::signature_expired:
      throw api::InvalidSignatureException("Signature expired: the request is older than 15 minutes.");
    case SigV4Error::signature_not_yet_current:
      throw api::InvalidSignatureException("Signature not yet current: the request is from the future.");
    case SigV4Error::unsigned_header:
      throw api::InvalidSignatureException("'Host' and every 'x-amz-' header must be signed.");
    case SigV4Error::unrecognized_client:
      throw api::UnrecognizedClientException();
    case SigV4Error::signature_does_not_match:
      break;
  }
  throw api::InvalidSignatureException(
      "The request signature we calculated does not match the signature you provided. Check your AWS Secret "
      "Access Key and signing method. Consult the service documentation for details.");
}

}  // namespace

AccessKeys::AccessKeys(const crypto::MasterKeys& keys, const Clock& clock, Random& random)
    : sealer_(keys, "access key", random), clock_(clock), random_(random) {}

AccessKey AccessKeys::create(store::Connection& db, const std::string& policy,
                             const std::string& description) const {
  if (db.query_one("SELECT count(*) FROM access_key")->integer(0) >= kKeysMax) {
    throw std::runtime_error("there are 1000 access keys already: delete some first");
  }
  AccessKey key{
      .id = "AKIA" + random_.text(16, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"),
      .secret = Secret(random_.text(40, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")),
      .policy = policy,
      .description = description,
      .created_at = clock_.now()};
  db.execute(
      "INSERT INTO access_key (access_key_id, secret, policy, description, created_at) VALUES ($1, $2, $3, "
      "$4, $5)",
      {key.id, store::Blob{sealer_.seal(key.secret.reveal(), row_identity(key.id))}, policy, description,
       to_epoch_ms(key.created_at)});
  return key;
}

std::optional<AccessKey> AccessKeys::find(store::Connection& db, const std::string& id) const {
  const auto row = db.query_one(
      "SELECT secret, policy, description, created_at FROM access_key WHERE access_key_id = $1", {id});
  if (!row) return std::nullopt;
  auto secret = sealer_.open(row->blob(0), row_identity(id));
  if (!secret) throw std::runtime_error("access key " + id + " does not open: is it of another master key?");
  return AccessKey{.id = id,
                   .secret = std::move(*secret),
                   .policy = row->text(1),
                   .description = row->text(2),
                   .created_at = from_epoch_ms(row->integer(3))};
}

std::vector<AccessKey> AccessKeys::list(store::Connection& db) const {
  std::vector<AccessKey> keys;
  for (const auto& row : db.query("SELECT access_key_id, policy, description, created_at FROM access_key "
                                  "ORDER BY created_at, access_key_id")) {
    keys.push_back({.id = row.text(0),
                    .secret = {},
                    .policy = row.text(1),
                    .description = row.text(2),
                    .created_at = from_epoch_ms(row.integer(3))});
  }
  return keys;
}

bool AccessKeys::remove(store::Connection& db, const std::string& id) const {
  return db.count_changed("DELETE FROM access_key WHERE access_key_id = $1", {id}) > 0;
}

StoredKeySigner::StoredKeySigner(store::Store& store, const AccessKeys& keys, const Clock& clock,
                                 std::string region)
    : store_(store), keys_(keys), clock_(clock), region_(std::move(region)) {}

Task<Authority> StoredKeySigner::authenticate(const http::Request& request,
                                              const api::OperationInfo& operation) {
  const auto as_signed = signed_request(request);
  const auto claimed = claimed_access_key_id(as_signed);
  const auto key = co_await store_.read(
      [this, &claimed](store::Connection& db) { return claimed ? keys_.find(db, *claimed) : std::nullopt; });
  const auto find_secret = [&key](std::string_view id) -> std::optional<Secret> {
    return key && key->id == id ? std::optional(key->secret.clone()) : std::nullopt;
  };
  const std::string_view services[] = {operation.service->endpoint_prefix};
  const auto caller =
      verify_sigv4(as_signed, find_secret, clock_.now(),
                   {.services = services, .region = region_, .presigned = PresignedRequests::accepted});
  if (!caller) refuse(caller.error());
  auto policy = parse_access_policy(key->policy);
  if (!policy) throw std::runtime_error("the policy of access key " + key->id + " is unreadable");
  co_return Authority::of(key->id, std::make_shared<const AccessPolicy>(std::move(*policy)));
}

}  // namespace poolhouse::aws
