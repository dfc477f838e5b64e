// From an HTTP request to an operation and back: the AWS JSON 1.1 and Query protocols.
//
// A request goes through the same steps whatever the operation, in this order, and the first that says
// no is what the client reads:
//
//   which operation?        UnknownOperationException
//   who signed it?          MissingAuthenticationToken, IncompleteSignature, InvalidSignature, … (SigV4
//                           operations only; the others ignore a signature)
//   is it well-formed?      SerializationException
//   is it valid?            InvalidParameterException with all violations of the model's constraints
//   is it built?            NotImplementedException (501)
//   may the caller do it?   AccessDeniedException (SigV4 operations only)
//   the operation itself    its own exceptions
//
// An exception that is no ApiError is logged with its cause and tells the client nothing
// (InternalErrorException); a full queue or lane is TooManyRequestsException.
#pragma once

#include <chrono>
#include <cstdint>
#include <exception>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "api/operation.h"
#include "aws/authority.h"
#include "base/log.h"
#include "base/metrics.h"
#include "base/task.h"
#include "http/message.h"

namespace poolhouse::aws {

// What is known of a call besides its body.
struct Call {
  std::string request_id;
  // What the signer may do; for an operation without signature everything.
  Authority authority;
};

// When an operation is answered: as soon as it is done; or a whole number of kEvenStep after it was asked,
// where the time that it takes would tell strangers whether a user exists. Who exists costs other reads,
// writes and messages, and how much they differ is the database's affair: no work for nobody's sake can copy
// that.
enum class Timing : std::uint8_t { prompt, even };
// Longer than such operations take; nobody notices it in what is done once in an account's life.
inline constexpr std::chrono::milliseconds kEvenStep{25};

class Dispatcher {
 public:
  // Decodes the body, checks `call.authority`, runs the operation, encodes the answer ("" without output).
  using Run = std::move_only_function<Task<std::string>(std::string body, Call call) const>;

  // `services`: every operation that exists, built or not.
  Dispatcher(std::span<const std::span<const api::OperationInfo* const>> services,
             Authenticator& authenticator, Log& log, Metrics& metrics);

  // Throws std::logic_error when the operation is there already.
  void add(const api::OperationInfo& operation, Run run, Timing timing = Timing::prompt);
  [[nodiscard]] bool has(const api::OperationInfo& operation) const;
  // Throws std::logic_error unless every operation of the services was added: call it before serving.
  void require_all() const;

  // POST / of the main address.
  Task<http::Response> handle(http::Request request) const;

 private:
  struct Built {
    Run run;
    Timing timing;
  };

  [[nodiscard]] const api::OperationInfo& resolve(const http::Request& request) const;
  Task<http::Response> answer(const http::Request& request, const api::OperationInfo& operation) const;
  [[nodiscard]] http::Response render_failure(const std::string& request_id, std::string_view operation,
                                              std::exception_ptr failure,
                                              const api::ServiceInfo* service) const;

  std::vector<std::span<const api::OperationInfo* const>> services_;
  std::unordered_map<const api::OperationInfo*, Built> built_;
  Authenticator& authenticator_;
  Log& log_;
  CounterFamily requests_;
  HistogramFamily durations_;
};

}  // namespace poolhouse::aws
