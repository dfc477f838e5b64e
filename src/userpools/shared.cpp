#include "userpools/shared.h"

namespace poolhouse::userpools {

Shared::Shared(store::Store& store_in, const crypto::MasterKeys& keys_in, CpuPool& cpu_in,
               triggers::Triggers& triggers_in, const messaging::Outbox& outbox_in, const Clock& clock_in,
               Random& random_in, Account account_in)
    : store(store_in),
      keys(keys_in),
      cpu(cpu_in),
      triggers(triggers_in),
      outbox(outbox_in),
      clock(clock_in),
      random(random_in),
      account(std::move(account_in)),
      clients(keys, random),
      settings(store, clients, clock),
      signing_keys(store, keys, random),
      spare_keys(store, keys, cpu, random),
      passwords(keys, random),
      migrate(store, passwords, cpu, triggers, clock, random),
      codes(keys, clock, random),
      messages(triggers),
      code_sender(codes, messages, outbox),
      code_requests(store, passwords, code_sender, clock),
      sessions(keys, random, clock),
      page_tokens(keys, random, clock),
      refresh_tokens(keys, random),
      issuer(store, signing_keys, refresh_tokens, cpu, triggers, clock, random, account.issuer_base),
      access_tokens(store, settings, signing_keys, clock, account.issuer_base),
      guards(settings, access_tokens, account.arn_prefix()) {}

}  // namespace poolhouse::userpools
