#include "app/offices.hpp"

#include <fmt/format.h>

#include <filesystem>

#include "app/account_record.hpp"
#include "app/account_settings.hpp"
#include "app/audit_office.hpp"
#include "app/case_office.hpp"
#include "app/demo_logins.hpp"
#include "app/jobs.hpp"
#include "app/named_funds.hpp"
#include "app/open_register.hpp"
#include "app/pages_address.hpp"
#include "app/partner_table.hpp"
#include "app/room_schemas.hpp"
#include "desks/auditing/routes.hpp"
#include "desks/bulk/batch.hpp"
#include "desks/bulk/routes.hpp"
#include "desks/casework/partner_queues.hpp"
#include "desks/casework/routes.hpp"
#include "desks/casework/upload_routes.hpp"
#include "desks/funds/routes.hpp"
#include "desks/letters/routes.hpp"
#include "desks/publishing/routes.hpp"
#include "platform/identity/door/people_desk.hpp"
#include "platform/identity/door/routes.hpp"

namespace fugong::app {
namespace {

constexpr std::size_t kCursorKeyBytes = 32;
constexpr std::int64_t kCasesEveryMs = 60'000;
constexpr std::int64_t kUploadsEveryMs = 60'000;
constexpr std::int64_t kOrphansEveryMs = 3'600'000;
constexpr std::int64_t kOldTablesEveryMs = 3'600'000;
constexpr std::int64_t kAnswersEveryMs = 60'000;
constexpr std::int64_t kForgetEveryMs = 3'600'000;
constexpr std::int64_t kSecondMs = 1'000;

/// Only from this machine: nothing in between reads along.
bool is_loopback(std::string_view address) {
  return address.starts_with("127.") || address == "::1";
}

/// Beside the database and outside what is served; whole, because a scanner is told of it.
std::string uploads_folder(const DataPlace& data) {
  return std::filesystem::absolute(data.folder).string() + "/uploads";
}

}  // namespace

struct Offices::Impl {
  Impl(const Parts& all, store::Options where, identity::Settings settings,
       std::optional<uploads::Scanner> scan)
      : parts(all),
        place(std::move(where)),
        databases(place, all.options.workers),
        audit(all.clock, all.random),
        recorder(audit, "public"),
        people{all.clock, all.random, hasher, recorder, std::move(settings)},
        partners(place, people),
        files(uploads::Files(uploads_folder(all.options.data)), std::move(scan), audit, all.clock,
              all.random),
        idempotency(all.clock, all.random),
        jobs(place, all.clock, [&common = all.common](const std::string&, const Faults& faults) {
          print_faults(common, faults);
        }) {}

  Result<void> open_cases() {
    auto opened = databases.use([&](store::Database& database) {
      return CaseOffice::open(
          database,
          {parts.pack, parts.issuer, parts.options.data.folder + "/packs", audit, parts.office});
    });
    if (!opened) return fail(std::move(opened.error()));
    cases = std::move(*opened);
    jobs.add({"cases", kCasesEveryMs, [this](store::Database& database, const Held& held) {
                return run_cases(database, held);
              }});
    jobs.add({"partners", kCasesEveryMs, [this](store::Database& database, const Held& held) {
                return follow_partners(database, held);
              }});
    jobs.add({"uploads", kUploadsEveryMs, [this](store::Database& database, const Held&) {
                auto tended = files.tend(database);
                return tended ? Result<void>{} : fail(std::move(tended.error()));
              }});
    jobs.add({"orphans", kOrphansEveryMs, [this](store::Database& database, const Held&) {
                auto removed = files.remove_orphans(database);
                return removed ? Result<void>{} : fail(std::move(removed.error()));
              }});
    jobs.add({"tables", kOldTablesEveryMs, [this](store::Database& database, const Held&) {
                return database.transact([&](store::Transaction& t) {
                  return bulk::remove_old(t, parts.clock.now_ms());
                });
              }});
    jobs.add({"answers", kAnswersEveryMs, [this](store::Database& database, const Held&) {
                auto purged = idempotency.purge(database);
                return purged ? Result<void>{} : fail(std::move(purged.error()));
              }});
    jobs.add({"forget", kForgetEveryMs, [this](store::Database& database, const Held&) {
                auto forgotten = identity::Accounts(database, people)
                                     .forget(parts.clock.now_ms() - identity::kForgottenAfterMs);
                return forgotten ? Result<void>{} : fail(std::move(forgotten.error()));
              }});
    return {};
  }

  /// What is wrong with one case is said, and keeps nothing else.
  Result<void> run_cases(store::Database& database, const Held& held) {
    casework::Programme programme = cases->programme();
    programme.guard = held;
    const auto round = casework::run_programme(database, programme);
    if (!round) return fail(round.error());
    Faults faults;
    for (const auto& [reference, fault] : round->faults) {
      faults.push_back(fault);
      faults.back().place.file = reference;
    }
    if (!faults.empty()) return fail(std::move(faults));
    return {};
  }

  Result<void> follow_partners(store::Database& database, const Held& held) {
    const casework::PartnerQueues queues{cases->cases(), cases->procedures(), parts.pack,
                                         parts.enterprises, casework::served_by_bodies()};
    auto next = casework::follow_partners(database, queues, queues_at, held);
    if (!next) return fail(std::move(next.error()));
    queues_at = std::move(*next);
    return {};
  }

  Parts parts;
  store::Options place;
  store::Pool databases;
  identity::PasswordHasher hasher;
  audit::Audit audit;
  AccountRecord recorder;
  identity::Context people;
  PartnerTable partners;
  identity::ByOfficer by_officer;
  identity::ByPartner by_partner;
  std::unique_ptr<CaseOffice> cases;
  casework::After queues_at;  ///< where the next round goes on; of the jobs' thread
  uploads::Uploads files;
  api::Idempotency idempotency;
  std::unique_ptr<AuditOffice> auditing;  ///< null: no key, no checkpoints
  Jobs jobs;                              // last: it ends before what it works with
};

Offices::Offices(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Offices::~Offices() = default;

Result<std::unique_ptr<Offices>> Offices::open(const Parts& parts) {
  auto place = database_options(parts.options.data);
  if (!place) return fail(std::move(place.error()));
  auto settings = read_account_settings(parts.options.accounts);
  if (!settings) return fail(std::move(settings.error()));
  std::optional<uploads::Scanner> scanner;
  if (!parts.options.scan.empty()) {
    auto found = uploads::Scanner::of(parts.options.scan);
    if (!found) return fail(std::move(found.error()));
    scanner = std::move(*found);
  }
  auto impl = std::make_unique<Impl>(parts, *place, std::move(*settings), std::move(scanner));
  auto ready = impl->databases.use(migrate_rooms);
  if (ready && parts.options.demo_logins && parts.is_first) {
    ready = impl->databases.use([&](store::Database& database) {
      return offer_demo_logins(parts.common, parts.options.demo_firm, parts.pack, parts.enterprises,
                               database, impl->people);
    });
  }
  // Opened now: to open a database takes a moment without writers.
  if (ready) impl->partners.of("", "");
  if (ready) ready = impl->open_cases();
  if (ready) {
    auto auditing =
        AuditOffice::open(parts.common, parts.options, parts.clock, parts.random,
                          [place = impl->place] { return store::Database::open(place); });
    if (!auditing) return fail(std::move(auditing.error()));
    impl->auditing = std::move(*auditing);
    if (impl->auditing)
      impl->jobs.add({"checkpoint", parts.options.checkpoint_every * kSecondMs,
                      [office = impl->auditing.get()](store::Database& database, const Held&) {
                        return office->sign(database);
                      }});
  }
  if (!ready) return fail(std::move(ready.error()));
  return std::unique_ptr<Offices>(new Offices(std::move(impl)));
}

void Offices::add_routes(http::Router& router) {
  Impl& is = *impl_;
  const ServeOptions& options = is.parts.options;
  const identity::Cookie cookie{.is_secure = options.behind_tls || !is_loopback(options.address)};
  identity::add_routes(router, {is.databases, is.people, cookie});
  const std::string cursor_key = is.parts.random.hex(kCursorKeyBytes);
  const auto find_firm =
      [&is](std::string_view code) -> Result<std::optional<identity::KnownFirm>> {
    const auto firm = is.parts.enterprises.find(code);
    if (!firm) return fail(firm.error());
    if (!*firm) return std::nullopt;
    const std::string place = law::place_of(is.parts.pack.book, (**firm).subject);
    return identity::KnownFirm{{std::string(code), place, is.partners.of(place, kVouching)},
                               (**firm).name};
  };
  identity::add_people_routes(
      router, {is.databases,
               is.people,
               cookie,
               is.idempotency,
               http::Cursors(cursor_key),
               find_firm,
               {{&is.by_officer, {"经办人员核对材料", "an officer looks at the papers"}},
                {&is.by_partner,
                 {"园区、房东或银行作证", "the firm's park, landlord or bank vouches for it"}}},
               options.self_join});
  casework::add_routes(
      router,
      {is.parts.pack, is.cases->procedures(), is.parts.enterprises, is.databases, is.cases->cases(),
       is.cases->counter(), is.parts.issuer, is.people, cookie, is.parts.office, is.parts.random,
       is.idempotency, http::Cursors(cursor_key), is.cases->shelf(), is.files});
  casework::add_upload_routes(router, {is.databases, is.files, is.people, cookie});
  bulk::add_routes(router, {is.parts.pack, is.cases->procedures(), is.databases, is.people, cookie,
                            is.parts.random});
  funds::add_routes(router, {is.databases, is.people, cookie, is.parts.office, is.parts.random,
                             is.audit, is.idempotency, http::Cursors(cursor_key),
                             named_funds(is.parts.pack, is.cases->procedures())});
  const audit::SignedLog* log = is.auditing ? &is.auditing->log() : nullptr;
  const auto kept_packs = [&is](std::string_view hash) {
    const casework::PackInUse* found = is.cases->shelf()(hash);
    return found == nullptr ? nullptr : found->pack;
  };
  letters::add_routes(router, {kept_packs, is.parts.enterprises, is.databases, is.cases->cases(),
                               is.people, cookie, is.parts.random, pages_address(options), log});
  auditing::add_routes(router,
                       {is.databases, is.people, is.audit, cookie, http::Cursors(cursor_key), log,
                        is.auditing ? &is.auditing->verification() : nullptr});
  const PackOffice& packs = is.parts.packs;
  publishing::add_routes(
      router, {is.databases, packs.shelf, packs.workshop, packs.founding, is.parts.pack.hash,
               is.people, cookie, is.parts.office, is.parts.random, is.idempotency, is.audit,
               packs.keep, packs.changed});
}

void Offices::start() {
  impl_->jobs.start();
}

void Offices::stop() {
  impl_->jobs.stop();
}

}  // namespace fugong::app
