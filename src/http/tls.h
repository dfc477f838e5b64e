// TLS from certificate files. Private to the room.
#pragma once

#include <memory>
#include <string>

#include "http/asio.h"

namespace poolhouse::http {

// TLS 1.2 and 1.3 with forward secrecy and authenticated encryption only; ALPN offers http/1.1.
// Throws std::runtime_error naming the file and the reason.
[[nodiscard]] std::shared_ptr<asio::ssl::context> load_tls_context(const std::string& certificate_file,
                                                                   const std::string& key_file);

// The handshake failed because the client began with an HTTP request in the clear.
[[nodiscard]] bool is_plain_http(const error_code& handshake_error);

}  // namespace poolhouse::http
