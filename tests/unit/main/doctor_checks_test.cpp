#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>

#include "main/doctor/checks.h"

namespace poolhouse::checks {
namespace {

using std::chrono::days;
using ::testing::HasSubstr;

const Time kNow = from_epoch_ms(1'788'246'309'000);

void expect(const Finding& finding, Verdict verdict, std::string_view said) {
  EXPECT_EQ(finding.verdict, verdict) << finding.said;
  EXPECT_THAT(finding.said, HasSubstr(std::string(said)));
  // Whatever is wrong comes with what to do about it.
  EXPECT_EQ(finding.mend.empty(), verdict == Verdict::ok) << finding.said;
}

TEST(DoctorChecks, the_data_directory_is_ours_alone) {
  const PathFacts good{
      .exists = true, .is_directory = true, .mode = 0700, .owned_by_us = true, .writable = true};
  auto file = good;
  file.is_directory = false;
  auto read_only = good;
  read_only.writable = false;
  auto open = good;
  open.mode = 0750;
  auto foreign = good;
  foreign.owned_by_us = false;
  struct Case {
    PathFacts facts;
    Verdict verdict;
    const char* said;
  };
  for (const auto& c :
       {Case{good, Verdict::ok, "/d"}, Case{{}, Verdict::ok, "made at the first start"},
        Case{file, Verdict::fail, "is not a directory"},
        Case{read_only, Verdict::fail, "cannot be written to"}, Case{open, Verdict::warn, "mode 0750"},
        Case{foreign, Verdict::warn, "belongs to another user"}}) {
    expect(check_data_directory("/d", c.facts), c.verdict, c.said);
  }
}

TEST(DoctorChecks, a_file_with_a_password_is_not_for_everybody) {
  PathFacts facts{.exists = true, .is_directory = false, .mode = 0644, .owned_by_us = true, .writable = true};
  expect(check_config_file("/p.toml", facts, true), Verdict::warn, "mode 0644");
  expect(check_config_file("/p.toml", facts, false), Verdict::ok, "/p.toml");
  facts.mode = 0600;
  expect(check_config_file("/p.toml", facts, true), Verdict::ok, "/p.toml");
  expect(check_config_file("", {}, true), Verdict::ok, "without a file");
}

TEST(DoctorChecks, the_database_answers_with_this_programs_schema) {
  const DatabaseFacts good{
      .name = "db", .exists = true, .failure = "", .schema_version = 3, .newest_schema_version = 3};
  auto absent = good;
  absent.exists = false;
  auto away = good;
  away.failure = "connection refused";
  auto empty = good;
  empty.schema_version.reset();
  auto older = good;
  older.schema_version = 2;
  auto newer = good;
  newer.schema_version = 4;
  struct Case {
    DatabaseFacts facts;
    Verdict verdict;
    const char* said;
  };
  for (const auto& c :
       {Case{good, Verdict::ok, "schema version 3"}, Case{absent, Verdict::ok, "first start"},
        Case{away, Verdict::fail, "connection refused"}, Case{empty, Verdict::ok, "is empty"},
        Case{older, Verdict::warn, "brings it to 3"}, Case{newer, Verdict::fail, "knows versions up to 3"}}) {
    expect(check_database(c.facts), c.verdict, c.said);
  }
}

TEST(DoctorChecks, the_master_key_is_there_and_the_right_one) {
  const MasterKeyFacts good{
      .source = "file k", .missing = false, .failure = "", .samples = 5, .sealed_by_others = 0};
  auto fresh = good;
  fresh.missing = true;
  fresh.samples = 0;
  auto lost = good;
  lost.missing = true;
  auto unreadable = good;
  unreadable.failure = "others must not read it";
  auto wrong = good;
  wrong.sealed_by_others = 2;
  struct Case {
    MasterKeyFacts facts;
    Verdict verdict;
    const char* said;
  };
  for (const auto& c : {Case{good, Verdict::ok, "the one the database is sealed with"},
                        Case{fresh, Verdict::ok, "first start"}, Case{lost, Verdict::fail, "is not there"},
                        Case{unreadable, Verdict::fail, "others must not read it"},
                        Case{wrong, Verdict::fail, "does not open 2 of the 5"}}) {
    expect(check_master_key(c.facts), c.verdict, c.said);
  }
}

TEST(DoctorChecks, the_port_can_be_listened_on) {
  expect(check_port("a", 0), Verdict::ok, "is free");
  expect(check_port("a", EADDRINUSE), Verdict::warn, "is in use");
  expect(check_port("a", EACCES), Verdict::fail, "Permission denied");
  expect(check_port("a", EADDRNOTAVAIL), Verdict::fail, "Cannot assign");
}

TEST(DoctorChecks, the_certificate_is_valid_and_renewed_in_time) {
  struct Case {
    Duration from;
    Duration until;
    Verdict verdict;
    const char* said;
  };
  for (const auto& c : {Case{-days(1), days(14), Verdict::ok, "CN=a"},
                        Case{-days(1), days(14) - Duration(1), Verdict::warn, "expires on 2026-09-15"},
                        Case{-days(1), Duration(1), Verdict::warn, "expires on 2026-09-01"},
                        Case{-days(1), Duration(0), Verdict::fail, "expired on 2026-09-01"},
                        Case{Duration(0), days(90), Verdict::ok, "until 2026-11-30"},
                        Case{Duration(1), days(90), Verdict::fail, "not valid before"}}) {
    const http::CertificateFacts facts{
        .subject = "CN=a", .not_before = kNow + c.from, .not_after = kNow + c.until};
    expect(check_certificate("c.pem", facts, kNow), c.verdict, c.said);
  }
  expect(check_certificate("c.pem", std::unexpected("no such file"), kNow), Verdict::fail, "no such file");
}

TEST(DoctorChecks, there_is_room_on_the_disk) {
  constexpr std::uintmax_t kMiB = 1 << 20;
  expect(check_disk("/d", 255 * kMiB), Verdict::fail, "255 MiB");
  expect(check_disk("/d", 256 * kMiB), Verdict::warn, "256 MiB");
  expect(check_disk("/d", 2047 * kMiB), Verdict::warn, "2047 MiB");
  expect(check_disk("/d", 2048 * kMiB), Verdict::ok, "2048 MiB");
}

TEST(DoctorChecks, the_process_may_open_as_many_files_as_it_takes_connections_and_some_more) {
  expect(check_limits(10'000, 10'127), Verdict::warn, "10127 open files are too few for 10000");
  expect(check_limits(10'000, 10'128), Verdict::ok, "enough for 10000");
  expect(check_limits(1, 64), Verdict::warn, "too few");
}

TEST(DoctorChecks, the_clock_is_not_absurd_and_not_behind_the_database) {
  expect(check_clock({.now = kNow, .last_migration = kNow, .synchronised = true}), Verdict::ok, "2026-09-01");
  expect(check_clock({.now = kNow, .last_migration = std::nullopt, .synchronised = false}), Verdict::warn,
         "nothing keeps");
  expect(check_clock({.now = kNow, .last_migration = kNow + Duration(1), .synchronised = true}),
         Verdict::fail, "is before");
  expect(check_clock({.now = from_epoch_ms(0), .last_migration = std::nullopt, .synchronised = true}),
         Verdict::fail, "1970-01-01");
  expect(check_clock({.now = kNow + days(365 * 80), .last_migration = std::nullopt, .synchronised = true}),
         Verdict::fail, "cannot be right");
}

TEST(DoctorChecks, what_is_legal_but_seldom_meant_is_said) {
  Settings settings;
  settings.public_url = "https://id.example.com";
  expect(check_exposure(settings).at(0), Verdict::warn, "no e-mail or SMS leaves");
  expect(check_exposure(settings).at(1), Verdict::ok, "https://id.example.com");
  settings.public_url.clear();
  expect(check_exposure(settings).at(1), Verdict::warn, "http://localhost:9229");
  settings.listen_address = "0.0.0.0";
  expect(check_exposure(settings).at(2), Verdict::warn, "unencrypted");
  settings.tls_certificate = "c";
  EXPECT_EQ(check_exposure(settings).size(), 2U);
  settings.lambda_endpoint = "http://127.0.0.1:9001";
  expect(check_exposure(settings).at(2), Verdict::warn, "runs no functions");
  settings.dev = true;
  expect(check_exposure(settings).at(0), Verdict::warn, "development mode");
}

TEST(DoctorChecks, are_shown_in_lines_with_what_to_do_below) {
  const std::vector<Finding> findings{{Verdict::ok, "data", "/d", ""},
                                      {Verdict::warn, "disk", "little", "Make room."}};
  EXPECT_EQ(render(findings),
            "ok    data         /d\n"
            "warn  disk         little\n"
            "                   Make room.\n");
  EXPECT_FALSE(any_failed(findings));
  EXPECT_TRUE(any_failed({{Verdict::ok, "a", "b", ""}, {Verdict::fail, "a", "b", "c"}}));
}

}  // namespace
}  // namespace poolhouse::checks
