// Whom a case waits for, and until when.
#include "desks/casework/case.hpp"

namespace fugong::casework {
namespace {

/// Nothing else goes on in it than that the firm pays back what it owes.
bool waits_for_money(const Case& now) {
  return now.phase == Phase::closed && owed(now).fen > 0;
}

}  // namespace

const Objecting* open_objection(const Case& now) {
  if (now.outcome == Outcome::withdrawn || now.outcome == Outcome::annulled) return nullptr;
  if (is_open(now.objection)) return &*now.objection;
  return now.recovery && is_open(now.recovery->objection) ? &*now.recovery->objection : nullptr;
}

std::optional<Date> step_due(const Case& now, const Procedure& procedure,
                             const Calendar& calendar) {
  const Step* step = current_step(now, procedure);
  if (step == nullptr || !step->within || now.clock.stopped) return std::nullopt;
  // Whoever stopped it on its last day has a day left when it goes on.
  const Period left{std::max<std::int64_t>(step->within->period.days - now.clock.used, 1),
                    step->within->period.count};
  return calendar.after(now.clock.since, left);
}

bool answer_is_timed(const Case& now, const Procedure& procedure) {
  const Step* step = current_step(now, procedure);
  return now.phase == Phase::with_applicant && procedure.answered_within && step != nullptr &&
         step->deed != Deed::pay;
}

std::optional<Date> decide_by(const Case& now, const Procedure& procedure, const Calendar& calendar,
                              const std::optional<Objecting>& objection) {
  if (!procedure.objection || !is_open(objection) || now.is_held()) return std::nullopt;
  if (open_objection(now) == nullptr) return std::nullopt;  // the case is over
  return calendar.after(objection->on, procedure.objection->decided.period);
}

std::optional<Date> due(const Case& now, const Procedure& procedure, const Calendar& calendar) {
  const Objecting* objection = procedure.objection ? open_objection(now) : nullptr;
  if (objection != nullptr) return decide_by(now, procedure, calendar, *objection);
  if (waits_for_money(now)) return now.is_held() ? std::nullopt : now.recovery->pay_by;
  if (!answer_is_timed(now, procedure)) return step_due(now, procedure, calendar);
  if (now.is_held()) return std::nullopt;
  return calendar.after(now.asked_on, procedure.answered_within->period);
}

Money owed(const Case& now) {
  if (!now.recovery || is_open(now.recovery->objection)) return Money{};
  return Money{now.recovery->due.fen - now.recovery->repaid.fen};
}

std::optional<Date> object_by(const Case& now, const Procedure& procedure,
                              const Calendar& calendar) {
  if (!procedure.objection || !now.decision) return std::nullopt;
  return calendar.after(now.decision->on, procedure.objection->within.period);
}

bool is_objectionable(const std::optional<Recovery>& recovery) {
  return recovery && !recovery->objection && recovery->repaid.fen == 0;
}

std::optional<Date> object_to_recovery_by(const Case& now, const Procedure& procedure,
                                          const Calendar& calendar) {
  if (!procedure.objection || !is_objectionable(now.recovery)) return std::nullopt;
  return calendar.after(now.recovery->on, procedure.objection->within.period);
}

DayCount due_count(const Case& now, const Procedure& procedure) {
  if (open_objection(now) != nullptr && procedure.objection)
    return procedure.objection->decided.period.count;
  if (answer_is_timed(now, procedure)) return procedure.answered_within->period.count;
  if (waits_for_money(now)) return DayCount::calendar;
  const Step* step = current_step(now, procedure);
  return step != nullptr && step->within ? step->within->period.count : DayCount::working;
}

std::optional<Role> waits_for(const Case& now, const Procedure& procedure) {
  if (now.is_held()) return std::nullopt;
  if (open_objection(now) != nullptr && procedure.objection) return procedure.objection->by;
  if (waits_for_money(now)) return Role::owner;
  const Step* step = current_step(now, procedure);
  if (step == nullptr) return std::nullopt;
  if (now.phase == Phase::with_applicant) return Role::owner;
  if (now.phase == Phase::to_countersign) return Role::second_approver;
  if (step->deed == Deed::publish) return Role::programme;
  return doer_of(now, procedure, *step, expected(now)).role;
}

}  // namespace fugong::casework
