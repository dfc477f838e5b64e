#include "http/router.h"

#include <gtest/gtest.h>

#include <stdexcept>

#include "base/sync_wait.h"

namespace poolhouse::http {
namespace {

Task<Response> answer(std::string text) { co_return Response::text(200, std::move(text)); }

// A handler that says which it is and what its parameter was.
Handler named(std::string name) {
  return [name](Request request) { return answer(name + ":" + request.path_parameter); };
}

Response get(const Router& router, std::string method, std::string path, Headers headers = {}) {
  Request request;
  request.method = std::move(method);
  request.path = std::move(path);
  request.headers = std::move(headers);
  return sync_wait(router.handle(std::move(request)));
}

Router example() {
  Router router;
  router.add({"POST", "/", named("api"), Cors{}});
  router.add({"GET", "/healthz", named("health")});
  router.add({"GET", "/{userPoolId}/.well-known/jwks.json", named("jwks"), Cors{}});
  router.add({"GET", "/console/{file...}", named("console")});
  router.add({"GET", "/console/api", named("console api")});
  router.add({"GET", "/users/{name}", named("user")});
  router.add({"DELETE", "/users/{name}", named("delete user")});
  return router;
}

TEST(Router, picks_the_handler_by_method_and_path) {
  struct Case {
    const char* method;
    const char* path;
    int status;
    const char* body;
  };
  const auto router = example();
  for (const auto& c : {
           Case{"POST", "/", 200, "api:"},
           Case{"GET", "/healthz", 200, "health:"},
           Case{"HEAD", "/healthz", 200, "health:"},
           Case{"GET", "/us-east-1_abc/.well-known/jwks.json", 200, "jwks:us-east-1_abc"},
           Case{"GET", "/console/", 200, "console:"},
           Case{"GET", "/console/a/b.js", 200, "console:a/b.js"},
           Case{"GET", "/console/api", 200, "console api:"},
           Case{"GET", "/users/ann", 200, "user:ann"},
           Case{"DELETE", "/users/ann", 200, "delete user:ann"},
       }) {
    const auto response = get(router, c.method, c.path);
    EXPECT_EQ(response.status, c.status) << c.method << c.path;
    EXPECT_EQ(response.body, c.body) << c.method << c.path;
  }
}

TEST(Router, answers_404_to_paths_it_does_not_know) {
  const auto router = example();
  for (const auto* path :
       {"", "*", "/nothing", "/healthz/", "//healthz", "/Healthz", "/console", "/users/", "/users/a/b",
        "//.well-known/jwks.json", "/a/b/.well-known/jwks.json", "/.well-known/jwks.json"}) {
    const auto response = get(router, "GET", path);
    EXPECT_EQ(response.status, 404) << path;
    EXPECT_EQ(response.body,
              R"({"code":"BadRequest","message":"The server did not understand the operation that was )"
              R"(requested.","type":"client"})");
  }
}

TEST(Router, answers_405_with_the_methods_that_are_allowed) {
  const auto router = example();
  EXPECT_EQ(get(router, "GET", "/").status, 405);
  EXPECT_EQ(get(router, "GET", "/").headers.find("Allow"), "POST");
  EXPECT_EQ(get(router, "PUT", "/users/ann").headers.find("Allow"), "GET, HEAD, DELETE");
  EXPECT_EQ(get(router, "OPTIONS", "/healthz").status, 405);
  EXPECT_EQ(get(router, "post", "/").status, 405);
}

TEST(Router, answers_a_preflight_on_routes_with_cors) {
  Headers asked;
  asked.add("Origin", "https://app.example");
  asked.add("Access-Control-Request-Method", "POST");
  asked.add("Access-Control-Request-Headers", "content-type,x-amz-target,x-amz-user-agent");
  const auto response = get(example(), "OPTIONS", "/", asked);
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body, "");
  EXPECT_EQ(response.headers.find("Access-Control-Allow-Origin"), "*");
  EXPECT_EQ(response.headers.find("Access-Control-Allow-Headers"),
            "content-type,x-amz-target,x-amz-user-agent");
  EXPECT_EQ(response.headers.find("Access-Control-Allow-Methods"), "POST");
  EXPECT_EQ(response.headers.find("Access-Control-Max-Age"), "172800");
}

TEST(Router, does_not_echo_what_is_no_list_of_headers) {
  for (const auto& value : {std::string("<script>"), std::string("a;b"), std::string(1025, 'a')}) {
    Headers asked;
    asked.add("Access-Control-Request-Headers", value);
    EXPECT_FALSE(get(example(), "OPTIONS", "/", asked).headers.contains("Access-Control-Allow-Headers"));
  }
}

TEST(Router, adds_cors_headers_to_answers_of_those_routes_only) {
  const auto with = get(example(), "POST", "/");
  EXPECT_EQ(with.headers.find("Access-Control-Allow-Origin"), "*");
  EXPECT_EQ(with.headers.find("Access-Control-Expose-Headers"),
            "x-amzn-RequestId,x-amzn-ErrorType,x-amzn-ErrorMessage,Date");
  EXPECT_FALSE(get(example(), "GET", "/healthz").headers.contains("Access-Control-Allow-Origin"));
}

Task<Response> one_origin_only(Request) {
  auto response = Response::empty(200);
  response.headers.add("Access-Control-Allow-Origin", "https://app.example");
  co_return response;
}

TEST(Router, leaves_the_origin_that_a_handler_chose) {
  Router router;
  router.add({"GET", "/", one_origin_only, Cors{}});
  const auto response = get(router, "GET", "/");
  EXPECT_EQ(response.headers.count("Access-Control-Allow-Origin"), 1U);
  EXPECT_EQ(response.headers.find("Access-Control-Allow-Origin"), "https://app.example");
}

TEST(Router, refuses_malformed_patterns_and_routes_given_twice) {
  Router router = example();
  EXPECT_THROW(router.add({"POST", "/", named("again")}), std::invalid_argument);
  EXPECT_THROW(router.add({"GET", "/users/{name}", named("again")}), std::invalid_argument);
  for (const auto* pattern :
       {"", "no-slash", "/{a}/{b}", "/{a", "/a}", "/}a{", "/x{a}", "/{a}x", "/{a...}/x"}) {
    EXPECT_THROW(router.add({"GET", pattern, named("bad")}), std::invalid_argument) << pattern;
  }
}

}  // namespace
}  // namespace poolhouse::http
