#include "base/packed.h"

#include <gtest/gtest.h>

#include <limits>
#include <stdexcept>

namespace poolhouse {
namespace {

TEST(Packed, gives_back_what_was_written) {
  const std::string with_nul("a\0b", 3);
  PackedWriter writer;
  writer.text("").text(with_nul).integer(std::numeric_limits<std::int64_t>::min()).integer(0);
  PackedReader reader(writer.bytes());
  EXPECT_EQ(reader.text(), "");
  EXPECT_EQ(reader.text(), with_nul);
  EXPECT_EQ(reader.integer(), std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(reader.integer(), 0);
}

TEST(Packed, gives_defaults_for_fields_that_an_older_version_did_not_write) {
  PackedWriter writer;
  writer.text("old");
  PackedReader reader(writer.bytes());
  EXPECT_EQ(reader.text(), "old");
  EXPECT_EQ(reader.text(), "");
  EXPECT_EQ(reader.integer(), 0);
}

TEST(Packed, refuses_bytes_that_are_cut_off) {
  PackedWriter writer;
  writer.text("some text");
  for (std::size_t size = 1; size < writer.bytes().size(); ++size) {
    PackedReader reader(std::string_view(writer.bytes()).substr(0, size));
    EXPECT_THROW((void)reader.text(), std::runtime_error) << size;
  }
}

}  // namespace
}  // namespace poolhouse
