#include "http/message.h"

#include <algorithm>
#include <array>
#include <stdexcept>

namespace poolhouse::http {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

bool is_alphanumeric(char c) { return (c >= '0' && c <= '9') || (lower(c) >= 'a' && lower(c) <= 'z'); }

// RFC 9110, 5.6.2.
bool is_token(std::string_view text) {
  constexpr std::string_view kPunctuation = "!#$%&'*+-.^_`|~";
  return !text.empty() &&
         std::ranges::all_of(text, [&](char c) { return is_alphanumeric(c) || kPunctuation.contains(c); });
}

bool has_control(std::string_view text) {
  return std::ranges::any_of(text, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\t') || byte == 0x7F;
  });
}

void require_field(std::string_view name, std::string_view value) {
  if (!is_token(name)) throw std::invalid_argument("not a header's name");
  // https://www.rfc-editor.org/rfc/rfc9110#section-5.5: "Field values containing CR, LF, or NUL
  // characters are invalid and dangerous".
  if (has_control(value))
    throw std::invalid_argument("a control character in the header " + std::string(name));
}

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char small = lower(c);
  return small >= 'a' && small <= 'f' ? small - 'a' + 10 : -1;
}

enum class Plus { stays, is_space };

std::optional<std::string> decode(std::string_view text, Plus plus) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+' && plus == Plus::is_space) {
      out.push_back(' ');
    } else if (text[i] != '%') {
      out.push_back(text[i]);
    } else {
      if (i + 2 >= text.size()) return std::nullopt;
      const int high = hex_value(text[i + 1]);
      const int low = hex_value(text[i + 2]);
      if (high < 0 || low < 0) return std::nullopt;
      out.push_back(static_cast<char>(high * 16 + low));
      i += 2;
    }
  }
  return out;
}

template <class Fields>
auto find_in(const Fields& fields, auto same_name) -> std::optional<std::string_view> {
  const auto found = std::ranges::find_if(fields, [&](const auto& f) { return same_name(f.first); });
  if (found == fields.end()) return std::nullopt;
  return found->second;
}

Response with_body(int status, std::string content_type, std::string body) {
  Response response;
  response.status = status;
  response.headers.add("Content-Type", std::move(content_type));
  response.body = std::move(body);
  return response;
}

}  // namespace

bool equal_without_case(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, [](char x, char y) { return lower(x) == lower(y); });
}

void Headers::add(std::string name, std::string value) {
  require_field(name, value);
  fields_.emplace_back(std::move(name), std::move(value));
}

void Headers::set(std::string name, std::string value) {
  require_field(name, value);
  remove(name);
  fields_.emplace_back(std::move(name), std::move(value));
}

void Headers::remove(std::string_view name) {
  std::erase_if(fields_, [&](const Field& f) { return equal_without_case(f.first, name); });
}

std::optional<std::string_view> Headers::find(std::string_view name) const {
  return find_in(fields_, [&](std::string_view n) { return equal_without_case(n, name); });
}

std::size_t Headers::count(std::string_view name) const {
  return static_cast<std::size_t>(
      std::ranges::count_if(fields_, [&](const Field& f) { return equal_without_case(f.first, name); }));
}

Response Response::empty(int status) {
  Response response;
  response.status = status;
  return response;
}

Response Response::json(int status, std::string body) {
  return with_body(status, "application/json", std::move(body));
}

Response Response::text(int status, std::string body) {
  return with_body(status, "text/plain; charset=utf-8", std::move(body));
}

Response Response::html(int status, std::string body) {
  auto response = with_body(status, "text/html; charset=utf-8", std::move(body));
  response.headers.add("Cache-Control", "no-store");
  response.headers.add("Content-Security-Policy", "frame-ancestors 'none'");
  response.headers.add("X-Frame-Options", "DENY");
  response.headers.add("X-Content-Type-Options", "nosniff");
  response.headers.add("Referrer-Policy", "no-referrer");
  return response;
}

Response Response::redirect(std::string location, int status) {
  Response response;
  response.status = status;
  response.headers.add("Location", std::move(location));
  return response;
}

std::optional<std::string_view> Form::find(std::string_view name) const {
  return find_in(fields_, [&](std::string_view n) { return n == name; });
}

std::size_t Form::count(std::string_view name) const {
  return static_cast<std::size_t>(
      std::ranges::count_if(fields_, [&](const Field& f) { return f.first == name; }));
}

std::expected<Form, FormFault> decode_form(std::string_view text, std::size_t fields_max) {
  std::vector<Form::Field> fields;
  while (!text.empty()) {
    const auto end = std::min(text.find('&'), text.size());
    const auto pair = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (pair.empty()) continue;
    if (fields.size() == fields_max) return std::unexpected(FormFault::too_many_fields);
    const auto equals = std::min(pair.find('='), pair.size());
    auto name = decode(pair.substr(0, equals), Plus::is_space);
    auto value = decode(pair.substr(std::min(equals + 1, pair.size())), Plus::is_space);
    if (!name || !value) return std::unexpected(FormFault::bad_encoding);
    fields.emplace_back(std::move(*name), std::move(*value));
  }
  return Form(std::move(fields));
}

std::optional<std::string> percent_decode(std::string_view text) { return decode(text, Plus::stays); }

std::string percent_encode(std::string_view text) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    if (is_alphanumeric(c) || std::string_view("-._~").contains(c)) {
      out.push_back(c);
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out += {'%', kHex[byte >> 4], kHex[byte & 15]};
    }
  }
  return out;
}

}  // namespace poolhouse::http
