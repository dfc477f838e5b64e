// What certificate files hold, for a person who checks them.
#pragma once

#include <expected>
#include <string>

#include "base/time.h"

namespace poolhouse::http {

struct CertificateFacts {
  std::string subject;
  Time not_before;
  Time not_after;
};

// Of the first certificate in the file. The error says why the server could not use the files.
[[nodiscard]] std::expected<CertificateFacts, std::string> read_certificate(
    const std::string& certificate_file, const std::string& key_file);

}  // namespace poolhouse::http
