#include <fmt/format.h>
#include <pthread.h>
#include <signal.h>

#include "app/commands.hpp"
#include "app/files.hpp"
#include "app/moved_clock.hpp"
#include "app/pages_address.hpp"
#include "app/serving.hpp"
#include "base/clock.hpp"
#include "base/random.hpp"
#include "platform/http/server.hpp"
#include "platform/http/static_files.hpp"

namespace fugong::app {
namespace {

constexpr std::size_t kMaxWebFiles = 1000;
constexpr std::size_t kMaxWebBytes = 32u << 20;

/// Blocks until SIGINT or SIGTERM. Must be masked before any thread starts.
sigset_t mask_stop_signals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  return set;
}

int failed(const Common& common, const Faults& faults, int code) {
  print_faults(common, faults);
  return code;
}

}  // namespace

int run_serve(const Common& common, const ServeOptions& options) {
  const auto demo_date = Date::parse(options.demo_date);
  if (!demo_date) {
    fmt::print(stderr, "{}\n",
               common.pick({"--demo-date 不是有效日期", "--demo-date is not a date"}));
    return kUsage;
  }
  const SystemClock clock;
  const auto day = read_day(common, options.on, "--on");
  if (!day) return kUsage;
  const MovedClock office = MovedClock::to_day(clock, *day);
  auto web = read_folder(options.web_folder, kMaxWebFiles, kMaxWebBytes);
  if (!web) return failed(common, web.error(), kFailed);
  const http::StaticFiles pages(std::move(*web));
  SystemRandom random;
  const sigset_t stop_signals = mask_stop_signals();
  const auto serving = Serving::open({common, options, *demo_date, clock, office, random, pages});
  if (!serving) return give_up(common, serving.error());

  http::ServerOptions server_options;
  server_options.address = options.address;
  server_options.port = options.port;
  server_options.workers = options.workers;
  server_options.behind_proxy = options.behind_tls;
  if (options.access_log) {
    server_options.access_log = [](const std::string& line) { fmt::print(stderr, "{}\n", line); };
  }
  http::Server server(server_options, [&] { return (*serving)->router(); });
  const auto port = server.start();
  if (!port) return failed(common, port.error(), kFailed);
  (*serving)->start();
  fmt::print("{}\n",
             common.pick({fmt::format("复工已启动：http://{}:{}/", options.address, *port),
                          fmt::format("Fugong is up: http://{}:{}/", options.address, *port)}));
  const auto now = (*serving)->served();
  const pack::Pack* pack = &*now->pack;
  fmt::print("{}\n",
             common.pick(
                 {fmt::format(
                      "政策包 {} {}，{} 家示例企业（虚构）。公众查询页面不需要登录；按 Ctrl+C 停止",
                      pack->id, pack->version, pack->demo.size()),
                  fmt::format("pack {} {}, {} demo firms (invented). The public pages need no "
                              "login; Ctrl+C stops",
                              pack->id, pack->version, pack->demo.size())}));
  if (pages_address(options).empty()) {
    fmt::print("{}\n",
               common.pick({"不知道公众从哪里访问：文书上的二维码只印路径，请用 --public-url 写明",
                            "where people reach the pages is not known: QR codes of letters "
                            "have the path only; say it with --public-url"}));
  }
  std::fflush(stdout);
  int signal = 0;
  sigwait(&stop_signals, &signal);
  server.stop();
  (*serving)->stop();
  fmt::print("{}\n", common.pick({"已停止", "stopped"}));
  return kOk;
}

}  // namespace fugong::app
