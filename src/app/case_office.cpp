#include "app/case_office.hpp"

#include <charconv>

#include "desks/casework/partner_queues.hpp"
#include "platform/identity/context.hpp"

namespace fugong::app {
namespace {

/// Each province keeps its money in a shard of its own: its code, as six digits.
ledger::Shard shard_of(std::string_view place) {
  ledger::Shard province = 0;
  const std::string_view digits = place.substr(0, 2);
  std::from_chars(digits.data(), digits.data() + digits.size(), province);
  return province * 10'000;
}

}  // namespace

CaseOffice::CaseOffice(const Parts& parts)
    : parts_(parts),
      calendar_(parts.pack->pack->book, parts.since_ms),
      shelf_([served = parts.pack, &library = parts.library](std::string_view hash) {
        return hash == served->pack->hash ? served : library.find(hash);
      }) {}

Result<std::unique_ptr<CaseOffice>> CaseOffice::open(store::Database& database,
                                                     const Parts& parts) {
  std::unique_ptr<CaseOffice> office(new CaseOffice(parts));
  const auto procedures = [served = parts.pack, &library = parts.library](std::string_view hash) {
    return hash == served->pack->hash ? served->procedures : library.procedures(hash);
  };
  // Who serves a place stands there.
  auto bodies = database.migrate("identity", identity::migrations());
  if (!bodies) return fail(std::move(bodies.error()));
  auto cases = casework::Casebook::open(database, procedures, office->calendar_,
                                        casework::served_by_bodies());
  if (!cases) return fail(std::move(cases.error()));
  office->cases_.emplace(std::move(*cases));
  office->counter_.emplace(*office->cases_, parts.audit, parts.clock, shard_of);
  return office;
}

}  // namespace fugong::app
