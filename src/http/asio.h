// The parts of Asio and Beast that this room uses, precompiled. Private to the room: no public header
// includes it.
#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/status.hpp>
#include <boost/beast/http/string_body.hpp>

namespace poolhouse::http {

namespace asio = boost::asio;
namespace beast = boost::beast;
using boost::system::error_code;

// What belongs to one connection runs on its strand; the concrete type spares Asio's type erasure.
using Strand = asio::strand<asio::io_context::executor_type>;
using Socket = asio::basic_stream_socket<asio::ip::tcp, Strand>;
using TlsStream = asio::ssl::stream<Socket>;
template <class T>
using Awaitable = asio::awaitable<T, Strand>;
// Errors come back as values: on a network they are ordinary.
inline constexpr auto kAwait = asio::as_tuple(asio::use_awaitable_t<Strand>{});

}  // namespace poolhouse::http
