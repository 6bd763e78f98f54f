// Server: HTTP/1.1 on one address, over Boost.Asio (only server.cpp and session.cpp know that).
//
//   Server server(options, router);
//   Result<std::uint16_t> port = server.start();   // bound and listening, threads running
//   ...
//   server.stop();                                  // no new requests; those running finish
//
// start(), stop() and the destructor belong to one thread; `access_log` is called from several.
// Two I/O threads read and write; handlers run on a bounded pool of `workers`. When the queue is
// full the answer is 503 with Retry-After. A request has `request_deadline_ms` from its first byte
// to the last byte of its body (slow senders are cut), a handler has `handler_deadline_ms` to
// answer before the client gets 503.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "base/fault.hpp"
#include "platform/http/router.hpp"

namespace fugong::http {

struct ServerOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 8020;  ///< 0 = any free port
  unsigned workers = 2;
  std::size_t max_body_bytes = 1u << 20;
  std::size_t max_header_bytes = 8u << 10;
  /// Every request comes through a proxy that adds the client's address to X-Forwarded-For: the
  /// last one there is the request's source. Never where clients reach the port themselves.
  bool behind_proxy = false;
  std::size_t max_target_bytes = 2048;
  std::size_t max_connections = 4096;
  std::size_t max_queue = 1024;
  std::int64_t request_deadline_ms = 10'000;
  std::int64_t idle_deadline_ms = 30'000;  ///< keep-alive without a request
  std::int64_t handler_deadline_ms = 5'000;
  std::int64_t drain_deadline_ms = 5'000;
  /// One line of JSON for each request answered: method, path, status, ms, bytes; and one for each
  /// handler that threw. Called from several threads. May be empty.
  std::function<void(const std::string& line)> access_log;
};

/// The router that answers what comes now; it lives as long as the pointer is held.
using RouterNow = std::function<std::shared_ptr<const Router>()>;

class Server {
 public:
  /// `router` must outlive the server.
  Server(ServerOptions options, const Router& router);
  /// Asks for each request which router answers it, from several threads.
  Server(ServerOptions options, const RouterNow& router_now);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// The port, or why the address can't be had.
  Result<std::uint16_t> start();
  /// Graceful: stops accepting, lets running requests finish (at most drain_deadline_ms), joins. A
  /// handler that is still running then is waited for: it can't be ended from outside.
  void stop();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace fugong::http
