#include "base/secret.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <ostream>

namespace poolhouse {
namespace {

template <class T>
concept Streams = requires(std::ostream& out, const T& value) { out << value; };

static_assert(!Streams<Secret>, "a secret must not print");
static_assert(!fmt::is_formattable<Secret>::value, "a secret must not format");
static_assert(!std::is_copy_constructible_v<Secret>);
static_assert(!std::is_convertible_v<Secret, std::string_view>);

TEST(Secret, is_empty_after_it_was_moved_from) {
  Secret from("hunter2");
  const Secret to = std::move(from);
  EXPECT_EQ(to.reveal(), "hunter2");
  EXPECT_TRUE(from.empty());  // NOLINT(bugprone-use-after-move): this is what the test is about
}

TEST(Secret, compares_by_content) {
  struct Case {
    const char *a, *b;
    bool equal;
  };
  for (const auto& c :
       {Case{"", "", true}, Case{"a", "a", true}, Case{"a", "b", false}, Case{"a", "aa", false}}) {
    EXPECT_EQ(Secret(c.a) == Secret(c.b), c.equal) << c.a << " " << c.b;
  }
}

}  // namespace
}  // namespace poolhouse
