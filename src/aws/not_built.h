// Operations of the models that Poolhouse does not have yet: their requests are checked like all others,
// then answered by HTTP 501. Never a fake success.
#pragma once

#include <fmt/format.h>

#include "api/codec.h"
#include "api/errors.h"
#include "api/query.h"
#include "aws/dispatcher.h"
#include "aws/query_form.h"

namespace poolhouse::aws {

template <class Operation>
Task<std::string> refuse_as_not_built(std::string body) {
  using Request = typename Operation::Request;
  if (Operation::info.service->protocol == api::Protocol::query) {
    const auto form = decode_query_form(body);
    if (!form) throw api::SerializationException("The form cannot be read.");
    (void)api::decode_query_request<Request>(std::vector(form->begin(), form->end()));
  } else {
    (void)api::decode_request<Request>(body);
  }
  throw api::NotImplementedException(
      fmt::format("{} is not implemented by this server.", Operation::info.name));
  co_return std::string();  // makes it a coroutine
}

// Adds what the list has and the dispatcher has not.
template <class... Operations>
void add_not_built(Dispatcher& dispatcher, api::TypeList<Operations...> list) {
  api::for_each_operation(list, [&dispatcher]<class Operation>() {
    if (dispatcher.has(Operation::info)) return;
    dispatcher.add(Operation::info,
                   [](std::string body, Call) { return refuse_as_not_built<Operation>(std::move(body)); });
  });
}

}  // namespace poolhouse::aws
