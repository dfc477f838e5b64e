#include "http/loopback.h"

#include <gtest/gtest.h>

namespace poolhouse::http {
namespace {

TEST(LocalRequest, is_one_whose_host_and_origin_name_this_machine_or_are_absent) {
  struct Case {
    const char* host;
    const char* origin;
    bool local;
  };
  const Case cases[] = {
      {"localhost:9229", nullptr, true},
      {"LocalHost", nullptr, true},
      {"127.0.0.1:9229", nullptr, true},
      {"127.1.2.3", nullptr, true},
      {"[::1]:9229", nullptr, true},
      {"[::1]", nullptr, true},
      {nullptr, nullptr, true},
      {"localhost:9229", "http://localhost:9229", true},
      {"localhost:9229", "https://127.0.0.1:3000", true},
      {"localhost:9229", "http://[::1]:9229", true},
      // DNS rebinding: the name is theirs, the address ours.
      {"evil.example:9229", nullptr, false},
      {"evil.example", "http://evil.example", false},
      {"localhost.evil.example", nullptr, false},
      {"127.0.0.1.evil.example", nullptr, false},
      {"127.evil.example", nullptr, false},
      {"evil.example:80@localhost", nullptr, false},
      {"localhost:9229.evil.example", nullptr, false},
      {"192.168.0.1:9229", nullptr, false},
      {"0.0.0.0:9229", nullptr, false},
      {"[::2]:9229", nullptr, false},
      {"[::1", nullptr, false},
      {"[::1].evil.example", nullptr, false},
      {"", nullptr, false},
      // A page of another site asks for it.
      {"localhost:9229", "http://evil.example", false},
      {"localhost:9229", "http://localhost.evil.example", false},
      {"localhost:9229", "null", false},
      {"localhost:9229", "", false},
      {"localhost:9229", "localhost:9229", false},
      {"localhost:9229", "chrome-extension://localhost", false},
  };
  for (const auto& c : cases) {
    Headers headers;
    if (c.host != nullptr) headers.add("Host", c.host);
    if (c.origin != nullptr) headers.add("Origin", c.origin);
    EXPECT_EQ(is_local_request(headers), c.local)
        << (c.host ? c.host : "no host") << " / " << (c.origin ? c.origin : "no origin");
  }
}

TEST(LocalRequest, never_has_two_hosts_or_two_origins) {
  for (const char* const name : {"Host", "Origin"}) {
    Headers headers;
    headers.add(name, "localhost");
    headers.add(name, "localhost");
    EXPECT_FALSE(is_local_request(headers)) << name;
  }
}

}  // namespace
}  // namespace poolhouse::http
