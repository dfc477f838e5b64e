#include "aws/dispatcher.h"

#include <fmt/format.h>

#include <stdexcept>

#include "api/errors.h"
#include "api/query.h"
#include "aws/query_form.h"
#include "base/too_busy.h"

namespace poolhouse::aws {
namespace {

constexpr std::string_view kJsonType = "application/x-amz-json-1.1";
constexpr std::string_view kFormType = "application/x-www-form-urlencoded";

// The media type without parameters.
std::string_view media_type(const http::Request& request) {
  auto value = request.headers.find("content-type").value_or("");
  value = value.substr(0, value.find(';'));
  while (value.ends_with(' ')) value.remove_suffix(1);
  return value;
}

// What the operator reads of a failure that is not the client's.
std::string cause_of(const std::exception_ptr& failure) {
  try {
    std::rethrow_exception(failure);
  } catch (const std::exception& error) {
    return error.what();
  } catch (...) {
    return "an exception that is no std::exception";
  }
}

// Clients and proxies refuse an answer whose header is large (Node's: 16 KiB), and a message that lists
// violations has tens of thousands of bytes.
constexpr std::size_t kErrorHeaderBytesMax = 1024;

struct TooManyRequests final : ApiError {
  TooManyRequests() : ApiError("TooManyRequestsException", 400, "Rate exceeded") {}
};
struct InternalError final : ApiError {
  InternalError() : ApiError("InternalErrorException", 500, "Something went wrong") {}
};

http::Response render_error(const ApiError& error, const api::ServiceInfo* service,
                            const std::string& request_id) {
  http::Response response;
  response.status = error.status();
  if (service != nullptr && service->protocol == api::Protocol::query) {
    response.headers.add("Content-Type", "text/xml");
    response.body = api::render_xml_error(error, *service, request_id);
  } else {
    response.headers.add("Content-Type", std::string(kJsonType));
    // The colon is the service's (observed); clients cut at it.
    response.headers.add("x-amzn-ErrorType", fmt::format("{}:", error.code()));
    // A header holds one short line of printable ASCII; the body has the whole text.
    auto message = error.message().substr(0, kErrorHeaderBytesMax);
    for (char& c : message) {
      if (c < ' ' || c > '~') c = ' ';
    }
    if (!message.empty()) response.headers.add("x-amzn-ErrorMessage", message);
    response.body = api::render_error_body(error);
  }
  response.headers.add("x-amzn-RequestId", request_id);
  return response;
}

// What x-amzn-ErrorType says, without its colon.
std::string_view error_type(const http::Response& response) {
  const auto value = response.headers.find("x-amzn-ErrorType").value_or("error");
  return value.substr(0, value.find(':'));
}

}  // namespace

Dispatcher::Dispatcher(std::span<const std::span<const api::OperationInfo* const>> services,
                       Authenticator& authenticator, Log& log, Metrics& metrics)
    : services_(services.begin(), services.end()),
      authenticator_(authenticator),
      log_(log),
      requests_(metrics.counter("poolhouse_requests_total", "API requests by operation and result.",
                                {"operation", "result"})),
      durations_(metrics.histogram("poolhouse_request_duration_seconds", "Time to answer an API request.",
                                   {"operation"})) {}

void Dispatcher::add(const api::OperationInfo& operation, Run run, Timing timing) {
  if (!built_.emplace(&operation, Built{std::move(run), timing}).second) {
    throw std::logic_error(fmt::format("{} is there twice", operation.name));
  }
}

bool Dispatcher::has(const api::OperationInfo& operation) const { return built_.contains(&operation); }

void Dispatcher::require_all() const {
  for (const auto& operations : services_) {
    for (const auto* operation : operations) {
      if (!has(*operation)) throw std::logic_error(fmt::format("{} has no handler", operation->name));
    }
  }
}

const api::OperationInfo& Dispatcher::resolve(const http::Request& request) const {
  const auto type = media_type(request);
  if (http::equal_without_case(type, kFormType)) {
    const auto form = decode_query_form(request.body);
    const auto action = form ? form->find("Action") : std::nullopt;
    for (const auto& operations : services_) {
      if (!action || operations.front()->service->protocol != api::Protocol::query) continue;
      if (const auto* found = api::find_operation(operations, *action)) return *found;
    }
    throw api::UnknownOperationException("The action is not valid for this endpoint.");
  }
  const auto target = request.headers.find("x-amz-target");
  if (!target) throw api::UnknownOperationException("X-Amz-Target is missing.");
  for (const auto& operations : services_) {
    const auto* found = api::find_target(operations, *target);
    if (found == nullptr) continue;
    if (!http::equal_without_case(type, kJsonType)) {
      throw api::SerializationException(fmt::format("Content-Type must be {}", kJsonType));
    }
    return *found;
  }
  throw api::UnknownOperationException("The operation is not known.");
}

Task<http::Response> Dispatcher::answer(const http::Request& request,
                                        const api::OperationInfo& operation) const {
  Call call{.request_id = request.request_id,
            .authority = operation.auth == api::Auth::sigv4
                             ? co_await authenticator_.authenticate(request, operation)
                             : Authority::everything()};
  http::Response response;
  response.body = co_await built_.at(&operation).run(request.body, std::move(call));
  response.headers.add("Content-Type", operation.service->protocol == api::Protocol::query
                                           ? "text/xml"
                                           : std::string(kJsonType));
  response.headers.add("x-amzn-RequestId", request.request_id);
  co_return response;
}

http::Response Dispatcher::render_failure(const std::string& request_id, std::string_view operation,
                                          std::exception_ptr failure, const api::ServiceInfo* service) const {
  try {
    std::rethrow_exception(failure);
  } catch (const ApiError& error) {
    if (!error.operator_hint().empty()) {
      log_.warning("refused", {{"operation", operation},
                               {"request_id", request_id},
                               {"error", error.code()},
                               {"cause", error.operator_hint()}});
    }
    return render_error(error, service, request_id);
  } catch (const TooBusy&) {
    return render_error(TooManyRequests(), service, request_id);
  } catch (...) {
    log_.error("internal error",
               {{"operation", operation}, {"request_id", request_id}, {"cause", cause_of(failure)}});
    return render_error(InternalError(), service, request_id);
  }
}

Task<http::Response> Dispatcher::handle(http::Request request) const {
  const auto started = std::chrono::steady_clock::now();
  std::string_view operation = "unknown";
  const api::ServiceInfo* service = nullptr;
  auto timing = Timing::prompt;
  http::Response response;
  std::exception_ptr failure;
  try {
    const auto& resolved = resolve(request);
    operation = resolved.name;
    service = resolved.service;
    timing = built_.at(&resolved).timing;
    response = co_await answer(request, resolved);
  } catch (...) {
    failure = std::current_exception();
  }
  if (failure) response = render_failure(request.request_id, operation, failure, service);

  if (timing == Timing::even) response.sent_every = kEvenStep;

  const std::string result = response.status < 400 ? "ok" : std::string(error_type(response));
  requests_.with({operation, result}).add();
  durations_.with({operation})
      .observe(std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count());
  response.log_fields.emplace_back("operation", operation);
  if (response.status >= 400) response.log_fields.emplace_back("error", result);
  co_return response;
}

}  // namespace poolhouse::aws
