#include "app/offices.hpp"

#include <utility>

#include "app/kept_elsewhere.hpp"
#include "app/named_funds.hpp"
#include "app/pages_address.hpp"
#include "desks/auditing/routes.hpp"
#include "desks/bulk/routes.hpp"
#include "desks/casework/impact.hpp"
#include "desks/casework/routes.hpp"
#include "desks/casework/upload_routes.hpp"
#include "desks/funds/routes.hpp"
#include "desks/letters/routes.hpp"
#include "desks/publishing/routes.hpp"
#include "platform/identity/accounts.hpp"
#include "platform/identity/door/people_desk.hpp"
#include "platform/identity/door/routes.hpp"

namespace fugong::app {

Result<std::unique_ptr<Offices>> Offices::open(const Parts& parts) {
  std::unique_ptr<Offices> offices(new Offices(parts));
  // Opened now: to open a database takes a moment without writers. Those of a demo are there.
  parts.house.partners.of("", "");
  auto opened = parts.house.databases.use([&](store::Database& database) {
    return CaseOffice::open(database, {parts.pack, parts.house.library, parts.house.audit,
                                       parts.office, parts.since_ms});
  });
  if (!opened) return fail(std::move(opened.error()));
  offices->cases_ = std::move(*opened);
  return offices;
}

/// What is wrong with one case is said, and keeps nothing else.
Result<void> Offices::run_cases(store::Database& database, const Held& held) {
  casework::Programme programme = cases_->programme();
  programme.guard = held;
  const casework::Rejudging by{cases_->cases(), parts_.enterprises, cases_->shelf(),
                               parts_.house.parts.random};
  programme.rejudging = &by;
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

Result<void> Offices::sort_queues(store::Database& database, const Held& held) {
  const casework::PartnerQueues queues{cases_->cases(), cases_->procedures(), *parts_.pack->pack,
                                       parts_.enterprises, casework::served_by_bodies()};
  auto next = casework::follow_partners(database, queues, queues_at_, held);
  if (!next) return fail(std::move(next.error()));
  queues_at_ = std::move(*next);
  return {};
}

void Offices::add_routes(http::Router& router) {
  House& house = parts_.house;
  const ServeOptions& options = house.parts.options;
  Random& random = house.parts.random;
  const pack::Pack& pack = *parts_.pack->pack;
  const identity::Cookie& cookie = house.cookie;
  identity::add_routes(router, {house.databases, house.people, cookie, house.limits});
  const auto find_firm = [&house, &pack, &enterprises = parts_.enterprises](
                             std::string_view code) -> Result<std::optional<identity::KnownFirm>> {
    const auto firm = enterprises.find(code);
    if (!firm) return fail(firm.error());
    if (!*firm) return std::nullopt;
    const std::string place = law::place_of(pack.book, (**firm).subject);
    return identity::KnownFirm{{std::string(code), place, house.partners.of(place, kVouching)},
                               (**firm).name};
  };
  std::vector<identity::OfferedEvidence> evidence{
      {&house.by_officer, {"经办人员核对材料", "an officer looks at the papers"}},
      {&house.by_partner,
       {"园区、房东或银行作证", "the firm's park, landlord or bank vouches for it"}}};
  if (house.representatives) {
    evidence.push_back(
        {&house.representatives->evidence(),
         {"与登记的法定代表人核对", "held against the registered representative"},
         Text{"法定代表人的身份证件号码", "number of the legal representative's card"}});
  }
  identity::add_people_routes(
      router, {house.databases, house.people, cookie, house.idempotency, house.cursors,
               house.limits, find_firm, std::move(evidence), options.self_join,
               [&house, &cases = cases_->cases()](store::Database& database,
                                                  const identity::Caller& caller) {
                 return find_kept(database, house.people, cases, caller);
               }});
  casework::add_routes(
      router, {pack, cases_->procedures(), parts_.enterprises, house.databases, cases_->cases(),
               cases_->counter(), *parts_.pack->issuer, house.people, cookie, parts_.office, random,
               house.idempotency, house.cursors, cases_->shelf(), house.files, house.limits});
  casework::add_upload_routes(router,
                              {house.databases, house.files, house.people, cookie, house.limits});
  bulk::add_routes(router, {pack, cases_->procedures(), house.databases, house.people, cookie,
                            random, house.limits});
  funds::add_routes(router,
                    {house.databases, house.people, cookie, parts_.office, random, house.audit,
                     house.idempotency, house.cursors, named_funds(pack, cases_->procedures())});
  const audit::SignedLog* log = house.auditing ? &house.auditing->log() : nullptr;
  const auto kept_packs = [this](std::string_view hash) -> std::shared_ptr<const pack::Pack> {
    const auto found = cases_->shelf()(hash);
    if (!found) return nullptr;
    return {found, found->pack};
  };
  letters::add_routes(
      router, {kept_packs, parts_.enterprises, house.databases, cases_->cases(), house.people,
               cookie, random, house.limits, pages_address(options), log});
  auditing::add_routes(router, {house.databases, house.people, house.audit, cookie, house.cursors,
                                log, house.auditing ? &house.auditing->verification() : nullptr});
  const PackOffice& packs = parts_.packs;
  publishing::add_routes(router, {house.databases, packs.shelf, packs.workshop, packs.founding,
                                  pack.hash, house.people, cookie, parts_.office, random,
                                  house.idempotency, house.audit, packs.changed});
}

}  // namespace fugong::app
