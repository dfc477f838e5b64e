#include "userpools/rules/user_filter.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace poolhouse::userpools {
namespace {

constexpr std::pair<SearchAttribute, std::string_view> kNames[] = {
    {SearchAttribute::username, "username"},
    {SearchAttribute::email, "email"},
    {SearchAttribute::phone_number, "phone_number"},
    {SearchAttribute::name, "name"},
    {SearchAttribute::given_name, "given_name"},
    {SearchAttribute::family_name, "family_name"},
    {SearchAttribute::preferred_username, "preferred_username"},
    {SearchAttribute::user_status, "cognito:user_status"},
    {SearchAttribute::status, "status"},
    {SearchAttribute::sub, "sub"},
};

std::optional<SearchAttribute> search_attribute(std::string_view name) {
  const auto* const found =
      std::ranges::find(kNames, name, &std::pair<SearchAttribute, std::string_view>::second);
  return found == std::end(kNames) ? std::nullopt : std::optional(found->first);
}

// Takes the text apart from its front. Every step says whether it found what it looked for.
class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  void skip_blanks() { rest_.remove_prefix(std::min(rest_.find_first_not_of(kBlanks), rest_.size())); }
  [[nodiscard]] bool at_end() const { return rest_.empty(); }

  [[nodiscard]] bool take(std::string_view expected) {
    if (!rest_.starts_with(expected)) return false;
    rest_.remove_prefix(expected.size());
    return true;
  }

  [[nodiscard]] std::optional<std::string> quoted() {
    if (!take("\"")) return std::nullopt;
    std::string text;
    while (!rest_.empty()) {
      const char c = take_character();
      if (c == '"') return text;
      if (c != '\\') {
        text += c;
      } else if (!rest_.empty()) {
        text += take_character();
      }
    }
    return std::nullopt;  // the closing quote is missing
  }

  [[nodiscard]] std::optional<std::string> word() {
    const auto end = std::min(rest_.find_first_of(" \t\r\n=^\""), rest_.size());
    if (end == 0) return std::nullopt;
    std::string text(rest_.substr(0, end));
    rest_.remove_prefix(end);
    return text;
  }

 private:
  static constexpr std::string_view kBlanks = " \t\r\n";

  char take_character() {
    const char c = rest_.front();
    rest_.remove_prefix(1);
    return c;
  }

  std::string_view rest_;
};

std::unexpected<Fault> unreadable() { return invalid_parameter("Error while parsing filter"); }

}  // namespace

std::string_view name_of(SearchAttribute attribute) {
  return std::ranges::find(kNames, attribute, &std::pair<SearchAttribute, std::string_view>::first)->second;
}

Decided<std::optional<UserFilter>> parse_user_filter(std::string_view text) {
  if (text.size() > kUserFilterBytesMax) return unreadable();
  Reader reader(text);
  reader.skip_blanks();
  if (reader.at_end()) return std::nullopt;

  const auto name = reader.word().or_else([&] { return reader.quoted(); });
  if (!name) return unreadable();
  reader.skip_blanks();
  const bool starts_with = reader.take("^=");
  if (!starts_with && !reader.take("=")) return unreadable();
  reader.skip_blanks();
  auto value = reader.quoted();
  if (!value) return unreadable();
  reader.skip_blanks();
  if (!reader.at_end()) return unreadable();

  const auto attribute = search_attribute(*name);
  if (!attribute) return invalid_parameter(fmt::format("Invalid search attribute: {}", *name));
  if (attribute == SearchAttribute::status && starts_with) return unreadable();
  return UserFilter{.attribute = *attribute,
                    .match = starts_with ? SearchMatch::starts_with : SearchMatch::equal,
                    .value = *std::move(value)};
}

Decided<void> check_attributes_to_get(const Schema& schema, std::span<const std::string> names) {
  if (std::ranges::find(names, "sub") != names.end())
    return invalid_parameter("Input fails to satisfy the constraints.");
  if (!std::ranges::all_of(names, [&](const auto& name) { return find_attribute(schema, name); }))
    return invalid_parameter("One or more requested attributes do not exist.");
  return {};
}

}  // namespace poolhouse::userpools
