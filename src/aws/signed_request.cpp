#include "aws/signed_request.h"

namespace poolhouse::aws {

SignedRequest signed_request(const http::Request& request) {
  const std::string_view target = request.target;
  SignedRequest result{.method = request.method,
                       .path = target.substr(0, target.find('?')),
                       .query = request.query,
                       .headers = {},
                       .body = request.body};
  result.headers.reserve(request.headers.size());
  for (const auto& [name, value] : request.headers) result.headers.emplace_back(name, value);
  return result;
}

}  // namespace poolhouse::aws
