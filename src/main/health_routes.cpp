#include "main/health_routes.h"

#include <string>

namespace poolhouse {
namespace {

Task<http::Response> answer(http::Response response) {
  response.headers.set("Cache-Control", "no-store");
  co_return response;
}

http::Response readiness_answer(const Readiness& readiness) {
  const auto refusal = readiness.refusal(std::chrono::steady_clock::now());
  return refusal ? http::Response::text(503, "not ready: " + *refusal + "\n")
                 : http::Response::text(200, "ready\n");
}

http::Response metrics_answer(const Metrics& metrics) {
  auto response = http::Response::text(200, metrics.text());
  response.headers.set("Content-Type", std::string(Metrics::kContentType));
  return response;
}

}  // namespace

void add_health_routes(http::Router& router, const Readiness& readiness, const Metrics& metrics) {
  // The process answers, and that is all it says: a supervisor that restarts us because the database is away
  // would make things worse.
  router.add({.method = "GET", .pattern = "/healthz", .handler = [](const http::Request&) {
                return answer(http::Response::text(200, "ok\n"));
              }});
  router.add({.method = "GET", .pattern = "/readyz", .handler = [&readiness](const http::Request&) {
                return answer(readiness_answer(readiness));
              }});
  router.add({.method = "GET", .pattern = "/metrics", .handler = [&metrics](const http::Request&) {
                return answer(metrics_answer(metrics));
              }});
}

}  // namespace poolhouse
