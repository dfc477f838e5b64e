// GET /healthz, /readyz and /metrics: for supervisors, load balancers and Prometheus.
#pragma once

#include "base/metrics.h"
#include "http/router.h"
#include "main/readiness.h"

namespace poolhouse {

// Both must outlive the router.
void add_health_routes(http::Router& router, const Readiness& readiness, const Metrics& metrics);

}  // namespace poolhouse
