// The io_context behind the EventLoop. Private to the room.
#pragma once

#include <thread>
#include <vector>

#include "http/asio.h"
#include "http/event_loop.h"

namespace poolhouse::http {

struct EventLoop::Core {
  explicit Core(std::size_t threads) : context(static_cast<int>(threads)), work(context.get_executor()) {}

  asio::io_context context;
  asio::executor_work_guard<asio::io_context::executor_type> work;
  std::vector<std::jthread> threads;
};

}  // namespace poolhouse::http
