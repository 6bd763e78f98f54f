#include <fmt/format.h>
#include <pthread.h>
#include <signal.h>

#include "app/commands.hpp"
#include "app/files.hpp"
#include "app/offices.hpp"
#include "app/open_register.hpp"
#include "base/clock.hpp"
#include "base/json_writer.hpp"
#include "base/random.hpp"
#include "desks/entitlements/entitlements.hpp"
#include "platform/http/server.hpp"
#include "platform/http/static_files.hpp"

namespace fugong::app {
namespace {

constexpr std::int64_t kDayMs = 86'400'000;
constexpr std::size_t kMaxWebFiles = 1000;
constexpr std::size_t kMaxWebBytes = 32u << 20;

Result<enterprise_register::Register> open_with_demo(const ServeOptions& options,
                                                     const pack::Pack& pack) {
  auto enterprises = open_register(options.data, pack);
  if (!enterprises) return enterprises;
  for (const pack::DemoFirm& firm : pack.demo) {
    enterprise_register::Enterprise demo;
    demo.id = firm.id;
    demo.name = firm.name;
    demo.note = firm.note;
    demo.origin = enterprise_register::Origin::demo;
    demo.subject = firm.subject;
    auto put = enterprises->put(demo, {"demo", pack.notice.issued.earliest.value_or(Date())});
    if (!put) return fail(std::move(put.error()));
  }
  return enterprises;
}

void add_system_routes(http::Router& router, const pack::Pack& pack) {
  router.add(http::Method::get, "/api/v1/health",
             [](const http::Request&) { return http::Response::json("{\"status\":\"ok\"}"); });
  JsonWriter version;
  version.begin_object().key("program").string("fugong").key("version").string(FUGONG_VERSION);
  version.key("pack").raw(entitlements::pack_id_json(pack)).end_object();
  router.add(http::Method::get, "/api/v1/version",
             [body = version.take()](const http::Request&) { return http::Response::json(body); });
}

/// Another clock, so many milliseconds on or back: for trials on a day of the past.
class MovedClock final : public Clock {
 public:
  MovedClock(const Clock& clock, std::int64_t by_ms) : clock_(clock), by_ms_(by_ms) {}
  std::int64_t now_ms() const override { return clock_.now_ms() + by_ms_; }

 private:
  const Clock& clock_;
  std::int64_t by_ms_;
};

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
  const MovedClock office(clock, (day->days() - clock.today().days()) * kDayMs);
  pack::Files files;
  auto pack = load_pack(common.packs_folder, common.pack_id, &files);
  if (!pack) return give_up(common, pack.error());
  auto web = read_folder(options.web_folder, kMaxWebFiles, kMaxWebBytes);
  if (!web) return failed(common, web.error(), kFailed);
  auto enterprises = open_with_demo(options, *pack);
  if (!enterprises) return failed(common, enterprises.error(), kFailed);

  // Receipts outlive the pack that they are of: its bytes are kept before the first is given.
  const auto kept = keep_pack(options.data.folder + "/packs", files, *pack);
  if (!kept) return failed(common, kept.error(), kFailed);
  const receipt::Issuer issuer(*pack, files, FUGONG_VERSION);
  SystemRandom random;
  const auto offices =
      Offices::open({common, options, *pack, issuer, *enterprises, clock, office, random});
  if (!offices) return failed(common, offices.error(), kFailed);

  http::Router router;
  add_system_routes(router, *pack);
  entitlements::add_routes(router, {*pack, *enterprises, *demo_date, issuer, office, random});
  (*offices)->add_routes(router);
  const http::StaticFiles pages(std::move(*web));
  router.set_fallback([&pages](const http::Request& request) { return pages.answer(request); });

  const sigset_t stop_signals = mask_stop_signals();
  http::ServerOptions server_options;
  server_options.address = options.address;
  server_options.port = options.port;
  server_options.workers = options.workers;
  if (options.access_log) {
    server_options.access_log = [](const std::string& line) { fmt::print(stderr, "{}\n", line); };
  }
  http::Server server(server_options, router);
  const auto port = server.start();
  if (!port) return failed(common, port.error(), kFailed);
  fmt::print("{}\n",
             common.pick({fmt::format("复工已启动：http://{}:{}/", options.address, *port),
                          fmt::format("Fugong is up: http://{}:{}/", options.address, *port)}));
  fmt::print("{}\n",
             common.pick(
                 {fmt::format(
                      "政策包 {} {}，{} 家示例企业（虚构）。公众查询页面不需要登录；按 Ctrl+C 停止",
                      pack->id, pack->version, pack->demo.size()),
                  fmt::format("pack {} {}, {} demo firms (invented). The public pages need no "
                              "login; Ctrl+C stops",
                              pack->id, pack->version, pack->demo.size())}));
  std::fflush(stdout);
  int signal = 0;
  sigwait(&stop_signals, &signal);
  server.stop();
  fmt::print("{}\n", common.pick({"已停止", "stopped"}));
  return kOk;
}

}  // namespace fugong::app
