#include "desks/casework/partner_queues.hpp"

#include <utility>

#include "engines/law/facts.hpp"
#include "platform/identity/bodies.hpp"
#include "platform/store/scope.hpp"

namespace fugong::casework {
namespace {

using store::Database;
using store::Transaction;
using Guard = std::function<Result<void>(Transaction&)>;

Transaction all_cases(Transaction& t) {
  return t.within(store::Scope::everything("cases are handed to the partners that are asked"));
}

struct Looked {
  Queued line;
  bool by_fact = false;
  std::string named;
};

/// The lines of a page with whom facts name: asked before the transaction, which would hold up
/// whoever else writes.
Result<std::vector<Looked>> look_at_page(Database& database, const PartnerQueues& queues,
                                         const After& after) {
  std::vector<Queued> lines;
  auto read = database.read([&](Transaction& whole) -> Result<void> {
    Transaction t = all_cases(whole);
    auto found =
        queues.cases.list(t, {.waits_for = Role::partner, .open_only = true}, after, kMaxPage);
    if (!found) return fail(std::move(found.error()));
    lines = std::move(*found);
    return {};
  });
  if (!read) return fail(std::move(read.error()));
  std::vector<Looked> looked;
  for (Queued& line : lines) {
    Looked one{std::move(line), false, ""};
    const Procedure* procedure = queues.procedures.find(one.line.matter.procedure);
    const Doer* asked = procedure != nullptr ? partner_asked(*procedure) : nullptr;
    one.by_fact = asked != nullptr && !asked->body.empty();
    if (one.by_fact) {
      auto named = named_partner(queues.pack, queues.enterprises, one.line.matter, *procedure);
      if (!named) return fail(std::move(named.error()));
      one.named = std::move(*named);
    }
    looked.push_back(std::move(one));
  }
  return looked;
}

Result<void> hand_page(Transaction& whole, const PartnerQueues& queues,
                       const std::vector<Looked>& page) {
  Transaction t = all_cases(whole);
  for (const Looked& one : page) {
    auto body = one.by_fact ? Result<std::string>(one.named) : queues.served_by(t, one.line.matter);
    if (!body) return fail(std::move(body.error()));
    if (*body == one.line.body) continue;
    auto done = queues.cases.hand_to(t, one.line.number, one.by_fact ? "fact" : "place", *body);
    if (!done) return done;
  }
  return {};
}

}  // namespace

ServedBy served_by_bodies() {
  return [](Transaction& t, const Matter& matter) -> Result<std::string> {
    const auto serving = identity::serving_bodies(t);
    if (!serving) return fail(serving.error());
    return identity::Bodies::of(*serving, matter.place, matter.procedure);
  };
}

Result<std::string> named_partner(const pack::Pack& pack,
                                  enterprise_register::Register& enterprises, const Matter& matter,
                                  const Procedure& procedure) {
  const Doer* asked = partner_asked(procedure);
  if (asked == nullptr || asked->body.empty()) return std::string();
  const auto firm = enterprises.find(matter.firm);
  if (!firm) return fail(firm.error());
  return *firm ? law::text_of(pack.book, (**firm).subject, asked->body) : std::string();
}

Result<After> follow_partners(Database& database, const PartnerQueues& queues, After from,
                              const Guard& guard) {
  for (std::size_t i = 0; i < kQueueRound; i += kMaxPage) {
    const auto page = look_at_page(database, queues, from);
    if (!page) return fail(page.error());
    if (page->empty()) return After{};
    auto handed = database.transact([&](Transaction& t) -> Result<void> {
      if (guard) {
        auto held = guard(t);
        if (!held) return held;
      }
      return hand_page(t, queues, *page);
    });
    if (!handed) return fail(std::move(handed.error()));
    if (page->size() < kMaxPage) return After{};
    from = behind(page->back().line);
  }
  return from;
}

}  // namespace fugong::casework
