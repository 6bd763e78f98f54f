#include "platform/http/server.hpp"

#include <utility>  // Boost 1.74's Asio needs it first

#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>

#include <algorithm>
#include <array>
#include <vector>

#include "platform/http/handling.hpp"
#include "platform/http/session.hpp"

namespace fugong::http {
namespace {

constexpr std::size_t kIoThreads = 2;
constexpr std::int64_t kAcceptPauseMs = 50;

Place address_place(const ServerOptions& options) {
  return Place{options.address + ":" + std::to_string(options.port), 0, 0, ""};
}

}  // namespace

struct Server::Impl {
  Impl(ServerOptions options, const RouterNow& router_now)
      : shared(std::move(options), router_now), acceptor(door.io), pause(door.io) {}

  Result<std::uint16_t> listen();
  void accept();
  void adopt(tcp::socket socket, Loop& loop);
  void turn_away(tcp::socket socket);
  void tick(Loop& loop);
  void run();
  void stop();

  std::array<Loop, kIoThreads> loops;
  // Loops go last first, and an accept that is under way holds a socket of any of them: it must
  // wait on the one that goes first.
  Loop& door = loops.back();
  Shared shared;  // after loops: its workers are joined before the loops go
  tcp::acceptor acceptor;
  asio::steady_timer pause;
  std::size_t next_loop = 0;
  std::int64_t tick_ms = 100;
  bool running = false;
};

Result<std::uint16_t> Server::Impl::listen() {
  const ServerOptions& options = shared.options;
  SocketError error;
  const asio::ip::address address = asio::ip::make_address(options.address, error);
  if (error) {
    return fail("address-invalid", address_place(options),
                {"监听地址不是 IP 地址", "the address to listen on is not an IP address"},
                {"写成 127.0.0.1 或 ::1", "write 127.0.0.1 or ::1"});
  }
  const tcp::endpoint endpoint(address, options.port);
  acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (!error) return acceptor.local_endpoint().port();
  SocketError ignored;
  acceptor.close(ignored);
  if (error == asio::error::address_in_use) {
    return fail("address-in-use", address_place(options),
                {"端口已被占用", "the port is already in use"},
                {"换一个端口，或先停掉占用它的程序",
                 "choose another port, or stop the program that has it"});
  }
  return fail("address-denied", address_place(options),
              {"无法在此地址监听：" + error.message(), "cannot listen there: " + error.message()},
              {"换一个地址或 1024 以上的端口", "choose another address, or a port above 1024"});
}

void Server::Impl::accept() {
  Loop& loop = loops[next_loop];
  next_loop = (next_loop + 1) % loops.size();
  acceptor.async_accept(loop.io, [this, &loop](const SocketError& error, tcp::socket socket) {
    if (!acceptor.is_open()) return;
    if (error) {
      // Most likely out of file descriptors: spinning on it would help nobody.
      pause.expires_after(milliseconds(kAcceptPauseMs));
      pause.async_wait([this](const SocketError& cancelled) {
        if (!cancelled && acceptor.is_open()) accept();
      });
      return;
    }
    if (shared.add_connection()) {
      asio::post(loop.io,
                 [this, &loop, s = std::move(socket)]() mutable { adopt(std::move(s), loop); });
    } else {
      turn_away(std::move(socket));
    }
    accept();
  });
}

void Server::Impl::adopt(tcp::socket socket, Loop& loop) {
  const auto session = std::make_shared<Session>(shared, loop, std::move(socket));
  loop.sessions.emplace(session.get(), session);
  session->start();
}

void Server::Impl::turn_away(tcp::socket socket) {
  const Response response =
      overloaded_response("overloaded", {"连接太多", "too many connections"}, Request{});
  const std::string bytes = response_head(response, After::close, door.date_now()) + response.body;
  SocketError ignored;
  socket.non_blocking(true, ignored);
  socket.write_some(asio::buffer(bytes), ignored);
  socket.shutdown(tcp::socket::shutdown_send, ignored);
}

void Server::Impl::tick(Loop& loop) {
  loop.ticker.expires_after(milliseconds(tick_ms));
  loop.ticker.async_wait([this, &loop](const SocketError& error) {
    if (error) return;
    const auto now = SteadyClock::now();
    std::vector<std::shared_ptr<Session>> sessions;
    sessions.reserve(loop.sessions.size());
    for (const auto& [key, session] : loop.sessions)
      sessions.push_back(session);
    for (const auto& session : sessions)
      session->check_deadline(now);
    tick(loop);
  });
}

void Server::Impl::run() {
  const ServerOptions& options = shared.options;
  const std::int64_t shortest = std::min({options.request_deadline_ms, options.idle_deadline_ms,
                                          options.handler_deadline_ms, kLingerMs});
  tick_ms = std::clamp<std::int64_t>(shortest / 4, 5, 100);
  accept();
  for (Loop& loop : loops) {
    tick(loop);
    loop.thread = std::thread([&loop] { loop.io.run(); });
  }
  running = true;
}

void Server::Impl::stop() {
  if (!std::exchange(running, false)) return;
  shared.stopping = true;
  const auto on_every_session = [this](void (Session::*act)()) {
    for (Loop& loop : loops) {
      asio::post(loop.io, [&loop, act] {
        std::vector<std::shared_ptr<Session>> sessions;
        for (const auto& [key, session] : loop.sessions)
          sessions.push_back(session);
        for (const auto& session : sessions)
          ((*session).*act)();
      });
    }
  };
  asio::post(door.io, [this] {
    SocketError ignored;
    acceptor.close(ignored);
    pause.cancel();
  });
  on_every_session(&Session::stop_gently);
  const auto wait = [this](std::int64_t ms) {
    std::unique_lock lock(shared.mutex);
    shared.all_closed.wait_for(lock, milliseconds(ms), [this] { return shared.connections == 0; });
  };
  wait(shared.options.drain_deadline_ms);
  on_every_session(&Session::close);
  shared.pool.stop();
  for (Loop& loop : loops)
    loop.io.stop();
  for (Loop& loop : loops)
    loop.thread.join();
}

Server::Server(ServerOptions options, const Router& router)
    : Server(std::move(options), [&router] {
        return std::shared_ptr<const Router>(std::shared_ptr<const Router>(), &router);
      }) {}
Server::Server(ServerOptions options, const RouterNow& router_now)
    : impl_(std::make_unique<Impl>(std::move(options), router_now)) {}

Server::~Server() {
  stop();
}

Result<std::uint16_t> Server::start() {
  FUGONG_CHECK(!impl_->running && !impl_->shared.stopping, "a server starts once");
  auto port = impl_->listen();
  if (port) impl_->run();
  return port;
}

void Server::stop() {
  impl_->stop();
}

}  // namespace fugong::http
