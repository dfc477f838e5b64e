#include "userpools/attributes/verify_user_attribute.h"

#include "userpools/attributes/verifiable_attribute.h"
#include "userpools/users/name_taken.h"

namespace poolhouse::userpools {

Task<cognito_idp::VerifyUserAttributeResponse> VerifyUserAttribute::handle(
    cognito_idp::VerifyUserAttributeRequest request, SignedInUser caller) {
  const auto& pool = *caller.pool;
  const auto& sub = caller.user.sub;
  const auto purpose = require_verifiable(request.attribute_name);

  // A wrong code is an answer, not an exception, so that the attempt it used up stays counted.
  using Verified = std::expected<void, CodeFault>;
  const auto verified = co_await store_.write([&](store::Connection& db) -> Verified {
    const auto before = find_user(db, pool.id, sub);
    if (!before) throw cognito_idp::UserNotFoundException("User does not exist.");
    const auto sent = codes_.guess(db, pool.id, sub, purpose, request.code, WithoutCode::none_live);
    if (!sent) return std::unexpected(sent.error());
    if (!still_wanted(pool, before->attributes, *sent)) return std::unexpected(CodeFault::none_live);

    auto after = *before;
    after.attributes[sent->attribute] = sent->value;
    after.attributes[sent->attribute + "_verified"] = "true";
    after.modified_at = clock_.now();
    or_fail_taken(update_user(db, pool, *before, after), NameTakenIn::attribute_update);
    codes_.remove(db, pool.id, sub, purpose);
    return {};
  });
  if (!verified) refuse_code(verified.error());
  co_return cognito_idp::VerifyUserAttributeResponse{};
}

}  // namespace poolhouse::userpools
