// What the operations of user pools are built from. Only the wiring (each folder's operations.cpp) sees it
// whole: an operation's constructor lists exactly what it uses.
#pragma once

#include "base/cpu_pool.h"
#include "base/random.h"
#include "base/time.h"
#include "crypto/sealed.h"
#include "messaging/outbox.h"
#include "store/store.h"
#include "tokens/refresh_token.h"
#include "triggers/triggers.h"
#include "userpools/account.h"
#include "userpools/auth/auth_session.h"
#include "userpools/clients/app_client_repository.h"
#include "userpools/codes/verification_codes.h"
#include "userpools/guards.h"
#include "userpools/messages/code_messages.h"
#include "userpools/messages/code_requests.h"
#include "userpools/messages/code_sender.h"
#include "userpools/paging.h"
#include "userpools/settings_cache.h"
#include "userpools/tokens/access_token.h"
#include "userpools/tokens/signing_keys.h"
#include "userpools/tokens/token_issuer.h"
#include "userpools/users/migrate_user.h"
#include "userpools/users/password.h"

namespace poolhouse::userpools {

struct Shared {
  Shared(store::Store& store_in, const crypto::MasterKeys& keys_in, CpuPool& cpu_in,
         triggers::Triggers& triggers_in, const messaging::Outbox& outbox_in, const Clock& clock_in,
         Random& random_in, Account account_in);

  store::Store& store;
  const crypto::MasterKeys& keys;
  CpuPool& cpu;
  triggers::Triggers& triggers;
  const messaging::Outbox& outbox;
  const Clock& clock;
  Random& random;
  const Account account;

  AppClients clients;
  SettingsCache settings;
  SigningKeys signing_keys;
  SpareSigningKeys spare_keys;
  Passwords passwords;
  MigrateUser migrate;
  VerificationCodes codes;
  CodeMessages messages;
  CodeSender code_sender;
  CodeRequests code_requests;
  AuthSessions sessions;
  PageTokens page_tokens;
  tokens::RefreshTokens refresh_tokens;
  TokenIssuer issuer;
  AccessTokens access_tokens;
  Guards guards;
};

}  // namespace poolhouse::userpools
