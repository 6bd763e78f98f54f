#include "desks/casework/labels.hpp"

namespace fugong::casework {

// No `default`: what comes to the lists is named here, or doesn't compile.
Text label_of(Role role) {
  switch (role) {
    case Role::owner:
      return {"企业", "the firm"};
    case Role::helper:
      return {"企业的代办人", "a helper of the firm"};
    case Role::partner:
      return {"合作机构", "the partner body"};
    case Role::county_officer:
      return {"县（区）经办人员", "a county officer"};
    case Role::city_officer:
      return {"市级经办人员", "a city officer"};
    case Role::province_officer:
      return {"省级经办人员", "a province officer"};
    case Role::ministry_officer:
      return {"部级经办人员", "a ministry officer"};
    case Role::second_approver:
      return {"复核人", "a second approver"};
    case Role::programme:
      return {"系统", "the system"};
  }
  return {};
}

Text label_of(Act act) {
  switch (act) {
    case Act::file:
      return {"提出申请", "file"};
    case Act::amend:
      return {"补正", "answer what is missing"};
    case Act::confirm:
      return {"确认", "confirm"};
    case Act::decline:
      return {"不确认", "decline"};
    case Act::accept:
      return {"受理", "accept"};
    case Act::tell_gaps:
      return {"一次告知补正", "tell all that is missing"};
    case Act::drop_gaps:
      return {"撤回补正要求", "take back what was asked"};
    case Act::inspect:
      return {"记录核查", "record an inspection"};
    case Act::grant:
      return {"同意", "grant"};
    case Act::refuse:
      return {"不同意", "refuse"};
    case Act::countersign:
      return {"复核通过", "countersign"};
    case Act::send_back:
      return {"退回重办", "send back"};
    case Act::publication_ends:
      return {"公示期满", "end the publication"};
    case Act::order_payment:
      return {"付款", "order the payment"};
    case Act::payment_failed:
      return {"付款失败", "report the payment as failed"};
    case Act::transfer:
      return {"移送", "hand on"};
    case Act::withdraw:
      return {"撤回", "withdraw"};
    case Act::object:
      return {"提出异议", "object"};
    case Act::uphold:
      return {"异议成立", "uphold the objection"};
    case Act::dismiss:
      return {"异议不成立", "dismiss the objection"};
    case Act::report_error:
      return {"报告错误", "report an error"};
    case Act::recover:
      return {"追回", "recover"};
    case Act::repay:
      return {"登记归还", "record a repayment"};
    case Act::rerun:
      return {"重新测算", "judge again"};
    case Act::hold:
      return {"中止办理", "hold"};
    case Act::release:
      return {"恢复办理", "end the hold"};
    case Act::annul:
      return {"作废", "annul"};
    case Act::clear:
      return {"查清重复情形", "clear a warning"};
    case Act::object_recovery:
      return {"对追回提出异议", "object to the recovery"};
    case Act::uphold_recovery:
      return {"对追回的异议成立", "uphold the objection to the recovery"};
    case Act::dismiss_recovery:
      return {"对追回的异议不成立", "dismiss the objection to the recovery"};
    case Act::time_ran_out:
      return {"逾期未办", "let the time run out"};
  }
  return {};
}

}  // namespace fugong::casework
