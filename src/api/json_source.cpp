#include "api/json_source.h"

#include <string.h>  // explicit_bzero

#include <algorithm>
#include <cstring>
#include <new>
#include <vector>

#include "api/codec.h"

namespace poolhouse::api {
namespace {

// A parser that grew past this for one big body (a logo, a template) is not kept.
constexpr std::size_t kKeptSize = std::size_t{256} * 1024;

struct Scratch {
  simdjson::dom::parser parser;
  // The text with the padding that the parser reads beyond its end.
  std::vector<char> text;
};

Scratch& scratch() {
  thread_local Scratch mine;
  return mine;
}

}  // namespace

JsonSource::JsonSource(std::string_view json) : size_(json.size()) {
  auto& [parser, text] = scratch();
  // simdjson counts the document itself as a level.
  constexpr auto levels = kRequestDepthMax + 1;
  if (parser.max_depth() != levels && parser.allocate(4096, levels) != simdjson::SUCCESS)
    throw std::bad_alloc();
  if (text.size() < size_ + simdjson::SIMDJSON_PADDING) text.resize(size_ + simdjson::SIMDJSON_PADDING);
  if (!json.empty()) std::memcpy(text.data(), json.data(), size_);
  std::memset(text.data() + size_, 0, simdjson::SIMDJSON_PADDING);
  const auto error = parser.parse(text.data(), size_, false).get(root_);
  if (error == simdjson::SUCCESS) return;
  wipe();
  if (error == simdjson::MEMALLOC) throw std::bad_alloc();
  throw JsonFault{simdjson::error_message(error)};
}

JsonSource::~JsonSource() { wipe(); }

void JsonSource::wipe() noexcept {
  auto& [parser, text] = scratch();
  explicit_bzero(text.data(), size_);
  if (auto* strings = parser.doc.string_buf.get()) {
    // simdjson's own bound: each string takes its bytes, a length and a NUL; the densest text is "",.
    explicit_bzero(strings, 5 * std::min(size_, parser.doc.capacity()) / 3 + simdjson::SIMDJSON_PADDING);
  }
  if (size_ > kKeptSize) {
    parser = simdjson::dom::parser();
    text = {};
  }
}

}  // namespace poolhouse::api
