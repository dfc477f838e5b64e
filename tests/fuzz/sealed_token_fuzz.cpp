// What travels through the client sealed: sessions, SECRET_BLOCKs, refresh tokens, pagination tokens. Only
// the very text that was given out opens, and it holds what was put in; the fields inside never mislead.
#include "api/cognito_idp/errors.h"
#include "fuzz.h"
#include "tokens/fields.h"
#include "tokens/refresh_token.h"
#include "tokens/sealed_state.h"
#include "userpools/paging.h"

using namespace poolhouse;
using tokens::StateForm;

namespace {

const Time kNow = from_epoch_ms(1'788'246'309'000);

struct House {
  crypto::MasterKeys keys = fuzz::master_keys();
  SeededRandom random{1};
  ManualClock clock{kNow};
  tokens::StateSealer sessions{keys, "session", StateForm::session, random};
  tokens::StateSealer blocks{keys, "secret block", StateForm::secret_block, random};
  tokens::RefreshTokens refresh{keys, random};
  userpools::PageTokens pages{keys, random, clock};
};

House& house() {
  static House built;
  return built;
}

// Changed somewhere, or bytes that have nothing to do with it; now and then the genuine one itself.
std::string presented(FuzzedDataProvider& input, const std::string& genuine) {
  switch (input.ConsumeIntegralInRange(0, 7)) {
    case 0:
      return genuine;
    case 1:
      return input.ConsumeRandomLengthString(4200);
    default:
      return fuzz::tampered(input, genuine);
  }
}

void state(FuzzedDataProvider& input, const tokens::StateSealer& sealer) {
  const auto payload = input.ConsumeRandomLengthString(64);
  const auto bound_to = input.ConsumeRandomLengthString(16);
  const auto issued = sealer.seal(payload, bound_to, kNow + std::chrono::minutes(3));
  const auto claimed = input.ConsumeBool() ? bound_to : input.ConsumeRandomLengthString(16);
  const auto text = presented(input, issued.text);
  const auto opened = sealer.open(text, claimed, kNow);
  FUZZ_REQUIRE(opened.has_value() == (text == issued.text && claimed == bound_to));
  if (opened) FUZZ_REQUIRE(opened->id == issued.id && opened->payload.reveal() == payload);
}

void refresh_token(FuzzedDataProvider& input) {
  const tokens::RefreshToken token{.pool = UserPoolId("us-east-1_AbCdEfGhI"),
                                   .client_id = ClientId(input.ConsumeRandomLengthString(32)),
                                   .sub = Sub(input.ConsumeRandomLengthString(40)),
                                   .origin_jti = OriginJti("origin"),
                                   .token_id = input.ConsumeRandomLengthString(40),
                                   .generation = input.ConsumeIntegral<std::int64_t>(),
                                   .auth_time = kNow,
                                   .issued_at = kNow,
                                   .expires_at = kNow + std::chrono::hours(1),
                                   .scopes = input.ConsumeRandomLengthString(64)};
  const auto genuine = house().refresh.mint(token);
  const auto text = presented(input, genuine);
  const auto redeemed = house().refresh.redeem(text, token.client_id);
  FUZZ_REQUIRE(redeemed.has_value() == (text == genuine));
  if (redeemed) FUZZ_REQUIRE(*redeemed == token);
}

void page_token(FuzzedDataProvider& input) {
  const userpools::Listing listing{.operation = "ListUsers",
                                   .pool = UserPoolId(input.ConsumeRandomLengthString(20)),
                                   .filter = input.ConsumeRandomLengthString(40)};
  auto other = listing;
  if (input.ConsumeBool()) {
    other = {.operation = input.ConsumeBool() ? "ListUsers" : "ListGroups",
             .pool = UserPoolId(input.ConsumeRandomLengthString(20)),
             .filter = input.ConsumeRandomLengthString(40)};
  }
  const bool same =
      other.operation == listing.operation && other.pool == listing.pool && other.filter == listing.filter;
  const auto position = input.ConsumeRandomLengthString(128);
  const auto genuine = house().pages.issue(listing, position);
  const auto text = presented(input, genuine);
  try {
    const auto opened = house().pages.position(other, text);
    FUZZ_REQUIRE(text == genuine && same && opened == position);
  } catch (const cognito_idp::InvalidParameterException&) {
    FUZZ_REQUIRE(text != genuine || !same);
  }
}

// The fields as they are after opening: of an older or newer release, or damaged.
void fields(FuzzedDataProvider& input) {
  const auto bytes = input.ConsumeRemainingBytesAsString();
  const auto read = tokens::FieldReader::read(bytes);
  if (!read) return;
  std::size_t seen = 0;
  for (unsigned field = 0; field < 256; ++field) {
    const auto number = static_cast<std::uint8_t>(field);
    const auto text = read->text(number);
    if (read->integer(number)) FUZZ_REQUIRE(text && text->size() == 8);
    if (text) seen += 3 + text->size();
  }
  FUZZ_REQUIRE(seen == bytes.size());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  FuzzedDataProvider input(data, size);
  switch (input.ConsumeIntegralInRange(0, 4)) {
    case 0:
      state(input, house().sessions);
      break;
    case 1:
      state(input, house().blocks);
      break;
    case 2:
      refresh_token(input);
      break;
    case 3:
      page_token(input);
      break;
    default:
      fields(input);
  }
  return 0;
}
