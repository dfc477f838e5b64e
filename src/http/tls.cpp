#include "http/tls.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <stdexcept>

namespace poolhouse::http {
namespace {

// https://wiki.mozilla.org/Security/Server_Side_TLS, intermediate compatibility, without the finite-field
// groups. TLS 1.3 has no unsafe suite to leave out.
constexpr const char* kTls12Ciphers =
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:"
    "ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305";

// A client that offers protocols but not ours is told so: "In the event that the server supports no
// protocols that the client advertises, then the server SHALL respond with a fatal no_application_protocol
// alert" (RFC 7301, 3.2).
int select_http_1_1(SSL*, const unsigned char** chosen, unsigned char* chosen_size,
                    const unsigned char* offered, unsigned int offered_size, void*) {
  static constexpr unsigned char kOurs[] = "\x08http/1.1";
  unsigned char* match = nullptr;
  if (SSL_select_next_proto(&match, chosen_size, kOurs, sizeof kOurs - 1, offered, offered_size) !=
      OPENSSL_NPN_NEGOTIATED) {
    return SSL_TLSEXT_ERR_ALERT_FATAL;
  }
  *chosen = match;
  return SSL_TLSEXT_ERR_OK;
}

void require(const error_code& ec, const std::string& what) {
  if (ec) throw std::runtime_error(what + ": " + ec.message());
}

}  // namespace

std::shared_ptr<asio::ssl::context> load_tls_context(const std::string& certificate_file,
                                                     const std::string& key_file) {
  auto context = std::make_shared<asio::ssl::context>(asio::ssl::context::tls_server);
  auto* native = context->native_handle();
  SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION);
  SSL_CTX_set_options(native, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION);
  // An idle connection keeps no record buffers.
  SSL_CTX_set_mode(native, SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_alpn_select_cb(native, select_http_1_1, nullptr);
  if (SSL_CTX_set_cipher_list(native, kTls12Ciphers) != 1) {
    throw std::runtime_error("OpenSSL has none of the TLS 1.2 cipher suites");
  }
  error_code ec;
  context->use_certificate_chain_file(certificate_file, ec);
  require(ec, "cannot use the certificate file " + certificate_file);
  // Fails as well when the key is not the certificate's.
  context->use_private_key_file(key_file, asio::ssl::context::pem, ec);
  require(ec, "cannot use the key file " + key_file);
  return context;
}

bool is_plain_http(const error_code& handshake_error) {
  return handshake_error.category() == asio::error::get_ssl_category() &&
         ERR_GET_REASON(static_cast<unsigned long>(handshake_error.value())) == SSL_R_HTTP_REQUEST;
}

}  // namespace poolhouse::http
