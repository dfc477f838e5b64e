#include "load/curl_echo.h"

#include <curl/curl.h>
#include <fmt/format.h>

#include <memory>
#include <stdexcept>

namespace poolhouse::bench {
namespace {

std::size_t append(char* bytes, std::size_t size, std::size_t count, void* out) {
  static_cast<std::string*>(out)->append(bytes, size * count);
  return size * count;
}

class CurlConnection {
 public:
  void post(const std::string& url, const std::string& body) {
    answer_.clear();
    auto* const handle = handle_.get();
    curl_easy_setopt(handle, CURLOPT_URL, url.c_str());
    curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers_.get());
    curl_easy_setopt(handle, CURLOPT_POSTFIELDS, body.data());
    curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE, static_cast<long>(body.size()));
    curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, &append);
    curl_easy_setopt(handle, CURLOPT_WRITEDATA, &answer_);
    curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    if (const auto code = curl_easy_perform(handle); code != CURLE_OK) {
      throw std::runtime_error(curl_easy_strerror(code));
    }
  }

 private:
  std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> handle_{curl_easy_init(), &curl_easy_cleanup};
  std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> headers_{
      curl_slist_append(nullptr, "Content-Type: application/x-amz-json-1.1"), &curl_slist_free_all};
  std::string answer_;
};

}  // namespace

Scenario curl_echo_of(std::string name, std::uint16_t port, std::vector<WireSizes> sizes) {
  auto request = [port, sizes = std::move(sizes)](Worker& worker) {
    thread_local CurlConnection connection;
    for (const auto& call : sizes) {
      const auto url = fmt::format("http://127.0.0.1:{}/echo?bytes={}", port, call.response_body);
      const std::string body(call.request / 2, 'x');
      worker.client.timed([&] { connection.post(url, body); });
    }
  };
  return {std::move(name), std::move(request)};
}

}  // namespace poolhouse::bench
