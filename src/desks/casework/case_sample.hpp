// Procedures and events for the tests of this room. Not part of the library.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "desks/casework/words.hpp"

namespace fugong::casework {

inline Money yuan(std::int64_t whole) {
  return Money{whole * 100};
}

inline Step step(const char* id, Deed deed, Role by, std::int64_t days = 0,
                 Silence silence = Silence::late) {
  Step step;
  step.id = id;
  step.title = {id, id};
  step.deed = deed;
  step.by = {{by, Money{}, by == Role::partner ? "landlord" : ""}};
  if (days > 0)
    step.within = TimeLimit{{days, DayCount::working}, silence, {}, law::Status::confirmed};
  return step;
}

/// Acceptance, decision (from 100,000 yuan by the city, from 50,000 seen by a second person),
/// publication and payment.
inline Procedure subsidy() {
  Procedure procedure;
  procedure.id = "subsidy";
  procedure.title = {"补贴", "Subsidy"};
  procedure.provisions = {"17.2"};
  procedure.starts = {Start::application, Start::automatic};
  procedure.steps = {step("acceptance", Deed::accept, Role::county_officer, 5, Silence::agrees),
                     step("decision", Deed::decide, Role::county_officer, 10),
                     step("publicity", Deed::publish, Role::programme, 5),
                     step("payment", Deed::pay, Role::second_approver, 10)};
  procedure.steps[0].skip_if_automatic = true;
  procedure.steps[1].by.push_back({Role::city_officer, yuan(100'000), ""});
  procedure.steps[1].countersigned_from = yuan(50'000);
  procedure.steps[2].by.clear();
  procedure.steps[3].fund = FundName{"training", "province", "subsidy"};
  procedure.objection =
      Objection{TimeLimit{{60, DayCount::calendar}, Silence::late, {}, law::Status::confirmed},
                TimeLimit{{60, DayCount::calendar}, Silence::late, {}, law::Status::confirmed},
                Role::city_officer};
  procedure.most_instalments = 12;
  return procedure;
}

/// Whether a firm is in difficulty: a decision that a second person sees, good for thirty days.
inline Procedure difficulty() {
  Procedure procedure;
  procedure.id = "difficulty";
  procedure.title = {"认定困难", "Finding a difficulty"};
  procedure.finding = "in_difficulty";
  procedure.holds = Holding{30, {}};
  procedure.starts = {Start::application};
  procedure.steps = {step("acceptance", Deed::accept, Role::county_officer),
                     step("decision", Deed::decide, Role::county_officer)};
  procedure.steps[1].countersigned_from = Money{};
  procedure.objection = subsidy().objection;
  return procedure;
}

inline constexpr std::int64_t kDay = 86'400'000;
/// Noon in China.
inline std::int64_t noon(const char* day) {
  return Date::parse(day)->days() * kDay + 4 * 3'600'000;
}

/// A case that things happen to, day by day.
struct Story {
  Procedure procedure = subsidy();
  Calendar calendar;
  Case now;
  std::int64_t at = noon("2020-03-02");  // a Monday
  std::vector<Event> told;

  void on(const char* day) { at = noon(day); }

  Event event(Act act, Role role, const char* who) const {
    Event event;
    event.act = act;
    event.by = {who, role};
    event.at_ms = at;
    if (act == Act::recover) event.pay_by = event.day().plus_days(90);
    return event;
  }
  Event filing(Money amount, Start start = Start::application) const {
    Event event = start == Start::application
                      ? this->event(Act::file, Role::owner, "owner")
                      : this->event(Act::file, Role::programme, "programme");
    event.matter = Matter{"subsidy", "17.2", "firm-1", "group-1", "320100", start};
    event.judgement =
        Judgement{law::State::entitled, amount, std::nullopt, "pack-hash", "receipt-hash"};
    return event;
  }

  /// The code of the first fault; empty if it happened.
  std::string happen(const Event& event) {
    const auto fine = may(now, procedure, calendar, event);
    if (!fine) return fine.error().front().code;
    now = after(std::move(now), procedure, calendar, event);
    told.push_back(event);
    return "";
  }
  std::string happen(Act act, Role role, const char* who) { return happen(event(act, role, who)); }
  std::string happen(Act act, Role role, const char* who, std::vector<Reason> reasons) {
    Event made = event(act, role, who);
    made.reasons = std::move(reasons);
    return happen(made);
  }
  std::string grant(Money amount, Role role = Role::county_officer, const char* who = "decider") {
    Event made = event(Act::grant, role, who);
    made.amount = amount;
    return happen(made);
  }
  std::string pay(const char* who = "paymaster") {
    Event made = event(Act::order_payment, Role::second_approver, who);
    made.reference = "transfer-1";
    return happen(made);
  }
  /// Files, grants, publishes and pays, on the 20th of March: the first fault's code, if any.
  std::string go_all_the_way(Money amount) {
    std::string code = happen(filing(amount, Start::automatic));
    if (code.empty()) code = grant(amount);
    on("2020-03-20");
    if (code.empty()) code = happen(Act::publication_ends, Role::programme, "clock");
    return code.empty() ? pay() : code;
  }
  std::string step_id() const {
    const Step* step = current_step(now, procedure);
    return step == nullptr ? "" : step->id;
  }
  std::string due_day() const {
    const auto day = due(now, procedure, calendar);
    return day ? day->to_string() : "";
  }
};

inline std::vector<Reason> because(const char* words) {
  return {{Reason::Of::words, "", words}};
}

}  // namespace fugong::casework
