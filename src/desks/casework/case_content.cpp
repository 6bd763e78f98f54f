#include "desks/casework/case_content.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "desks/casework/case_room.hpp"
#include "desks/casework/labels.hpp"

namespace fugong::casework {
namespace {

/// What an event must say.
class Content {
 public:
  Content(const Case& now, const Procedure& procedure, const Event& event)
      : now_(now), procedure_(procedure), event_(event) {}

  Faults faults() {
    sizes();
    if (!faults_.empty()) return std::move(faults_);
    switch (event_.act) {
      case Act::file:
        filing();
        break;
      case Act::amend:
        if (now_.phase != Phase::with_applicant && !event_.judgement && event_.documents.empty())
          wrong("amendment-empty", "/facts",
                {"没有要更正的事实或要补的材料", "it states no fact and hands in no document"},
                {"写 facts 或 documents", "give 'facts' or 'documents'"});
        if (event_.judgement && now_.decision)
          wrong("already-decided", "/judgement",
                {"已经决定，不再测算", "it has been decided and is not judged anew"});
        break;
      case Act::rerun:
        if (!event_.judgement)
          wrong("judgement-missing", "/judgement", {"没有测算结果", "there is no judgement"});
        break;
      case Act::grant:
        grant();
        break;
      case Act::refuse:
        another_person(has_confirmed());
        if (event_.rules > 1 && procedure_.steps[now_.step].deed == Deed::decide)
          by_whom(expected(now_));
        break;
      case Act::countersign:
        another_person(now_.decision->by == event_.by.id || has_confirmed());
        still_within();
        break;
      case Act::send_back:
        another_person(now_.decision->by == event_.by.id || has_confirmed());
        break;
      case Act::confirm:
        still_within();
        break;
      case Act::time_ran_out:
        if (now_.phase == Phase::in_step && is_shut_out() &&
            procedure_.steps[now_.step].within->silence == Silence::agrees)
          held_otherwise();
        break;
      case Act::uphold:
      case Act::dismiss:
        another_person(has_judged() || has_confirmed());
        break;
      case Act::annul:
        another_person(event_.rules > 0 && now_.paid.fen > 0 && (has_judged() || has_held()));
        break;
      case Act::order_payment:
        // Money that two people say didn't arrive is the only money that is paid twice.
        another_person(has_judged() || has_confirmed() ||
                       (event_.rules > 1 && is_among(now_.failures)));
        reference();
        if (now_.phase == Phase::with_applicant) note();  // why without the firm's answer
        break;
      case Act::payment_failed:
        another_person(event_.rules > 1 && now_.payments.back().by == event_.by.id);
        break;
      case Act::recover:
        recover();
        break;
      case Act::repay:
        another_person(event_.rules > 1 && now_.recovery->by == event_.by.id);
        amount_up_to(owed(now_));
        reference();
        break;
      case Act::transfer:
        reference();
        if (event_.rules > 2) stays_in_province();
        break;
      case Act::clear:
        if (event_.cleared.empty())
          wrong("warning-unknown", "/warnings", {"没有写查清了哪一项", "it names no warning"},
                {"写案件 warnings 中的 id", "give ids of the case's 'warnings'"});
        note();
        break;
      case Act::uphold_recovery:
      case Act::dismiss_recovery:
        another_person(has_judged() || has_confirmed() || now_.recovery->by == event_.by.id);
        break;
      case Act::hold:
      case Act::inspect:
        note();
        break;
      case Act::release:
        if (std::find(now_.holds.begin(), now_.holds.end(), event_.note) == now_.holds.end())
          wrong("hold-unknown", "/note", {"没有这样的中止", "there is no such hold"});
        break;
      default:
        break;
    }
    // No rule says whether it is so: who finds it says what shows it.
    const bool finds = procedure_.is_finding() && event_.act == Act::grant;
    const bool is_plain = event_.act == Act::refuse && is_shut_out();
    if ((needs_reasons() || finds) && event_.reasons.empty() && !is_plain)
      wrong("reasons-missing", "/reasons", {"没有写理由", "there are no reasons"});
    return std::move(faults_);
  }

 private:
  void wrong(const char* code, const char* pointer, Text message,
             Text remedy = {"补上或改正", "add or correct it"}) {
    faults_.push_back(fault_at(code, pointer, std::move(message), std::move(remedy)));
  }

  bool needs_reasons() const {
    constexpr std::array kWithReasons{
        Act::decline,         Act::tell_gaps, Act::refuse,          Act::send_back,
        Act::object,          Act::recover,   Act::dismiss,         Act::uphold,
        Act::payment_failed,  Act::annul,     Act::object_recovery, Act::uphold_recovery,
        Act::dismiss_recovery};
    return std::find(kWithReasons.begin(), kWithReasons.end(), event_.act) != kWithReasons.end();
  }

  void sizes() {
    if (event_.by.id.empty() || event_.by.id.size() > kMaxNameBytes ||
        event_.reference.size() > kMaxNameBytes)
      wrong("name-too-long", "", {"名称为空或过长", "a name is empty or too long"});
    if (event_.note.size() > kMaxNoteBytes)
      wrong("note-too-long", "/note", {"说明过长", "the note is too long"});
    if (event_.reasons.size() > kMaxReasons)
      wrong("too-many-reasons", "/reasons", {"理由过多", "there are too many reasons"});
    const bool hands_in = event_.act == Act::file || event_.act == Act::amend;
    if (event_.documents.size() > kMaxPapers || (!hands_in && !event_.documents.empty()))
      wrong("documents-misplaced", "/documents",
            {"材料过多，或这一步不收材料", "too many documents, or none are handed in here"});
    for (const Reason& reason : event_.reasons) {
      const bool words = reason.of == Reason::Of::words;
      if (reason.id.size() > kMaxNameBytes || reason.note.size() > kMaxNoteBytes ||
          (words ? reason.note.empty() : reason.id.empty()))
        wrong("reason-invalid", "/reasons", {"理由为空或过长", "a reason is empty or too long"});
    }
    std::size_t facts = event_.own_facts.size();
    for (const StatedFact& fact : event_.facts)
      facts += fact.kind.size() + fact.id.size() + fact.fact.size() + fact.value.size();
    if (facts > kMaxFactBytes)
      wrong("facts-too-large", "/facts", {"事实过多", "there are too many facts"},
            {"只填这一事项的", "state those of this matter only"});
    if (event_.at_ms < now_.last_ms)
      wrong("event-before-the-last", "/at", {"早于上一件事", "it is earlier than the last event"});
    if (now_.events >= static_cast<std::int64_t>(kMaxEvents))
      wrong("case-too-long", "", {"这个案件的记录过多", "the case has too many events"});
  }

  void filing() {
    if (!event_.matter || !event_.judgement) {
      wrong("filing-incomplete", "", {"申请不完整", "the filing is not complete"});
      return;
    }
    const Matter& matter = *event_.matter;
    if (matter.procedure != procedure_.id || !procedure_.is_about(matter.provision))
      wrong("provision-not-of-procedure", "/matter/provision",
            {"这个流程不办理该条款", "the procedure is not that of this provision"});
    if (!procedure_.may_start(matter.start))
      wrong("start-not-open", "/matter/start",
            {"这个流程不能这样开始", "the procedure can't begin this way"});
    if ((matter.start == Start::automatic) != (event_.by.role == Role::programme))
      wrong("start-by-another", "/by",
            {"申请由企业提出，免申请的由程序发起",
             "a firm applies; what needs no application is begun by the programme"});
    if (matter.firm.empty() || matter.place.empty())
      wrong("filing-incomplete", "/matter", {"没有企业或地点", "the firm or the place is missing"});
    // Whoever is entitled to nothing gets no case that pretends otherwise.
    if (matter.start == Start::automatic && event_.judgement->state != law::State::entitled)
      wrong("not-entitled", "/judgement",
            {"免申请只对已认定享受的企业", "only who is entitled gets it without applying"});
  }

  void grant() {
    another_person(has_confirmed());
    if (is_shut_out()) return held_otherwise();
    const Money least = now_.at_least.value_or(Money{});
    const Money given = given_amount(now_.judgement);
    const Money most = std::max(least, within(event_.against, given));
    // A finding has no amount, and nobody need say so.
    const std::optional<Money> said =
        procedure_.is_finding() && !event_.amount ? Money{} : event_.amount;
    if (!said || *said < least || *said > most) {
      wrong("amount-beyond-entitlement", "/amount",
            {fmt::format("金额应在 {} 至 {} 元之间{}", least.to_string(), most.to_string(),
                         told_against().zh),
             fmt::format("the amount must be from {} to {} yuan{}", least.to_string(),
                         most.to_string(), told_against().en)});
      return;
    }
    if (event_.rules > 1 && said->fen == 0 && most.fen > 0) {
      wrong("grant-of-nothing", "/amount",
            {"准予的金额为零就是不予办理", "a grant of nothing is a refusal"},
            {"改为不予办理并写明理由，或填写金额", "refuse it, with reasons, or give an amount"});
      return;
    }
    if (now_.judgement.amount && *said < most && event_.reasons.empty())
      wrong("reasons-missing", "/reasons",
            {"少于测算金额要写理由", "an amount below the computed one needs its reasons"});
    by_whom(event_.rules > 1 ? std::max(*said, expected(now_)) : *said);
  }

  /// Whoever cuts or refuses an amount is who may grant it.
  void by_whom(Money amount) {
    const Role role = doer_of(now_, procedure_, procedure_.steps[now_.step], amount).role;
    if (!does(role, event_.by.role))
      wrong("decided-by-another", "/by",
            {fmt::format("这个金额由{}决定", label_of(role).zh),
             fmt::format("an amount like this is decided by {}", label_of(role).en)},
            {"请其决定", "leave it to them"});
  }

  /// Nothing is left that could be given, and no objection has secured anything.
  bool is_shut_out() const {
    return !now_.at_least && shut_out(event_.against, given_amount(now_.judgement));
  }
  /// A decision that others have overtaken.
  void still_within() {
    if (!now_.decision || !now_.decision->granted || now_.at_least) return;
    const Money amount = now_.decision->amount;
    if (shut_out(event_.against, amount) || within(event_.against, amount) < amount)
      held_otherwise();
  }
  void held_otherwise() {
    const Text told = told_against();
    wrong("held-otherwise", "/act", {"不能给予" + told.zh, "it can't be given" + told.en},
          {"不予办理，或先了结那个案件", "refuse it, or end that case first"});
  }
  Text told_against() const {
    Text all;
    for (const Against& one : event_.against) {
      const Text words = in_words(one);
      all = {all.zh + "；" + words.zh, all.en + "; " + words.en};
    }
    return all;
  }

  void recover() {
    for (const std::string& payment : event_.payments) {
      if (std::ranges::count(event_.payments, payment) == 1 &&
          std::ranges::count(now_.payments, payment, &Payment::id) == 1)
        continue;
      return wrong("payment-unknown", "/payments",
                   {fmt::format("案件没有付款 {}，或写了两次", payment),
                    fmt::format("the case has no payment {}, or it is named twice", payment)},
                   {"写案件的 payments 中的编号，每笔一次；全部付款则不写",
                    "name each once by its id among the case's 'payments', or none for all"});
    }
    Money most;
    for (const Claim& claim : claims_on(now_, event_.payments, now_.paid)) {
      most.fen += claim.due.fen;
      const auto paid = std::ranges::find(now_.payments, claim.payment, &Payment::id);
      if (event_.rules > 1 && paid->by == event_.by.id) return another_person(true);
    }
    amount_up_to(most);
    if (event_.instalments < 1 || event_.instalments > procedure_.most_instalments)
      wrong("instalments-invalid", "/instalments",
            {fmt::format("分 1 至 {} 期", procedure_.most_instalments),
             fmt::format("from 1 to {} instalments", procedure_.most_instalments)});
    if (event_.rules > 3) pay_by_is_ahead();
  }

  void pay_by_is_ahead() {
    const Date last = event_.day().plus_days(kMaxPeriodDays);
    if (event_.pay_by && *event_.pay_by > event_.day() && *event_.pay_by <= last) return;
    wrong("pay-by-invalid", "/pay_by",
          {"没有写明最迟哪天退清，或那一天不对",
           "it isn't said until when all is to be paid back, or not rightly"},
          {fmt::format("写明天到 {} 之间的一天", last.to_string()),
           fmt::format("name a day from tomorrow to {}", last.to_string())});
  }

  void amount_up_to(Money most) {
    if (event_.amount && event_.amount->fen > 0 && *event_.amount <= most) return;
    wrong("amount-invalid", "/amount",
          {fmt::format("金额应大于 0、不超过 {} 元", most.to_string()),
           fmt::format("the amount must be above 0 and at most {} yuan", most.to_string())});
  }

  /// The money was set aside by one province, and no other pays for it.
  void stays_in_province() {
    const auto pays = [](const Step& step) { return step.deed == Deed::pay; };
    if (event_.reference.empty() || std::ranges::none_of(procedure_.steps, pays) ||
        event_.reference.starts_with(now_.filed_in.substr(0, 2)))
      return;
    wrong("place-other-province", "/reference",
          {"资金由受理地所在的省承担，不能移送到外省",
           "the province in which it was filed pays, so it can't be handed on to another one"},
          {"不予受理，请企业向那个省申请；或移送省内的地方",
           "refuse it and have the firm apply in that province, or name a place of this one"});
  }

  bool is_among(const std::vector<std::string>& people) const {
    return std::ranges::find(people, event_.by.id) != people.end();
  }
  /// As the partner that was asked.
  bool has_confirmed() const { return event_.rules > 0 && is_among(now_.partners); }
  bool has_held() const { return is_among(now_.holders); }
  bool has_judged() const { return is_among(now_.judges); }
  void another_person(bool same) {
    if (!same) return;
    wrong("same-person", "/by",
          {"在本案中作出决定、作为合作机构确认、中止案件，或下达、撤回、追回这笔付款的人，"
           "不能再办理这一步",
           "who decided, confirmed as the partner, put the hold, or ordered, took back or claimed "
           "back the payment can't also do this"},
          {"请另一人办理", "leave it to another person"});
  }
  void reference() {
    if (event_.reference.empty())
      wrong("reference-missing", "/reference", {"没有写去处或凭证", "the reference is missing"});
  }
  void note() {
    if (event_.note.empty()) wrong("note-missing", "/note", {"没有写说明", "the note is missing"});
  }

  const Case& now_;
  const Procedure& procedure_;
  const Event& event_;
  Faults faults_;
};

}  // namespace

Faults faults_of(const Case& now, const Procedure& procedure, const Event& event) {
  return Content(now, procedure, event).faults();
}

}  // namespace fugong::casework
