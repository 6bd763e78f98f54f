#include "desks/casework/partner_queues.hpp"

#include <utility>

#include "engines/law/facts.hpp"

namespace fugong::casework {
namespace {

using store::Database;
using store::Transaction;
using Guard = std::function<Result<void>(Transaction&)>;

Transaction waiting(Transaction& t) {
  return t.within(store::Scope::everything("cases are put into the queues of partners"));
}

/// One page: the last line of it, if there may be more behind it.
Result<std::optional<Queued>> sort_page(Database& database, const PartnerQueues& queues,
                                        const Wanted& wanted, const After& after,
                                        const Guard& guard) {
  std::vector<Queued> lines;
  auto read = database.read([&](Transaction& whole) -> Result<void> {
    Transaction t = waiting(whole);
    auto found = queues.cases.list(t, wanted, after, kMaxPage);
    if (!found) return fail(std::move(found.error()));
    lines = std::move(*found);
    return {};
  });
  if (!read) return fail(std::move(read.error()));
  // Asked before the transaction, which would hold up whoever else writes.
  std::vector<std::pair<std::int64_t, std::string>> moves;
  for (const Queued& line : lines) {
    const Procedure* procedure = queues.procedures.find(line.matter.procedure);
    auto body = procedure != nullptr ? queues.asked(line.matter, *procedure)
                                     : Result<std::string>(std::string());
    if (!body) return fail(std::move(body.error()));
    if (body->empty()) *body = kNobodysQueue;
    if (*body != line.body) moves.emplace_back(line.number, std::move(*body));
  }
  // Also where nothing moves: the guard is passed, and so renewed, for every page.
  auto put = database.transact([&](Transaction& whole) -> Result<void> {
    if (guard) {
      auto held = guard(whole);
      if (!held) return held;
    }
    Transaction t = waiting(whole);
    for (const auto& [number, body] : moves) {
      auto done = queues.cases.put_in_queue(t, number, body);
      if (!done) return done;
    }
    return {};
  });
  if (!put) return fail(std::move(put.error()));
  return lines.size() < kMaxPage ? std::optional<Queued>() : std::optional(std::move(lines.back()));
}

}  // namespace

Result<std::string> PartnerQueues::asked(const Matter& matter, const Procedure& procedure) const {
  for (const Step& step : procedure.steps) {
    for (const Doer& doer : step.by) {
      if (doer.role != Role::partner) continue;
      if (doer.body.empty()) return served_by(matter);
      const auto firm = enterprises.find(matter.firm);
      if (!firm) return fail(firm.error());
      return *firm ? law::text_of(pack.book, (**firm).subject, doer.body) : std::string();
    }
  }
  return std::string();
}

Result<After> sort_partner_queues(Database& database, const PartnerQueues& queues, After from,
                                  const Guard& guard) {
  const Wanted all{.waits_for = Role::partner, .open_only = true};
  Wanted fresh = all;
  fresh.body = std::string();
  for (auto [wanted, at] : {std::pair{fresh, After{}}, std::pair{all, from}}) {
    from = After{};
    for (std::size_t i = 0; i < kQueueRound; i += kMaxPage) {
      const auto last = sort_page(database, queues, wanted, at, guard);
      if (!last) return fail(last.error());
      from = *last ? behind(**last) : After{};
      if (!*last) break;
      at = from;
    }
  }
  return from;
}

}  // namespace fugong::casework
