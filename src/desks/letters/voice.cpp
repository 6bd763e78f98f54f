#include "desks/letters/voice.hpp"

namespace fugong::letters {

using casework::Role;

Voice voice_of(const casework::Decision& decision) {
  if (decision.by_silence) return Voice::silence;
  switch (decision.role) {
    case Role::partner:
      return Voice::partner;
    case Role::owner:
    case Role::helper:
      return Voice::firm;
    case Role::programme:
      return Voice::rules;
    default:
      return Voice::office;
  }
}

Words words_of(Voice voice, bool granted) {
  switch (voice) {
    case Voice::rules:
      if (granted)
        return {{"准予决定书（按规则自动作出）", "Decision: granted by computation of the rules"},
                {"按规则测算，准予办理", "By computation of the rules it is granted"}};
      return {{"不予决定书（按规则自动作出）", "Decision: refused by computation of the rules"},
              {"按规则测算，不予办理", "By computation of the rules it is refused"}};
    case Voice::silence:
      if (granted)
        return {{"逾期视为准予告知书", "Notice: granted, because the time ran out"},
                {"规定的期限内无人办理，按规定视为准予办理",
                 "Nobody acted within the time that is laid down, and so it counts as granted"}};
      return {{"逾期不予办理告知书", "Notice: refused, because the time ran out"},
              {"规定的期限已过，按规定不予办理",
               "The time that is laid down ran out, and so it is refused"}};
    case Voice::partner:
      return {
          {"合作机构未同意告知书", "Notice: the partner does not agree"},
          {"被询问的合作机构（房东、银行、供应单位等）未同意，因此不能办理；这不是机关的审查结论",
           "The partner that was asked (landlord, bank, supplier ...) does not agree, and so it "
           "can't be had; no office has found against it"}};
    case Voice::firm:
      return {{"企业未接受告知书", "Notice: not accepted by the firm"},
              {"企业自己表示不接受，因此不再办理",
               "The firm itself did not accept it, and so it goes no further"}};
    case Voice::office:
      break;
  }
  if (granted)
    return {{"准予决定书", "Decision: granted"},
            {"经审查，准予办理", "The application has been examined and is granted"}};
  return {{"不予决定书", "Decision: refused"},
          {"经审查，对上述申请不予办理", "The application has been examined and is refused"}};
}

Text given_by(Voice voice) {
  switch (voice) {
    case Voice::partner:
      return {"合作机构说明：", "The partner's reason: "};
    case Voice::firm:
      return {"企业说明：", "The firm's reason: "};
    case Voice::silence:
      return {"未答复的事项：", "Asked and not answered: "};
    default:
      return {"经办人说明：", "The officer's reason: "};
  }
}

}  // namespace fugong::letters
