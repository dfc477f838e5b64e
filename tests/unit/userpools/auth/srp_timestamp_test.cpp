// TIMESTAMP of PASSWORD_VERIFIER (reference 5.2).
#include "userpools/auth/srp_timestamp.h"

#include <gtest/gtest.h>

namespace poolhouse::userpools {
namespace {

TEST(SrpTimestamp, reads_what_clients_send) {
  struct Case {
    const char* text;
    std::int64_t epoch_seconds;
  };
  for (const auto& c : {Case{"Tue Sep 1 07:05:09 UTC 2026", 1788246309},   //
                        Case{"Tue Sep 01 07:05:09 UTC 2026", 1788246309},  // zero-padded
                        Case{"Tue Sep  1 07:05:09 UTC 2026", 1788246309},  // blank-padded
                        Case{"Tue Sep 1 07:05:09 GMT 2026", 1788246309},   //
                        Case{"Fri Sep 11 07:05:09 UTC 2026", 1789110309},  //
                        Case{"Mon Sep 1 07:05:09 UTC 2026", 1788246309},   // the weekday is not compared
                        Case{"Thu Jan 1 00:00:00 UTC 1970", 0},            //
                        Case{"Thu Feb 29 23:59:59 UTC 2024", 1709251199}}) {
    const auto read = parse_srp_timestamp(c.text);
    ASSERT_TRUE(read) << c.text;
    EXPECT_EQ(to_epoch_seconds(*read), c.epoch_seconds) << c.text;
  }
}

TEST(SrpTimestamp, reads_nothing_else) {
  for (const char* text : {"",
                           " ",
                           "Tue",
                           "Tue Sep 1 07:05:09 UTC",
                           "Tue Sep 1 07:05:09 UTC 2026 ",
                           " Tue Sep 1 07:05:09 UTC 2026",
                           "Tue Sep 1 07:05:09 UTC 20266",
                           "Tue Sep 1 07:05:09 CET 2026",
                           "Tue Sep 1 07:05:09 2026",
                           "Tue Sep 1 7:05:09 UTC 2026",
                           "Tue Sep 1 24:00:00 UTC 2026",
                           "Tue Sep 1 07:60:09 UTC 2026",
                           "Tue Sep 1 07:05:61 UTC 2026",
                           "Tue Sep 31 07:05:09 UTC 2026",
                           "Tue Sep 0 07:05:09 UTC 2026",
                           "Thu Feb 29 07:05:09 UTC 2026",
                           "tue Sep 1 07:05:09 UTC 2026",
                           "Tue sep 1 07:05:09 UTC 2026",
                           "Die Sep 1 07:05:09 UTC 2026",
                           "Tue Sept 1 07:05:09 UTC 2026",
                           "Tue Sep -1 07:05:09 UTC 2026",
                           "2026-09-01T07:05:09Z",
                           "1788246309",
                           "Tue Sep 1 07:05:09 UTC -026",
                           "Tue Sep   1 07:05:09 UTC 2026"}) {
    EXPECT_FALSE(parse_srp_timestamp(text)) << text;
  }
}

}  // namespace
}  // namespace poolhouse::userpools
