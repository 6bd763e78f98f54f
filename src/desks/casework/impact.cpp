#include "desks/casework/impact.hpp"

#include "desks/casework/judging.hpp"
#include "platform/store/scope.hpp"

namespace fugong::casework {
namespace {

using store::Scope;
using store::Transaction;

Rejudged judged_anew(const Stored& stored, const Rejudging& by, const PackInUse& next,
                     const Date& today) {
  Rejudged one;
  one.number = stored.number;
  one.reference = stored.reference;
  one.matter = stored.now.matter;
  one.version = stored.now.events;
  one.before = stored.now.judgement;
  law::Subject nothing;
  auto judged =
      Judging(by.enterprises, by.random).again(next, by.shelf, stored.now, nothing, today);
  if (!judged) {
    one.faults = std::move(judged.error());
    return one;
  }
  one.event.act = Act::rerun;
  one.event.by = {std::string(kProgramme), Role::programme};
  judged->put_into(one.event);
  one.event.declared = false;
  one.after = judged->judgement;
  one.papers = std::move(judged->papers);
  return one;
}

}  // namespace

bool Rejudged::differs() const {
  return !after || after->state != before.state || after->amount != before.amount ||
         after->at_most != before.at_most;
}

Result<Impact> impact_on(Transaction& t, const Rejudging& by, const PackInUse& next,
                         const Date& today, const After& after, std::size_t most) {
  Transaction whole = t.within(Scope::everything("every open case is judged anew"));
  const auto lines = by.cases.list(whole, {.in_steps_only = true}, after, most);
  if (!lines) return fail(lines.error());
  Impact impact;
  for (const Queued& line : *lines) {
    const auto found = by.cases.find(whole, line.number);
    if (!found) return fail(found.error());
    if (!*found) continue;
    const Case& now = (**found).now;
    const bool is_open = now.phase != Phase::closed && !now.decision && !now.is_held();
    if (is_open && now.judgement.pack != next.pack->hash)
      impact.cases.push_back(judged_anew(**found, by, next, today));
  }
  if (lines->size() == most) impact.next = behind(lines->back());
  return impact;
}

Result<void> rerun(store::Database& database, const Programme& programme, const Rejudged& one) {
  return database.transact([&](Transaction& t) -> Result<void> {
    if (programme.guard) {
      auto held = programme.guard(t);
      if (!held) return held;
    }
    Transaction whole = t.within(Scope::everything("every open case is judged anew"));
    auto done = programme.counter.happen(whole, one.number, one.version, one.event, &one.papers);
    if (!done) return fail(std::move(done.error()));
    return {};
  });
}

}  // namespace fugong::casework
