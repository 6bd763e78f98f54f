#include "desks/casework/case_room.hpp"

#include <algorithm>

namespace fugong::casework {
namespace {

/// Which acts the state of a case has room for, by whom.
class Room {
 public:
  /// Without a calendar no day is too early or too late. `rules`: those that the event is kept by.
  Room(const Case& now, const Procedure& procedure, const Calendar* calendar, Role role,
       const Date& today, std::int64_t rules = kHouseRules)
      : now_(now),
        procedure_(procedure),
        calendar_(calendar),
        role_(role),
        today_(today),
        rules_(rules) {}

  bool has(Act act) const {
    if (!now_.is_filed()) {
      return act == Act::file && (is_applicant(role_) || role_ == Role::programme);
    }
    if (now_.outcome == Outcome::annulled) return false;
    switch (act) {
      case Act::file:
        return false;
      case Act::hold:
        return (is_officer(role_) || role_ == Role::programme) &&
               now_.outcome != Outcome::withdrawn;
      case Act::release:
        return now_.is_held() && (is_officer(role_) || role_ == Role::programme);
      case Act::annul:
        // Who claims back what was paid gives that up with it: not one officer alone.
        if (!now_.is_held()) return false;
        return now_.paid.fen > 0 && rules_ > 0 ? role_ == Role::second_approver : is_officer(role_);
      default:
        return !now_.is_held() && (in_step(act) || beside(act));
    }
  }

 private:
  bool is_open() const { return now_.phase != Phase::closed; }
  bool in(Deed deed) const {
    const Step* step = current_step(now_, procedure_);
    return step != nullptr && now_.phase == Phase::in_step && step->deed == deed;
  }
  /// The same, be it that the firm is asked: the office isn't bound to wait for it.
  bool at(Deed deed) const {
    const Step* step = current_step(now_, procedure_);
    const bool is_there = now_.phase == Phase::in_step || now_.phase == Phase::with_applicant;
    return step != nullptr && is_there && step->deed == deed;
  }
  bool is_doer() const {
    const Step* step = current_step(now_, procedure_);
    return step != nullptr && std::any_of(step->by.begin(), step->by.end(),
                                          [&](const Doer& doer) { return does(doer.role, role_); });
  }
  bool is_late() const {
    if (calendar_ == nullptr) return current_step(now_, procedure_)->within.has_value();
    const auto day = step_due(now_, procedure_, *calendar_);
    return day && today_ > *day;
  }
  /// The firm may set right what it stated, until somebody has decided or a partner has confirmed
  /// it.
  bool may_amend_unasked() const {
    return rules_ > 2 && now_.phase == Phase::in_step && !now_.decision && now_.partners.empty();
  }

  bool in_step(Act act) const {
    switch (act) {
      case Act::amend:
        return (now_.phase == Phase::with_applicant || may_amend_unasked()) && is_applicant(role_);
      case Act::confirm:
        return in(Deed::confirm) && is_doer();
      case Act::decline:
        // Nobody but the firm itself gives up what an upheld objection secured.
        return in(Deed::confirm) && is_doer() &&
               (!now_.at_least || rules_ == 0 || is_applicant(role_));
      case Act::accept:
        return in(Deed::accept) && is_doer();
      case Act::inspect:
        return in(Deed::inspect) && is_doer();
      case Act::tell_gaps:
        return (in(Deed::accept) || in(Deed::inspect) || in(Deed::decide)) && is_doer();
      case Act::grant:
        return in(Deed::decide) && is_doer() &&
               (now_.judgement.state == law::State::entitled || now_.at_least ||
                procedure_.is_finding());
      case Act::drop_gaps:
        return now_.phase == Phase::with_applicant && !at(Deed::pay) && is_doer();
      case Act::refuse:
        return (at(Deed::decide) || at(Deed::accept)) && is_doer() && !now_.at_least;
      case Act::countersign:
      case Act::send_back:
        return now_.phase == Phase::to_countersign && role_ == Role::second_approver;
      case Act::publication_ends:
        return in(Deed::publish) && role_ == Role::programme && is_late();
      case Act::order_payment:
        return at(Deed::pay) && is_doer() && is_payable();
      case Act::time_ran_out:
        return role_ == Role::programme &&
               (answer_is_missing() ||
                (now_.phase == Phase::in_step && is_late() && silence_says_something()));
      default:
        return false;
    }
  }

  /// What is granted, and was looked at twice where two must.
  bool is_payable() const {
    if (!now_.decision || !now_.decision->granted) return false;
    return rules_ == 0 || !now_.decision->countersigned_by.empty() ||
           !needs_second(now_, procedure_);
  }

  /// The firm hasn't answered in time, and that means something.
  bool answer_is_missing() const {
    if (!answer_is_timed(now_, procedure_)) return false;
    const TimeLimit& within = *procedure_.answered_within;
    if (within.silence == Silence::late) return false;
    return calendar_ == nullptr || today_ > calendar_->after(now_.asked_on, within.period);
  }

  bool silence_says_something() const {
    const Step* step = current_step(now_, procedure_);
    if (step->within->silence == Silence::late) return false;
    if (step->within->silence == Silence::refuses) return !now_.at_least;
    if (step->deed != Deed::decide) return true;
    // Where an authority sets the amount silence can't.
    return now_.judgement.state == law::State::entitled && !now_.judgement.at_most;
  }

  bool beside(Act act) const {
    switch (act) {
      case Act::payment_failed:
        return !now_.payment.empty() &&
               (!now_.recovery ||
                std::ranges::find(now_.recovery->claims, now_.payment, &Claim::payment) ==
                    now_.recovery->claims.end()) &&
               (role_ == Role::second_approver || role_ == Role::programme);
      case Act::transfer:
        return is_open() && is_officer(role_);
      case Act::withdraw:
        return is_open() && now_.payment.empty() && (now_.paid.fen == 0 || rules_ == 0) &&
               is_applicant(role_);
      case Act::object:
        return may_object();
      case Act::uphold:
      case Act::dismiss:
        return casework::is_open(now_.objection) && role_ == procedure_.objection->by &&
               (rules_ == 0 || now_.outcome != Outcome::withdrawn);
      case Act::report_error:
        return now_.paid.fen > 0 && !now_.error_reported && is_applicant(role_);
      case Act::recover:
        return now_.paid.fen > 0 && !now_.recovery &&
               (is_officer(role_) || role_ == Role::second_approver);
      case Act::repay:
        return owed(now_).fen > 0 && (role_ == Role::second_approver || role_ == Role::programme);
      case Act::rerun:
        return is_open() && !now_.decision &&
               (role_ == Role::programme || (rules_ > 2 && is_officer(role_)));
      case Act::clear:
        return is_open() && is_officer(role_);
      case Act::object_recovery:
        return may_object_to_recovery();
      case Act::uphold_recovery:
      case Act::dismiss_recovery:
        return now_.recovery && casework::is_open(now_.recovery->objection) &&
               role_ == procedure_.objection->by;
      default:
        return false;
    }
  }

  bool may_object() const {
    if (!procedure_.objection || !is_applicant(role_) || !now_.decision) return false;
    if (now_.phase == Phase::to_countersign || now_.outcome == Outcome::withdrawn) return false;
    // One objection to one decision: an upheld one has led to another decision.
    if (now_.objection && now_.objection->state != Objecting::State::upheld) return false;
    if (calendar_ == nullptr) return true;
    return today_ <= object_by(now_, procedure_, *calendar_);
  }

  /// Once, before anything of it is paid back: whoever pays has accepted it.
  bool may_object_to_recovery() const {
    if (!procedure_.objection || !is_applicant(role_) || !is_objectionable(now_.recovery))
      return false;
    return calendar_ == nullptr || today_ <= *object_to_recovery_by(now_, procedure_, *calendar_);
  }

  const Case& now_;
  const Procedure& procedure_;
  const Calendar* calendar_;
  Role role_;
  Date today_;
  std::int64_t rules_;
};

}  // namespace

bool is_applicant(Role role) {
  return role == Role::owner || role == Role::helper;
}

bool does(Role wanted, Role role) {
  return wanted == role || (wanted == Role::owner && role == Role::helper);
}

bool has_room(const Case& now, const Procedure& procedure, const Calendar* calendar, Role role,
              const Date& today, std::int64_t rules, Act act) {
  return Room(now, procedure, calendar, role, today, rules).has(act);
}

}  // namespace fugong::casework
