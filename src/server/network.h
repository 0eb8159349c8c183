// The network's types: one executor, so that no call is dispatched at run time.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>

namespace cognitrack {

using NetworkExecutor = boost::asio::thread_pool::executor_type;
using NetworkSocket =
    boost::asio::basic_stream_socket<boost::asio::ip::tcp, boost::asio::thread_pool::executor_type>;
using NetworkTimer =
    boost::asio::basic_waitable_timer<std::chrono::steady_clock,
                                      boost::asio::wait_traits<std::chrono::steady_clock>,
                                      boost::asio::thread_pool::executor_type>;
template <typename T>
using Awaitable = boost::asio::awaitable<T, NetworkExecutor>;

}  // namespace cognitrack
