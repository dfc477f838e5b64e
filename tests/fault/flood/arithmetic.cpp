#include "arithmetic.h"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include "base/random.h"
#include "base/time.h"

namespace poolhouse::flood {
namespace {

using nlohmann::json;

// As the server's workers (src/base/cpu_pool.cpp).
constexpr int kNiceness = 5;

crypto::srp::Client make_client() {
  SeededRandom random(1);
  return crypto::srp::Client(random);
}

}  // namespace

std::string post(const std::string& operation, const std::string& body) {
  return fmt::format(
      "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-amz-json-1.1\r\n"
      "X-Amz-Target: AWSCognitoIdentityProviderService.{}\r\nContent-Length: {}\r\n\r\n{}",
      operation, body.size(), body);
}

Arithmetic::Arithmetic(Account account, std::size_t threads, std::function<void()> done)
    : account_(std::move(account)), client_(make_client()), done_(std::move(done)) {
  for (std::size_t i = 0; i < threads; ++i) {
    threads_.emplace_back([this](const std::stop_token& stop) { work(stop); });
  }
}

void Arithmetic::compute(std::size_t phase, std::string challenge) {
  {
    const std::scoped_lock lock(mutex_);
    jobs_.push_back({phase, std::move(challenge)});
  }
  ready_.notify_one();
}

std::vector<Arithmetic::Answer> Arithmetic::answers() {
  const std::scoped_lock lock(mutex_);
  return std::exchange(answers_, {});
}

std::size_t Arithmetic::forget() {
  const std::scoped_lock lock(mutex_);
  return std::exchange(jobs_, {}).size();
}

void Arithmetic::work(const std::stop_token& stop) {
  ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), kNiceness);
  std::unique_lock lock(mutex_);
  for (;;) {
    if (!ready_.wait(lock, stop, [this] { return !jobs_.empty(); })) return;
    auto job = std::move(jobs_.front());
    jobs_.pop_front();
    lock.unlock();
    Answer answer{.phase = job.phase, .request = respond(job.challenge)};
    lock.lock();
    answers_.push_back(std::move(answer));
    done_();
  }
}

std::string Arithmetic::respond(const std::string& challenge) const {
  const auto parameters = json::parse(challenge).at("ChallengeParameters");
  const auto of = [&](const char* name) { return parameters.at(name).get<std::string>(); };
  const auto now = fmt::gmtime(to_epoch_seconds(SystemClock{}.now()));
  const auto timestamp = fmt::format("{:%a %b} {} {:%H:%M:%S} UTC {:%Y}", now, now.tm_mday, now, now);
  const auto user = of("USER_ID_FOR_SRP");
  const auto signature =
      client_.sign({.pool_name = account_.pool_name, .user_id_for_srp = user}, Secret(account_.password),
                   of("SALT"), of("SRP_B"), of("SECRET_BLOCK"), timestamp);
  const json request = {{"ClientId", account_.client_id},
                        {"ChallengeName", "PASSWORD_VERIFIER"},
                        {"ChallengeResponses",
                         {{"USERNAME", user},
                          {"PASSWORD_CLAIM_SECRET_BLOCK", of("SECRET_BLOCK")},
                          {"PASSWORD_CLAIM_SIGNATURE", signature.value()},
                          {"TIMESTAMP", timestamp}}}};
  return post("RespondToAuthChallenge", request.dump());
}

}  // namespace poolhouse::flood
