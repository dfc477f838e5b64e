// Whether a request to the inbox comes from this machine, and not from a website its owner happens to visit.
#pragma once

#include "http/message.h"

namespace poolhouse {

// The server listens on loopback in development mode, but so does the browser of a developer reach it, and
// the browser also runs other people's pages. Two of their ways in are closed here:
// - DNS rebinding: evil.example resolves to 127.0.0.1 once its page is loaded, and its script then reads
//   "its own" server. The browser still says whom it believes to talk to: Host must name loopback.
// - Cross-site requests: a page may send what it cannot read the answer of, and emptying the inbox needs no
//   answer. The browser says whose page asks: Origin must be of loopback or absent, as it is when a program
//   asks or somebody opens the page itself. "null", the origin of sandboxed frames and files, may be anybody.
[[nodiscard]] bool is_local_request(const http::Headers& headers);

}  // namespace poolhouse
