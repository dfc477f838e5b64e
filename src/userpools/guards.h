// Who may enter an operation. The type of the second parameter of `handle` says which guard an operation
// has, so none can forget it:
//
//   handle(Request)                     no guard beyond the signature (CreateUserPool, ListUserPools)
//   handle(Request, AdminCall)          signed; UserPoolId names a pool that exists
//   handle(Request, PublicCall)         ClientId names a client (else the handler's UnknownClient, if it
//                                       has one); SecretHash, if the operation has the member, is right
//                                       where the client has a secret. InitiateAuth and
//                                       RespondToAuthChallenge have it among their parameters and check it
//                                       with the step; RevokeToken and GetTokensFromRefreshToken check
//                                       ClientSecret.
//   handle(Request, SignedInUser)       AccessToken is valid, not revoked and has the user-admin scope
#pragma once

#include <fmt/format.h>

#include <concepts>
#include <string>
#include <utility>

#include "api/codec.h"
#include "aws/dispatcher.h"
#include "base/task.h"
#include "userpools/rules/secret_hash.h"
#include "userpools/settings_cache.h"
#include "userpools/tokens/access_token.h"

namespace poolhouse::userpools {

struct AdminCall {
  PoolRef pool;
};

struct PublicCall {
  PoolRef pool;
  AppClientRef client;
};

class Guards {
 public:
  // `arn_prefix`: "arn:aws:cognito-idp:us-east-1:000000000000".
  Guards(SettingsCache& settings, AccessTokens& access_tokens, std::string arn_prefix)
      : settings_(settings), access_tokens_(access_tokens), arn_prefix_(std::move(arn_prefix)) {}

  template <class Handler, class Request>
  Task<AdminCall> admit(const Request& request, std::type_identity<AdminCall>) {
    co_return AdminCall{co_await settings_.require_pool(UserPoolId(request.user_pool_id))};
  }
  template <class Handler, class Request>
  Task<PublicCall> admit(const Request& request, std::type_identity<PublicCall>) {
    if constexpr (requires { typename Handler::UnknownClient; }) {
      const auto known = co_await settings_.find_client(ClientId(request.client_id));
      if (!known) throw typename Handler::UnknownClient(unknown_client(request.client_id));
    }
    const auto client = co_await settings_.require_client(ClientId(request.client_id));
    if constexpr (requires { request.secret_hash; }) {
      or_fail(check_secret_hash(reveal(request.secret_hash), request.username, client->id, client->secrets));
    }
    co_return PublicCall{co_await settings_.require_pool(client->pool), client};
  }
  template <class Handler, class Request>
  Task<SignedInUser> admit(const Request& request, std::type_identity<SignedInUser>) {
    co_return co_await access_tokens_.require(request.access_token);
  }

  // The ARN that IAM policies are matched with.
  template <class Request>
  [[nodiscard]] std::string resource(const Request& request) const {
    const auto pool = api::member_text(request, "UserPoolId");
    return pool ? fmt::format("{}:userpool/{}", arn_prefix_, *pool) : "*";
  }

 private:
  static std::string unknown_client(const std::string& id) {
    return fmt::format("User pool client {} does not exist.", id);
  }
  static std::optional<std::string_view> reveal(const std::optional<Secret>& secret) {
    return secret ? std::optional(secret->reveal()) : std::nullopt;
  }

  SettingsCache& settings_;
  AccessTokens& access_tokens_;
  std::string arn_prefix_;
};

namespace detail {

template <class Handler, class Request, class Entry>
concept HandlesWith = requires(Handler& handler, Request request, Entry entry) {
  handler.handle(std::move(request), std::move(entry));
};

template <class Handler, class Entry>
Task<typename Handler::Operation::Response> enter(Guards& guards, Handler& handler,
                                                  typename Handler::Operation::Request request) {
  auto entry = co_await guards.admit<Handler>(request, std::type_identity<Entry>{});
  co_return co_await handler.handle(std::move(request), std::move(entry));
}

template <class Handler>
Task<std::string> run(Guards& guards, Handler& handler, std::string body, aws::Call call) {
  using Operation = typename Handler::Operation;
  using Request = typename Operation::Request;
  auto request = api::decode_request<Request>(body);
  call.authority.require(fmt::format("cognito-idp:{}", Operation::info.name), guards.resource(request));
  auto handle = [&]() -> Task<typename Operation::Response> {
    if constexpr (HandlesWith<Handler, Request, AdminCall>) {
      static_assert(Operation::auth == api::Auth::sigv4, "nobody would have asked who calls");
      return enter<Handler, AdminCall>(guards, handler, std::move(request));
    } else if constexpr (HandlesWith<Handler, Request, PublicCall>) {
      return enter<Handler, PublicCall>(guards, handler, std::move(request));
    } else if constexpr (HandlesWith<Handler, Request, SignedInUser>) {
      return enter<Handler, SignedInUser>(guards, handler, std::move(request));
    } else {
      static_assert(Operation::auth == api::Auth::sigv4, "nobody would have asked who calls");
      return handler.handle(std::move(request));
    }
  };
  const auto response = co_await handle();
  if constexpr (std::same_as<typename Operation::Response, api::NoOutput>) {
    co_return std::string();
  } else {
    co_return api::encode(response);
  }
}

}  // namespace detail

// Puts the operation into the dispatcher. All three must outlive it.
template <class Handler>
void serve(aws::Dispatcher& dispatcher, Guards& guards, Handler& handler,
           aws::Timing timing = aws::Timing::prompt) {
  auto run = [&guards, &handler](std::string body, aws::Call call) {
    return detail::run(guards, handler, std::move(body), std::move(call));
  };
  dispatcher.add(Handler::Operation::info, std::move(run), timing);
}

}  // namespace poolhouse::userpools
