// Errors a client reads. An operation throws the generated exception of its service, for example
//
//   throw cognito_idp::NotAuthorizedException("Incorrect username or password.");
//
// and only the dispatcher catches. What the client reads and what the operator reads are apart:
//
//   throw cognito_idp::CodeDeliveryFailureException("Failed to deliver.", OperatorHint{smtp_answer});
#pragma once

#include <exception>
#include <string>
#include <string_view>
#include <utility>

namespace poolhouse {

// For the log, never for the client. It must not hold a secret.
struct OperatorHint {
  std::string text;
};

// The member `reasonCode` that an InvalidParameterException may carry.
struct ReasonCode {
  std::string text;
};

class ApiError : public std::exception {
 public:
  // `code` is the bare name on the wire and must outlive the error: a literal.
  ApiError(std::string_view code, int status, std::string message, OperatorHint hint = {},
           ReasonCode reason = {})
      : code_(code),
        status_(status),
        message_(std::move(message)),
        hint_(std::move(hint.text)),
        reason_(std::move(reason.text)) {}

  [[nodiscard]] std::string_view code() const noexcept { return code_; }
  [[nodiscard]] int status() const noexcept { return status_; }
  [[nodiscard]] const std::string& message() const noexcept { return message_; }
  // Empty when there is none.
  [[nodiscard]] const std::string& operator_hint() const noexcept { return hint_; }
  [[nodiscard]] const std::string& reason_code() const noexcept { return reason_; }
  // The message, so that a log which only knows std::exception is not mute.
  [[nodiscard]] const char* what() const noexcept override { return message_.c_str(); }

 private:
  std::string_view code_;
  int status_;
  std::string message_;
  std::string hint_;
  std::string reason_;
};

namespace api {

// {"__type":"CodeMismatchException","message":"…"}, with "reasonCode" when there is one.
[[nodiscard]] std::string render_error_body(const ApiError& error);

// Errors of the protocol itself, which no model lists.

// The body is not JSON, or a member has the wrong type.
struct SerializationException final : ApiError {
  explicit SerializationException(std::string message, OperatorHint hint = {})
      : ApiError("SerializationException", 400, std::move(message), std::move(hint)) {}
};
struct UnknownOperationException final : ApiError {
  explicit UnknownOperationException(std::string message = {}, OperatorHint hint = {})
      : ApiError("UnknownOperationException", 400, std::move(message), std::move(hint)) {}
};
struct MissingAuthenticationTokenException final : ApiError {
  explicit MissingAuthenticationTokenException(std::string message = "Missing Authentication Token",
                                               OperatorHint hint = {})
      : ApiError("MissingAuthenticationTokenException", 400, std::move(message), std::move(hint)) {}
};
// The Authorization header cannot be read.
struct IncompleteSignatureException final : ApiError {
  explicit IncompleteSignatureException(std::string message, OperatorHint hint = {})
      : ApiError("IncompleteSignatureException", 400, std::move(message), std::move(hint)) {}
};
struct InvalidSignatureException final : ApiError {
  explicit InvalidSignatureException(std::string message, OperatorHint hint = {})
      : ApiError("InvalidSignatureException", 400, std::move(message), std::move(hint)) {}
};
// No such access key.
struct UnrecognizedClientException final : ApiError {
  explicit UnrecognizedClientException(
      std::string message = "The security token included in the request is invalid.", OperatorHint hint = {})
      : ApiError("UnrecognizedClientException", 400, std::move(message), std::move(hint)) {}
};
// A temporary access key past its end.
struct ExpiredTokenException final : ApiError {
  explicit ExpiredTokenException(
      std::string message = "The security token included in the request is expired", OperatorHint hint = {})
      : ApiError("ExpiredTokenException", 400, std::move(message), std::move(hint)) {}
};
// The access key's policy does not allow the operation.
struct AccessDeniedException final : ApiError {
  explicit AccessDeniedException(std::string message, OperatorHint hint = {})
      : ApiError("AccessDeniedException", 400, std::move(message), std::move(hint)) {}
};
struct RequestEntityTooLargeException final : ApiError {
  explicit RequestEntityTooLargeException(std::string message = "Request size is too large",
                                          OperatorHint hint = {})
      : ApiError("RequestEntityTooLargeException", 413, std::move(message), std::move(hint)) {}
};
// An operation of the model that Poolhouse does not have yet.
struct NotImplementedException final : ApiError {
  explicit NotImplementedException(std::string message, OperatorHint hint = {})
      : ApiError("NotImplementedException", 501, std::move(message), std::move(hint)) {}
};

}  // namespace api
}  // namespace poolhouse
