#include "desks/casework/programme.hpp"

#include <algorithm>
#include <set>

#include "desks/casework/impact.hpp"
#include "platform/store/scope.hpp"

namespace fugong::casework {
namespace {

using store::Database;
using store::Scope;
using store::Transaction;

constexpr std::size_t kPage = 100;

class Going {
 public:
  Going(Database& database, const Programme& programme)
      : database_(database), is_(programme), today_(programme.clock.today()) {}

  Result<Round> run() {
    // What is late is found by the lines.
    auto counted = count_anew();
    if (!counted) return fail(std::move(counted.error()));
    // What waits for the programme may have no clock, and comes first: what is late may be much.
    for (const Wanted& wanted :
         {Wanted{.waits_for = Role::programme, .in_steps_only = true},
          Wanted{.late_on = today_, .in_steps_only = true, .by_clock = true}}) {
      auto done = go_through(wanted);
      if (!done) return fail(std::move(done.error()));
    }
    return std::move(round_);
  }

 private:
  /// In a transaction under the guard, which is passed in it first and so renewed (jobs.hpp).
  template <class Body>
  Result<void> guarded(Body&& body) {
    return database_.transact([&](Transaction& t) -> Result<void> {
      if (is_.guard) {
        auto held = is_.guard(t);
        is_lost_ = !held.has_value();
        if (!held) return held;
      }
      Transaction whole = t.within(Scope::everything("the programme's own acts"));
      return body(whole);
    });
  }

  Result<void> count_anew() {
    CountedBy after;
    for (;;) {
      std::vector<CountedBy> lines;
      std::vector<std::pair<std::string, Fault>> faults;
      auto page = guarded([&](Transaction& t) -> Result<void> {
        faults.clear();
        auto found = is_.cases.counted_otherwise(t, after, kPage);
        if (!found) return fail(std::move(found.error()));
        lines = std::move(*found);
        for (const CountedBy& line : lines) {
          auto done = is_.cases.count_anew(t, line.number);
          if (!done) faults.emplace_back(reference_of(line.number), done.error().front());
        }
        return {};
      });
      if (!page) return page;
      round_.counted_anew += lines.size() - faults.size();
      for (auto& fault : faults)
        round_.faults.push_back(std::move(fault));
      if (lines.size() < kPage) return {};
      after = lines.back();
    }
  }

  Result<void> go_through(const Wanted& wanted) {
    After after;
    for (;;) {
      std::vector<Queued> lines;
      auto read = database_.read([&](Transaction& t) -> Result<void> {
        Transaction whole = t.within(Scope::everything("the programme's own acts"));
        auto found = is_.cases.list(whole, wanted, after, kPage);
        if (!found) return fail(std::move(found.error()));
        lines = std::move(*found);
        return {};
      });
      if (!read) return read;
      for (const Queued& line : lines) {
        if (!seen_.insert(line.number).second) continue;
        auto done = take(line);
        if (!done) return done;
      }
      if (lines.size() < kPage) return {};
      // Also where there was nothing to do for long.
      auto still = guarded([](Transaction&) -> Result<void> { return {}; });
      if (!still) return still;
      after = behind(lines.back());
    }
  }

  /// As long as there is something to do: a publication that ends may lead to what is late as well.
  Result<void> take(const Queued& line) {
    ++round_.looked_at;
    for (std::size_t turns = 0; turns <= kMaxSteps; ++turns) {
      std::optional<Act> done;
      auto acted = bring_up_to_date(line);
      if (acted) {
        acted = guarded([&](Transaction& t) -> Result<void> {
          done.reset();
          return step(t, line.number, done);
        });
      }
      // Without the guard nothing more is done to any case.
      if (!acted && is_lost_) return acted;
      if (!acted) {
        round_.faults.emplace_back(line.reference, acted.error().front());
        return {};
      }
      if (!done) return {};
      round_.acts.emplace_back(line.reference, *done);
    }
    return {};
  }

  /// Nothing is decided by what the register or an office says otherwise by now.
  Result<void> bring_up_to_date(const Queued& line) {
    if (is_.rejudging == nullptr) return {};
    std::optional<Rejudged> anew;
    auto read = database_.read([&](Transaction& t) -> Result<void> {
      Transaction whole = t.within(Scope::everything("the programme's own acts"));
      auto found = overtaken(whole, *is_.rejudging, line.number, today_);
      if (!found) return fail(std::move(found.error()));
      anew = std::move(*found);
      return {};
    });
    if (!read || !anew) return read;
    if (!anew->after) return fail(std::move(anew->faults));
    auto done = guarded([&](Transaction& t) { return rerun(t, is_.counter, *anew); });
    if (done) round_.acts.emplace_back(line.reference, Act::rerun);
    return done;
  }

  Result<void> step(Transaction& t, std::int64_t number, std::optional<Act>& done) {
    const auto found = is_.cases.find(t, number);
    if (!found) return fail(found.error());
    if (!*found) return {};
    const Case& now = (**found).now;
    const auto procedure = is_.cases.procedure_of(now.pack, now.matter.procedure);
    if (!procedure) return fail(procedure.error());
    Result<std::vector<Against>> against = std::vector<Against>{};
    if (is_measured(now, **procedure, Act::grant))
      against = is_.cases.against(t, now.matter, now.judgement, number);
    if (!against) return fail(std::move(against.error()));
    const auto event = programme_act(now, **procedure, is_.cases.calendar(), today_, *against);
    if (!event) return {};
    const auto stored = is_.counter.happen(t, number, now.events, *event);
    if (!stored) return fail(stored.error());
    done = event->act;
    return {};
  }

  Database& database_;
  const Programme& is_;
  Date today_;
  Round round_;
  std::set<std::int64_t> seen_;
  bool is_lost_ = false;  ///< the guard, when it was last passed
};

}  // namespace

std::optional<Event> programme_act(const Case& now, const Procedure& procedure,
                                   const Calendar& calendar, const Date& today,
                                   const std::vector<Against>& against) {
  const auto open = open_acts(now, procedure, calendar, Role::programme, today);
  const auto is_open = [&](Act act) {
    return std::find(open.begin(), open.end(), act) != open.end();
  };
  Event event;
  event.by = {std::string(kProgramme), Role::programme};
  const Step* step = current_step(now, procedure);
  const bool is_shut_out = !now.at_least && shut_out(against, given_amount(now.judgement));
  if (is_open(Act::publication_ends)) {
    event.act = Act::publication_ends;
    return event;
  }
  if (is_open(Act::grant) && step != nullptr && now.judgement.amount &&
      doer_of(now, procedure, *step, *now.judgement.amount).role == Role::programme) {
    event.act = is_shut_out ? Act::refuse : Act::grant;
    if (!is_shut_out) event.amount = within(against, *now.judgement.amount);
    return event;
  }
  // Where nothing is left silence grants nothing: a person says so, with reasons.
  const bool grants = is_shut_out && now.phase == Phase::in_step && step != nullptr &&
                      step->deed == Deed::decide && step->within &&
                      step->within->silence == Silence::agrees;
  if (is_open(Act::time_ran_out) && !grants) {
    event.act = Act::time_ran_out;
    return event;
  }
  return std::nullopt;
}

Result<Round> run_programme(Database& database, const Programme& programme) {
  return Going(database, programme).run();
}

}  // namespace fugong::casework
