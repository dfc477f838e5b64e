#include "main/settings_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "main/setting_table.h"
#include "main/temporary_directory.h"

namespace poolhouse {
namespace {

using ::testing::HasSubstr;

// A home, so that there is somewhere to keep data.
SettingsSources at_home() {
  SettingsSources sources;
  sources.environment = {{"HOME", "/home/jane"}, {"PATH", "/bin"}};
  return sources;
}

std::string fault_of(const SettingsSources& sources) {
  try {
    static_cast<void>(read_settings(sources));
    return "";
  } catch (const SettingsFault& fault) {
    return fault.what();
  }
}

TEST(SettingsReader, without_any_source_gives_the_defaults_complete) {
  const auto settings = read_settings(at_home());
  EXPECT_FALSE(settings.dev);
  EXPECT_EQ(settings.listen_address, "127.0.0.1");
  EXPECT_EQ(settings.listen_port, 9229);
  EXPECT_EQ(settings.data, "/home/jane/.local/share/poolhouse");
  EXPECT_EQ(settings.database, "sqlite:/home/jane/.local/share/poolhouse/poolhouse.db");
  EXPECT_EQ(settings.master_key_file, "/home/jane/.local/share/poolhouse/master.key");
  EXPECT_EQ(settings.log_format, LogFormat::json);
  EXPECT_EQ(public_url_of(settings), "http://localhost:9229");
}

TEST(SettingsReader, a_flag_wins_over_the_environment_and_the_environment_over_the_file) {
  const TemporaryDirectory directory;
  auto sources = at_home();
  sources.file = directory.write("p.toml", "region = \"from-file\"\nlog-level = \"debug\"\nio-threads = 5\n");
  sources.environment.emplace_back("POOLHOUSE_REGION", "from-environment");
  sources.environment.emplace_back("POOLHOUSE_LOG_LEVEL", "error");
  sources.flags["region"] = "from-flag";
  const auto settings = read_settings(sources);
  EXPECT_EQ(settings.region, "from-flag");
  EXPECT_EQ(settings.log_level, LogLevel::error);
  EXPECT_EQ(settings.io_threads, 5U);
}

TEST(SettingsReader, finds_the_data_where_the_desktop_specification_says) {
  struct Case {
    const char* xdg;
    const char* home;
    const char* data;
  };
  for (const auto& c : {Case{"/data", "/home/jane", "/data/poolhouse"},
                        Case{"relative", "/home/jane", "/home/jane/.local/share/poolhouse"},
                        Case{"", "/home/jane", "/home/jane/.local/share/poolhouse"}}) {
    SettingsSources sources;
    sources.environment = {{"XDG_DATA_HOME", c.xdg}, {"HOME", c.home}};
    EXPECT_EQ(read_settings(sources).data, c.data);
  }
  EXPECT_EQ(fault_of({}), "There is no HOME to keep the data in: set --data.");
}

TEST(SettingsReader, says_in_which_line_of_the_file_the_mistake_is) {
  struct Case {
    const char* text;
    const char* fault;
  };
  const Case cases[] = {
      {"\nlisten = \"nowhere\"", "p.toml, line 2: listen must be an IP address"},
      {"lisen = \"127.0.0.1:1\"", "p.toml, line 1: lisen is no setting. Did you mean listen?"},
      {"log_level = \"info\"", "p.toml, line 1: log_level is no setting. Did you mean log-level?"},
      {"[server]\nlisten = \"127.0.0.1:1\"", "p.toml, line 1: server is no setting."},
      {"account-id = 123456789012", "line 1: account-id must be text, in quotes."},
      {"dev = \"true\"", "line 1: dev must be true or false, without quotes."},
      {"# a remark\nio-threads = \"4\"", "line 2: io-threads must be a number, without quotes."},
      {"io-threads = -1", "line 1: io-threads must be a number from 0"},
      {"io-threads = 4.0", "line 1: io-threads must be a number, without quotes."},
      {"data = \"a\"\ndata = \"b\"", "p.toml, line 2: "},
      {"data = ", "p.toml, line 1: "},
      {"data = \"\"", "line 1: data must be a path."},
  };
  const TemporaryDirectory directory;
  for (const auto& c : cases) {
    auto sources = at_home();
    sources.file = directory.write("p.toml", c.text);
    EXPECT_THAT(fault_of(sources), HasSubstr(c.fault)) << c.text;
  }
  auto sources = at_home();
  sources.file = directory.path() / "absent.toml";
  EXPECT_THAT(fault_of(sources), HasSubstr("absent.toml cannot be read: No such file"));
  sources.file = directory.path();
  EXPECT_THAT(fault_of(sources), HasSubstr("cannot be read"));
  sources.file = directory.write("long.toml", std::string(70'000, '#'));
  EXPECT_THAT(fault_of(sources), HasSubstr("long.toml is too long."));
}

TEST(SettingsReader, refuses_variables_that_are_mistyped_and_leaves_others_alone) {
  struct Case {
    const char* name;
    const char* value;
    const char* fault;
  };
  const Case cases[] = {
      {"POOLHOUSE_LISTEN", "nowhere", "POOLHOUSE_LISTEN must be an IP address"},
      {"POOLHOUSE_LISEN", "127.0.0.1:1", "POOLHOUSE_LISEN is no setting. Did you mean POOLHOUSE_LISTEN?"},
      {"POOLHOUSE_NOTHING_ALIKE", "1", "POOLHOUSE_NOTHING_ALIKE is no setting."},
      {"POOLHOUSE_LISTEN", "", ""},
      {"POOLHOUSE_TEST_POSTGRES", "postgres://h/d", ""},
      {"POOLHOUSE_MASTER_KEY", "set", ""},
      // Kubernetes, for a service of our name.
      {"POOLHOUSE_SERVICE_HOST", "10.0.0.1", ""},
      {"POOLHOUSE_SERVICE_PORT_HTTP", "9229", ""},
      {"POOLHOUSE_PORT", "tcp://10.0.0.1:9229", ""},
      {"POOLHOUSE_PORT_9229_TCP_ADDR", "10.0.0.1", ""},
      {"POOLHOUSE_PORT", "9229", "POOLHOUSE_PORT is no setting."},
      {"POOLHOUSES", "1", ""},
  };
  for (const auto& c : cases) {
    auto sources = at_home();
    sources.environment.emplace_back(c.name, c.value);
    if (*c.fault == '\0') {
      EXPECT_EQ(fault_of(sources), "") << c.name;
    } else {
      EXPECT_THAT(fault_of(sources), HasSubstr(c.fault)) << c.name;
    }
  }
}

TEST(SettingsReader, refuses_settings_that_do_not_go_together) {
  struct Case {
    std::map<std::string, std::string> flags;
    const char* fault;
  };
  const Case cases[] = {
      {{{"dev", "true"}, {"listen", "0.0.0.0:9229"}}, "Development mode serves this machine only"},
      {{{"dev", "true"}, {"listen", "[::]:9229"}}, "Development mode serves this machine only"},
      {{{"dev", "true"}, {"listen", "[::1]:9229"}}, ""},
      {{{"dev", "true"}, {"listen", "127.0.0.2:9229"}}, ""},
      {{{"listen", "0.0.0.0:9229"}}, ""},
      {{{"tls-certificate", "c"}}, "TLS needs both"},
      {{{"tls-key", "k"}}, "TLS needs both"},
      {{{"tls-certificate", "c"}, {"tls-key", "k"}}, ""},
      {{{"master-key-file", "f"}, {"master-key-command", "c"}}, "The master key comes from one place"},
      {{{"master-key-command", "c"}}, ""},
  };
  for (const auto& c : cases) {
    auto sources = at_home();
    sources.flags = c.flags;
    const auto fault = fault_of(sources);
    EXPECT_EQ(fault.empty(), *c.fault == '\0') << fault;
    EXPECT_THAT(fault, HasSubstr(c.fault));
  }
}

TEST(SettingsReader, does_not_repeat_a_value_that_may_be_a_password) {
  auto sources = at_home();
  sources.flags["database"] = "postgre://jane:s3cret@db/poolhouse";
  EXPECT_EQ(fault_of(sources), "--database must be sqlite:PATH or postgres://user@host/database.");
}

TEST(SettingsReader, logs_for_people_only_where_one_reads_and_nobody_said_otherwise) {
  for (const bool dev : {false, true}) {
    for (const bool terminal : {false, true}) {
      auto sources = at_home();
      sources.on_terminal = terminal;
      if (dev) sources.flags["dev"] = "true";
      EXPECT_EQ(read_settings(sources).log_format, dev && terminal ? LogFormat::text : LogFormat::json);
      sources.flags["log-format"] = "json";
      EXPECT_EQ(read_settings(sources).log_format, LogFormat::json);
    }
  }
}

TEST(SettingsReader, the_public_url_follows_certificates_and_port_unless_it_is_set) {
  auto sources = at_home();
  sources.flags = {{"tls-certificate", "c"}, {"tls-key", "k"}, {"listen", "0.0.0.0:443"}};
  EXPECT_EQ(public_url_of(read_settings(sources)), "https://localhost:443");
  sources.flags["public-url"] = "https://id.example.com/";
  EXPECT_EQ(public_url_of(read_settings(sources)), "https://id.example.com");
}

// The example is read as it is and with every line switched on, and names every setting.
TEST(SettingsReader, reads_the_example_and_finds_every_setting_in_it) {
  auto sources = at_home();
  sources.file = SETTINGS_EXAMPLE;
  EXPECT_EQ(fault_of(sources), "");

  std::ifstream example(SETTINGS_EXAMPLE);
  std::string line;
  std::set<std::string> named;
  const TemporaryDirectory directory;
  while (std::getline(example, line)) {
    if (line.starts_with("# ") && line.contains(" = ")) line = line.substr(2);
    if (line.empty() || line.starts_with('#')) continue;
    named.insert(line.substr(0, line.find(' ')));
    auto one = at_home();
    one.file = directory.write("one.toml", line + "\n");
    // One half of a pair is refused for the other half, and not for itself.
    const auto fault = fault_of(one);
    EXPECT_TRUE(fault.empty() || fault.starts_with("TLS needs both")) << line << ": " << fault;
  }
  for (const auto& setting : setting_table())
    EXPECT_TRUE(named.contains(std::string(setting.name))) << setting.name;
  EXPECT_EQ(named.size(), setting_table().size());
}

}  // namespace
}  // namespace poolhouse
