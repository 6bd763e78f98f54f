#include "app/house.hpp"

#include <filesystem>
#include <utility>

#include "app/account_settings.hpp"
#include "app/files.hpp"
#include "app/kept_packs.hpp"
#include "app/open_register.hpp"
#include "app/room_schemas.hpp"
#include "desks/bulk/batch.hpp"
#include "platform/api/secret.hpp"
#include "platform/identity/accounts.hpp"

namespace fugong::app {
namespace {

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

House::House(const Parts& all, store::Options where, identity::Settings settings,
             std::optional<uploads::Scanner> scan, std::string_view cursor_secret)
    : parts(all),
      place(std::move(where)),
      databases(place, all.options.workers),
      audit(all.clock, all.random),
      recorder(audit, "public"),
      people{all.clock, all.random, hasher, recorder, std::move(settings)},
      cookie{.is_secure = all.options.behind_tls || !is_loopback(all.options.address)},
      partners(place, people),
      files(uploads::Files(uploads_folder(all.options.data)), std::move(scan), audit, all.clock,
            all.random),
      idempotency(all.clock, all.random),
      cursors(cursor_secret),
      limits(all.clock),
      refusals(all.clock),
      library(kept_packs_of(place)),
      jobs(place, all.clock, [&common = all.common](const std::string&, const Faults& faults) {
        print_faults(common, faults);
      }) {}

Result<std::unique_ptr<House>> House::open(const Parts& parts) {
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
  // Keys lie there also where the database is elsewhere. What can't be made is told by whoever
  // writes into it.
  std::error_code ignored;
  std::filesystem::create_directories(parts.options.data.folder, ignored);
  auto database = store::Database::open(*place);
  if (!database) return fail(std::move(database.error()));
  auto ready = migrate_rooms(*database);
  if (!ready) return fail(std::move(ready.error()));
  const auto cursor_secret = api::shared_secret(*database, "cursors", parts.random);
  if (!cursor_secret) return fail(cursor_secret.error());
  std::unique_ptr<House> house(
      new House(parts, *place, std::move(*settings), std::move(scanner), *cursor_secret));
  const auto taken_up = take_up_kept_packs(*database, parts.options.data.folder + "/packs");
  // A damaged file keeps no server from starting: what is of that pack says so when it is asked
  // for.
  if (!taken_up) print_faults(parts.common, taken_up.error());
  auto auditing = AuditOffice::open(parts.common, parts.options, parts.clock, parts.random,
                                    [where = *place] { return store::Database::open(where); });
  if (!auditing) return fail(std::move(auditing.error()));
  house->auditing = std::move(*auditing);
  if (!parts.options.representatives_key_file.empty()) {
    auto key = read_representatives_key(parts.options.representatives_key_file);
    if (!key) return fail(std::move(key.error()));
    house->representatives =
        std::make_unique<RepresentativeTable>(*place, house->people, std::move(*key));
    auto opened = house->representatives->open();
    if (!opened) return fail(std::move(opened.error()));
  }
  house->add_jobs();
  return house;
}

void House::add_jobs() {
  jobs.add({"uploads", kMinuteMs, [this](store::Database& database, const Held&) {
              auto tended = files.tend(database);
              return tended ? Result<void>{} : fail(std::move(tended.error()));
            }});
  jobs.add({"orphans", kHourMs, [this](store::Database& database, const Held&) {
              auto removed = files.remove_orphans(database);
              return removed ? Result<void>{} : fail(std::move(removed.error()));
            }});
  jobs.add({"tables", kHourMs, [this](store::Database& database, const Held&) {
              return database.transact(
                  [&](store::Transaction& t) { return bulk::remove_old(t, parts.clock.now_ms()); });
            }});
  jobs.add({"answers", kMinuteMs, [this](store::Database& database, const Held&) {
              auto purged = idempotency.purge(database);
              return purged ? Result<void>{} : fail(std::move(purged.error()));
            }});
  jobs.add({"forget", kHourMs, [this](store::Database& database, const Held&) {
              auto forgotten = identity::Accounts(database, people)
                                   .forget(parts.clock.now_ms() - identity::kForgottenAfterMs);
              return forgotten ? Result<void>{} : fail(std::move(forgotten.error()));
            }});
  if (auditing) {
    jobs.add({"checkpoint", parts.options.checkpoint_every * kSecondMs,
              [this](store::Database& database, const Held&) { return auditing->sign(database); }});
  }
}

}  // namespace fugong::app
