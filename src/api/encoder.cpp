// Generated structures into JSON.
#include <fmt/format.h>

#include <iterator>

#include "api/base64.h"
#include "api/codec.h"
#include "api/json_text.h"
#include "api/json_writer.h"
#include "api/shape.h"
#include "base/time.h"

namespace poolhouse::api {
namespace {

// Who reads the text: the client or the store, or somebody at a log.
enum class Reader { wire, log };

constexpr std::string_view kRedacted = "\"***\"";

class Encoder {
 public:
  explicit Encoder(Reader reader) : reader_(reader) {}

  void structure(const Structure& structure, const void* object) {
    out_.push_back('{');
    bool first = true;
    for (const auto index : structure.by_name) {
      const auto& member = structure.members[index];
      const void* value = value_of(member, object);
      if (value == nullptr) continue;
      if (!first) out_.push_back(',');
      first = false;
      append_json_string(out_, member.name);
      out_.push_back(':');
      this->value(*member.shape, value);
    }
    out_.push_back('}');
  }

  [[nodiscard]] std::string take() && { return std::move(out_); }

 private:
  void value(const Shape& shape, const void* value);
  void list(const Shape& shape, const void* list);
  void map(const Shape& shape, const void* map);

  Reader reader_;
  std::string out_;
};

void Encoder::value(const Shape& shape, const void* value) {
  if (reader_ == Reader::log && (shape.sensitive || shape.kind == Kind::secret)) {
    out_ += kRedacted;
    return;
  }
  switch (shape.kind) {
    case Kind::boolean:
      out_ += *static_cast<const bool*>(value) ? "true" : "false";
      return;
    case Kind::integer:
      fmt::format_to(std::back_inserter(out_), "{}", *static_cast<const int*>(value));
      return;
    case Kind::long_integer:
      fmt::format_to(std::back_inserter(out_), "{}", *static_cast<const std::int64_t*>(value));
      return;
    case Kind::string:
      append_json_string(out_, *static_cast<const std::string*>(value));
      return;
    case Kind::secret:
      append_json_string(out_, static_cast<const Secret*>(value)->reveal());
      return;
    case Kind::enumeration:
      append_json_string(out_, name_at(shape.names, *static_cast<const std::uint8_t*>(value)));
      return;
    case Kind::timestamp:
      append_json_time(out_, *static_cast<const Time*>(value));
      return;
    case Kind::blob:
      out_.push_back('"');
      append_base64(out_, *static_cast<const std::string*>(value));
      out_.push_back('"');
      return;
    case Kind::json:
      out_ += static_cast<const JsonText*>(value)->json;
      return;
    case Kind::list:
      return list(shape, value);
    case Kind::map:
      return map(shape, value);
    case Kind::structure:
      return structure(*shape.structure, value);
  }
}

void Encoder::list(const Shape& shape, const void* list) {
  out_.push_back('[');
  for (std::size_t i = 0, size = shape.list->size(list); i < size; ++i) {
    if (i > 0) out_.push_back(',');
    value(*shape.element, shape.list->at(list, i));
  }
  out_.push_back(']');
}

void Encoder::map(const Shape& shape, const void* map) {
  struct Context {
    Encoder& encoder;
    const Shape& shape;
    bool first = true;
  } context{*this, shape};
  out_.push_back('{');
  shape.map->for_each(map, &context, [](void* opaque, const std::string& key, const void* value) {
    auto& [encoder, map_shape, first] = *static_cast<Context*>(opaque);
    if (!first) encoder.out_.push_back(',');
    first = false;
    append_json_string(encoder.out_, key);
    encoder.out_.push_back(':');
    encoder.value(*map_shape.element, value);
  });
  out_.push_back('}');
}

}  // namespace

namespace detail {

std::string encode(const Structure& structure, const void* object) {
  Encoder encoder(Reader::wire);
  encoder.structure(structure, object);
  return std::move(encoder).take();
}

std::string redacted(const Structure& structure, const void* object) {
  Encoder encoder(Reader::log);
  encoder.structure(structure, object);
  return std::move(encoder).take();
}

}  // namespace detail
}  // namespace poolhouse::api
