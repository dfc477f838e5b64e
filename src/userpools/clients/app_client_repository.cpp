#include "userpools/clients/app_client_repository.h"

#include <fmt/format.h>

#include <stdexcept>

#include "api/codec.h"
#include "base/packed.h"

namespace poolhouse::userpools {
namespace {

#define CLIENT_COLUMNS "pool_id, client_id, settings, secret"

std::string row_identity(const UserPoolId& pool, const ClientId& id) {
  return fmt::format("client_secret|{}|{}", pool.value(), id.value());
}

}  // namespace

AppClients::AppClients(const crypto::MasterKeys& keys, Random& random)
    : sealer_(keys, "client secret", random) {}

AppClientRef AppClients::read(const store::Row& row) const {
  AppClient client{.id = ClientId(row.text(1)),
                   .pool = UserPoolId(row.text(0)),
                   .settings = api::decode_trusted<cognito_idp::UserPoolClientType>(row.text(2)),
                   .secrets = {}};
  if (!row.is_null(3)) {
    const auto opened = sealer_.open(row.blob(3), row_identity(client.pool, client.id));
    if (!opened) throw std::runtime_error("a client secret does not open: is it of another master key?");
    PackedReader packed(opened->reveal());
    for (auto count = packed.integer(); count > 0; --count) client.secrets.emplace_back(packed.text());
  }
  return std::make_shared<const AppClient>(std::move(client));
}

store::Value AppClients::sealed_secrets(const AppClient& client) const {
  if (client.secrets.empty()) return {};
  PackedWriter packed;
  packed.integer(static_cast<std::int64_t>(client.secrets.size()));
  for (const auto& secret : client.secrets) packed.text(secret.reveal());
  return store::Blob{sealer_.seal(packed.bytes(), row_identity(client.pool, client.id))};
}

AppClientRef AppClients::find(store::Connection& db, const ClientId& id) const {
  const auto row = db.query_one("SELECT pool_id FROM app_client_pool WHERE client_id = $1", {id.value()});
  return row ? find(db, UserPoolId(row->text(0)), id) : nullptr;
}

AppClientRef AppClients::find(store::Connection& db, const UserPoolId& pool, const ClientId& id) const {
  const auto row =
      db.query_one("SELECT " CLIENT_COLUMNS " FROM app_client WHERE pool_id = $1 AND client_id = $2",
                   {pool.value(), id.value()});
  return row ? read(*row) : nullptr;
}

void AppClients::insert(store::Connection& db, const AppClient& client) const {
  db.execute(
      "INSERT INTO app_client (pool_id, client_id, settings, secret, created_at, modified_at) "
      "VALUES ($1, $2, $3, $4, $5, $6)",
      {client.pool.value(), client.id.value(), api::encode(client.settings), sealed_secrets(client),
       to_epoch_ms(*client.settings.creation_date), to_epoch_ms(*client.settings.last_modified_date)});
  db.execute("INSERT INTO app_client_pool (client_id, pool_id) VALUES ($1, $2)",
             {client.id.value(), client.pool.value()});
}

void AppClients::update(store::Connection& db, const AppClient& client) const {
  db.execute(
      "UPDATE app_client SET settings = $3, secret = $4, modified_at = $5 WHERE pool_id = $1 AND client_id = "
      "$2",
      {client.pool.value(), client.id.value(), api::encode(client.settings), sealed_secrets(client),
       to_epoch_ms(*client.settings.last_modified_date)});
}

void AppClients::remove(store::Connection& db, const UserPoolId& pool, const ClientId& id) const {
  db.execute("DELETE FROM app_client WHERE pool_id = $1 AND client_id = $2", {pool.value(), id.value()});
  db.execute("DELETE FROM app_client_pool WHERE client_id = $1", {id.value()});
}

std::vector<AppClientRef> AppClients::list(store::Connection& db, const UserPoolId& pool,
                                           std::string_view after, std::size_t limit) const {
  std::vector<AppClientRef> clients;
  for (const auto& row :
       db.query("SELECT " CLIENT_COLUMNS " FROM app_client WHERE pool_id = $1 AND client_id > $2 "
                "ORDER BY client_id LIMIT $3",
                {pool.value(), std::string(after), static_cast<std::int64_t>(limit)})) {
    clients.push_back(read(row));
  }
  return clients;
}

std::int64_t AppClients::count(store::Connection& db, const UserPoolId& pool) const {
  return db.query_one("SELECT count(*) FROM app_client WHERE pool_id = $1", {pool.value()})->integer(0);
}

#undef CLIENT_COLUMNS

}  // namespace poolhouse::userpools
