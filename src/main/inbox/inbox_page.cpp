#include "main/inbox/inbox_page.h"

#include <fmt/format.h>

#include <iterator>

#include "api/json_writer.h"
#include "main/iso_8601.h"

namespace poolhouse {
namespace {

using messaging::Medium;
using messaging::Message;

void append_member(std::string& json, std::string_view name, std::string_view value) {
  json += json.ends_with('{') ? "\"" : ",\"";
  json += name;
  json += "\":";
  api::append_json_string(json, value);
}

void append_article(std::string& html, const Message& message) {
  const auto out = std::back_inserter(html);
  const auto time = iso_8601(message.created_at);
  fmt::format_to(out,
                 "<article>\n<header><span class=\"medium\">{}</span> <span class=\"to\">{}</span> "
                 "<time datetime=\"{}\">{} UTC</time></header>\n",
                 message.medium == Medium::email ? "E-mail" : "SMS", escape_html(message.to), time,
                 fmt::format("{} {}", time.substr(0, 10), time.substr(11, 8)));
  if (!message.subject.empty()) fmt::format_to(out, "<h2>{}</h2>\n", escape_html(message.subject));
  if (!message.code.empty()) fmt::format_to(out, "<p class=\"code\">{}</p>\n", escape_html(message.code));
  fmt::format_to(out, "<p class=\"body\">{}</p>\n</article>\n", escape_html(message.body));
}

std::string heading(std::size_t count, std::string_view to) {
  const auto messages = count == 1 ? "1 message" : fmt::format("{} messages", count);
  const auto newest = count == messaging::Inbox::kPageMax ? "the newest " : "";
  const auto whose = to.empty() ? "" : fmt::format(" to {}", escape_html(to));
  return fmt::format("{}{}{}", newest, messages, whose);
}

constexpr std::string_view kNothing =
    "<p class=\"nothing\">Nothing here yet. Messages that Poolhouse would send to your users, with their "
    "codes, appear here as soon as they are due.</p>\n";

// Filled with: whose, heading, messages.
constexpr fmt::string_view kPage = R"html(<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Inbox · Poolhouse</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/inbox/inbox.css">
<script src="/inbox/inbox.js" defer></script>
</head>
<body>
<header class="bar">
<h1>Inbox</h1>
<form action="/inbox" method="get" role="search">
<input type="search" name="to" value="{0}" placeholder="Address or phone number" aria-label="Messages to">
<button>Show</button>
</form>
<button id="empty" type="button" hidden>Empty the inbox</button>
</header>
<main id="messages" aria-live="polite">
<p class="count">{1}</p>
{2}</main>
</body>
</html>
)html";

}  // namespace

std::string inbox_json(std::span<const Message> messages) {
  std::string json = "{\"messages\":[";
  for (const auto& message : messages) {
    json += json.ends_with('[') ? "{" : ",{";
    append_member(json, "id", message.id);
    append_member(json, "medium", name_of(message.medium));
    append_member(json, "to", message.to);
    append_member(json, "subject", message.subject);
    append_member(json, "body", message.body);
    append_member(json, "code", message.code);
    append_member(json, "createdAt", iso_8601(message.created_at));
    json += '}';
  }
  json += "]}";
  return json;
}

std::string inbox_page(std::span<const Message> messages, std::string_view to) {
  std::string articles;
  for (const auto& message : messages) append_article(articles, message);
  if (messages.empty()) articles = kNothing;
  return fmt::format(kPage, escape_html(to), heading(messages.size(), to), articles);
}

std::string escape_html(std::string_view text) {
  std::string escaped;
  escaped.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      case '\'':
        escaped += "&#39;";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

}  // namespace poolhouse
