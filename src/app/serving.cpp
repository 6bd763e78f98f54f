#include "app/serving.hpp"

#include <fmt/format.h>

#include <chrono>
#include <optional>
#include <utility>

#include "app/demo_logins.hpp"
#include "app/files.hpp"
#include "app/open_cases.hpp"
#include "app/open_register.hpp"
#include "base/json_writer.hpp"
#include "desks/casework/procedure.hpp"
#include "desks/entitlements/entitlements.hpp"
#include "desks/publishing/published.hpp"
#include "desks/receipt/kept/packs.hpp"
#include "platform/audit/audit.hpp"
#include "platform/store/scope.hpp"

namespace fugong::app {
namespace {

using publishing::Loaded;

constexpr std::chrono::seconds kLookEvery{5};
constexpr const char* kCasesJob = "cases";
/// What could not be made may have been in the way of something that passes.
constexpr std::chrono::seconds kTryAgainAfter{60};
/// For the workshop, the shelf and the look at what is in force.
constexpr std::size_t kConnections = 3;
/// For those who ask how the server is: they wait for no one else.
constexpr std::size_t kProbes = 1;
constexpr const char* kAskAgainS = "5";

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

/// Whether the database answers; what is wrong with it is for the log.
http::Response health_of(store::Pool& probe) {
  // A transaction in which nothing is done is begun there all the same.
  const auto answers = probe.use([](store::Database& database) {
    return database.read([](store::Transaction&) -> Result<void> { return {}; });
  });
  if (answers) return http::Response::json(R"({"status":"ok"})");
  http::Response response = http::Response::json(R"({"status":"database_away"})", 503);
  response.headers.emplace_back("Retry-After", kAskAgainS);
  response.untold = answers.error();
  return response;
}

void add_system_routes(http::Router& router, const pack::Pack& pack, store::Pool& probe) {
  router.add(http::Method::get, "/api/v1/health",
             [&probe](const http::Request&) { return health_of(probe); });
  JsonWriter version;
  version.begin_object().key("program").string("fugong").key("version").string(FUGONG_VERSION);
  version.key("pack").raw(entitlements::pack_id_json(pack)).end_object();
  router.add(http::Method::get, "/api/v1/version",
             [body = version.take()](const http::Request&) { return http::Response::json(body); });
}

/// What desks read of a pack beside its rules.
Faults read_by_desks(const pack::Files& /*files*/, const pack::Pack& pack) {
  auto procedures = casework::read_procedures(pack);
  return procedures ? Faults{} : std::move(procedures.error());
}

}  // namespace

/// All that answers by one pack.
struct Serving::Generation {
  std::shared_ptr<const Loaded> loaded;
  PackLibrary::Use use;
  std::optional<enterprise_register::Register> enterprises;
  std::unique_ptr<Offices> offices;
  http::Router router;
};

Serving::Serving(const Parts& parts, const std::shared_ptr<const Loaded>& founding,
                 const store::Options& place, std::unique_ptr<House> house)
    : parts_(parts),
      house_(std::move(house)),
      databases_(place, kConnections),
      probe_(place, kProbes),
      shelf_(databases_),
      workshop_({place, databases_, shelf_, parts.clock, parts.office, founding, read_by_desks,
                 [this](store::Database& database, const Loaded& next, Date on,
                        const std::function<bool()>& stopped) {
                   return cases_under(database, next, on, stopped,
                                      {parts_.options.data, house_->library, parts_.clock,
                                       parts_.office, parts_.random});
                 }}),
      packs_{shelf_, workshop_, founding, [this] { told(); }} {}

Serving::~Serving() {
  stop();
}

Result<std::unique_ptr<Serving>> Serving::open(const Parts& parts) {
  pack::Files files;
  auto pack = load_pack(parts.common.packs_folder, parts.common.pack_id, &files);
  if (!pack) return fail(std::move(pack.error()));
  std::string hash = pack->hash;
  auto of_pack = publishing::files_of_pack(files, *pack);
  auto founding =
      std::make_shared<const Loaded>(Loaded{std::move(of_pack), std::move(hash), std::move(pack)});
  auto place = database_options(parts.options.data);
  if (!place) return fail(std::move(place.error()));
  auto house = House::open({parts.common, parts.options, parts.clock, parts.random});
  if (!house) return fail(std::move(house.error()));
  std::unique_ptr<Serving> serving(new Serving(parts, founding, *place, std::move(*house)));
  serving->add_jobs();
  auto loaded = serving->databases_.use(
      [&](store::Database& database) { return serving->workshop_.in_force(database); });
  if (!loaded) return fail(serving->with_way_out(std::move(loaded.error())));
  auto made = serving->make(std::move(*loaded), true);
  if (!made) return fail(serving->with_way_out(std::move(made.error())));
  serving->now_ = std::move(*made);
  auto recorded = serving->record_start();
  if (!recorded) return fail(std::move(recorded.error()));
  return serving;
}

Result<void> Serving::record_start() {
  audit::Event event;
  event.actor = event.role = "console";
  event.action = "server.start";
  event.kind = "installation";
  event.record = "fugong";
  event.region = "server";
  JsonWriter body;
  body.begin_object().key("version").string(FUGONG_VERSION).key("pack").string(served()->hash);
  body.key("on").string_or_null(parts_.options.on);
  event.body = body.key("demo_logins").boolean(parts_.options.demo_logins).end_object().take();
  const audit::Audit audit(parts_.clock, parts_.random);
  return databases_.use([&](store::Database& database) {
    return database.transact([&](store::Transaction& t) -> Result<void> {
      auto appended = audit.append(t, event);
      return appended ? Result<void>{} : fail(std::move(appended.error()));
    });
  });
}

Faults Serving::with_way_out(Faults faults) {
  std::optional<publishing::Publication> now;
  auto looked = databases_.use([&](store::Database& database) {
    return database.read([&](store::Transaction& t) -> Result<void> {
      auto found = publishing::in_force(t, packs_.founding->pack->id, parts_.office.today());
      if (!found) return fail(std::move(found.error()));
      now = std::move(*found);
      return {};
    });
  });
  const auto loaded = looked && now ? shelf_.find(now->hash) : nullptr;
  // Of a pack that loads something else is wrong, which taking it back would not mend.
  if (!loaded || (loaded->pack && read_by_desks(loaded->files, *loaded->pack).empty()))
    return faults;
  const DataPlace& data = parts_.options.data;
  // The URL itself may hold a password, which is not for a log.
  const std::string where = data.database.empty() ? "--data " + data.folder : "--db URL";
  faults.push_back(
      {"publication-unservable",
       {},
       {fmt::format("本程序用不了现在生效的已发布政策包 {} {}", now->pack, now->hash),
        fmt::format("this program can't serve the published pack in force, {} {}", now->pack,
                    now->hash)},
       {fmt::format("换用能用它的程序，或撤回它：fugong packs withdraw {} {} --because 原因 {}",
                    now->pack, now->hash, where),
        fmt::format("start a program that can, or take it back: fugong packs withdraw {} {} "
                    "--because WHY {}",
                    now->pack, now->hash, where)}});
  return faults;
}

Result<std::shared_ptr<const Serving::Generation>> Serving::make(
    std::shared_ptr<const Loaded> loaded, bool is_first) {
  auto made = std::make_shared<Generation>();
  made->loaded = std::move(loaded);
  const pack::Pack& pack = *made->loaded->pack;
  auto enterprises = open_with_demo(parts_.options, pack);
  if (!enterprises) return fail(std::move(enterprises.error()));
  made->enterprises.emplace(std::move(*enterprises));
  // Receipts and cases outlive the pack that they are of: its bytes are kept before there is one.
  auto kept = house_->databases.use([&](store::Database& database) {
    return database.transact(
        [&](store::Transaction& t) { return receipt::keep_pack(t, made->loaded->files, pack); });
  });
  if (!kept) return fail(std::move(kept.error()));
  auto use = PackLibrary::prepare({made->loaded, &pack}, made->loaded->files);
  if (!use) return fail(std::move(use.error()));
  made->use = std::move(*use);
  // Cases that are filed from now on are of it, also when the next one is served.
  house_->library.put(made->use);
  if (is_first && parts_.options.demo_logins) {
    auto offered = house_->databases.use([&](store::Database& database) {
      return offer_demo_logins(parts_.common, parts_.options.demo_firm, pack, *made->enterprises,
                               database, house_->people);
    });
    if (!offered) return fail(std::move(offered.error()));
  }
  auto fetched = fetch_packs_in_use();
  if (!fetched) return fail(std::move(fetched.error()));
  const auto since_ms = in_force_since();
  if (!since_ms) return fail(since_ms.error());
  auto offices =
      Offices::open({*house_, made->use, *made->enterprises, parts_.office, packs_, *since_ms});
  if (!offices) return fail(std::move(offices.error()));
  made->offices = std::move(*offices);
  add_system_routes(made->router, pack, probe_);
  const std::int64_t checks = parts_.options.check_limit;
  entitlements::add_routes(
      made->router,
      {pack, *made->enterprises, parts_.demo_date, *made->use->issuer, parts_.office, parts_.random,
       checks > 0 ? &house_->limits.of({"check", checks, kMinuteMs}) : nullptr});
  made->offices->add_routes(made->router);
  made->router.set_watcher([&refusals = house_->refusals](const std::string& route,
                                                          const http::Request& request,
                                                          const http::Response& response) {
    refusals.note(route, request, response.status);
  });
  made->router.set_fallback(
      [&pages = parts_.pages](const http::Request& request) { return pages.answer(request); });
  return made;
}

Result<std::int64_t> Serving::in_force_since() {
  std::int64_t since_ms = 0;
  auto read = databases_.use([&](store::Database& database) {
    return database.read([&](store::Transaction& t) -> Result<void> {
      const auto found =
          publishing::in_force_since(t, packs_.founding->pack->id, parts_.office.today());
      if (!found) return fail(found.error());
      since_ms = *found;
      return {};
    });
  });
  if (!read) return fail(std::move(read.error()));
  return since_ms;
}

Result<void> Serving::fetch_packs_in_use() {
  std::vector<std::string> packs;
  auto read = databases_.use([&](store::Database& database) {
    return database.read([&](store::Transaction& t) -> Result<void> {
      store::Transaction whole = t.within(store::Scope::everything("packs that cases are of"));
      // One place is that of the pack that is served.
      auto found = casework::Casebook::packs_in_use(whole, kLibraryPlaces - 1);
      if (!found) return fail(std::move(found.error()));
      packs = std::move(*found);
      return {};
    });
  });
  if (read) house_->library.warm(packs);
  return read;
}

void Serving::add_jobs() {
  // What answers now stays until the job is done.
  house_->jobs.add({kCasesJob, kMinuteMs, [this](store::Database& database, const Held& held) {
                      return now()->offices->run_cases(database, held);
                    }});
  house_->jobs.add({"partners", kMinuteMs, [this](store::Database& database, const Held& held) {
                      return now()->offices->sort_queues(database, held);
                    }});
  if (!house_->auditing) return;
  // By the clock that entries are stamped with.
  house_->jobs.add({"ledger", kHourMs, [this](store::Database& database, const Held&) {
                      return house_->auditing->close_ledger(database, parts_.office, house_->audit);
                    }});
}

std::shared_ptr<const Serving::Generation> Serving::now() const {
  const std::lock_guard lock(mutex_);
  return now_;
}

std::shared_ptr<const http::Router> Serving::router() const {
  const auto generation = now();
  return {generation, &generation->router};
}

std::shared_ptr<const Loaded> Serving::served() const {
  return now()->loaded;
}

void Serving::start() {
  house_->jobs.start();
  shelf_.start();
  workshop_.start();
  thread_ = std::thread([this] { watch(); });
}

void Serving::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  woken_.notify_all();
  if (thread_.joinable()) thread_.join();
  workshop_.stop();
  shelf_.stop();
  house_->jobs.stop();
  write_refusals(true);
}

/// What can't be written now is tried again at the next look.
void Serving::write_refusals(bool all) {
  const auto written = databases_.use([&](store::Database& database) {
    return all ? house_->refusals.write_all(database, house_->audit)
               : house_->refusals.write_past(database, house_->audit);
  });
  if (!written && all) print_faults(parts_.common, written.error());
}

void Serving::told() {
  {
    const std::lock_guard lock(mutex_);
    has_news_ = true;
  }
  woken_.notify_all();
}

void Serving::follow() {
  std::string hash = packs_.founding->hash;
  auto looked = databases_.use([&](store::Database& database) {
    return database.read([&](store::Transaction& t) -> Result<void> {
      const auto found = publishing::in_force(t, packs_.founding->pack->id, parts_.office.today());
      if (!found) return fail(found.error());
      if (*found) hash = (**found).hash;
      return {};
    });
  });
  // A database that can't be reached for a while is no reason to serve another pack.
  if (!looked || hash == served()->hash) return;
  if (hash == refused_ && std::chrono::steady_clock::now() < again_at_) return;
  auto loaded =
      databases_.use([&](store::Database& database) { return workshop_.in_force(database); });
  auto made = loaded ? make(std::move(*loaded), false)
                     : Result<std::shared_ptr<const Generation>>(fail(loaded.error()));
  if (!made) {
    refused_ = hash;
    again_at_ = std::chrono::steady_clock::now() + kTryAgainAfter;
    print_faults(parts_.common, made.error());
    return;
  }
  refused_.clear();
  {
    const std::lock_guard lock(mutex_);
    before_.push_back(std::exchange(now_, std::move(*made)));
  }
  // Its calendar may count the days of cases anew.
  house_->jobs.hurry(kCasesJob);
}

void Serving::watch() {
  for (;;) {
    std::vector<std::shared_ptr<const Generation>> over;
    {
      std::unique_lock lock(mutex_);
      woken_.wait_for(lock, kLookEvery, [this] { return has_news_ || stopping_; });
      if (stopping_) return;
      has_news_ = false;
      std::erase_if(before_, [&](auto& one) {
        if (one.use_count() > 1) return false;
        over.push_back(std::move(one));
        return true;
      });
    }
    over.clear();
    follow();
    write_refusals(false);
  }
}

}  // namespace fugong::app
