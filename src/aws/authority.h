// Who calls, and what they may do.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "api/operation.h"
#include "aws/access_policy.h"
#include "base/task.h"
#include "http/message.h"

namespace poolhouse::aws {

// What the caller of one request may do: nothing, unless one of these says otherwise.
class Authority {
 public:
  // For operations that ask for no signature, and for any signer in development mode.
  [[nodiscard]] static Authority everything();
  [[nodiscard]] static Authority of(std::string access_key_id, std::shared_ptr<const AccessPolicy> policy);

  // AccessDeniedException unless the policy allows `action` ("cognito-idp:SignUp") on `resource` (an ARN,
  // or "*" for an operation that names no resource).
  void require(std::string_view action, std::string_view resource) const;

 private:
  bool everything_ = false;
  std::string access_key_id_;
  std::shared_ptr<const AccessPolicy> policy_;  // null: nothing
};

// Verifies the signatures of requests.
class Authenticator {
 public:
  virtual ~Authenticator() = default;
  // The signer's authority; throws MissingAuthenticationTokenException and its kind.
  virtual Task<Authority> authenticate(const http::Request& request, const api::OperationInfo& operation) = 0;
};

// Development mode: a signature must be there, as at the real service, but any key passes. Except from a web
// page of another site, which can make up a signature as well as anybody and would so administrate the server
// of whoever looks at it.
class AnySigner final : public Authenticator {
 public:
  Task<Authority> authenticate(const http::Request& request, const api::OperationInfo& operation) override;
};

}  // namespace poolhouse::aws
