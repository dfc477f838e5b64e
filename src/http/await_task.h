// Lets a connection's Asio coroutine wait for a handler's Task. Private to the room.
#pragma once

#include <atomic>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include "base/task.h"
#include "http/asio.h"

namespace poolhouse::http {

namespace detail {

template <class T>
struct Outcome {
  std::optional<T> value;
  std::exception_ptr failure;
  // The task and its awaiter meet here: whoever comes second wakes the awaiter.
  std::atomic<int> arrived = 0;
  std::move_only_function<void()> wake;

  void arrive() {
    if (arrived.fetch_add(1) == 1) wake();
  }
};

}  // namespace detail

// Starts `task` here and now. It may finish on any thread; the caller goes on on `strand`. A task that
// never waits costs no round through the event loop.
template <class T>
Awaitable<T> await_task(Strand strand, Task<T> task) {
  const auto outcome = std::make_shared<detail::Outcome<T>>();
  spawn(std::move(task), [outcome](std::optional<T> value, std::exception_ptr failure) {
    outcome->value = std::move(value);
    outcome->failure = std::move(failure);
    outcome->arrive();
  });
  if (outcome->arrived.load() == 0) {
    auto suspend = [outcome, strand](auto handler) {
      outcome->wake = [strand, resume = std::move(handler)]() mutable {
        asio::post(strand, std::move(resume));
      };
      outcome->arrive();
    };
    co_await asio::async_initiate<const asio::use_awaitable_t<Strand>, void()>(
        std::move(suspend), asio::use_awaitable_t<Strand>{});
  }
  if (outcome->failure) std::rethrow_exception(outcome->failure);
  co_return std::move(*outcome->value);
}

}  // namespace poolhouse::http
