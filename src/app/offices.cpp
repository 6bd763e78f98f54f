#include "app/offices.hpp"

#include <charconv>

#include "app/account_record.hpp"
#include "app/demo_logins.hpp"
#include "app/open_register.hpp"
#include "app/room_schemas.hpp"
#include "desks/casework/routes.hpp"
#include "platform/identity/door/routes.hpp"

namespace fugong::app {
namespace {

constexpr std::size_t kCursorKeyBytes = 32;

Result<void> migrate_rooms(store::Database& database) {
  for (const store::RoomSchema& schema : room_schemas()) {
    auto migrated = database.migrate(schema.room, schema.migrations);
    if (!migrated) return migrated;
  }
  return {};
}

/// Only from this machine: nothing in between reads along.
bool is_loopback(std::string_view address) {
  return address.starts_with("127.") || address == "::1";
}

/// Each province keeps its money in a shard of its own: its code, as six digits.
ledger::Shard shard_of(std::string_view place) {
  ledger::Shard province = 0;
  const std::string_view digits = place.substr(0, 2);
  std::from_chars(digits.data(), digits.data() + digits.size(), province);
  return province * 10'000;
}

}  // namespace

struct Offices::Impl {
  Impl(const Parts& all, store::Options place, casework::Procedures known)
      : parts(all),
        databases(std::move(place), all.options.workers),
        audit(all.clock, all.random),
        recorder(audit, "public"),
        people{all.clock, all.random, hasher, recorder, {}},
        procedures(std::move(known)),
        calendar(all.pack.book),
        idempotency(all.clock, all.random) {}

  Result<void> open_cases() {
    const auto library = [this](std::string_view hash) {
      return hash == parts.pack.hash ? &procedures : nullptr;
    };
    auto opened = databases.use([&](store::Database& database) {
      return casework::Casebook::open(database, library, calendar);
    });
    if (!opened) return fail(std::move(opened.error()));
    cases.emplace(std::move(*opened));
    counter.emplace(*cases, audit, parts.office, shard_of);
    return {};
  }

  Parts parts;
  store::Pool databases;
  identity::PasswordHasher hasher;
  audit::Audit audit;
  AccountRecord recorder;
  identity::Context people;
  casework::Procedures procedures;
  casework::Calendar calendar;
  std::optional<casework::Casebook> cases;
  std::optional<casework::Counter> counter;
  api::Idempotency idempotency;
};

Offices::Offices(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Offices::~Offices() = default;

Result<std::unique_ptr<Offices>> Offices::open(const Parts& parts) {
  auto procedures = casework::read_procedures(parts.pack);
  if (!procedures) return fail(std::move(procedures.error()));
  auto place = database_options(parts.options.data);
  if (!place) return fail(std::move(place.error()));
  auto impl = std::make_unique<Impl>(parts, std::move(*place), std::move(*procedures));
  auto ready = impl->databases.use(migrate_rooms);
  if (ready && parts.options.demo_logins) {
    ready = impl->databases.use([&](store::Database& database) {
      return offer_demo_logins(parts.common, parts.options.demo_firm, parts.pack, parts.enterprises,
                               database, impl->people);
    });
  }
  if (ready) ready = impl->open_cases();
  if (!ready) return fail(std::move(ready.error()));
  return std::unique_ptr<Offices>(new Offices(std::move(impl)));
}

void Offices::add_routes(http::Router& router) {
  Impl& is = *impl_;
  const ServeOptions& options = is.parts.options;
  const identity::Cookie cookie{.is_secure = options.behind_tls || !is_loopback(options.address)};
  identity::add_routes(router, {is.databases, is.people, cookie});
  const auto served_by = [demo = options.demo_logins](const casework::Matter&) {
    return std::string(demo ? kDemoPartner : "");
  };
  casework::add_routes(
      router, {is.parts.pack, is.procedures, is.parts.enterprises, is.databases, *is.cases,
               *is.counter, is.parts.issuer, is.people, cookie, is.parts.office, is.parts.random,
               is.idempotency, http::Cursors(is.parts.random.hex(kCursorKeyBytes)), served_by});
}

}  // namespace fugong::app
