#include "aws/access_policy.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <set>

namespace poolhouse::aws {
namespace {

using simdjson::dom::element;
using simdjson::dom::object;

constexpr std::size_t kDocumentCharactersMax = 6144;

// Why a document is refused, on the way to parse_access_policy, which alone catches it.
struct Refused {
  std::string sentence;
};

[[noreturn]] void refuse(std::string sentence) { throw Refused{std::move(sentence)}; }

std::string text_of(element value, std::string_view name, std::string_view where) {
  std::string_view text;
  if (value.get(text) != simdjson::SUCCESS) refuse(fmt::format("{}: {} must be text", where, name));
  return std::string(text);
}

// One text or a list of them.
std::vector<std::string> texts_of(element value, std::string_view name, std::string_view where) {
  simdjson::dom::array list;
  if (value.get(list) != simdjson::SUCCESS) return {text_of(value, name, where)};
  std::vector<std::string> texts;
  for (const auto each : list) texts.push_back(text_of(each, name, where));
  if (texts.empty()) refuse(fmt::format("{}: {} is an empty list", where, name));
  return texts;
}

// A Deny of an action nobody can ask for would silently deny nothing.
void check_action(const std::string& action, std::string_view where) {
  if (action != "*" && !action.contains(':')) {
    refuse(fmt::format("{}: Action {} must be * or service:operation", where, action));
  }
}

void check_resource(const std::string& resource, std::string_view where) {
  if (resource != "*" && !resource.starts_with("arn:")) {
    refuse(fmt::format("{}: Resource {} must be * or an ARN", where, resource));
  }
  if (resource.contains("${")) refuse(fmt::format("{}: policy variables are not supported", where));
}

AccessPolicy::Effect effect_of(const std::string& text, std::string_view where) {
  if (text == "Allow") return AccessPolicy::Effect::allow;
  if (text == "Deny") return AccessPolicy::Effect::deny;
  refuse(fmt::format("{}: Effect must be Allow or Deny", where));
}

AccessPolicy::Statement statement_of(element value, std::size_t number) {
  const auto where = fmt::format("Statement {}", number);
  object members;
  if (value.get(members) != simdjson::SUCCESS) refuse(fmt::format("{} must be an object", where));

  std::set<std::string_view> seen;
  AccessPolicy::Statement statement{};
  for (const auto [name, member] : members) {
    if (!seen.insert(name).second) refuse(fmt::format("{}: {} is given twice", where, name));
    if (name == "Effect") {
      statement.effect = effect_of(text_of(member, name, where), where);
    } else if (name == "Action") {
      statement.actions = texts_of(member, name, where);
    } else if (name == "Resource") {
      statement.resources = texts_of(member, name, where);
    } else if (name == "Sid") {
      (void)text_of(member, name, where);
    } else {
      refuse(fmt::format("{}: {} is not supported", where, name));
    }
  }
  for (const auto* required : {"Effect", "Action", "Resource"}) {
    if (!seen.contains(required)) refuse(fmt::format("{}: {} is missing", where, required));
  }
  for (const auto& action : statement.actions) check_action(action, where);
  for (const auto& resource : statement.resources) check_resource(resource, where);
  return statement;
}

std::vector<AccessPolicy::Statement> statements_of(element value) {
  simdjson::dom::array list;
  if (value.get(list) != simdjson::SUCCESS) return {statement_of(value, 1)};
  std::vector<AccessPolicy::Statement> statements;
  for (const auto each : list) statements.push_back(statement_of(each, statements.size() + 1));
  if (statements.empty()) refuse("Statement is an empty list");
  return statements;
}

AccessPolicy policy_of(std::string_view json) {
  if (json.size() > kDocumentCharactersMax) {
    refuse(fmt::format("The policy has more than {} characters", kDocumentCharactersMax));
  }
  simdjson::dom::parser parser;
  object document;
  if (parser.parse(json.data(), json.size()).get(document) != simdjson::SUCCESS) {
    refuse("The policy is not a JSON object");
  }
  std::set<std::string_view> seen;
  AccessPolicy policy;
  for (const auto [name, member] : document) {
    if (!seen.insert(name).second) refuse(fmt::format("{} is given twice", name));
    if (name == "Statement") {
      policy.statements = statements_of(member);
    } else if (name == "Version") {
      const auto version = text_of(member, name, "Policy");
      if (version != "2012-10-17" && version != "2008-10-17") refuse("Version must be 2012-10-17");
    } else if (name == "Id") {
      (void)text_of(member, name, "Policy");
    } else {
      refuse(fmt::format("{} is not supported", name));
    }
  }
  if (!seen.contains("Statement")) refuse("Statement is missing");
  return policy;
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

enum class Case { matters, ignored };

// `*` is any run of characters, `?` any one. Only the last `*` is ever tried again, so the time is at most
// pattern × text, however hostile the pattern.
bool matches(std::string_view pattern, std::string_view text, Case letters) {
  const auto same = [&](char a, char b) { return letters == Case::ignored ? lower(a) == lower(b) : a == b; };
  std::size_t p = 0;
  std::size_t t = 0;
  std::size_t star = std::string_view::npos;
  std::size_t star_ends = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      star_ends = t;
    } else if (p < pattern.size() && (pattern[p] == '?' || same(pattern[p], text[t]))) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++star_ends;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

}  // namespace

std::expected<AccessPolicy, PolicyError> parse_access_policy(std::string_view json) {
  try {
    return policy_of(json);
  } catch (Refused& refused) {
    return std::unexpected(PolicyError{std::move(refused.sentence)});
  }
}

bool allows(const AccessPolicy& policy, std::string_view action, std::string_view resource) {
  bool allowed = false;
  for (const auto& statement : policy.statements) {
    const bool applies =
        std::ranges::any_of(statement.actions,
                            [&](const auto& p) { return matches(p, action, Case::ignored); }) &&
        std::ranges::any_of(statement.resources,
                            [&](const auto& p) { return matches(p, resource, Case::matters); });
    if (!applies) continue;
    if (statement.effect == AccessPolicy::Effect::deny) return false;
    allowed = true;
  }
  return allowed;
}

}  // namespace poolhouse::aws
