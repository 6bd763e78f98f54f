#include "app/progress_line.hpp"

#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

namespace fugong::app {

using std::chrono::steady_clock;

namespace {

volatile std::sig_atomic_t interrupted = 0;

void interrupt(int) {
  interrupted = 1;
}

}  // namespace

void heed_interrupts() {
  struct sigaction action {};
  action.sa_handler = interrupt;
  ::sigaction(SIGINT, &action, nullptr);
  ::sigaction(SIGTERM, &action, nullptr);
}

bool is_interrupted() {
  return interrupted != 0;
}

tl::unexpected<Faults> cancelled() {
  return fail("cancelled", Place{}, {"已取消，没有留下任何结果", "cancelled; nothing was kept"},
              {"再次运行即可", "run it again"});
}

ProgressLine::ProgressLine(const Common& common, Text what)
    : common_(common), what_(std::move(what)), shown_(::isatty(STDERR_FILENO) == 1) {}

ProgressLine::~ProgressLine() {
  if (written_) fmt::print(stderr, "\n");
}

void ProgressLine::show(std::size_t done, std::size_t all) {
  const auto now = steady_clock::now();
  if (!shown_ || now - last_ < std::chrono::milliseconds(200)) return;
  last_ = now;
  written_ = true;
  const double seconds = std::chrono::duration<double>(now - start_).count();
  const double rate = static_cast<double>(done) / std::max(seconds, 0.001);
  std::string share;
  Text left;
  if (all > 0) {
    share = fmt::format("{} %, ", done * 100 / all);
    const double seconds_left =
        rate > 0 ? static_cast<double>(all - std::min(done, all)) / rate : 0;
    left = {fmt::format("，还需 {:.0f} 秒", seconds_left),
            fmt::format(", {:.0f} s left", seconds_left)};
  }
  fmt::print(
      stderr, "\r{}\x1b[K",
      common_.pick({fmt::format("{}：{}{} 家，每秒 {:.0f}{}", what_.zh, share, done, rate, left.zh),
                    fmt::format("{}: {}{} firms, {:.0f} a second{}", what_.en, share, done, rate,
                                left.en)}));
}

}  // namespace fugong::app
