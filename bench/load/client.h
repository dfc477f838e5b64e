// A client of the API over one connection: typed requests out, typed responses in. It knows how long it
// waited for the server and how much it moved, because that is what is measured.
#pragma once

#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "api/codec.h"
#include "api/operation.h"
#include "load/connection.h"
#include "load/signer.h"

namespace poolhouse::bench {

// Any answer but 200. A benchmark with errors in it measures nothing, so nobody goes on after one.
class CallFailed : public std::runtime_error {
 public:
  CallFailed(std::string_view name, const Answer& answer);
};

struct WireSizes {
  std::size_t request = 0;  // head and body
  std::size_t response_body = 0;
};

class Client {
 public:
  // `signer` signs what needs it, and outlives the client.
  Client(std::uint16_t port, const Signer& signer);

  template <class Operation>
  typename Operation::Response call(const typename Operation::Request& request) {
    const auto body = post(Operation::info, api::encode(request));
    if constexpr (std::same_as<typename Operation::Response, api::NoOutput>) {
      return {};
    } else {
      return api::decode_trusted<typename Operation::Response>(body);
    }
  }
  std::string get(std::string_view path);
  // `request`, head and body, as it is.
  std::string exchange(std::string_view name, std::string_view request);

  // Counts what `work` takes as waiting for the server.
  template <class Work>
  auto timed(Work&& work) {
    struct Timing {
      std::chrono::nanoseconds& waited;
      std::chrono::steady_clock::time_point begun = std::chrono::steady_clock::now();
      ~Timing() { waited += std::chrono::steady_clock::now() - begun; }
    };
    const Timing timing{waited_};
    return work();
  }

  [[nodiscard]] std::string_view host() const { return host_; }

  // What was waited and moved since the last call of `begin`.
  void begin();
  [[nodiscard]] std::chrono::nanoseconds waited() const { return waited_; }
  [[nodiscard]] const std::vector<WireSizes>& moved() const { return moved_; }

 private:
  std::string post(const api::OperationInfo& operation, const std::string& body);

  Connection connection_;
  const Signer& signer_;
  std::string host_;
  std::chrono::nanoseconds waited_{};
  std::vector<WireSizes> moved_;
};

}  // namespace poolhouse::bench
