// Development mode: the messages that would have been sent, for tests (/_poolhouse/inbox) and people
// (/inbox).
#pragma once

#include "http/router.h"
#include "messaging/outbox.h"
#include "store/store.h"

namespace poolhouse {

// Both must outlive the router.
void add_inbox_routes(http::Router& router, store::Store& store, const messaging::Outbox& outbox);

}  // namespace poolhouse
