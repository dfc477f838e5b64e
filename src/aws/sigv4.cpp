#include "aws/sigv4.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <ranges>

#include "crypto/digest.h"
#include "crypto/encoding.h"
#include "crypto/into_secret.h"

namespace poolhouse::aws {
namespace {

using std::chrono::seconds;

constexpr std::string_view kAlgorithm = "AWS4-HMAC-SHA256";
constexpr std::string_view kTerminator = "aws4_request";
constexpr std::string_view kSecurityToken = "x-amz-security-token";
constexpr std::size_t kAccessKeyIdCharactersMax = 128;
constexpr seconds kPresignedExpiryMax{604'800};

// Lower-case names with the values of one name joined by commas, trimmed, inner blanks collapsed.
using Headers = std::vector<std::pair<std::string, std::string>>;
// Names and values percent-decoded, in the order sent.
using Query = std::vector<std::pair<std::string, std::string>>;

// What a request says about its signature, wherever it says it.
struct Signature {
  std::string access_key_id;
  std::string scope_date, region, service, terminator;
  std::vector<std::string> signed_headers;
  std::string hex;
  std::string date;  // YYYYMMDDTHHMMSSZ
  Time time;
  std::optional<seconds> expires;  // presigned requests only
};

std::string lower(std::string_view text) {
  std::string out(text);
  for (auto& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

bool is_blank(char c) { return c == ' ' || c == '\t'; }

std::string collapse_blanks(std::string_view value) {
  std::string out;
  for (const char c : value) {
    if (!is_blank(c)) {
      out += c;
    } else if (!out.empty() && out.back() != ' ') {
      out += ' ';
    }
  }
  if (out.ends_with(' ')) out.pop_back();
  return out;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (std::size_t begin = 0;;) {
    const auto end = text.find(separator, begin);
    parts.push_back(text.substr(begin, end - begin));
    if (end == std::string_view::npos) return parts;
    begin = end + 1;
  }
}

Headers to_headers(const SignedRequest& request) {
  Headers headers;
  for (const auto& [name, value] : request.headers) {
    const auto key = lower(name);
    const auto found = std::ranges::find(headers, key, &Headers::value_type::first);
    if (found == headers.end()) {
      headers.emplace_back(key, collapse_blanks(value));
    } else {
      found->second += ',' + collapse_blanks(value);
    }
  }
  return headers;
}

const std::string* find(const auto& pairs, std::string_view name) {
  const auto found =
      std::ranges::find(pairs, name, [](const auto& pair) -> const auto& { return pair.first; });
  return found == pairs.end() ? nullptr : &found->second;
}

// RFC 3986's unreserved characters stay, everything else becomes %XX, except what `also` names.
std::string percent_encode(std::string_view text, std::string_view also) {
  std::string out;
  for (const char c : text) {
    const bool stays = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
                       std::string_view("-._~").contains(c) || also.contains(c);
    if (stays) {
      out += c;
    } else {
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return out;
}

// A `%` that starts no escape stands for itself.
std::string percent_decode(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = text[i] == '%' ? crypto::from_hex(text.substr(i + 1, 2)) : std::nullopt;
    if (byte && byte->size() == 1) {
      out += *byte;
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

Query to_query(std::string_view text) {
  Query query;
  if (text.empty()) return query;
  for (const auto pair : split(text, '&')) {
    const auto name = pair.substr(0, pair.find('='));
    const auto value = pair.substr(std::min(name.size() + 1, pair.size()));
    query.emplace_back(percent_decode(name), percent_decode(value));
  }
  return query;
}

std::optional<int> number_at(std::string_view text, std::size_t begin, std::size_t digits) {
  const auto part = text.substr(begin, digits);
  int value = 0;
  const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), value);
  if (part.size() != digits || error != std::errc() || end != part.data() + part.size() ||
      part.front() == '-') {
    return std::nullopt;
  }
  return value;
}

std::optional<Time> to_time(std::optional<int> year, std::optional<int> month, std::optional<int> day,
                            std::optional<int> hour, std::optional<int> minute, std::optional<int> second) {
  if (!year || !month || !day || !hour || !minute || !second) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(*year),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok() || *hour > 23 || *minute > 59 || *second > 59) return std::nullopt;
  return std::chrono::sys_days(date) + std::chrono::hours(*hour) + std::chrono::minutes(*minute) +
         seconds(*second);
}

// YYYYMMDDTHHMMSSZ
std::optional<Time> read_iso_date(std::string_view text) {
  if (text.size() != 16 || text[8] != 'T' || text[15] != 'Z') return std::nullopt;
  return to_time(number_at(text, 0, 4), number_at(text, 4, 2), number_at(text, 6, 2), number_at(text, 9, 2),
                 number_at(text, 11, 2), number_at(text, 13, 2));
}

// `Sun, 06 Nov 1994 08:49:37 GMT`, RFC 9110, 5.6.7
std::optional<Time> read_http_date(std::string_view text) {
  constexpr std::string_view kMonths = "JanFebMarAprMayJunJulAugSepOctNovDec";
  if (text.size() != 29 || !text.ends_with(" GMT")) return std::nullopt;
  const auto month = kMonths.find(text.substr(8, 3));
  if (month == std::string_view::npos || month % 3 != 0) return std::nullopt;
  return to_time(number_at(text, 12, 4), static_cast<int>(month / 3) + 1, number_at(text, 5, 2),
                 number_at(text, 17, 2), number_at(text, 20, 2), number_at(text, 23, 2));
}

std::string to_iso_date(Time time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(std::chrono::floor<seconds>(time - day));
  return fmt::format("{:04}{:02}{:02}T{:02}{:02}{:02}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     clock.hours().count(), clock.minutes().count(), clock.seconds().count());
}

// <access key id>/<date>/<region>/<service>/<terminator>
bool read_credential(std::string_view credential, Signature& signature) {
  const auto parts = split(credential, '/');
  if (parts.size() != 5 || std::ranges::any_of(parts, &std::string_view::empty) ||
      parts[0].size() > kAccessKeyIdCharactersMax) {
    return false;
  }
  signature.access_key_id = parts[0];
  signature.scope_date = parts[1];
  signature.region = parts[2];
  signature.service = parts[3];
  signature.terminator = parts[4];
  return true;
}

// Lower case, sorted, none twice: otherwise two lists would name the same headers.
bool read_signed_headers(std::string_view list, Signature& signature) {
  for (const auto name : split(list, ';')) {
    if (name.empty() || name != lower(name)) return false;
    if (!signature.signed_headers.empty() && signature.signed_headers.back() >= name) return false;
    signature.signed_headers.emplace_back(name);
  }
  return true;
}

bool read_date(const Headers& headers, Signature& signature) {
  const auto* x_amz_date = find(headers, "x-amz-date");
  const auto* date = x_amz_date != nullptr ? x_amz_date : find(headers, "date");
  if (date == nullptr) return false;
  auto time = read_iso_date(*date);
  if (!time && x_amz_date == nullptr) time = read_http_date(*date);
  if (!time) return false;
  signature.time = *time;
  signature.date = to_iso_date(*time);
  return true;
}

// Authorization: AWS4-HMAC-SHA256 Credential=…, SignedHeaders=…, Signature=…
std::optional<Signature> read_authorization(std::string_view authorization, const Headers& headers) {
  if (!authorization.starts_with(kAlgorithm)) return std::nullopt;
  authorization.remove_prefix(kAlgorithm.size());
  if (!authorization.starts_with(' ')) return std::nullopt;

  std::optional<std::string_view> credential, signed_headers, hex;
  for (auto part : split(authorization, ',')) {
    while (part.starts_with(' ')) part.remove_prefix(1);
    const auto name = part.substr(0, part.find('='));
    const auto value = part.substr(std::min(name.size() + 1, part.size()));
    auto* const known = name == "Credential"      ? &credential
                        : name == "SignedHeaders" ? &signed_headers
                        : name == "Signature"     ? &hex
                                                  : nullptr;
    if (known == nullptr || known->has_value() || value.empty()) return std::nullopt;
    *known = value;
  }
  Signature signature;
  if (!credential || !signed_headers || !hex || !read_credential(*credential, signature) ||
      !read_signed_headers(*signed_headers, signature) || !read_date(headers, signature)) {
    return std::nullopt;
  }
  signature.hex = *hex;
  return signature;
}

// The same as query parameters, with X-Amz-Algorithm, X-Amz-Date and X-Amz-Expires beside them.
std::optional<Signature> read_presigned(const Query& query) {
  const auto once = [&](std::string_view name) -> std::string {
    const auto same_name = [&](const auto& pair) { return pair.first == name; };
    return std::ranges::count_if(query, same_name) == 1 ? *find(query, name) : std::string();
  };
  Signature signature;
  signature.hex = once("X-Amz-Signature");
  signature.date = once("X-Amz-Date");
  const auto time = read_iso_date(signature.date);
  const auto expires_text = once("X-Amz-Expires");
  const auto expires = number_at(expires_text, 0, expires_text.size());
  if (once("X-Amz-Algorithm") != kAlgorithm || signature.hex.empty() || !time || expires_text.empty() ||
      !expires || *expires < 1 || seconds(*expires) > kPresignedExpiryMax ||
      !read_credential(once("X-Amz-Credential"), signature) ||
      !read_signed_headers(once("X-Amz-SignedHeaders"), signature)) {
    return std::nullopt;
  }
  signature.time = *time;
  signature.expires = seconds(*expires);
  return signature;
}

std::expected<Signature, SigV4Error> read_signature(const Headers& headers, const Query& query) {
  std::optional<Signature> signature;
  if (const auto* authorization = find(headers, "authorization")) {
    signature = read_authorization(*authorization, headers);
  } else if (find(query, "X-Amz-Signature") != nullptr) {
    signature = read_presigned(query);
  } else {
    return std::unexpected(SigV4Error::missing_authentication_token);
  }
  if (!signature) return std::unexpected(SigV4Error::incomplete_signature);
  return std::move(*signature);
}

// Dot segments and double slashes removed, then encoded once more than it was sent.
std::string canonical_path(std::string_view path) {
  std::vector<std::string_view> segments;
  for (const auto segment : split(path, '/')) {
    if (segment == "..") {
      if (!segments.empty()) segments.pop_back();
    } else if (!segment.empty() && segment != ".") {
      segments.push_back(segment);
    }
  }
  std::string normal;
  for (const auto segment : segments) normal.append("/").append(segment);
  if (segments.empty() || path.ends_with('/')) normal += '/';
  return percent_encode(normal, "/");
}

// Encoded, then sorted by name and value, without the signature itself. A bare `+` stays as it is: clients
// sign it so, and taken for %2B or for a blank it would let either be exchanged for the other.
std::string canonical_query(std::string_view raw, bool presigned) {
  if (raw.empty()) return {};
  std::vector<std::pair<std::string, std::string>> pairs;
  const auto encode = [](std::string_view text) {
    std::string out;
    for (const auto part : split(text, '+')) {
      if (part.data() != text.data()) out += '+';
      out += percent_encode(percent_decode(part), "");
    }
    return out;
  };
  for (const auto pair : split(raw, '&')) {
    const auto name = pair.substr(0, pair.find('='));
    if (presigned && percent_decode(name) == "X-Amz-Signature") continue;
    pairs.emplace_back(encode(name), encode(pair.substr(std::min(name.size() + 1, pair.size()))));
  }
  std::ranges::sort(pairs);
  std::string out;
  for (const auto& [name, value] : pairs)
    out.append(out.empty() ? "" : "&").append(name).append("=").append(value);
  return out;
}

std::string canonical_request(const SignedRequest& request, const Headers& headers,
                              const Signature& signature) {
  std::string lines = fmt::format("{}\n{}\n{}\n", request.method, canonical_path(request.path),
                                  canonical_query(request.query, signature.expires.has_value()));
  std::string names;
  for (const auto& name : signature.signed_headers) {
    lines.append(name).append(":").append(*find(headers, name)).append("\n");
    names.append(names.empty() ? "" : ";").append(name);
  }
  return lines + '\n' + names + '\n' + crypto::to_hex(crypto::sha256(request.body));
}

std::string expected_signature(const Secret& secret_key, const Signature& signature,
                               std::string_view canonical) {
  auto key = crypto::into_secret("AWS4" + std::string(secret_key.reveal()));
  for (const std::string_view part :
       {std::string_view(signature.scope_date), std::string_view(signature.region),
        std::string_view(signature.service), kTerminator}) {
    key = crypto::into_secret(crypto::hmac_sha256(key.reveal(), part));
  }
  return crypto::to_hex(
      crypto::hmac_sha256(key.reveal(), fmt::format("{}\n{}\n{}/{}/{}/{}\n{}", kAlgorithm, signature.date,
                                                    signature.scope_date, signature.region, signature.service,
                                                    kTerminator, crypto::to_hex(crypto::sha256(canonical)))));
}

bool is_signed(const Signature& signature, std::string_view header) {
  return std::ranges::binary_search(signature.signed_headers, header);
}

bool names_absent_header(const Headers& headers, const Signature& signature) {
  return std::ranges::any_of(signature.signed_headers,
                             [&](const auto& name) { return find(headers, name) == nullptr; });
}

bool contains(std::span<const std::string_view> services, std::string_view service) {
  return std::ranges::find(services, service) != services.end();
}

bool is_region(const SigV4Policy& policy, std::string_view region) {
  return policy.region.empty() || region == policy.region;
}

// What could change the request's meaning must be signed; `host` binds it to this server.
bool leaves_header_unsigned(const Headers& headers, const Signature& signature) {
  if (!is_signed(signature, "host")) return true;
  return std::ranges::any_of(headers, [&](const auto& header) {
    return header.first.starts_with("x-amz-") && header.first != kSecurityToken &&
           !is_signed(signature, header.first);
  });
}

// The body is hashed whatever the header says, so a header that says otherwise is a broken signature. That
// includes UNSIGNED-PAYLOAD, which would leave the body open to change.
bool body_is_as_announced(const SignedRequest& request, const Headers& headers) {
  const auto* announced = find(headers, "x-amz-content-sha256");
  return announced == nullptr || *announced == crypto::to_hex(crypto::sha256(request.body));
}

}  // namespace

std::expected<Caller, SigV4Error> verify_sigv4(const SignedRequest& request,
                                               const FindSecretKey& find_secret_key, Time now,
                                               const SigV4Policy& policy) {
  using enum SigV4Error;
  const auto headers = to_headers(request);
  const bool takes_presigned = policy.presigned == PresignedRequests::accepted;
  const auto read = read_signature(headers, takes_presigned ? to_query(request.query) : Query());
  if (!read) return std::unexpected(read.error());
  const auto& signature = *read;
  const auto day = std::string_view(signature.date).substr(0, 8);
  const auto lifetime = signature.expires ? Duration(*signature.expires) : policy.clock_skew;

  // clang-format off
  if (names_absent_header(headers, signature))              return std::unexpected(incomplete_signature);
  if (signature.terminator != kTerminator)                  return std::unexpected(wrong_terminator);
  if (!contains(policy.services, signature.service))        return std::unexpected(wrong_service);
  if (!is_region(policy, signature.region))                 return std::unexpected(wrong_region);
  if (signature.scope_date != day)                          return std::unexpected(wrong_scope_date);
  if (now > signature.time + lifetime)                      return std::unexpected(signature_expired);
  if (signature.time > now + policy.clock_skew)             return std::unexpected(signature_not_yet_current);
  if (leaves_header_unsigned(headers, signature))           return std::unexpected(unsigned_header);
  const auto secret_key = find_secret_key(signature.access_key_id);
  if (!secret_key)                                          return std::unexpected(unrecognized_client);
  if (!body_is_as_announced(request, headers))              return std::unexpected(signature_does_not_match);
  // clang-format on
  const auto canonical = canonical_request(request, headers, signature);
  if (!equal_in_constant_time(expected_signature(*secret_key, signature, canonical), signature.hex)) {
    return std::unexpected(signature_does_not_match);
  }
  return Caller{signature.access_key_id};
}

std::optional<std::string> claimed_access_key_id(const SignedRequest& request) {
  const auto signature = read_signature(to_headers(request), to_query(request.query));
  if (!signature) return std::nullopt;
  return signature->access_key_id;
}

}  // namespace poolhouse::aws
