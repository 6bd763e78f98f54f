#include "desks/casework/impact.hpp"

#include <algorithm>

#include "desks/casework/judging.hpp"
#include "platform/store/scope.hpp"

namespace fugong::casework {
namespace {

using store::Scope;
using store::Transaction;

Rejudged judged_anew(const Stored& stored, const Rejudging& by, const PackInUse& next,
                     std::vector<Finding> findings, const Date& today) {
  Rejudged one;
  one.number = stored.number;
  one.reference = stored.reference;
  one.matter = stored.now.matter;
  one.version = stored.now.events;
  one.before = stored.now.judgement;
  auto judged = Judging(by.enterprises, by.random)
                    .again(next, by.shelf, stored.now, {}, std::move(findings), today);
  if (!judged) {
    one.faults = std::move(judged.error());
    return one;
  }
  one.event.act = Act::rerun;
  one.event.by = {by.by, Role::programme};
  judged->put_into(one.event);
  one.event.declared = false;
  one.after = judged->judgement;
  one.papers = std::move(judged->papers);
  return one;
}

/// Whether an office has found since, or finds no longer, what the case was judged by.
bool is_overtaken(const law::Rulebook& book, const Case& now,
                  const std::vector<Finding>& findings) {
  const auto rests_on = [&](const Finding& one) {
    // What the pack doesn't know makes no difference to it.
    return !book.fact_index(one.fact) ||
           std::ranges::any_of(now.facts, [&](const StatedFact& fact) {
             return fact.kind.empty() && fact.fact == one.fact && fact.found == one.by &&
                    fact.value == feel::to_display(feel::Value::of(one.is_so));
           });
  };
  const auto stands = [&](const StatedFact& fact) {
    return !fact.found || std::ranges::any_of(findings, [&](const Finding& one) {
      return one.fact == fact.fact && one.by == *fact.found;
    });
  };
  return !std::ranges::all_of(findings, rests_on) || !std::ranges::all_of(now.facts, stands);
}

/// What was judged before caps were kept with the judgement.
bool lacks_limits(const stacking::Rules& rules, const Case& now) {
  return now.judgement.state == law::State::entitled &&
         std::ranges::any_of(rules.caps, [&](const stacking::CapRule& rule) {
           return std::ranges::find(rule.provisions, now.matter.provision) !=
                      rule.provisions.end() &&
                  std::ranges::find(now.judgement.limits, rule.text.id, &stacking::Limit::rule) ==
                      now.judgement.limits.end();
         });
}

bool is_undecided(const Case& now) {
  return now.phase != Phase::closed && !now.decision && !now.is_held();
}

/// Whether the register or an office says otherwise by now. What can't be looked at in the words of
/// this pack is judged, and says so.
bool has_changed(const Case& now, const Rejudging& by, const PackInUse& next,
                 const std::vector<Finding>& findings) {
  const auto changes = Judging(by.enterprises, by.random).changes(next, by.shelf, now, findings);
  return !changes || !changes->empty();
}

}  // namespace

bool Rejudged::differs() const {
  return !after || after->state != before.state || after->amount != before.amount ||
         after->at_most != before.at_most || after->limits != before.limits;
}

Result<Impact> impact_on(Transaction& t, const Rejudging& by, const PackInUse& next,
                         const Date& today, const After& after, std::size_t most) {
  Transaction whole = t.within(Scope::everything("every open case is judged anew"));
  const auto lines =
      by.cases.list(whole, {.place_prefix = by.place, .in_steps_only = true}, after, most);
  if (!lines) return fail(lines.error());
  Impact impact;
  impact.looked_at = lines->size();
  for (const Queued& line : *lines) {
    const auto found = by.cases.find(whole, line.number);
    if (!found) return fail(found.error());
    if (!*found) continue;
    const Case& now = (**found).now;
    if (!is_undecided(now)) continue;
    auto findings = by.cases.findings(whole, {now.matter.firm}, today);
    if (!findings) return fail(std::move(findings.error()));
    if (now.judgement.pack != next.pack->hash || is_overtaken(next.pack->book, now, *findings) ||
        lacks_limits(next.procedures->stacking, now) || has_changed(now, by, next, *findings))
      impact.cases.push_back(judged_anew(**found, by, next, std::move(*findings), today));
  }
  if (lines->size() == most) impact.next = behind(lines->back());
  return impact;
}

Result<std::optional<Rejudged>> overtaken(Transaction& t, const Rejudging& by, std::int64_t number,
                                          const Date& today) {
  const auto found = by.cases.find(t, number);
  if (!found) return fail(found.error());
  if (!*found || !is_undecided((**found).now)) return std::optional<Rejudged>();
  const Case& now = (**found).now;
  const auto procedure = by.cases.procedure_of(now.pack, now.matter.procedure);
  if (!procedure) return fail(procedure.error());
  const Step* step = current_step(now, **procedure);
  if (step == nullptr || step->deed != Deed::decide) return std::optional<Rejudged>();
  const auto pack = on_shelf(by.shelf, now.judgement.pack);
  if (!pack) return fail(pack.error());
  auto findings = by.cases.findings(t, {now.matter.firm}, today);
  if (!findings) return fail(std::move(findings.error()));
  if (!has_changed(now, by, **pack, *findings)) return std::optional<Rejudged>();
  return std::optional(judged_anew(**found, by, **pack, std::move(*findings), today));
}

Result<void> rerun(Transaction& t, const Counter& counter, const Rejudged& one) {
  Transaction whole = t.within(Scope::everything("every open case is judged anew"));
  auto done = counter.happen(whole, one.number, one.version, one.event, &one.papers);
  return done ? Result<void>{} : fail(std::move(done.error()));
}

Result<void> rerun(store::Database& database, const Counter& counter, const Rejudged& one) {
  return database.transact([&](Transaction& t) { return rerun(t, counter, one); });
}

}  // namespace fugong::casework
