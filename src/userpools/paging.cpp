#include "userpools/paging.h"

#include "api/cognito_idp/errors.h"
#include "base/packed.h"

namespace poolhouse::userpools {
namespace {

// Packed, so that a filter cannot pose as part of another list's name.
std::string bound_to(const Listing& listing) {
  PackedWriter packed;
  packed.text(listing.operation).text(listing.pool.value()).text(listing.filter);
  return packed.bytes();
}

}  // namespace

std::size_t page_size(const std::optional<int>& limit) {
  return limit && *limit > 0 ? static_cast<std::size_t>(*limit) : kPageSizeMax;
}

PageTokens::PageTokens(const crypto::MasterKeys& keys, Random& random, const Clock& clock)
    : sealer_(keys, "pagination token", tokens::StateForm::session, random), clock_(clock) {}

std::string PageTokens::issue(const Listing& listing, std::string_view position) const {
  return sealer_.seal(position, bound_to(listing), clock_.now() + kLifetime).text;
}

std::string PageTokens::position(const Listing& listing, const std::optional<std::string>& token) const {
  if (!token) return {};
  const auto opened = sealer_.open(*token, bound_to(listing), clock_.now());
  if (!opened) throw cognito_idp::InvalidParameterException("Invalid pagination token.");
  return std::string(opened->payload.reveal());
}

}  // namespace poolhouse::userpools
