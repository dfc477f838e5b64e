#include "store/observer.h"

#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>

namespace poolhouse::store {

void StoreObserver::committed(std::size_t, std::chrono::nanoseconds) {}
void StoreObserver::read_took(std::chrono::nanoseconds) {}
void StoreObserver::note(std::string_view) {}

void StoreObserver::fatal(std::string_view sentence) {
  fmt::print(stderr, "{}\n", sentence);
  std::_Exit(kExitCannotSync);
}

}  // namespace poolhouse::store
