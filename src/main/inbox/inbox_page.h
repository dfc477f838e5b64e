// The inbox as JSON for programs and as a page for people. Pure functions.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "messaging/outbox.h"

namespace poolhouse {

// {"messages":[{"id","medium","to","subject","body","code","createdAt"}]}, in the order given.
[[nodiscard]] std::string inbox_json(std::span<const messaging::Message> messages);
// `to`: whose messages these are; empty for everybody's.
[[nodiscard]] std::string inbox_page(std::span<const messaging::Message> messages, std::string_view to);

// For HTML's text and for attribute values in quotes.
[[nodiscard]] std::string escape_html(std::string_view text);

// Of web/inbox.
[[nodiscard]] std::string_view inbox_style();
[[nodiscard]] std::string_view inbox_script();

}  // namespace poolhouse
