#include "http/router.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace poolhouse::http {
namespace {

// A pattern cut at its parameter: "/a/{b}/c" is "/a/", "/c". `rest` for "{b...}".
struct Pattern {
  std::string_view before;
  std::string_view after;
  bool rest = false;
};

std::optional<Pattern> parse_pattern(std::string_view text) {
  const auto open = text.find('{');
  const auto close = text.find('}');
  if (open == text.npos || close == text.npos || close < open) return std::nullopt;
  return Pattern{text.substr(0, open), text.substr(close + 1), text.substr(0, close).ends_with("...")};
}

bool is_pattern(std::string_view text) { return text.find_first_of("{}") != text.npos; }

void require_pattern(std::string_view text) {
  const auto fail = [&] { throw std::invalid_argument("not a route's pattern: " + std::string(text)); };
  if (!text.starts_with('/')) fail();
  if (!is_pattern(text)) return;
  const auto pattern = parse_pattern(text);
  if (!pattern || is_pattern(pattern->before) || is_pattern(pattern->after)) fail();
  if (!pattern->before.ends_with('/')) fail();
  if (pattern->rest ? !pattern->after.empty() : !pattern->after.empty() && !pattern->after.starts_with('/')) {
    fail();
  }
}

// What stands for the parameter, if `path` fits.
std::optional<std::string_view> parameter_of(const Pattern& pattern, std::string_view path) {
  if (path.size() < pattern.before.size() + pattern.after.size()) return std::nullopt;
  if (!path.starts_with(pattern.before) || !path.ends_with(pattern.after)) return std::nullopt;
  path.remove_prefix(pattern.before.size());
  path.remove_suffix(pattern.after.size());
  if (!pattern.rest && (path.empty() || path.contains('/'))) return std::nullopt;
  return path;
}

bool answers(const Route& route, std::string_view method) {
  return route.method == method || (method == "HEAD" && route.method == "GET");
}

// The names a browser asks leave for, echoed only as far as they look like names.
bool is_header_list(std::string_view text) {
  return text.size() <= 1024 && std::ranges::all_of(text, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  std::string_view("-_, ").contains(c);
         });
}

void append(std::string& list, std::string_view method) {
  if (!list.empty()) list += ", ";
  list += method;
}

Response not_understood(int status) {
  return Response::json(status,
                        R"({"code":"BadRequest",)"
                        R"("message":"The server did not understand the operation that was requested.",)"
                        R"("type":"client"})");
}

}  // namespace

void Router::add(Route route) {
  require_pattern(route.pattern);
  const auto same = [&](const Route& other) {
    return other.method == route.method && other.pattern == route.pattern;
  };
  auto& routes = is_pattern(route.pattern) ? patterns_ : exact_[route.pattern];
  if (std::ranges::any_of(routes, same)) {
    throw std::invalid_argument("two routes for " + route.method + " " + route.pattern);
  }
  routes.push_back(std::move(route));
}

// All routes whose pattern fits, best first.
std::vector<Router::Matched> Router::matches(std::string_view path) const {
  std::vector<Matched> found;
  if (const auto exact = exact_.find(std::string(path)); exact != exact_.end()) {
    for (const auto& route : exact->second) found.push_back({&route, {}});
  }
  for (const auto& route : patterns_) {
    if (const auto parameter = parameter_of(*parse_pattern(route.pattern), path)) {
      found.push_back({&route, *parameter});
    }
  }
  return found;
}

std::optional<Router::Matched> Router::match(std::string_view method, std::string_view path) const {
  for (const auto& matched : matches(path)) {
    if (answers(*matched.route, method)) return matched;
  }
  return std::nullopt;
}

const Route* Router::find(std::string_view method, std::string_view path) const {
  const auto matched = match(method, path);
  return matched ? matched->route : nullptr;
}

Response Router::answer_without_route(const Request& request) const {
  const auto routes = matches(request.path);
  if (routes.empty()) return not_understood(404);

  const Cors* cors = nullptr;
  std::string allowed;
  std::string allowed_across_origins;
  for (const auto& [route, parameter] : routes) {
    append(allowed, route->method);
    if (route->method == "GET") append(allowed, "HEAD");
    if (!route->cors) continue;
    append(allowed_across_origins, route->method);
    if (cors == nullptr) cors = &*route->cors;
  }
  if (request.method != "OPTIONS" || cors == nullptr) {
    auto response = not_understood(405);
    response.headers.add("Allow", std::move(allowed));
    return response;
  }

  auto response = Response::empty(200);
  add_cors_headers(*cors, response);
  const auto asked = request.headers.find("Access-Control-Request-Headers");
  if (asked && is_header_list(*asked)) {
    response.headers.add("Access-Control-Allow-Headers", std::string(*asked));
  }
  response.headers.add("Access-Control-Allow-Methods", std::move(allowed_across_origins));
  response.headers.add("Access-Control-Max-Age", std::to_string(cors->max_age.count()));
  return response;
}

Task<Response> Router::handle(Request request) const {
  const auto matched = match(request.method, request.path);
  if (!matched) co_return answer_without_route(request);
  const auto& route = *matched->route;
  request.path_parameter = matched->parameter;
  auto response = co_await route.handler(std::move(request));
  if (route.cors) add_cors_headers(*route.cors, response);
  co_return response;
}

void add_cors_headers(const Cors& cors, Response& response) {
  const auto add = [&](const char* name, const std::string& value) {
    if (!value.empty() && !response.headers.contains(name)) response.headers.add(name, value);
  };
  add("Access-Control-Allow-Origin", cors.allow_origin);
  add("Access-Control-Expose-Headers", cors.expose_headers);
}

}  // namespace poolhouse::http
