// Pages of the list operations: how far a client has read, as a token that only we can make.
//
//   const Listing listing{.operation = "ListGroups", .pool = call.pool->id, .filter = {}};
//   const auto size = page_size(request.limit);
//   const auto after = page_tokens_.position(listing, request.next_token);
//   auto groups = co_await store_.read(… list_groups(db, pool, after, size + 1) …);
//   response.next_token = page_tokens_.cut_page(listing, groups, size, [](const Group& g) { … });
//
// A page goes on behind the last item given out (a key, not a count), so rows that come and go meanwhile
// are neither repeated nor skipped.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.h"
#include "base/strong.h"
#include "base/time.h"
#include "crypto/master_keys.h"
#include "tokens/sealed_state.h"

namespace poolhouse::userpools {

// What is listed. A token goes on only with the list it comes from.
struct Listing {
  std::string_view operation;  // a literal
  UserPoolId pool;             // empty: the list of pools
  std::string filter;  // what selects or orders the items, as the request says it; empty: nothing does
};

// The most items any page has (the model refuses larger limits), and the size of one that asks for none.
inline constexpr std::size_t kPageSizeMax = 60;
// `limit` as given. 0 stands for the default (reference 11.2).
[[nodiscard]] std::size_t page_size(const std::optional<int>& limit);

class PageTokens {
 public:
  static constexpr Duration kLifetime = std::chrono::hours(1);

  PageTokens(const crypto::MasterKeys& keys, Random& random, const Clock& clock);

  // `position` is the key of the last item given out; at most 1,024 bytes. Sealed: it may hold an address.
  [[nodiscard]] std::string issue(const Listing& listing, std::string_view position) const;
  // The position the token was issued with; without a token empty, which is before every key.
  // InvalidParameterException `Invalid pagination token.` for one that is foreign, changed or expired.
  [[nodiscard]] std::string position(const Listing& listing, const std::optional<std::string>& token) const;

  // `items` was read with one more than the page holds: takes that one away and issues the token of the
  // next page, if there is a next page.
  template <class Item, class PositionOf>
  [[nodiscard]] std::optional<std::string> cut_page(const Listing& listing, std::vector<Item>& items,
                                                    std::size_t size, PositionOf position_of) const {
    if (items.size() <= size) return std::nullopt;
    items.erase(items.begin() + static_cast<std::ptrdiff_t>(size), items.end());
    return issue(listing, position_of(items.back()));
  }

 private:
  tokens::StateSealer sealer_;
  const Clock& clock_;
};

}  // namespace poolhouse::userpools
