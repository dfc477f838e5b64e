// Does what the argument says, so that ./test sees whether the sanitizer of this build would have told:
// address, undefined, leak or race.
#include <string_view>
#include <thread>
#include <vector>

namespace {

volatile int sink = 0;
int shared = 0;

// More than one: the last may still lie in a register.
void leak() {
  for (int i = 0; i < 10; ++i) sink = *new int(i);
}

void race() {
  std::thread other([] {
    for (int i = 0; i < 1000; ++i) ++shared;
  });
  for (int i = 0; i < 1000; ++i) ++shared;
  other.join();
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view wrong = argc > 1 ? argv[1] : "";
  const std::vector<int> numbers(static_cast<std::size_t>(argc), 1);
  if (wrong == "address") sink = numbers.data()[argc];
  if (wrong == "undefined") sink = argc + 2'147'483'647;
  if (wrong == "leak") leak();
  if (wrong == "race") race();
  return 0;
}
