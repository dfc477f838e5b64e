// Bytes on a connection, as a client sends them: the real connection of the HTTP room reads them, on one
// thread and over a pair of sockets. What reaches a handler goes on to the signature's canonical form.
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <string>
#include <vector>

#include "aws/signed_request.h"
#include "fuzz.h"
#include "http/connection.h"

using namespace poolhouse;
using namespace poolhouse::http;

namespace {

// Small bounds are reached; the real ones do not depend on how the bytes were cut on their way.
enum class Bounds { small, real };

ServerOptions options(Bounds bounds) {
  ServerOptions chosen;
  if (bounds == Bounds::real) return chosen;
  chosen.header_bytes_max = 256;
  chosen.header_fields_max = 8;
  chosen.body_bytes_max = 64;
  return chosen;
}

class House {
 public:
  explicit House(Bounds bounds)
      : log_(LogFormat::json, LogLevel::error, clock_, ::open("/dev/null", O_WRONLY | O_CLOEXEC)),
        service_(options(bounds), router(), clock_, random_, log_, metrics_) {}

  // The requests that a client's bytes are, sent in two pieces, and what the client is answered.
  std::vector<Request> serve(std::string_view first, std::string_view second, std::string& answers) {
    received_.clear();
    int ends[2];
    FUZZ_REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0);
    bool ended = false;
    {
      Socket socket(asio::make_strand(context_.get_executor()), asio::ip::tcp::v4(), ends[0]);
      const auto connection = make_connection(service_, std::move(socket));
      asio::co_spawn(connection->strand(), connection->serve(), [&](const std::exception_ptr& failure) {
        FUZZ_REQUIRE(!failure);
        ended = true;
      });
      send(ends[1], first);
      settle();
      send(ends[1], second);
      settle();
      ::shutdown(ends[1], SHUT_WR);
      settle();
    }
    FUZZ_REQUIRE(ended);
    char buffer[4096];
    for (ssize_t size = 0; (size = ::recv(ends[1], buffer, sizeof buffer, MSG_DONTWAIT)) > 0;)
      answers.append(buffer, static_cast<std::size_t>(size));
    ::close(ends[1]);
    return std::move(received_);
  }

 private:
  static void send(int socket, std::string_view bytes) {
    // A refused client's connection is closed before it has sent everything.
    if (!bytes.empty())
      static_cast<void>(::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT));
  }

  void settle() {
    context_.restart();
    while (context_.poll() > 0) {
    }
  }

  Task<Response> take(Request request) {
    received_.push_back(std::move(request));
    co_return Response::text(200, "taken");
  }

  Router router() {
    Router routes;
    for (const auto* method : {"GET", "POST"}) {
      routes.add({method, "/", [this](Request request) { return take(std::move(request)); }, Cors{}});
      routes.add({method, "/{name...}", [this](Request request) { return take(std::move(request)); }});
    }
    return routes;
  }

  asio::io_context context_{1};
  ManualClock clock_;
  SeededRandom random_{1};
  Metrics metrics_;
  Log log_;
  Service service_;
  std::vector<Request> received_;
};

std::size_t count_of(std::string_view text, std::string_view what) {
  std::size_t count = 0;
  for (auto at = text.find(what); at != std::string_view::npos; at = text.find(what, at + what.size()))
    ++count;
  return count;
}

bool has_control(std::string_view text) {
  return std::ranges::any_of(text, [](char c) { return (c >= 0 && c < ' ' && c != '\t') || c == '\x7F'; });
}

void require_well_formed(const Request& request) {
  FUZZ_REQUIRE(request.method == "GET" || request.method == "HEAD" || request.method == "POST");
  FUZZ_REQUIRE(!has_control(request.target) && !request.target.contains(' ') && !request.target.empty());
  FUZZ_REQUIRE(!has_control(request.path) && !request.path.contains('\t') && request.path.starts_with('/'));
  FUZZ_REQUIRE(request.headers.count("Host") <= 1);
  FUZZ_REQUIRE(request.headers.count("Content-Length") + request.headers.count("Transfer-Encoding") <= 1);
  for (const auto& [name, value] : request.headers) {
    FUZZ_REQUIRE(!name.empty() && !has_control(name) && name.find_first_of(" \t:") == std::string::npos);
    FUZZ_REQUIRE(!has_control(value) && value == value.substr(0, value.find_last_not_of(" \t") + 1));
  }
}

// What a proxy does not send on: how the body was framed, and Expect, which HTTP/1.0 ignores and 1.1 does
// not.
bool is_of_one_hop(std::string_view name) {
  constexpr std::string_view kNames[] = {"Transfer-Encoding", "Content-Length", "Expect"};
  return std::ranges::any_of(kNames, [&](std::string_view known) { return equal_without_case(name, known); });
}

// The request as a proxy would send it on.
std::string written(const Request& request) {
  std::string out = request.method + " " + request.target + " HTTP/1.1\r\n";
  for (const auto& [name, value] : request.headers) {
    if (!is_of_one_hop(name)) out.append(name).append(": ").append(value).append("\r\n");
  }
  if (!request.headers.contains("Host")) out += "Host: added\r\n";
  return out + "Content-Length: " + std::to_string(request.body.size()) + "\r\n\r\n" + request.body;
}

void require_same(const Request& a, const Request& b) {
  FUZZ_REQUIRE(a.method == b.method && a.target == b.target && a.path == b.path && a.query == b.query);
  FUZZ_REQUIRE(a.body == b.body && a.headers.size() == b.headers.size());
  FUZZ_REQUIRE(std::ranges::equal(a.headers, b.headers));
}

// Its fields but those that `written` leaves out or makes anew.
std::vector<Headers::Field> lasting_fields(const Request& request) {
  std::vector<Headers::Field> fields;
  for (const auto& field : request.headers) {
    if (!is_of_one_hop(field.first) && !equal_without_case(field.first, "Host")) fields.push_back(field);
  }
  return fields;
}

// No key is known, so that nothing can be accepted.
void require_no_caller(const Request& request) {
  constexpr std::string_view kServices[] = {"cognito-idp"};
  const auto view = aws::signed_request(request);
  static_cast<void>(aws::claimed_access_key_id(view));
  const auto unguessable = [](std::string_view) {
    return Secret("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
  };
  // Whatever date the request says is near enough.
  const aws::SigV4Policy policy{.services = kServices, .region = {}, .clock_skew = std::chrono::years(300)};
  FUZZ_REQUIRE(!aws::verify_sigv4(view, unguessable, from_epoch_ms(1'440'938'160'000), policy));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  static House real(Bounds::real);
  static House small(Bounds::small);
  // The first byte says how the bytes are cut.
  const auto bytes = fuzz::text_of(data + 1, size - 1);
  const auto cut = bytes.size() * data[0] / 255;

  std::string answers;
  const auto requests = real.serve(bytes, {}, answers);
  // One answer to each, and at most one refusal.
  const auto answered = count_of(answers, "HTTP/1.1 ") - count_of(answers, "HTTP/1.1 100 Continue\r\n\r\n");
  FUZZ_REQUIRE(answered >= requests.size());

  std::string cut_answers;
  const auto cut_requests = real.serve(bytes.substr(0, cut), bytes.substr(cut), cut_answers);
  FUZZ_REQUIRE(requests.size() == cut_requests.size());
  for (std::size_t i = 0; i < requests.size(); ++i) {
    const auto& request = requests[i];
    require_well_formed(request);
    require_same(request, cut_requests[i]);
    require_no_caller(request);
    std::string again_answers;
    const auto again = real.serve(written(request), {}, again_answers);
    FUZZ_REQUIRE(again.size() == 1);
    FUZZ_REQUIRE(again[0].method == request.method && again[0].target == request.target);
    FUZZ_REQUIRE(again[0].body == request.body && lasting_fields(again[0]) == lasting_fields(request));
  }

  std::string small_answers;
  for (const auto& request : small.serve(bytes.substr(0, cut), bytes.substr(cut), small_answers)) {
    require_well_formed(request);
    FUZZ_REQUIRE(request.headers.size() <= 8 && request.body.size() <= 64);
  }
  return 0;
}
