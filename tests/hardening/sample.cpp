// Does wrong what its argument says. A hardened program is stopped at once; tests/hardening/check.py looks
// whether it was.
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string_view>
#include <vector>

namespace {

// What the optimiser cannot foresee.
volatile std::size_t size = 64;
volatile char sink = 0;

[[gnu::noinline]] void keep(const char* bytes) { sink = bytes[0]; }

[[gnu::noinline]] void copy_beyond_an_array(const char* from) {
  char array[16];
  std::memcpy(array, from, size);
  keep(array);
}

// Its size is known at run time only: _FORTIFY_SOURCE=3.
[[gnu::noinline]] void copy_beyond_an_allocation(const char* from) {
  const std::size_t half = size / 2;
  auto* const allocated = static_cast<char*>(std::malloc(half));
  std::memcpy(allocated, from, size);
  keep(allocated);
  std::free(allocated);
}

[[gnu::noinline]] void write_beyond_an_array() {
  char array[16];
  volatile char* const bytes = array;
  for (std::size_t i = 0; i < size; ++i) bytes[i] = 'x';
  keep(array);
}

[[gnu::noinline]] void index_beyond_a_vector() {
  const std::vector<char> vector(size / 2);
  sink = vector[size];
}

[[gnu::noinline]] void leave_something_on_the_stack() {
  volatile char bytes[256];
  for (auto& byte : bytes) byte = 's';
}
[[gnu::noinline]] bool finds_something_on_the_stack() {
  char bytes[256];
  asm volatile("" : : "r"(bytes) : "memory");
  for (const char byte : bytes) {
    if (byte == 's') return true;
  }
  return false;
}

// More than the guard page of a stack: jumped over in one go, the next allocation might lie there.
[[gnu::noinline]] void touch_a_large_frame() {
  char bytes[64 * 1024];
  asm volatile("" : : "r"(bytes) : "memory");
  keep(bytes);
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view wrong = argc > 1 ? argv[1] : "";
  const std::vector<char> bytes(256, 'x');
  if (wrong == "copy_beyond_an_array") copy_beyond_an_array(bytes.data());
  if (wrong == "copy_beyond_an_allocation") copy_beyond_an_allocation(bytes.data());
  if (wrong == "write_beyond_an_array") write_beyond_an_array();
  if (wrong == "index_beyond_a_vector") index_beyond_a_vector();
  if (wrong == "touch_a_large_frame") touch_a_large_frame();
  if (wrong == "read_what_was_not_written") {
    leave_something_on_the_stack();
    if (finds_something_on_the_stack()) std::abort();
  }
  return 0;
}
