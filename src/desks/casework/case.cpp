// What a case is behind an event.
#include "desks/casework/case.hpp"

#include <algorithm>

#include "base/clock.hpp"
#include "base/fault.hpp"

namespace fugong::casework {
namespace {

class Change {
 public:
  Change(Case& now, const Procedure& procedure, const Calendar& calendar, const Event& event)
      : now_(now), procedure_(procedure), calendar_(calendar), event_(event) {}

  void run() {
    happen();
    time_payback();
  }

 private:
  void happen() {
    ++now_.events;
    now_.last_ms = event_.at_ms;
    for (Paper paper : event_.documents) {
      paper.at_ms = event_.at_ms;
      now_.papers.push_back(std::move(paper));
    }
    switch (event_.act) {
      case Act::file:
        now_.matter = *event_.matter;
        now_.judgement = *event_.judgement;
        now_.pack = now_.judgement.pack;
        now_.filed_in = now_.matter.place;
        now_.filed_on = event_.day();
        now_.declared = event_.declared;
        now_.drawn = event_.drawn;
        if (event_.by.role != Role::programme) now_.filed_by = event_.by.id;
        rest_on_facts();
        now_.round = now_.events;
        return enter(0);
      case Act::amend:
        return amend();
      case Act::drop_gaps:
        return resume();
      case Act::confirm:
        if (event_.by.role == Role::partner) now_.partners.push_back(event_.by.id);
        return enter(now_.step + 1);
      case Act::inspect:
        return inspect();
      case Act::accept:
      case Act::publication_ends:
        return enter(now_.step + 1);
      case Act::tell_gaps:
        return ask_applicant();
      case Act::grant:
        return decide(true, event_.amount.value_or(Money{}));
      case Act::decline:
      case Act::refuse:
        return decide(false, Money{});
      case Act::time_ran_out:
        return fall_silent();
      case Act::countersign:
        now_.decision->countersigned_by = event_.by.id;
        now_.decision->on = event_.day();  // from which the time to object runs
        now_.judges.push_back(event_.by.id);
        return carry_out();
      case Act::send_back:
        now_.judges.push_back(event_.by.id);
        now_.decision.reset();
        now_.phase = Phase::in_step;
        // It stood still where it was refused while the firm was asked.
        if (now_.clock.stopped) run_clock();
        return;
      default:
        return go_on();
    }
  }

  /// What may happen outside the steps.
  void go_on() {
    switch (event_.act) {
      case Act::order_payment:
        now_.payment = event_.reference;
        now_.ordered.fen = now_.decision->amount.fen - now_.paid.fen;
        now_.paid = now_.decision->amount;
        now_.payments.push_back({now_.payment, now_.ordered, event_.by.id});
        return enter(now_.step + 1);
      case Act::payment_failed:
        return payment_failed();
      case Act::transfer:
        now_.matter.place = event_.reference;
        return;
      case Act::withdraw:
        return close(Outcome::withdrawn);
      case Act::object:
        now_.objection = Objecting{Objecting::State::open, event_.reasons, event_.day(), ""};
        return;
      case Act::uphold:
        settle(*now_.objection, Objecting::State::upheld);
        if (now_.decision->granted) now_.at_least = now_.decision->amount;
        now_.decision.reset();
        now_.outcome = Outcome::none;
        now_.round = now_.events;
        return enter(decision_step());
      case Act::dismiss:
        return settle(*now_.objection, Objecting::State::dismissed);
      case Act::report_error:
        now_.error_reported = true;
        return;
      case Act::recover:
        return claim_back();
      case Act::repay:
        return repay();
      case Act::rerun:
        judge_anew();
        if (now_.phase == Phase::in_step) look_back();
        return;
      case Act::clear:
        for (const Cleared& one : event_.cleared)
          now_.cleared[one.check].insert(one.cases.begin(), one.cases.end());
        return;
      case Act::object_recovery:
        now_.recovery->objection =
            Objecting{Objecting::State::open, event_.reasons, event_.day(), ""};
        return;
      case Act::uphold_recovery:
        // Nothing is claimed back of the same payments again.
        now_.recovery->due = Money{};
        now_.recovery->claims.clear();
        return settle(*now_.recovery->objection, Objecting::State::upheld);
      case Act::dismiss_recovery:
        return settle(*now_.recovery->objection, Objecting::State::dismissed);
      default:
        return hold();
    }
  }

  void judge_anew() {
    now_.judgement = *event_.judgement;
    now_.round = now_.events;
    rest_on_facts();
  }

  void amend() {
    const bool was_asked = now_.phase == Phase::with_applicant;
    if (event_.judgement) {
      judge_anew();
      if (event_.rules > 2 && !event_.own_facts.empty()) now_.is_amended = true;
    }
    if (was_asked) return resume();
    // Whoever is to act has his whole time for what he hasn't seen yet.
    now_.clock = Running{event_.day(), 0, false};
    look_back();
  }

  void inspect() {
    const Judgement before = now_.judgement;
    if (event_.judgement) {
      now_.inspected.push_back({event_.judgement->pack, event_.own_facts, event_.day()});
      now_.is_amended = true;
      judge_anew();
    }
    enter(now_.step + 1);
    const bool costs_nothing = !procedure_.is_finding() && !is_worse(now_.judgement, before);
    if (!event_.judgement || costs_nothing || now_.phase == Phase::closed) return;
    // Nobody decides by what the firm hasn't heard of.
    ask_applicant();
    now_.is_heard = true;
    const std::string today = event_.day().to_string();
    for (const StatedFact& fact : event_.facts) {
      if (fact.source == kInspected && fact.stated_on == today)
        now_.gaps.push_back({Reason::Of::fact, fact.fact, ""});
    }
    now_.gaps.push_back({Reason::Of::words, "", event_.note});
  }

  /// Back to an inspection that was passed over, and that this amount doesn't pass over.
  void look_back() {
    for (std::size_t i = 0; i < now_.step && i < procedure_.steps.size(); ++i) {
      const Step& step = procedure_.steps[i];
      if (step.sampled && !now_.done.contains(i) && !is_skipped(step)) return enter(i);
    }
  }

  void rest_on_facts() {
    if (event_.rules > 2 && event_.act != Act::file) now_.matter.same_key = event_.same_key;
    if (!event_.own_facts.empty() && event_.act != Act::inspect)
      now_.own_facts.emplace_back(now_.judgement.pack, event_.own_facts);
    now_.facts = event_.facts;
  }

  void hold() {
    if (event_.act == Act::hold) {
      now_.holders.push_back(event_.by.id);
      now_.holds.push_back(event_.note);
      return stop_clock();
    }
    if (event_.act == Act::release) {
      const auto ended = std::find(now_.holds.begin(), now_.holds.end(), event_.note);
      now_.holders.erase(now_.holders.begin() + (ended - now_.holds.begin()));
      now_.holds.erase(ended);
      if (!now_.holds.empty()) return;
      if (now_.phase != Phase::with_applicant) return run_clock();
      now_.asked_on = event_.day();  // nobody could answer meanwhile
      return;
    }
    FUGONG_CHECK(event_.act == Act::annul, "every act is handled");
    now_.holds.clear();
    now_.recovery.reset();
    close(Outcome::annulled);
  }

  std::size_t decision_step() const {
    const auto found = std::find_if(procedure_.steps.begin(), procedure_.steps.end(),
                                    [](const Step& step) { return step.deed == Deed::decide; });
    return static_cast<std::size_t>(found - procedure_.steps.begin());
  }

  /// The step, or the next one that this case has to go through.
  void enter(std::size_t step) {
    if (step > now_.step) now_.done[now_.step] = event_.day();
    now_.done.erase(now_.done.lower_bound(step), now_.done.end());
    while (step < procedure_.steps.size() && is_skipped(procedure_.steps[step]))
      ++step;
    now_.step = step;
    now_.gaps.clear();
    now_.is_heard = false;
    if (step == procedure_.steps.size()) return close(Outcome::granted);
    now_.phase = Phase::in_step;
    now_.clock = Running{event_.day(), 0, false};
  }

  bool is_skipped(const Step& step) const {
    if (step.skip_if_automatic && now_.matter.start == Start::automatic) return true;
    if (step.sampled && !is_sampled(step)) return true;
    return step.deed == Deed::pay && now_.decision && now_.decision->amount <= now_.paid;
  }

  /// Drawn when it was filed, or about more than what chance is left to.
  bool is_sampled(const Step& step) const {
    return std::ranges::find(now_.drawn, step.id) != now_.drawn.end() ||
           (step.sampled->from && expected(now_) >= *step.sampled->from);
  }

  void close(Outcome outcome) {
    now_.phase = Phase::closed;
    now_.outcome = outcome;
    now_.gaps.clear();
    now_.is_heard = false;
    const bool is_over = outcome == Outcome::annulled || outcome == Outcome::withdrawn;
    if (is_over && event_.rules > 0 && is_open(now_.objection)) now_.objection.reset();
  }

  DayCount count() const {
    const Step* step = current_step(now_, procedure_);
    return step != nullptr && step->within ? step->within->period.count : DayCount::working;
  }

  void stop_clock() {
    if (now_.clock.stopped || now_.phase == Phase::closed) return;
    now_.clock.used += calendar_.between(now_.clock.since, event_.day(), count());
    now_.clock.since = event_.day();
    now_.clock.stopped = true;
  }

  void run_clock() {
    now_.clock.since = event_.day();
    now_.clock.stopped = false;
  }

  /// In the step where the firm was asked.
  void resume() {
    now_.gaps.clear();
    now_.is_heard = false;
    now_.phase = Phase::in_step;
    run_clock();
    look_back();
  }

  void ask_applicant() {
    stop_clock();
    now_.phase = Phase::with_applicant;
    now_.asked_on = event_.day();
    now_.gaps = event_.reasons;
  }

  void decide(bool granted, Money amount) {
    const bool waits = waits_for_second(granted, amount);
    const bool unanswered = event_.act == Act::time_ran_out && now_.phase == Phase::with_applicant;
    now_.decision = Decision{granted,
                             amount,
                             unanswered ? now_.gaps : event_.reasons,
                             event_.by.id,
                             "",
                             event_.day(),
                             event_.by.role,
                             event_.against,
                             event_.act == Act::time_ran_out};
    now_.judges.push_back(event_.by.id);
    if (!waits) return carry_out();
    now_.phase = Phase::to_countersign;
    now_.gaps.clear();
  }

  bool waits_for_second(bool granted, Money amount) const {
    const Step& step = procedure_.steps[now_.step];
    if (event_.rules < 2)
      return granted && step.countersigned_from && amount >= *step.countersigned_from;
    // Whoever was only asked, and says no, takes nobody's decision.
    return step.deed != Deed::confirm && needs_second(now_, procedure_);
  }

  /// What is decided, and was looked at twice where two must.
  void carry_out() {
    if (now_.decision->granted) return enter(now_.step + 1);
    now_.done[now_.step] = event_.day();
    close(Outcome::refused);
  }

  void fall_silent() {
    if (now_.phase == Phase::with_applicant) {
      const bool refuses = procedure_.answered_within->silence == Silence::refuses;
      // Nobody takes what an upheld objection secured, and who says nothing to an inspection has
      // conceded nothing.
      return refuses && !now_.at_least && !now_.is_heard ? decide(false, Money{}) : resume();
    }
    const Step& step = procedure_.steps[now_.step];
    if (step.within->silence == Silence::refuses) return decide(false, Money{});
    if (step.deed != Deed::decide) return enter(now_.step + 1);
    const bool as_then = event_.rules == 0;
    const Money most = as_then ? now_.judgement.amount.value_or(Money{}) : expected(now_);
    const Money least = as_then ? Money{} : now_.at_least.value_or(Money{});
    decide(true, std::max(within(event_.against, most), least));
  }

  void payment_failed() {
    const bool stands = grant_stands(now_) || event_.rules == 0;
    now_.payment.clear();
    now_.payments.pop_back();
    now_.failures.push_back(event_.by.id);
    now_.paid.fen -= now_.ordered.fen;
    now_.ordered = Money{};
    if (!stands) {
      // It is being judged anew or waits for the second person, and goes on there.
      now_.round = now_.events;
      return;
    }
    now_.outcome = Outcome::none;
    const auto pay = std::find_if(procedure_.steps.begin(), procedure_.steps.end(),
                                  [](const Step& step) { return step.deed == Deed::pay; });
    enter(static_cast<std::size_t>(pay - procedure_.steps.begin()));
    ask_applicant();
  }

  void claim_back() {
    Recovery recovery;
    recovery.due = *event_.amount;
    recovery.instalments = event_.instalments;
    recovery.good_faith = now_.error_reported;
    recovery.on = event_.day();
    recovery.claims = claims_on(now_, event_.payments, *event_.amount);
    recovery.by = event_.by.id;
    recovery.role = event_.by.role;
    recovery.reasons = event_.reasons;
    recovery.pay_by = event_.pay_by;
    now_.recovery = std::move(recovery);
  }

  /// The day to pay back by waits while nothing can be paid.
  void time_payback() {
    if (!now_.recovery || !now_.recovery->pay_by) return;
    Recovery& recovery = *now_.recovery;
    const bool waits = is_open(recovery.objection) || now_.is_held();
    if (waits == recovery.stopped_on.has_value()) return;
    if (waits) {
      recovery.stopped_on = event_.day();
      return;
    }
    const std::int64_t days = event_.day().days() - recovery.stopped_on->days();
    recovery.pay_by = recovery.pay_by->plus_days(days);
    recovery.stopped_on.reset();
  }

  void repay() {
    Recovery& recovery = *now_.recovery;
    for (const Claim& part : instalment_of(recovery, *event_.amount))
      std::ranges::find(recovery.claims, part.payment, &Claim::payment)->repaid.fen += part.due.fen;
    recovery.repaid.fen += event_.amount->fen;
  }

  void settle(Objecting& objection, Objecting::State state) {
    objection.state = state;
    objection.decided_by = event_.by.id;
    now_.judges.push_back(event_.by.id);
  }

  Case& now_;
  const Procedure& procedure_;
  const Calendar& calendar_;
  const Event& event_;
};

}  // namespace

bool is_official(const Case& now, const Procedure& procedure) {
  if (!now.decision) return false;
  const Role role = now.decision->role;
  const bool said_no = role == Role::partner || role == Role::owner || role == Role::helper;
  if (!now.decision->by_silence) return !said_no;
  // Whose silence it was: of a refusal the case stays in the step.
  return now.decision->granted || now.step >= procedure.steps.size() ||
         procedure.steps[now.step].deed != Deed::confirm;
}

bool is_worse(const Judgement& judgement, const Judgement& than) {
  const auto rank = [](const Judgement& one) {
    return one.state == law::State::entitled ? 2 : one.state == law::State::depends ? 1 : 0;
  };
  return rank(judgement) < rank(than) || given_amount(judgement) < given_amount(than);
}

Date Event::day() const {
  const std::int64_t ms = at_ms + kChinaMs;
  return Date::from_days(ms >= 0 ? ms / kDayMs : (ms - kDayMs + 1) / kDayMs);
}

bool grant_stands(const Case& now) {
  return now.decision && now.decision->granted && now.phase != Phase::to_countersign &&
         now.outcome != Outcome::withdrawn && now.outcome != Outcome::annulled;
}

std::optional<Money> known_amount(const Case& now) {
  // A refusal that a second person has yet to see has settled nothing.
  if (now.decision && (now.decision->granted || now.phase != Phase::to_countersign))
    return now.decision->amount;
  const auto given = now.judgement.amount ? now.judgement.amount : now.judgement.at_most;
  // Nothing is less than any amount.
  return std::max(given, now.at_least);
}

Money expected(const Case& now) {
  return known_amount(now).value_or(Money{});
}

const Step* current_step(const Case& now, const Procedure& procedure) {
  if (!now.is_filed() || now.phase == Phase::closed) return nullptr;
  return now.step < procedure.steps.size() ? &procedure.steps[now.step] : nullptr;
}

std::optional<Finding> finding_of(const Case& now, const Procedure& procedure,
                                  const std::string& reference) {
  const bool decided = now.outcome == Outcome::granted || now.outcome == Outcome::refused;
  if (!procedure.is_finding() || !decided || !now.decision) return std::nullopt;
  // What was turned away at the door has not been looked at.
  if (now.outcome == Outcome::refused && procedure.steps[now.step].deed != Deed::decide)
    return std::nullopt;
  Finding found{now.matter.firm,
                procedure.finding,
                now.decision->granted,
                now.decision->on,
                {reference, now.decision->role, now.matter.place, std::nullopt}};
  if (procedure.holds) found.by.until = found.on.plus_days(procedure.holds->days);
  return found;
}

bool needs_second(const Case& now, const Procedure& procedure) {
  const Money stake = expected(now);
  return std::ranges::any_of(procedure.steps, [&](const Step& step) {
    return step.countersigned_from && stake >= *step.countersigned_from;
  });
}

const Doer& doer_of(const Case& now, const Procedure& procedure, const Step& step, Money amount) {
  const bool by_rules = step.deed == Deed::decide && now.matter.start == Start::automatic &&
                        now.judgement.state == law::State::entitled && now.judgement.amount &&
                        now.judges.empty() && !now.is_amended;
  return procedure.doer(step, amount, by_rules);
}

Case after(Case now, const Procedure& procedure, const Calendar& calendar, const Event& event) {
  FUGONG_CHECK(could(now, procedure, event).has_value(), "only what can happen happens");
  Change(now, procedure, calendar, event).run();
  return now;
}

}  // namespace fugong::casework
