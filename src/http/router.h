// Which handler answers which method and path.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/task.h"
#include "http/message.h"

namespace poolhouse::http {

// Called from several threads at once. A lambda that captures must not itself be a coroutine; let it
// return the Task of one: `[&pages](Request r) { return pages.login(std::move(r)); }`.
using Handler = std::move_only_function<Task<Response>(Request) const>;

// What a browser may do from a page of another origin. The defaults are those of the AWS JSON services.
struct Cors {
  std::string allow_origin = "*";
  std::string expose_headers = "x-amzn-RequestId,x-amzn-ErrorType,x-amzn-ErrorMessage,Date";
  std::chrono::seconds max_age{172'800};
};

struct Route {
  std::string method;
  // "/exact", one parameter for one whole segment ("/{userPoolId}/.well-known/jwks.json"), or a last one for
  // all that follows ("/console/{file...}", which also matches "/console/").
  std::string pattern;
  Handler handler;
  // Without it there is no CORS header and no answer to OPTIONS, unless the handler or a route gives one.
  std::optional<Cors> cors = std::nullopt;
  // 0: the server's own limit.
  std::size_t body_bytes_max = 0;
};

class Router {
 public:
  // Throws std::invalid_argument for a malformed pattern or a method and pattern that are already there.
  void add(Route route);

  // The route that answers: HEAD is answered by GET's, exact paths win over patterns, then the order of
  // `add`. Null when nothing does, and for an OPTIONS that CORS answers.
  [[nodiscard]] const Route* find(std::string_view method, std::string_view path) const;

  // Runs the handler. Otherwise answers a CORS preflight, 405 with Allow, or 404. Adds the route's CORS
  // headers where the handler set none. What the handler throws passes through.
  [[nodiscard]] Task<Response> handle(Request request) const;

 private:
  struct Matched {
    const Route* route;
    std::string_view parameter;
  };

  [[nodiscard]] std::vector<Matched> matches(std::string_view path) const;
  [[nodiscard]] std::optional<Matched> match(std::string_view method, std::string_view path) const;
  [[nodiscard]] Response answer_without_route(const Request& request) const;

  std::unordered_map<std::string, std::vector<Route>> exact_;
  std::vector<Route> patterns_;
};

// Adds the headers that every answer of a route with CORS carries.
void add_cors_headers(const Cors& cors, Response& response);

}  // namespace poolhouse::http
