#include "aws/authority.h"

#include <fmt/format.h>

#include "api/errors.h"
#include "aws/signed_request.h"
#include "aws/sigv4.h"
#include "http/loopback.h"

namespace poolhouse::aws {

Authority Authority::everything() {
  Authority authority;
  authority.everything_ = true;
  return authority;
}

Authority Authority::of(std::string access_key_id, std::shared_ptr<const AccessPolicy> policy) {
  Authority authority;
  authority.access_key_id_ = std::move(access_key_id);
  authority.policy_ = std::move(policy);
  return authority;
}

void Authority::require(std::string_view action, std::string_view resource) const {
  if (everything_ || (policy_ && allows(*policy_, action, resource))) return;
  throw api::AccessDeniedException(fmt::format("User: {} is not authorized to perform: {} on resource: {}",
                                               access_key_id_, action, resource));
}

Task<Authority> AnySigner::authenticate(const http::Request& request, const api::OperationInfo&) {
  if (!claimed_access_key_id(signed_request(request))) throw api::MissingAuthenticationTokenException();
  if (!http::has_local_origin(request.headers)) {
    throw api::AccessDeniedException(
        "In development mode only pages of this machine may call this operation.");
  }
  co_return Authority::everything();
}

}  // namespace poolhouse::aws
