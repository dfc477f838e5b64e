#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <string>

#include "client.h"
#include "test_server.h"

namespace poolhouse::http::test {
namespace {

using namespace std::chrono_literals;

template <auto free>
struct Freer {
  void operator()(auto* object) const { free(object); }
};
using KeyPtr = std::unique_ptr<EVP_PKEY, Freer<EVP_PKEY_free>>;
using CertificatePtr = std::unique_ptr<X509, Freer<X509_free>>;
using ContextPtr = std::unique_ptr<SSL_CTX, Freer<SSL_CTX_free>>;
using SslPtr = std::unique_ptr<SSL, Freer<SSL_free>>;
using FilePtr = std::unique_ptr<std::FILE, Freer<std::fclose>>;

// A directory with a self-signed certificate and its key.
class CertificateFiles {
 public:
  explicit CertificateFiles(const std::string& common_name)
      : directory_(testing::TempDir() + "poolhouse_tls_" +
                   testing::UnitTest::GetInstance()->current_test_info()->name()) {
    std::filesystem::create_directories(directory_);
    write(common_name);
  }
  ~CertificateFiles() { std::filesystem::remove_all(directory_); }
  CertificateFiles(const CertificateFiles&) = delete;
  CertificateFiles& operator=(const CertificateFiles&) = delete;

  void write(const std::string& common_name) const {
    const KeyPtr key(EVP_EC_gen("P-256"));
    const CertificatePtr certificate(X509_new());
    ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), 0);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3600);
    auto* name = X509_get_subject_name(certificate.get());
    const auto* text = reinterpret_cast<const unsigned char*>(common_name.c_str());
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, text, -1, -1, 0);
    X509_set_issuer_name(certificate.get(), name);
    X509_set_pubkey(certificate.get(), key.get());
    X509_sign(certificate.get(), key.get(), EVP_sha256());
    const FilePtr certificate_out(std::fopen(certificate_file().c_str(), "w"));
    PEM_write_X509(certificate_out.get(), certificate.get());
    const FilePtr key_out(std::fopen(key_file().c_str(), "w"));
    PEM_write_PrivateKey(key_out.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
  }

  [[nodiscard]] std::string certificate_file() const { return directory_ + "/certificate.pem"; }
  [[nodiscard]] std::string key_file() const { return directory_ + "/key.pem"; }
  [[nodiscard]] ServerOptions options() const {
    return {.tls_certificate_file = certificate_file(), .tls_key_file = key_file()};
  }

 private:
  std::string directory_;
};

struct Offer {
  int version_max = TLS1_3_VERSION;
  std::string alpn = "\x08http/1.1";
  std::string tls12_ciphers = "DEFAULT";
};

class TlsClient final : public Client {
 public:
  explicit TlsClient(std::uint16_t port, const Offer& offer = {})
      : Client(port), context_(SSL_CTX_new(TLS_client_method())) {
    // Lets a test offer what the library would no longer offer by itself.
    SSL_CTX_set_security_level(context_.get(), 0);
    SSL_CTX_set_min_proto_version(context_.get(), TLS1_VERSION);
    SSL_CTX_set_max_proto_version(context_.get(), offer.version_max);
    SSL_CTX_set_cipher_list(context_.get(), offer.tls12_ciphers.c_str());
    ssl_.reset(SSL_new(context_.get()));
    const auto* alpn = reinterpret_cast<const unsigned char*>(offer.alpn.data());
    SSL_set_alpn_protos(ssl_.get(), alpn, static_cast<unsigned>(offer.alpn.size()));
    SSL_set_fd(ssl_.get(), descriptor());
    if (SSL_connect(ssl_.get()) != 1) {
      const auto* reason = ERR_reason_error_string(ERR_get_error());
      throw std::runtime_error(reason == nullptr ? "the server ended the handshake" : reason);
    }
  }

  std::size_t send(std::string_view bytes) override {
    const auto n = SSL_write(ssl_.get(), bytes.data(), static_cast<int>(bytes.size()));
    return static_cast<std::size_t>(std::max(n, 0));
  }
  std::size_t receive(char* into, std::size_t size) override {
    const auto n = SSL_read(ssl_.get(), into, static_cast<int>(size));
    return n > 0 ? static_cast<std::size_t>(n) : 0;
  }
  // The server said good-bye: the stream was not cut short.
  [[nodiscard]] bool was_told_good_bye() const {
    return (SSL_get_shutdown(ssl_.get()) & SSL_RECEIVED_SHUTDOWN) != 0;
  }

  [[nodiscard]] std::string server_name() const {
    const CertificatePtr certificate(SSL_get1_peer_certificate(ssl_.get()));
    std::array<char, 256> name{};
    X509_NAME_get_text_by_NID(X509_get_subject_name(certificate.get()), NID_commonName, name.data(),
                              name.size());
    return name.data();
  }
  [[nodiscard]] std::string alpn() const {
    const unsigned char* chosen = nullptr;
    unsigned size = 0;
    SSL_get0_alpn_selected(ssl_.get(), &chosen, &size);
    return {reinterpret_cast<const char*>(chosen), size};
  }

 private:
  ContextPtr context_;
  SslPtr ssl_;
};

const std::string kGet = "GET /echo HTTP/1.1\r\nHost: a\r\n\r\n";

TEST(Tls, serves_requests_over_tls_1_2_and_1_3) {
  const CertificateFiles files("first");
  TestServer server(files.options());
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    TlsClient client(server.port(), {.version_max = version});
    EXPECT_EQ(client.alpn(), "http/1.1");
    for (int i = 0; i < 2; ++i) {
      const auto answer = client.ask(kGet);
      EXPECT_EQ(answer.status, 200);
      EXPECT_TRUE(answer.has("X-Remote: 127.0.0.1 tls"));
    }
    EXPECT_EQ(client.ask("GET /echo HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").status, 200);
    EXPECT_TRUE(client.is_closed());
    EXPECT_TRUE(client.was_told_good_bye());
  }
}

TEST(Tls, refuses_old_versions_weak_ciphers_and_other_protocols) {
  const CertificateFiles files("first");
  TestServer server(files.options());
  for (const auto& offer :
       {Offer{.version_max = TLS1_1_VERSION},
        Offer{.version_max = TLS1_2_VERSION, .tls12_ciphers = "AES128-SHA"},
        Offer{.version_max = TLS1_2_VERSION, .tls12_ciphers = "ECDHE-ECDSA-AES128-SHA256"},
        Offer{.alpn = "\x02h2"}}) {
    EXPECT_THROW(TlsClient(server.port(), offer), std::runtime_error);
  }
  EXPECT_EQ(TlsClient(server.port(), {.alpn = "\x02h2\x08http/1.1"}).alpn(), "http/1.1");
  EXPECT_EQ(TlsClient(server.port(), {.alpn = ""}).ask(kGet).status, 200);
}

TEST(Tls, tells_a_client_that_speaks_plain_http) {
  const CertificateFiles files("first");
  TestServer server(files.options());
  Client client(server.port());
  const auto answer = client.ask(kGet);
  EXPECT_EQ(answer.status, 400);
  EXPECT_EQ(answer.body, R"({"message":"This port speaks HTTPS only."})");
  EXPECT_TRUE(client.is_closed());
}

TEST(Tls, shows_a_reloaded_certificate_to_new_connections_and_keeps_the_old_ones) {
  const CertificateFiles files("first");
  TestServer server(files.options());
  TlsClient before(server.port());
  EXPECT_EQ(before.server_name(), "first");

  files.write("second");
  EXPECT_TRUE(server.server.reload_certificates());
  EXPECT_EQ(TlsClient(server.port()).server_name(), "second");
  EXPECT_EQ(before.ask(kGet).status, 200);
}

TEST(Tls, keeps_the_certificate_when_the_new_one_cannot_be_used) {
  const CertificateFiles files("first");
  TestServer server(files.options());
  std::ofstream(files.certificate_file()) << "not a certificate";
  const auto reloaded = server.server.reload_certificates();
  ASSERT_FALSE(reloaded);
  EXPECT_THAT(reloaded.error(), testing::HasSubstr(files.certificate_file()));
  EXPECT_EQ(TlsClient(server.port()).server_name(), "first");

  // Another certificate's key is no better.
  std::string key;
  std::ifstream(files.key_file()) >> key;
  const auto old_key = files.key_file() + ".old";
  std::filesystem::copy_file(files.key_file(), old_key);
  files.write("second");
  std::filesystem::rename(old_key, files.key_file());
  EXPECT_FALSE(server.server.reload_certificates());
  EXPECT_EQ(TlsClient(server.port()).server_name(), "first");
}

TEST(Tls, needs_both_files_and_both_sound) {
  const CertificateFiles files("first");
  EXPECT_THROW(TestServer({.tls_certificate_file = files.certificate_file()}), std::runtime_error);
  EXPECT_THROW(TestServer({.tls_key_file = files.key_file()}), std::runtime_error);
  EXPECT_THROW(TestServer({.tls_certificate_file = files.key_file(), .tls_key_file = files.key_file()}),
               std::runtime_error);
  EXPECT_THROW(TestServer({.tls_certificate_file = "missing", .tls_key_file = "missing"}),
               std::runtime_error);
}

TEST(Tls, cuts_a_handshake_that_takes_too_long) {
  const CertificateFiles files("first");
  auto options = files.options();
  options.header_timeout = 60ms;
  TestServer server(options);
  Client client(server.port());
  EXPECT_TRUE(client.is_closed());
}

TEST(Tls, drains_idle_connections) {
  const CertificateFiles files("first");
  TestServer server(files.options());
  TlsClient client(server.port());
  EXPECT_EQ(client.ask(kGet).status, 200);
  auto drained = std::async(std::launch::async, [&server] { return server.server.drain(5s); });
  EXPECT_TRUE(client.is_closed());
  EXPECT_TRUE(client.was_told_good_bye());
  EXPECT_TRUE(drained.get());
}

}  // namespace
}  // namespace poolhouse::http::test
