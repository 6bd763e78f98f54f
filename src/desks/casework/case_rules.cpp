// What may happen to a case.
#include <fmt/format.h>

#include <algorithm>

#include "desks/casework/case_content.hpp"
#include "desks/casework/case_room.hpp"
#include "desks/casework/labels.hpp"
#include "desks/casework/words.hpp"

namespace fugong::casework {
namespace {

Text list_of(const std::vector<Act>& acts) {
  Text all;
  for (const Act act : acts) {
    const Text label = label_of(act);
    all.zh += (all.zh.empty() ? "" : "、") + label.zh;
    all.en += (all.en.empty() ? "" : ", ") + label.en;
  }
  return all;
}

/// Who is not the one to decide about an amount like this is told so if he tries, and not invited.
bool is_for(const Case& now, const Procedure& procedure, Role role, Act act) {
  const Step* step = current_step(now, procedure);
  if ((act != Act::grant && act != Act::refuse) || step == nullptr || step->deed != Deed::decide)
    return true;
  return does(doer_of(now, procedure, *step, expected(now)).role, role);
}

}  // namespace

std::vector<Act> open_acts(const Case& now, const Procedure& procedure, const Calendar& calendar,
                           Role role, const Date& today) {
  std::vector<Act> acts;
  for (const auto& [name, act] : kActs) {
    if (has_room(now, procedure, &calendar, role, today, kHouseRules, act) &&
        is_for(now, procedure, role, act))
      acts.push_back(act);
  }
  return acts;
}

namespace {

Result<void> check_content(const Case& now, const Procedure& procedure, const Event& event) {
  Faults faults = faults_of(now, procedure, event);
  if (!faults.empty()) return fail(std::move(faults));
  return {};
}

/// Whoever uses his time to object isn't late by it. Kept events were told so when they happened.
Result<void> leaves_time_to_object(const Procedure& procedure, const Calendar& calendar,
                                   const Event& event) {
  if (event.act != Act::recover || !procedure.objection || !event.pay_by) return {};
  const Date least = calendar.after(event.day(), procedure.objection->within.period);
  if (*event.pay_by >= least) return {};
  return fail(
      "pay-by-invalid", at_pointer("/pay_by"),
      {"退清的日子在提出异议的期限之内", "it is to be paid back before the time to object is over"},
      {fmt::format("写 {} 或以后的一天", least.to_string()),
       fmt::format("name {} or a later day", least.to_string())});
}

tl::unexpected<Faults> not_now(const Event& event, const Text& open) {
  const Text label = label_of(event.act);
  return fail(
      "not-now", at_pointer("/act"),
      {fmt::format("现在不能“{}”", label.zh), fmt::format("'{}' can't be done now", label.en)},
      open.zh.empty() ? Text{"这个角色现在没有可办的", "there is nothing for this role to do now"}
                      : Text{"可以：" + open.zh, "what can be done: " + open.en});
}

}  // namespace

Result<void> may(const Case& now, const Procedure& procedure, const Calendar& calendar,
                 const Event& event) {
  if (!has_room(now, procedure, &calendar, event.by.role, event.day(), kHouseRules, event.act)) {
    return not_now(event, list_of(open_acts(now, procedure, calendar, event.by.role, event.day())));
  }
  auto fine = check_content(now, procedure, event);
  return fine ? leaves_time_to_object(procedure, calendar, event) : fine;
}

Result<void> could(const Case& now, const Procedure& procedure, const Event& event) {
  if (!has_room(now, procedure, nullptr, event.by.role, event.day(), event.rules, event.act))
    return not_now(event, {});
  return check_content(now, procedure, event);
}

}  // namespace fugong::casework
