#include "api/query.h"

#include <fmt/format.h>
#include <libxml/xmlwriter.h>
#include <string.h>  // explicit_bzero

#include <charconv>
#include <memory>
#include <new>
#include <set>
#include <stdexcept>

#include "api/codec.h"
#include "api/json_writer.h"
#include "api/shape.h"
#include "base/time.h"

namespace poolhouse::api {
namespace {

// More than the largest request of the model needs, and few enough to be searched one by one.
constexpr std::size_t kParametersMax = 1000;

// A form names what a JSON text nests, so a form is rewritten as JSON and there is one decoder.
class FormToJson {
 public:
  explicit FormToJson(std::span<const QueryParameter> parameters) : parameters_(parameters) {}
  // The JSON holds what the form held: tokens, among others.
  ~FormToJson() { explicit_bzero(json_.data(), json_.size()); }
  FormToJson(const FormToJson&) = delete;
  FormToJson& operator=(const FormToJson&) = delete;

  void structure(const Structure& structure, const std::string& prefix) {
    json_.push_back('{');
    bool first = true;
    for (const auto& member : structure.members) {
      const auto name = prefix + std::string(member.name);
      if (!has(name)) continue;
      if (!first) json_.push_back(',');
      first = false;
      append_json_string(json_, member.name);
      json_.push_back(':');
      value(*member.shape, name);
    }
    json_.push_back('}');
  }

  [[nodiscard]] std::string_view json() const { return json_; }

 private:
  void value(const Shape& shape, const std::string& name) {
    switch (shape.kind) {
      case Kind::structure:
        return structure(*shape.structure, name + ".");
      case Kind::list: {
        json_.push_back('[');
        bool first = true;
        for (const auto index : indexes(name + ".member.")) {
          if (!first) json_.push_back(',');
          first = false;
          value(*shape.element, fmt::format("{}.member.{}", name, index));
        }
        json_.push_back(']');
        return;
      }
      case Kind::boolean:
      case Kind::integer:
      case Kind::long_integer:
        return literal(text(name));
      default:
        append_json_string(json_, text(name));
    }
  }

  // Numbers and booleans as JSON has them; any other text as a string, which the decoder refuses.
  void literal(std::string_view text) {
    const auto digits = text.starts_with('-') ? text.substr(1) : text;
    const bool number = !digits.empty() && digits.find_first_not_of("0123456789") == std::string_view::npos &&
                        (digits.size() == 1 || digits.front() != '0');
    if (number || text == "true" || text == "false") {
      json_ += text;
    } else {
      append_json_string(json_, text);
    }
  }

  // Whether the form has `name` itself or anything under it.
  [[nodiscard]] bool has(std::string_view name) const {
    for (const auto& [key, ignored] : parameters_) {
      if (key.starts_with(name) && (key.size() == name.size() || key[name.size()] == '.')) return true;
    }
    return false;
  }

  [[nodiscard]] std::string_view text(std::string_view name) const {
    const std::string* found = nullptr;
    for (const auto& [key, value] : parameters_) {
      if (key != name) continue;
      if (found != nullptr)
        throw SerializationException(fmt::format("The parameter '{}' is given twice", name));
      found = &value;
    }
    return found != nullptr ? std::string_view(*found) : std::string_view();
  }

  // N of each `<prefix>N` and `<prefix>N.…`, in ascending order; gaps are allowed.
  [[nodiscard]] std::set<unsigned> indexes(std::string_view prefix) const {
    std::set<unsigned> found;
    for (const auto& [key, ignored] : parameters_) {
      if (!key.starts_with(prefix)) continue;
      const auto digits = std::string_view(key).substr(prefix.size());
      unsigned index = 0;
      const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), index);
      const bool whole = end == digits.data() + digits.size() || *end == '.';
      if (error == std::errc() && whole) found.insert(index);
    }
    return found;
  }

  std::span<const QueryParameter> parameters_;
  std::string json_;
};

void require_xml(int result) {
  if (result < 0) throw std::bad_alloc();
}

// XML 1.0 has no form at all for most control characters and for U+FFFE and U+FFFF (production 2, Char),
// which the message about a bad value may repeat: a mark stands for each.
std::string without_what_xml_lacks(std::string_view text) {
  constexpr std::string_view kMark = "\xEF\xBF\xBD";  // U+FFFD
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto here = text.substr(i, 3);
    if (here == "\xEF\xBF\xBE" || here == "\xEF\xBF\xBF") {
      out += kMark;
      i += 2;
    } else if (static_cast<unsigned char>(text[i]) < 0x20 && !std::string_view("\t\n\r").contains(text[i])) {
      out += kMark;
    } else {
      out += text[i];
    }
  }
  return out;
}

// libxml2's writer with the C++ it lacks.
class XmlWriter {
 public:
  XmlWriter()
      : buffer_(xmlBufferCreate(), xmlBufferFree),
        writer_(xmlNewTextWriterMemory(buffer_.get(), 0), xmlFreeTextWriter) {
    if (!buffer_ || !writer_) throw std::bad_alloc();
  }
  void open(std::string_view name) {
    require_xml(xmlTextWriterStartElement(writer_.get(), utf8(std::string(name))));
  }
  void attribute(const char* name, std::string_view value) {
    require_xml(xmlTextWriterWriteAttribute(writer_.get(), utf8(name), utf8(std::string(value))));
  }
  void text(std::string_view value) {
    require_xml(xmlTextWriterWriteString(writer_.get(), utf8(without_what_xml_lacks(value))));
  }
  void close() { require_xml(xmlTextWriterFullEndElement(writer_.get())); }
  void leaf(std::string_view name, std::string_view value) {
    open(name);
    text(value);
    close();
  }
  std::string take() {
    require_xml(xmlTextWriterFlush(writer_.get()));
    return {reinterpret_cast<const char*>(buffer_->content), buffer_->use};
  }

 private:
  static const xmlChar* utf8(const std::string& text) {
    return reinterpret_cast<const xmlChar*>(text.c_str());
  }

  std::unique_ptr<xmlBuffer, decltype(&xmlBufferFree)> buffer_;
  std::unique_ptr<xmlTextWriter, decltype(&xmlFreeTextWriter)> writer_;
};

// 2026-01-01T00:00:00Z
std::string iso_time(Time time) {
  const auto days = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(days);
  const std::chrono::hh_mm_ss clock(std::chrono::floor<std::chrono::seconds>(time - days));
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     clock.hours().count(), clock.minutes().count(), clock.seconds().count());
}

void write_structure(XmlWriter& xml, const Structure& structure, const void* object);

// The content of an element; Query services have no maps, blobs or documents in their answers.
void write_value(XmlWriter& xml, const Shape& shape, const void* value) {
  switch (shape.kind) {
    case Kind::boolean:
      return xml.text(*static_cast<const bool*>(value) ? "true" : "false");
    case Kind::integer:
      return xml.text(std::to_string(*static_cast<const int*>(value)));
    case Kind::long_integer:
      return xml.text(std::to_string(*static_cast<const std::int64_t*>(value)));
    case Kind::string:
      return xml.text(*static_cast<const std::string*>(value));
    case Kind::secret:
      return xml.text(static_cast<const Secret*>(value)->reveal());
    case Kind::enumeration:
      return xml.text(name_at(shape.names, *static_cast<const std::uint8_t*>(value)));
    case Kind::timestamp:
      return xml.text(iso_time(*static_cast<const Time*>(value)));
    case Kind::list:
      for (std::size_t i = 0, size = shape.list->size(value); i < size; ++i) {
        xml.open("member");
        write_value(xml, *shape.element, shape.list->at(value, i));
        xml.close();
      }
      return;
    case Kind::structure:
      return write_structure(xml, *shape.structure, value);
    case Kind::blob:
    case Kind::json:
    case Kind::map:
      throw std::logic_error("the Query protocol has no form for " + std::string(shape.name));
  }
}

void write_structure(XmlWriter& xml, const Structure& structure, const void* object) {
  for (const auto& member : structure.members) {
    const void* value = value_of(member, object);
    if (value == nullptr) continue;
    xml.open(member.name);
    write_value(xml, *member.shape, value);
    xml.close();
  }
}

}  // namespace

namespace detail {

void decode_query_request(std::span<const QueryParameter> parameters, const Structure& structure, void* out) {
  if (parameters.size() > kParametersMax) throw SerializationException("The request has too many parameters");
  FormToJson form(parameters);
  form.structure(structure, "");
  decode_request(form.json(), structure, out);
}

std::string encode_xml_response(const Structure& structure, const void* object,
                                const OperationInfo& operation, std::string_view request_id) {
  XmlWriter xml;
  xml.open(fmt::format("{}Response", operation.name));
  xml.attribute("xmlns", operation.service->xml_namespace);
  xml.open(operation.result_wrapper);
  write_structure(xml, structure, object);
  xml.close();
  xml.open("ResponseMetadata");
  xml.leaf("RequestId", request_id);
  xml.close();
  xml.close();
  return xml.take();
}

}  // namespace detail

std::string render_xml_error(const ApiError& error, const ServiceInfo& service, std::string_view request_id) {
  XmlWriter xml;
  xml.open("ErrorResponse");
  xml.attribute("xmlns", service.xml_namespace);
  xml.open("Error");
  xml.leaf("Type", error.status() >= 500 ? "Receiver" : "Sender");
  xml.leaf("Code", error.code());
  xml.leaf("Message", error.message());
  xml.close();
  xml.leaf("RequestId", request_id);
  xml.close();
  return xml.take();
}

}  // namespace poolhouse::api
