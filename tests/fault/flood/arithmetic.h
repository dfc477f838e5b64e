// A client's part of SRP, on threads of its own: some milliseconds for each sign-in, in which the flood goes
// on. They give way as much as the server's workers do, since real clients compute on their own machines.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "crypto/srp_client.h"

namespace poolhouse::flood {

struct Account {
  std::string client_id;
  std::string pool_name;  // what SRP hashes: the id after the `_`
  std::string password;
};

class Arithmetic {
 public:
  struct Answer {
    std::size_t phase;
    std::string request;  // RespondToAuthChallenge
  };

  // `done` is called when `answers` has something to give, from any thread.
  Arithmetic(Account account, std::size_t threads, std::function<void()> done);

  [[nodiscard]] std::string A_hex() const { return client_.A_hex(); }
  // `challenge` is the body of the answer to InitiateAuth, `phase` comes back with what follows from it.
  void compute(std::size_t phase, std::string challenge);
  [[nodiscard]] std::vector<Answer> answers();
  // Those that nobody has begun to compute will not be. How many they are.
  std::size_t forget();

 private:
  struct Job {
    std::size_t phase;
    std::string challenge;
  };

  void work(const std::stop_token& stop);
  [[nodiscard]] std::string respond(const std::string& challenge) const;

  const Account account_;
  const crypto::srp::Client client_;
  const std::function<void()> done_;
  std::mutex mutex_;
  std::condition_variable_any ready_;
  std::deque<Job> jobs_;
  std::vector<Answer> answers_;
  std::vector<std::jthread> threads_;
};

// A call of the API as it goes over the wire.
[[nodiscard]] std::string post(const std::string& operation, const std::string& body);

}  // namespace poolhouse::flood
