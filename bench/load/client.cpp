#include "load/client.h"

#include <fmt/format.h>

#include <thread>

namespace poolhouse::bench {

constexpr std::string_view kContentType = "application/x-amz-json-1.1";

// As an SDK does, when the server has too much to do. The waiting counts as the client's.
constexpr std::chrono::milliseconds kRetryPause{100};
constexpr int kRetriesMax = 100;

bool is_too_much(const Answer& answer) {
  return answer.status == 400 && answer.body.contains("TooManyRequestsException");
}

CallFailed::CallFailed(std::string_view name, const Answer& answer)
    : std::runtime_error(fmt::format("{}: {} {}", name, answer.status, answer.body.substr(0, 500))) {}

Client::Client(std::uint16_t port, const Signer& signer)
    : connection_(port), signer_(signer), host_(fmt::format("127.0.0.1:{}", port)) {}

void Client::begin() {
  waited_ = {};
  moved_.clear();
}

std::string Client::exchange(std::string_view name, std::string_view request) {
  auto answer = timed([&] {
    auto received = connection_.exchange(request);
    for (int retry = 0; retry < kRetriesMax && is_too_much(received); ++retry) {
      std::this_thread::sleep_for(kRetryPause);
      received = connection_.exchange(request);
    }
    return received;
  });
  if (answer.status != 200) throw CallFailed(name, answer);
  moved_.push_back({request.size(), answer.body.size()});
  return std::move(answer.body);
}

std::string Client::get(std::string_view path) {
  return exchange(path, fmt::format("GET {} HTTP/1.1\r\nHost: {}\r\n\r\n", path, host_));
}

std::string Client::post(const api::OperationInfo& operation, const std::string& body) {
  const auto signature =
      operation.auth == api::Auth::sigv4
          ? signer_.headers(host_, kContentType, operation.target, body, SystemClock{}.now())
          : std::string();
  return exchange(operation.name,
                  fmt::format("POST / HTTP/1.1\r\nHost: {}\r\nContent-Type: {}\r\nX-Amz-Target: {}\r\n"
                              "Content-Length: {}\r\n{}\r\n{}",
                              host_, kContentType, operation.target, body.size(), signature, body));
}

}  // namespace poolhouse::bench
