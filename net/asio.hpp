// The one place that names Asio's types for net/: sockets on a plain
// io_context, whose executor costs no indirection.
#pragma once

#include <utility> // Asio 1.74 needs it in C++20, before its own headers.

#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/system/error_code.hpp>

#include <chrono>

namespace leadmill {

namespace asio = boost::asio;

using tcp = asio::ip::tcp;
using error_code = boost::system::error_code;
using io_executor = asio::io_context::executor_type;
using tcp_socket = asio::basic_stream_socket<tcp, io_executor>;
using tcp_acceptor = asio::basic_socket_acceptor<tcp, io_executor>;
using steady_clock = std::chrono::steady_clock;
using io_timer =
    asio::basic_waitable_timer<steady_clock, asio::wait_traits<steady_clock>,
                               io_executor>;

} // namespace leadmill
