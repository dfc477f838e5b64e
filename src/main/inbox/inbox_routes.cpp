#include "main/inbox/inbox_routes.h"

#include <memory>
#include <string>
#include <utility>

#include "http/loopback.h"
#include "main/inbox/inbox_page.h"

namespace poolhouse {
namespace {

using http::Request;
using http::Response;

// What one transaction moves, and how many of them a request may wait for.
constexpr std::size_t kMovedMax = 1000;
constexpr int kMovesMax = 10;

class InboxRoutes {
 public:
  InboxRoutes(store::Store& store, const messaging::Outbox& outbox)
      : store_(store), outbox_(outbox), inbox_(outbox) {}

  Task<Response> list(Request request) const {
    const auto to = recipient(request);
    if (!to) co_return Response::text(400, "The query cannot be decoded.\n");
    const auto messages = co_await newest(*to);
    co_return Response::json(200, inbox_json(messages));
  }

  Task<Response> page(Request request) const {
    const auto to = recipient(request);
    if (!to) co_return Response::text(400, "The query cannot be decoded.\n");
    const auto messages = co_await newest(*to);
    auto response = Response::html(200, inbox_page(messages, *to));
    response.headers.set("Content-Security-Policy",
                         "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "
                         "img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'");
    co_return response;
  }

  Task<Response> empty() const {
    co_await move_due();
    auto clear = [this](store::Connection& db) { inbox_.clear(db); };
    co_await store_.write(std::move(clear));
    co_return Response::empty(204);
  }

 private:
  static std::optional<std::string> recipient(const Request& request) {
    const auto form = http::decode_form(request.query);
    if (!form) return std::nullopt;
    return std::string(form->find("to").value_or(""));
  }

  Task<std::vector<messaging::Message>> newest(std::string to) const {
    co_await move_due();
    auto list = [this, to = std::move(to)](store::Connection& db) { return inbox_.list(db, to); };
    co_return co_await store_.read(std::move(list));
  }

  // A code is here as soon as the call that sent it has answered, whatever the pace of the outbox. Most
  // requests find nothing due, and asking first spares them a transaction.
  Task<> move_due() const {
    auto count = [](store::Connection& db) { return messaging::Outbox::waiting(db); };
    const auto waiting = co_await store_.read(std::move(count));
    for (int move = 0; waiting > 0 && move < kMovesMax; ++move) {
      auto deliver = [this](store::Connection& db) { return outbox_.move_to_inbox(db, kMovedMax); };
      const auto moved = co_await store_.write(std::move(deliver));
      if (moved < kMovedMax) break;
    }
  }

  store::Store& store_;
  const messaging::Outbox& outbox_;
  const messaging::Inbox inbox_;
};

Task<Response> ready(Response response) { co_return response; }

Task<Response> asset(std::string type, std::string_view text) {
  auto response = Response::text(200, std::string(text));
  response.headers.set("Content-Type", type);
  return ready(std::move(response));
}

Task<Response> marked(Task<Response> answering) {
  auto response = co_await std::move(answering);
  response.headers.set("Cache-Control", "no-store");
  response.headers.set("X-Content-Type-Options", "nosniff");
  response.headers.set("Cross-Origin-Resource-Policy", "same-origin");
  co_return response;
}

// Every route of the inbox goes through this one guard.
template <class Answer>
http::Handler guarded(Answer answer) {
  return [answer = std::move(answer)](Request request) {
    if (!http::is_local_request(request.headers)) {
      return marked(
          ready(Response::text(403, "The inbox is for programs and pages of this machine only.\n")));
    }
    return marked(answer(std::move(request)));
  };
}

}  // namespace

void add_inbox_routes(http::Router& router, store::Store& store, const messaging::Outbox& outbox) {
  const auto routes = std::make_shared<const InboxRoutes>(store, outbox);
  const auto add = [&](const char* method, const char* pattern, auto answer) {
    router.add({.method = method, .pattern = pattern, .handler = guarded(std::move(answer))});
  };
  add("GET", "/_poolhouse/inbox", [routes](Request request) { return routes->list(std::move(request)); });
  add("DELETE", "/_poolhouse/inbox", [routes](const Request&) { return routes->empty(); });
  add("GET", "/inbox", [routes](Request request) { return routes->page(std::move(request)); });
  add("GET", "/inbox/inbox.css",
      [](const Request&) { return asset("text/css; charset=utf-8", inbox_style()); });
  add("GET", "/inbox/inbox.js",
      [](const Request&) { return asset("text/javascript; charset=utf-8", inbox_script()); });
}

}  // namespace poolhouse
