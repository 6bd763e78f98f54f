// Session: one connection of the server, and what it shares with the others. For server.cpp and
// session.cpp only.
#pragma once

#include <utility>  // Boost 1.74's Asio needs it first

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include <array>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <ctime>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <unordered_map>

#include "platform/http/server.hpp"
#include "platform/http/wire.hpp"
#include "platform/http/worker_pool.hpp"

namespace fugong::http {

namespace asio = boost::asio;
using asio::ip::tcp;
using SocketError = boost::system::error_code;
using SteadyClock = std::chrono::steady_clock;
using std::chrono::milliseconds;

inline constexpr std::size_t kReadBytes = 64u << 10;
/// After a last answer the client may still be sending; closing at once would take the answer away.
inline constexpr std::int64_t kLingerMs = 1'000;
/// So many bodies beyond the server's limit are received and worked on at a time.
inline constexpr std::size_t kMaxLargeBodies = 32;
/// Who sends one slower than this is cut.
inline constexpr std::int64_t kMinReadBytesPerSecond = 16'384;

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
  const RouterNow router_now;
  WireLimits limits;
  WorkerPool pool;
  std::atomic<bool> stopping{false};
  std::mutex mutex;
  std::condition_variable all_closed;
  std::size_t connections = 0;  ///< under mutex
  std::atomic<std::size_t> large_bodies{0};

  Shared(ServerOptions o, const RouterNow& now)
      : options(std::move(o)),
        router_now(now),
        limits{options.max_header_bytes, options.max_target_bytes, options.max_body_bytes,
               [now](const Request& request) {
                 return now()->limits(request.method, request.path).max_body_bytes;
               }},
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
  void on_written(const SocketError& error);
  void log(int status, std::size_t bytes);
  /// Whether a large body may be read on: takes one of the few places for them, and gives its
  /// sender time as its bytes arrive.
  bool admit_large();
  void leave_large();

  Shared& shared_;
  Loop& loop_;
  tcp::socket socket_;
  std::string source_;  ///< address of the other end
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
  bool holds_large_ = false;
  SteadyClock::time_point started_at_{};  ///< when the first byte of the request came
  Request asked_;  ///< method, path and language of the request being handled (not its body)
  std::string out_head_;
  Response out_;
};

}  // namespace fugong::http
