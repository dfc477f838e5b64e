// Whether something comes from this machine, and not from a website that its owner happens to visit.
//
// In development mode the server listens on loopback only, but so does the browser of a developer reach it,
// and the browser also runs other people's pages. Two of their ways in can be closed:
// - DNS rebinding: evil.example resolves to 127.0.0.1 once its page is loaded, and its script then reads
//   "its own" server. The browser still says whom it believes to talk to: Host.
// - Cross-site requests: a page may send what it cannot read the answer of. The browser says whose page asks:
//   Origin. It is absent when a program asks or somebody opens a page; "null", the origin of sandboxed frames
//   and files, may be anybody.
#pragma once

#include <string>
#include <string_view>

#include "http/message.h"

namespace poolhouse::http {

[[nodiscard]] bool is_loopback(const std::string& ip_address);

// Origin names loopback or is absent. For what programs in containers reach under other names of this
// machine.
[[nodiscard]] bool has_local_origin(const Headers& headers);
// The same, and Host names loopback or is absent.
[[nodiscard]] bool is_local_request(const Headers& headers);

}  // namespace poolhouse::http
