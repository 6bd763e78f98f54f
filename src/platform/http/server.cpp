#include "platform/http/server.hpp"

#include <utility>  // Boost 1.74's Asio needs it first

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <ctime>
#include <mutex>
#include <thread>
#include <unordered_map>
#include <vector>

#include "platform/http/handling.hpp"
#include "platform/http/wire.hpp"
#include "platform/http/worker_pool.hpp"

namespace fugong::http {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using Error = boost::system::error_code;
using SteadyClock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr std::size_t kIoThreads = 2;
constexpr std::size_t kReadBytes = 64u << 10;
/// After a last answer the client may still be sending; closing at once would take the answer away.
constexpr std::int64_t kLingerMs = 1'000;
constexpr std::size_t kMaxLingerBytes = 4u << 20;
/// A client that reads slower than this is cut.
constexpr std::int64_t kMinWriteBytesPerSecond = 4'096;
constexpr std::int64_t kAcceptPauseMs = 50;

class Session;

/// One I/O thread with its sessions; nothing in it is touched from another thread.
struct Loop {
  asio::io_context io{1};
  asio::executor_work_guard<asio::io_context::executor_type> guard{io.get_executor()};
  asio::steady_timer ticker{io};
  std::array<char, kReadBytes> buffer{};
  std::int64_t date_second = -1;
  std::string date;
  std::unordered_map<Session*, std::shared_ptr<Session>> sessions;
  std::thread thread;

  const std::string& date_now() {
    const std::int64_t second = std::time(nullptr);
    if (second != date_second) date = http_date(second);
    date_second = second;
    return date;
  }
};

/// What every session shares.
struct Shared {
  ServerOptions options;
  const Router& router;
  WireLimits limits;
  WorkerPool pool;
  std::atomic<bool> stopping{false};
  std::mutex mutex;
  std::condition_variable all_closed;
  std::size_t connections = 0;  ///< under mutex

  Shared(ServerOptions o, const Router& r)
      : options(std::move(o)),
        router(r),
        limits{options.max_header_bytes, options.max_target_bytes, options.max_body_bytes},
        pool(options.workers, options.max_queue) {}

  bool add_connection() {
    const std::lock_guard lock(mutex);
    if (connections >= options.max_connections) return false;
    ++connections;
    return true;
  }
  void remove_connection() {
    const std::lock_guard lock(mutex);
    if (--connections == 0) all_closed.notify_all();
  }
};

/// One connection. Runs on the thread of its loop only; a worker hands its answer over by post.
class Session : public std::enable_shared_from_this<Session> {
 public:
  Session(Shared& shared, Loop& loop, tcp::socket socket)
      : shared_(shared), loop_(loop), socket_(std::move(socket)), reader_(shared.limits) {}

  void start();
  void stop_gently();
  void close();
  void check_deadline(SteadyClock::time_point now);

 private:
  enum class Phase : std::uint8_t { idle, reading, handling, writing, lingering, closed };

  void enter(Phase phase, std::int64_t deadline_ms) {
    phase_ = phase;
    deadline_ = SteadyClock::now() + milliseconds(deadline_ms);
  }
  void wait_readable();
  void on_readable();
  void discard();
  bool read_available();
  void advance();
  void dispatch();
  void on_answer(std::uint64_t generation, Response response);
  void respond(Response response, bool keep);
  void on_written(const Error& error);
  void log(int status, std::size_t bytes);

  Shared& shared_;
  Loop& loop_;
  tcp::socket socket_;
  RequestReader reader_;
  Phase phase_ = Phase::idle;
  SteadyClock::time_point deadline_{};
  SteadyClock::time_point received_at_{};
  bool waiting_ = false;
  bool keep_alive_ = false;
  bool old_version_ = false;
  bool head_only_ = false;
  bool close_after_ = false;
  std::uint64_t generation_ =
      0;  ///< of the request being handled; a late answer carries an old one
  std::size_t discarded_ = 0;
  Request asked_;  ///< method, path and language of the request being handled (not its body)
  std::string out_head_;
  Response out_;
};

void Session::start() {
  Error ignored;
  socket_.non_blocking(true, ignored);
  socket_.set_option(tcp::no_delay(true), ignored);
  enter(Phase::idle, shared_.options.idle_deadline_ms);
  if (shared_.stopping) return close();
  wait_readable();
}

void Session::close() {
  if (phase_ == Phase::closed) return;
  phase_ = Phase::closed;
  ++generation_;
  Error ignored;
  socket_.close(ignored);
  const auto self = shared_from_this();
  loop_.sessions.erase(this);
  shared_.remove_connection();
}

void Session::stop_gently() {
  if (phase_ != Phase::idle) return;
  // A request that has already arrived still counts as running.
  if (!read_available()) return;
  advance();
  if (phase_ == Phase::idle) close();
}

void Session::check_deadline(SteadyClock::time_point now) {
  if (now < deadline_) return;
  switch (phase_) {
    case Phase::reading: {
      const Fault fault{"request-too-slow",
                        {},
                        {"请求没有及时发完", "the request was not sent in time"},
                        {"检查网络后重发", "check the network and send it again"}};
      respond(refusal_response({408, fault}, reader_.partial()), false);
      break;
    }
    case Phase::handling:
      ++generation_;
      respond(overloaded_response("handler-too-slow",
                                  {"处理超时", "the answer took too long to work out"}, asked_),
              false);
      break;
    case Phase::idle:
    case Phase::writing:
    case Phase::lingering:
    case Phase::closed:
      close();
      break;
  }
}

void Session::wait_readable() {
  if (waiting_) return;
  waiting_ = true;
  socket_.async_wait(tcp::socket::wait_read, [self = shared_from_this()](const Error& error) {
    self->waiting_ = false;
    if (self->phase_ == Phase::closed) return;
    if (error) return self->close();
    self->on_readable();
  });
}

void Session::on_readable() {
  if (phase_ == Phase::lingering) return discard();
  // A deadline may have answered while the wait was under way.
  if (phase_ != Phase::idle && phase_ != Phase::reading) return;
  if (read_available()) advance();
}

/// False when the connection was closed.
bool Session::read_available() {
  Error error;
  const std::size_t got = socket_.read_some(asio::buffer(loop_.buffer), error);
  if (error == asio::error::would_block) return true;
  if (error) {
    close();
    return false;
  }
  reader_.feed({loop_.buffer.data(), got});
  return true;
}

void Session::discard() {
  Error error;
  discarded_ += socket_.read_some(asio::buffer(loop_.buffer), error);
  if ((error && error != asio::error::would_block) || discarded_ > kMaxLingerBytes) return close();
  wait_readable();
}

void Session::advance() {
  if (phase_ == Phase::idle && reader_.started()) {
    enter(Phase::reading, shared_.options.request_deadline_ms);
  }
  switch (reader_.advance()) {
    case ReadState::need_more:
      if (!reader_.started()) {
        phase_ = Phase::idle;
      } else if (reader_.take_wants_continue()) {
        // Fits the socket's buffer: nothing else is being written.
        Error ignored;
        socket_.write_some(asio::buffer(std::string_view("HTTP/1.1 100 Continue\r\n\r\n")),
                           ignored);
      }
      wait_readable();
      break;
    case ReadState::complete:
      dispatch();
      break;
    case ReadState::refused:
      received_at_ = SteadyClock::now();
      asked_ = reader_.partial();
      respond(refusal_response(reader_.refusal(), asked_), false);
      break;
  }
}

void Session::dispatch() {
  ReceivedRequest received = reader_.take();
  keep_alive_ = received.keep_alive;
  old_version_ = received.old_version;
  head_only_ = received.request.method == Method::head;
  received_at_ = SteadyClock::now();
  asked_ = Request{};
  asked_.method = received.request.method;
  asked_.path = received.request.path;
  if (const auto language = received.request.header("accept-language")) {
    asked_.headers.emplace_back("accept-language", *language);
  }
  enter(Phase::handling, shared_.options.handler_deadline_ms);
  const std::uint64_t generation = ++generation_;
  auto request = std::make_shared<Request>(std::move(received.request));
  const bool queued = shared_.pool.try_submit([self = shared_from_this(), generation, request,
                                               deadline = deadline_]() mutable {
    // The client has been told that it is too late: do not work for nobody.
    if (SteadyClock::now() >= deadline) return;
    Response response = handle(self->shared_.router, *request, self->shared_.options.access_log);
    asio::io_context& io = self->loop_.io;
    asio::post(io, [s = std::move(self), generation, r = std::move(response)]() mutable {
      s->on_answer(generation, std::move(r));
    });
  });
  if (queued) return;
  ++generation_;
  respond(overloaded_response("overloaded", {"请求太多，暂时无法处理", "too many requests at once"},
                              asked_),
          false);
}

void Session::on_answer(std::uint64_t generation, Response response) {
  if (generation != generation_ || phase_ != Phase::handling) return;
  respond(std::move(response), keep_alive_);
}

void Session::respond(Response response, bool keep) {
  close_after_ = !keep || shared_.stopping;
  const After after = close_after_   ? After::close
                      : old_version_ ? After::keep_said_aloud
                                     : After::keep;
  out_ = std::move(response);
  out_head_ = response_head(out_, after, loop_.date_now());
  const bool bodiless = head_only_ || out_.status == 204 || out_.status == 304;
  const std::string_view body = bodiless           ? std::string_view()
                                : out_.shared_body ? std::string_view(*out_.shared_body)
                                                   : std::string_view(out_.body);
  const auto bytes = static_cast<std::int64_t>(body.size());
  enter(Phase::writing,
        shared_.options.request_deadline_ms + bytes * 1'000 / kMinWriteBytesPerSecond);
  const std::array<asio::const_buffer, 2> parts = {asio::buffer(out_head_), asio::buffer(body)};
  asio::async_write(socket_, parts,
                    [self = shared_from_this()](const Error& error, std::size_t written) {
                      self->log(self->out_.status, written);
                      self->on_written(error);
                    });
}

void Session::on_written(const Error& error) {
  out_ = Response{};
  out_head_.clear();
  if (phase_ == Phase::closed) return;
  if (error) return close();
  head_only_ = false;
  if (!close_after_) {
    enter(Phase::idle, shared_.options.idle_deadline_ms);
    advance();
    if (phase_ == Phase::idle && shared_.stopping) close();
    return;
  }
  Error ignored;
  socket_.shutdown(tcp::socket::shutdown_send, ignored);
  enter(Phase::lingering, kLingerMs);
  wait_readable();
}

void Session::log(int status, std::size_t bytes) {
  if (!shared_.options.access_log) return;
  const auto took = std::chrono::duration_cast<milliseconds>(SteadyClock::now() - received_at_);
  const std::string_view method = asked_.path.empty() ? "" : method_name(asked_.method);
  shared_.options.access_log(
      access_line(method, asked_.path, status, took.count(), static_cast<std::int64_t>(bytes)));
}

Place address_place(const ServerOptions& options) {
  return Place{options.address + ":" + std::to_string(options.port), 0, 0, ""};
}

}  // namespace

struct Server::Impl {
  Impl(ServerOptions options, const Router& router)
      : shared(std::move(options), router), acceptor(loops[0].io), pause(loops[0].io) {}

  Result<std::uint16_t> listen();
  void accept();
  void adopt(tcp::socket socket, Loop& loop);
  void turn_away(tcp::socket socket);
  void tick(Loop& loop);
  void run();
  void stop();

  std::array<Loop, kIoThreads> loops;
  Shared shared;  // after loops: its workers are joined before the loops go
  tcp::acceptor acceptor;
  asio::steady_timer pause;
  std::size_t next_loop = 0;
  std::int64_t tick_ms = 100;
  bool running = false;
};

Result<std::uint16_t> Server::Impl::listen() {
  const ServerOptions& options = shared.options;
  Error error;
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
  Error ignored;
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
  acceptor.async_accept(loop.io, [this, &loop](const Error& error, tcp::socket socket) {
    if (!acceptor.is_open()) return;
    if (error) {
      // Most likely out of file descriptors: spinning on it would help nobody.
      pause.expires_after(milliseconds(kAcceptPauseMs));
      pause.async_wait([this](const Error& cancelled) {
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
  const std::string bytes =
      response_head(response, After::close, loops[0].date_now()) + response.body;
  Error ignored;
  socket.non_blocking(true, ignored);
  socket.write_some(asio::buffer(bytes), ignored);
  socket.shutdown(tcp::socket::shutdown_send, ignored);
}

void Server::Impl::tick(Loop& loop) {
  loop.ticker.expires_after(milliseconds(tick_ms));
  loop.ticker.async_wait([this, &loop](const Error& error) {
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
  asio::post(loops[0].io, [this] {
    Error ignored;
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
    : impl_(std::make_unique<Impl>(std::move(options), router)) {}

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
