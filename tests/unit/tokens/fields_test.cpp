#include "tokens/fields.h"

#include <gtest/gtest.h>

#include <limits>

namespace poolhouse::tokens {
namespace {

using namespace std::string_view_literals;

TEST(Fields, read_back_what_was_written) {
  FieldWriter writer;
  writer.text(1, "text");
  writer.text(2, "");
  writer.text(3, std::string(65535, 'x'));
  writer.integer(4, std::numeric_limits<std::int64_t>::min());
  writer.integer(5, 1'788'246'309'000);
  const auto fields = FieldReader::read(writer.bytes()).value();
  EXPECT_EQ(fields.text(1), "text");
  EXPECT_EQ(fields.text(2), "");
  EXPECT_EQ(fields.text(3)->size(), 65535U);
  EXPECT_EQ(fields.integer(4), std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(fields.integer(5), 1'788'246'309'000);
  EXPECT_EQ(fields.text(6), std::nullopt);
  EXPECT_EQ(fields.integer(1), std::nullopt);
  EXPECT_THROW(writer.text(7, std::string(65536, 'x')), std::length_error);
}

TEST(Fields, refuse_what_is_cut_or_doubled) {
  EXPECT_TRUE(FieldReader::read(""));
  EXPECT_TRUE(FieldReader::read("\x01\x00\x01x"sv));
  EXPECT_FALSE(FieldReader::read("\x01"sv));
  EXPECT_FALSE(FieldReader::read("\x01\x00"sv));
  EXPECT_FALSE(FieldReader::read("\x01\x00\x02x"sv));
  EXPECT_FALSE(FieldReader::read("\x01\x00\x01xy"sv));
  EXPECT_FALSE(FieldReader::read("\x01\xFF\xFFx"sv));
  EXPECT_FALSE(FieldReader::read("\x01\x00\x01x\x01\x00\x01y"sv));
}

}  // namespace
}  // namespace poolhouse::tokens
