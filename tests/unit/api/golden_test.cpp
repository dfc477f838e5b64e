// The sample model has what the services' models have seldom or not at all. Its generated code is the
// golden output of tools/apigen, so this test also compiles that.
#include <gtest/gtest.h>

#include "api/codec.h"
#include "api/errors.h"
#include "api/sample_api/drop_thing.h"
#include "api/sample_api/errors.h"
#include "api/sample_api/put_thing.h"

namespace poolhouse::sample_api {
namespace {

using api::decode_request;

constexpr std::string_view kEverything =
    R"({"Amount":9007199254740993,"CallbackURLs":["a","b"],"Colour":"NULL","Enabled":true,"Extra":[1,{"a":null}],)"
    R"("Image":"AAEC","MadeAt":1.5,"Matrix":[[1,2],[],[-1]],"Mutable":false,"OtherColours":["default","not-a-name"],)"
    R"("Parts":{"lid":{"Name":"lid"},"pot":{"Name":"pot","Weight":5}},"Password":"pw","ThingId":"t1"})";

TEST(SampleModel, every_kind_of_shape_reads_and_writes) {
  const auto request = decode_request<PutThingRequest>(kEverything);
  EXPECT_EQ(api::encode(request), kEverything);
  EXPECT_TRUE(api::equal(api::clone(request), request));

  EXPECT_EQ(request.amount, 9007199254740993) << "more than a double can hold";
  EXPECT_EQ(request.colour, Colour::NULL_);
  EXPECT_EQ(request.image, std::string("\0\x01\x02", 3));
  EXPECT_EQ(request.matrix->at(2), std::vector<int>{-1});
  EXPECT_EQ(request.parts->at("pot").weight, 5);
}

TEST(SampleModel, names_that_cpp_cannot_have_keep_their_text) {
  EXPECT_EQ(to_string(Colour::default_), "default");
  EXPECT_EQ(to_string(Colour::not_a_name), "not-a-name");
  EXPECT_EQ(from_string<Colour>("3D"), Colour::_3D);
  EXPECT_EQ(from_string<Colour>("red"), std::nullopt);
  EXPECT_EQ(to_string(static_cast<Colour>(200)), "");
}

std::string refusal_of(std::string_view more) {
  try {
    (void)decode_request<PutThingRequest>(
        R"({"ThingId": "t1", "Colour": "RED", "Amount": 0, "Enabled": true, )" + std::string(more) + "}");
  } catch (const InvalidThingException& refused) {
    return refused.message();
  }
  return "accepted";
}

TEST(SampleModel, tells_where_in_nested_values_a_constraint_is_broken) {
  EXPECT_EQ(refusal_of(R"("Matrix": [[1], [6]])"),
            "1 validation error detected: Value '[6]' at 'matrix.2.member' failed to satisfy constraint: "
            "Member must "
            "satisfy constraint: [Member must have value less than or equal to 5, Member must have value "
            "greater than "
            "or equal to -1]");
  EXPECT_EQ(refusal_of(R"("Matrix": [[1, 2, 3]])"),
            "1 validation error detected: Value '[1, 2, 3]' at 'matrix.1.member' failed to satisfy "
            "constraint: Member "
            "must have length less than or equal to 2");
  EXPECT_EQ(
      refusal_of(R"("Parts": {"pot": {"Name": "large", "Weight": 6}})"),
      "2 validation errors detected: Value 'large' at 'parts.pot.member.name' failed to satisfy constraint: "
      "Member must have length less than or equal to 4; Value '6' at 'parts.pot.member.weight' failed to "
      "satisfy "
      "constraint: Member must have value less than or equal to 5");
  EXPECT_EQ(refusal_of(R"("Image": "AAECAwQ=")"),
            "1 validation error detected: Value at 'image' failed to satisfy constraint: Member must have "
            "length less "
            "than or equal to 4");
  EXPECT_EQ(refusal_of(R"("Image": "AAECAw==")"), "accepted");
}

TEST(SampleModel, matches_the_overlay_in_place_of_a_look_behind) {
  EXPECT_NO_THROW((void)decode_request<DropThingRequest>(R"({"ThingId": "a_b"})"));
  try {
    (void)decode_request<DropThingRequest>(R"({"ThingId": "ab_"})");
    FAIL();
  } catch (const InvalidThingException& refused) {
    // The client reads the pattern of the model.
    EXPECT_EQ(refused.message(),
              "1 validation error detected: Value 'ab_' at 'thingId' failed to satisfy constraint: Member "
              "must satisfy "
              "regular expression pattern: [\\w]+(?<!_)");
  }
}

TEST(SampleModel, map_keys_that_come_twice_are_refused) {
  EXPECT_THROW((void)refusal_of(R"("Parts": {"a": {"Name": "a"}, "a": {"Name": "b"}})"),
               api::SerializationException);
  EXPECT_THROW((void)refusal_of(R"("Parts": {"a\u0000": {"Name": "a"}})"), api::SerializationException);
}

TEST(SampleModel, times_are_numbers_within_reason) {
  EXPECT_EQ(refusal_of(R"("MadeAt": 253402300799)"), "accepted");
  for (const char* time : {"253402300800", "-1e300", "\"2026-01-01T00:00:00Z\"", "[1]"}) {
    EXPECT_THROW((void)refusal_of("\"MadeAt\": " + std::string(time)), api::SerializationException) << time;
  }
}

}  // namespace
}  // namespace poolhouse::sample_api
