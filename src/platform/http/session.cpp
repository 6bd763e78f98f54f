#include "platform/http/session.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>

#include "base/text.hpp"
#include "platform/http/handling.hpp"

namespace fugong::http {
namespace {

constexpr std::size_t kMaxLingerBytes = 4u << 20;
/// A client that reads slower than this is cut.
constexpr std::int64_t kMinWriteBytesPerSecond = 4'096;

/// Whom the proxy in front says that it had the request from: what it added itself, which is last.
/// What stands before that the client may have made up.
std::string told_source(const Request& request, const std::string& proxy) {
  std::string_view last;
  for (const auto& [name, value] : request.headers) {
    if (name == "x-forwarded-for") last = value;
  }
  last = trim(last.substr(last.rfind(',') == last.npos ? 0 : last.rfind(',') + 1));
  boost::system::error_code wrong;
  const auto address = boost::asio::ip::make_address(last, wrong);
  return wrong ? proxy : address.to_string();
}

}  // namespace

void Session::start() {
  SocketError ignored;
  socket_.non_blocking(true, ignored);
  socket_.set_option(tcp::no_delay(true), ignored);
  const tcp::endpoint remote = socket_.remote_endpoint(ignored);
  if (!ignored) source_ = remote.address().to_string();
  enter(Phase::idle, shared_.options.idle_deadline_ms);
  if (shared_.stopping) return close();
  wait_readable();
}

void Session::close() {
  if (phase_ == Phase::closed) return;
  phase_ = Phase::closed;
  leave_large();
  ++generation_;
  SocketError ignored;
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
  socket_.async_wait(tcp::socket::wait_read, [self = shared_from_this()](const SocketError& error) {
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
  SocketError error;
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
  SocketError error;
  discarded_ += socket_.read_some(asio::buffer(loop_.buffer), error);
  if ((error && error != asio::error::would_block) || discarded_ > kMaxLingerBytes) return close();
  wait_readable();
}

void Session::advance() {
  if (phase_ == Phase::idle && reader_.started()) {
    enter(Phase::reading, shared_.options.request_deadline_ms);
    started_at_ = SteadyClock::now();
  }
  switch (reader_.advance()) {
    case ReadState::need_more:
      if (!reader_.started()) {
        phase_ = Phase::idle;
      } else if (reader_.may_be_large() && !admit_large()) {
        received_at_ = SteadyClock::now();
        asked_ = reader_.partial();
        return respond(
            overloaded_response("overloaded",
                                {"正在接收的文件太多", "too many files arrive at once"}, asked_),
            false);
      } else if (reader_.take_wants_continue()) {
        // Fits the socket's buffer: nothing else is being written.
        SocketError ignored;
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

bool Session::admit_large() {
  if (!holds_large_) {
    if (shared_.large_bodies.fetch_add(1) >= kMaxLargeBodies) {
      shared_.large_bodies.fetch_sub(1);
      return false;
    }
    holds_large_ = true;
  }
  const auto received = static_cast<std::int64_t>(reader_.partial().body.size());
  deadline_ = started_at_ + milliseconds(shared_.options.request_deadline_ms +
                                         received * 1'000 / kMinReadBytesPerSecond);
  return true;
}

void Session::leave_large() {
  if (std::exchange(holds_large_, false)) shared_.large_bodies.fetch_sub(1);
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
  request->source = shared_.options.behind_proxy ? told_source(*request, source_) : source_;
  const bool queued = shared_.pool.try_submit(
      [self = shared_from_this(), generation, request, deadline = deadline_]() mutable {
        // The client has been told that it is too late: do not work for nobody.
        if (SteadyClock::now() >= deadline) return;
        const std::shared_ptr<const Router> router = self->shared_.router_now();
        Response response = handle(*router, *request, self->shared_.options.access_log);
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
  leave_large();
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
                    [self = shared_from_this()](const SocketError& error, std::size_t written) {
                      self->log(self->out_.status, written);
                      self->on_written(error);
                    });
}

void Session::on_written(const SocketError& error) {
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
  SocketError ignored;
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

}  // namespace fugong::http
