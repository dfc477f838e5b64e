// What an access key may do: policy documents in the form of IAM's identity-based policies.
//
// Read: Version, Id, Statement (one or a list) with Sid, Effect, Action and Resource. Everything else
// (Condition, NotAction, NotResource, Principal, …) is refused when the document is parsed: a restriction
// that is ignored is a hole.
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

namespace poolhouse::aws {

struct AccessPolicy {
  enum class Effect { allow, deny };
  struct Statement {
    Effect effect;
    std::vector<std::string> actions;  // "cognito-idp:Admin*"; any case
    std::vector<std::string>
        resources;  // "arn:aws:cognito-idp:us-east-1:000000000000:userpool/*"; exact case
  };
  std::vector<Statement> statements;
};

// A sentence for the operator, such as "Statement 2: Condition is not supported".
struct PolicyError {
  std::string sentence;
};

// At most 6144 characters, as IAM's managed policies.
[[nodiscard]] std::expected<AccessPolicy, PolicyError> parse_access_policy(std::string_view json);

// A matching Deny wins, then a matching Allow, otherwise no.
[[nodiscard]] bool allows(const AccessPolicy& policy, std::string_view action, std::string_view resource);

}  // namespace poolhouse::aws
