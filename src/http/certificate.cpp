#include "http/certificate.h"

#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <array>
#include <ctime>
#include <stdexcept>

#include "http/tls.h"

namespace poolhouse::http {
namespace {

Time time_of(const ASN1_TIME* time) {
  std::tm broken_down{};
  if (ASN1_TIME_to_tm(time, &broken_down) != 1)
    throw std::runtime_error("the certificate's dates are unreadable");
  return Time(std::chrono::seconds(::timegm(&broken_down)));
}

}  // namespace

std::expected<CertificateFacts, std::string> read_certificate(const std::string& certificate_file,
                                                              const std::string& key_file) {
  try {
    // As the server does it, so that what passes here passes there.
    const auto context = load_tls_context(certificate_file, key_file);
    const X509* const certificate = SSL_CTX_get0_certificate(context->native_handle());
    std::array<char, 256> subject{};
    X509_NAME_oneline(X509_get_subject_name(certificate), subject.data(), subject.size());
    return CertificateFacts{.subject = subject.data(),
                            .not_before = time_of(X509_get0_notBefore(certificate)),
                            .not_after = time_of(X509_get0_notAfter(certificate))};
  } catch (const std::runtime_error& fault) {
    return std::unexpected(fault.what());
  }
}

}  // namespace poolhouse::http
