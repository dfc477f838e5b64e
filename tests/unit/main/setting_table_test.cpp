#include "main/setting_table.h"

#include <gtest/gtest.h>

#include <set>

namespace poolhouse {
namespace {

TEST(SettingTable, accepts_what_a_setting_may_be_and_refuses_the_near_misses) {
  struct Case {
    std::string_view name;
    std::string_view value;
    bool accepted;
  };
  const std::string too_long_region(33, 'a');
  const std::string with_nul("a\0b", 3);
  const Case cases[] = {
      {"dev", "true", true},
      {"dev", "0", true},
      {"dev", "yes", false},
      {"dev", "", false},
      {"listen", "127.0.0.1:9229", true},
      {"listen", "0.0.0.0:1", true},
      {"listen", "[::1]:65535", true},
      {"listen", "localhost:80", true},
      {"listen", "127.0.0.1:0", false},
      {"listen", "127.0.0.1:65536", false},
      {"listen", "127.0.0.1:", false},
      {"listen", "127.0.0.1", false},
      {"listen", "127.0.0.1:80x", false},
      {"listen", "127.0.0.1: 80", false},
      {"listen", "127.0.0.1:-1", false},
      {"listen", ":9229", false},
      {"listen", "9229", false},
      {"listen", "::1:9229", false},
      {"listen", "[127.0.0.1]:9229", false},
      {"listen", "[::1]", false},
      {"listen", "300.0.0.1:80", false},
      {"listen", "id.example.com:80", false},
      {"data", "relative/too", true},
      {"data", "", false},
      {"data", with_nul, false},
      {"database", "sqlite:/tmp/p.db", true},
      {"database", "postgres://u:p@h/d", true},
      {"database", "postgresql://h/d", true},
      {"database", "sqlite:", false},
      {"database", "/tmp/p.db", false},
      {"database", "mysql://h/d", false},
      {"public-url", "https://id.example.com", true},
      {"public-url", "http://localhost:9229/", true},
      {"public-url", "https://example.com/id", true},
      {"public-url", "id.example.com", false},
      {"public-url", "ftp://id.example.com", false},
      {"public-url", "https://", false},
      {"public-url", "https:///path", false},
      {"public-url", "https://:443", false},
      {"public-url", "https://user@example.com", false},
      {"public-url", "https://example.com?a=b", false},
      {"public-url", "https://example.com#a", false},
      {"public-url", "https://exa mple.com", false},
      {"public-url", "https://example.com/\r\nSet-Cookie", false},
      {"issuer-base", "https://cognito-idp.us-east-1.amazonaws.com", true},
      {"issuer-base", "", false},
      {"lambda-endpoint", "http://127.0.0.1:9001", true},
      {"lambda-endpoint", "127.0.0.1:9001", false},
      {"region", "us-east-1", true},
      {"region", "local", true},
      {"region", "US-EAST-1", false},
      {"region", "us_east_1", false},
      {"region", "-us", false},
      {"region", "us-", false},
      {"region", "", false},
      {"region", too_long_region, false},
      {"account-id", "123456789012", true},
      {"account-id", "12345678901", false},
      {"account-id", "1234567890123", false},
      {"account-id", "12345678901a", false},
      {"tls-certificate", "chain.pem", true},
      {"tls-key", "", false},
      {"master-key-file", "k", true},
      {"master-key-command", "vault read key", true},
      {"master-key-command", "", false},
      {"log-format", "json", true},
      {"log-format", "text", true},
      {"log-format", "JSON", false},
      {"log-level", "debug", true},
      {"log-level", "warning", true},
      {"log-level", "warn", false},
      {"io-threads", "0", true},
      {"io-threads", "1024", true},
      {"io-threads", "1025", false},
      {"io-threads", "-1", false},
      {"io-threads", "2.5", false},
      {"cpu-threads", "", false},
      {"connections", "1", true},
      {"connections", "1000000", true},
      {"connections", "0", false},
      {"connections", "1000001", false},
      {"header-bytes", "4096", true},
      {"header-bytes", "4095", false},
      {"header-bytes", "16k", false},
      {"body-bytes", "262144", true},
      {"body-bytes", "262143", false},
      {"body-bytes", "67108865", false},
      {"header-timeout", "1", true},
      {"header-timeout", "0", false},
      {"body-timeout", "3600", true},
      {"body-timeout", "3601", false},
      {"idle-timeout", "1.5", false},
      {"write-timeout", "30s", false},
      {"cpu-threads", "99999999999999999999", false},
  };
  for (const auto& c : cases) {
    Settings settings;
    const auto* const setting = find_setting(c.name);
    ASSERT_NE(setting, nullptr) << c.name;
    const auto done = setting->set(settings, c.value);
    EXPECT_EQ(done.has_value(), c.accepted) << c.name << "=" << c.value;
    EXPECT_TRUE(done || done.error().starts_with("must ")) << c.name;
  }
}

TEST(SettingTable, has_each_name_once_and_a_help_for_it) {
  std::set<std::string_view> names;
  for (const auto& setting : setting_table()) {
    EXPECT_TRUE(names.insert(setting.name).second) << setting.name;
    EXPECT_EQ(setting.value_name.empty(), setting.kind == Setting::Kind::flag) << setting.name;
    EXPECT_FALSE(setting.help.empty()) << setting.name;
  }
  EXPECT_EQ(names.size(), 24U);
}

TEST(SettingTable, a_value_lands_where_it_belongs) {
  Settings settings;
  const auto set = [&](std::string_view name, std::string_view value) {
    EXPECT_TRUE(find_setting(name)->set(settings, value)) << name;
  };
  set("listen", "[::1]:8080");
  set("public-url", "https://id.example.com//");
  set("log-level", "error");
  set("cpu-threads", "3");
  EXPECT_EQ(settings.listen_address, "::1");
  EXPECT_EQ(settings.listen_port, 8080);
  EXPECT_EQ(settings.public_url, "https://id.example.com");
  EXPECT_EQ(settings.log_level, LogLevel::error);
  EXPECT_EQ(settings.cpu_threads, 3U);
  EXPECT_EQ(settings.io_threads, 0U);
  set("connections", "7");
  set("header-bytes", "8192");
  set("body-bytes", "300000");
  set("header-timeout", "2");
  set("body-timeout", "3");
  set("idle-timeout", "4");
  set("write-timeout", "5");
  EXPECT_EQ(settings.connections_max, 7U);
  EXPECT_EQ(settings.header_bytes_max, 8192U);
  EXPECT_EQ(settings.body_bytes_max, 300000U);
  EXPECT_EQ(settings.header_timeout, std::chrono::seconds(2));
  EXPECT_EQ(settings.body_timeout, std::chrono::seconds(3));
  EXPECT_EQ(settings.idle_timeout, std::chrono::seconds(4));
  EXPECT_EQ(settings.write_timeout, std::chrono::seconds(5));
}

TEST(SettingTable, names_the_variable_and_guesses_what_was_meant) {
  EXPECT_EQ(variable_of("log-format"), "POOLHOUSE_LOG_FORMAT");
  EXPECT_EQ(nearest_setting("lisen"), "listen");
  EXPECT_EQ(nearest_setting("log_format"), "log-format");
  EXPECT_EQ(nearest_setting("nothing-alike"), "");
}

}  // namespace
}  // namespace poolhouse
