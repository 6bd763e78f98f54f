#include "desks/letters/content.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

#include "desks/casework/office.hpp"
#include "desks/letters/capital_figures.hpp"
#include "desks/letters/reasons.hpp"
#include "desks/letters/voice.hpp"

namespace fugong::letters {
namespace {

using casework::Deed;
using casework::Procedure;
using casework::Role;
using casework::Step;
using paper::Block;
using Is = Block::Is;

/// "160,125.00"
std::string grouped(Money money) {
  const std::string plain = money.to_string();
  const std::size_t point = plain.find('.');
  std::string text;
  for (std::size_t i = 0; i < plain.size(); ++i) {
    if (i > 0 && i < point && (point - i) % 3 == 0) text += ',';
    text += plain[i];
  }
  return text;
}

const Step* step_that(const Procedure& procedure, Deed deed) {
  const auto found =
      std::ranges::find_if(procedure.steps, [&](const Step& step) { return step.deed == deed; });
  return found != procedure.steps.end() ? &*found : nullptr;
}

class Letter {
 public:
  explicit Letter(const Facts& facts)
      : is_(facts),
        provision_(facts.pack.book.find_provision(facts.then.matter.provision)),
        granted_(facts.then.decision && facts.then.decision->granted),
        voice_(facts.then.decision ? voice_of(*facts.then.decision) : Voice::office) {}

  paper::Document write() {
    document_.title = say(title()) + " " + is_.number;
    document_.author = say(office());
    document_.date = is_.on;
    document_.footer = fmt::format("{}  {}", is_.number, is_.code);
    page();
    is_chinese_ = false;
    block({Is::new_page});
    page();
    inclusion();
    return std::move(document_);
  }

 private:
  const std::string& say(const Text& text) const { return is_chinese_ ? text.zh : text.en; }
  std::string say(std::string zh, std::string en) const {
    return is_chinese_ ? std::move(zh) : std::move(en);
  }
  void block(Block block) { document_.blocks.push_back(std::move(block)); }
  void text(Is is, std::string words) {
    if (!words.empty()) block({is, std::move(words), ""});
  }
  void entry(std::string label, std::string words) {
    if (!words.empty()) block({Is::entry, std::move(words), std::move(label)});
  }

  /// By the programme: nobody has applied.
  bool is_begun() const { return is_.then.matter.start == casework::Start::automatic; }
  bool is_decision() const { return is_.kind == Kind::decision; }
  bool is_recovery() const { return is_.kind == Kind::recovery; }

  Text title() const {
    if (is_recovery()) return {"退回款项决定书", "Decision: money is to be paid back"};
    if (is_decision()) return words_of(voice_, granted_).title;
    if (is_begun()) return {"免申请办理告知书", "Notice: a case was begun without an application"};
    return {"收件回执", "Acknowledgement of your application"};
  }

  Text office() const {
    // A decision is that of the office which made it; an application goes to the one that begins.
    Role role = Role::county_officer;
    if (is_recovery()) {
      role = is_.then.recovery->role;
    } else if (is_decision() && voice_ == Voice::office) {
      role = is_.then.decision->role;
    } else if (is_decision() && voice_ == Voice::rules) {
      role = Role::programme;
    } else if (!is_.procedure.steps.empty() && !is_.procedure.steps.front().by.empty()) {
      const Step& first = is_.procedure.steps.front();
      role = doer_of(is_.then, is_.procedure, first, casework::expected(is_.then)).role;
    }
    return casework::office_in_words(is_.pack.book, role, is_.then.matter.place);
  }

  void page() {
    text(Is::title, say(title()));
    entry(say("文书编号", "Letter"), is_.number);
    entry(say("案件编号", "Case"), is_.reference);
    entry(say("办理机关", "Office"), say(office()));
    entry(say("日期", "Date"), say(day_in_words(is_.on)));
    const std::string& firm = is_.then.matter.firm;
    entry(say("企业", "Firm"),
          is_.firm_name.empty() ? firm : fmt::format("{}（{}）", is_.firm_name, firm));
    entry(say("办理事项", "Matter"), say(is_.procedure.title));
    if (is_.then.matter.subject != firm) entry(say("具体对象", "About"), is_.then.matter.subject);
    basis();
    if (is_decision()) {
      decision();
      reasons();
      money();
      objection(granted_ ? 4 : 3, casework::object_by(is_.then, is_.procedure, is_.calendar));
      if (casework::is_official(is_.then, is_.procedure)) remedies();
    } else if (is_recovery()) {
      claim();
      paying_back();
      objection(4, casework::object_to_recovery_by(is_.then, is_.procedure, is_.calendar));
      remedies();
    } else {
      receipt();
    }
    proof();
  }

  void basis() {
    if (provision_ == nullptr) return;
    const law::Document& document = provision_->document;
    entry(say("依据条款", "Provision"),
          fmt::format("{} {}", provision_->id, say(provision_->title)));
    const std::string title =
        is_chinese_ ? fmt::format("《{}》", document.title.zh) : document.title.en;
    entry(say("依据文件", "Legal source"),
          fmt::format("{}{}{} {}", say(document.issuer), is_chinese_ ? "" : ", ", title,
                      document.number));
  }

  void heading(const char* zh, const char* en) { text(Is::heading, say(zh, en)); }

  void decision() {
    heading("一、决定", "1. Decision");
    // A refusal is of what was applied for, and names no benefit.
    const bool is_named = granted_ && provision_ != nullptr && provision_->benefit;
    const Text what = is_named ? provision_->benefit->label : is_.procedure.title;
    const Text sentence = words_of(voice_, granted_).sentence;
    text(Is::paragraph, say(fmt::format("{}：{}。", sentence.zh, what.zh),
                            fmt::format("{}: {}.", sentence.en, what.en)));
    const Money amount = is_.then.decision->amount;
    if (granted_ && amount.fen > 0) figures(amount);
  }

  void figures(Money amount) {
    entry(say("金额", "Amount"), say(grouped(amount) + " 元", "CNY " + grouped(amount)));
    entry(say("金额大写", "In capital figures"), capital_figures(amount));
  }

  void claim() {
    const casework::Recovery& recovery = *is_.then.recovery;
    heading("一、决定", "1. Decision");
    text(Is::paragraph,
         say(fmt::format("经核查，{}已支付的款项中，下列金额不应支付，应当退回。",
                         is_.procedure.title.zh),
             fmt::format("Of what was paid for {}, this amount was paid wrongly and is to be paid "
                         "back.",
                         is_.procedure.title.en)));
    figures(recovery.due);
    heading("二、理由", "2. Reasons");
    for (const casework::Reason& reason : recovery.reasons) {
      text(Is::paragraph, say(given_by(Voice::office)) +
                              say(in_words(is_.pack, is_.procedure, is_.then.matter, reason)));
    }
    if (recovery.good_faith) {
      text(Is::paragraph,
           say("差错是企业主动报告的，按善意处理。",
               "The firm reported the error itself: it counts as made in good faith."));
    }
  }

  void paying_back() {
    const casework::Recovery& recovery = *is_.then.recovery;
    heading("三、怎样退回", "3. How to pay it back");
    text(Is::paragraph, say(fmt::format("退到原来付款的账户，并注明案件编号 {}。", is_.reference),
                            fmt::format("To the account that it was paid from; name the case {}.",
                                        is_.reference)));
    if (recovery.pay_by)
      entry(say("最迟退清", "All of it by"), say(day_in_words(*recovery.pay_by)));
    if (recovery.instalments > 1) {
      entry(say("分期", "Instalments"), say(fmt::format("至多 {} 期", recovery.instalments),
                                            fmt::format("up to {}", recovery.instalments)));
    }
    if (provision_ == nullptr || !provision_->benefit) return;
    entry(say("联系", "Contact"), say(provision_->benefit->contact));
  }

  void reasons() {
    heading("二、理由", "2. Reasons");
    const auto found = found_by_rules(is_.pack, is_.then.matter, is_.receipt);
    // Of a refusal first why: what was met anyway is no reason for it.
    if (granted_) findings(found);
    for (const casework::Reason& reason : is_.then.decision->reasons) {
      text(Is::paragraph,
           say(given_by(voice_)) + say(in_words(is_.pack, is_.procedure, is_.then.matter, reason)));
    }
    for (const casework::Against& one : is_.then.decision->against)
      text(Is::paragraph, say(casework::in_words(one)));
    if (!granted_) findings(found);
    if (granted_ && found.empty() && is_.then.decision->reasons.empty() &&
        is_.then.decision->against.empty()) {
      text(Is::paragraph, say("符合上述条款的全部条件。", "All conditions of the provision hold."));
    }
  }

  /// What the rules found; of a refusal the conditions that are met in one line at the end.
  void findings(const std::vector<Found>& found) {
    std::string met;
    for (const Found& one : found) {
      if (!granted_ && one.is_met) {
        met += (met.empty() ? "" : say("；", "; ")) + say(one.what);
        continue;
      }
      text(Is::paragraph, fmt::format("{}{}{}", say(one.what), say("——", ": "), say(one.how)));
      text(Is::note, say(one.clause).empty() ? "" : say("依据：", "Clause: ") + say(one.clause));
    }
    if (!met.empty())
      text(Is::note,
           fmt::format("{}{}{}", say("经核对符合的条件：", "Conditions that were found to hold: "),
                       met, say("。", ".")));
  }

  void money() {
    if (!granted_) return;
    if (is_.procedure.is_finding()) {
      finding();
      return;
    }
    heading("三、办理和支付", "3. How it is carried out");
    const Step* pay = step_that(is_.procedure, Deed::pay);
    if (pay != nullptr) {
      const bool is_shown = step_that(is_.procedure, Deed::publish) != nullptr;
      text(Is::paragraph,
           say(is_shown ? "公示期满后支付到企业登记的账户，不需要另行申请。"
                        : "支付到企业登记的账户，不需要另行申请。",
               is_shown
                   ? "It is paid into the firm's registered account when the time of publication "
                     "is over; nothing more needs to be applied for."
                   : "It is paid into the firm's registered account; nothing more needs to be "
                     "applied for."));
    }
    if (provision_ == nullptr || !provision_->benefit) return;
    entry(say("由谁负担", "Borne by"), say(provision_->benefit->payer));
    entry(say("联系", "Contact"), say(provision_->benefit->contact));
  }

  /// What is found once need not be shown again.
  void finding() {
    heading("三、效力", "3. What it is good for");
    text(Is::paragraph,
         say("本认定适用于该企业的所有案件，不必再次填报和证明。",
             "This finding holds in all cases of the firm: it need not be stated or shown again."));
    if (!is_.procedure.holds) return;
    const Date until = is_.then.decision->on.plus_days(is_.procedure.holds->days);
    entry(say("有效期至", "Good until"), say(day_in_words(until)));
  }

  /// `last`: the day until when the firm may object, where the procedure says how.
  void objection(int nth, const std::optional<Date>& last) {
    text(Is::heading,
         say(nth == 4 ? "四、异议" : "三、异议", fmt::format("{}. If you do not agree", nth)));
    if (!last) {
      text(Is::paragraph,
           say("对本决定有异议的，可以向办理机关提出。", "If you do not agree, tell the office."));
      return;
    }
    const Text day = day_in_words(*last);
    const Text office = casework::office_in_words(is_.pack.book, is_.procedure.objection->by,
                                                  is_.then.matter.place);
    text(Is::paragraph,
         say(fmt::format("对本决定有异议的，可以在{}（含当日）前在办理页面提出，由{}"
                         "审查，不由作出决定的人审查。",
                         day.zh, office.zh),
             fmt::format("If you do not agree, object on the page of the case until {}. The {} "
                         "looks at it, and not the person who decided.",
                         day.en, office.en)));
  }

  /// What the law gives beside it; a pack from before it could say so leaves it to the law.
  void remedies() {
    if (is_.procedure.remedies.empty()) {
      text(Is::paragraph, say("也可以依法申请行政复议或者提起行政诉讼。",
                              "You may also apply for administrative reconsideration or go to "
                              "court, as the law provides."));
    }
    for (const casework::Remedy& remedy : is_.procedure.remedies) {
      text(Is::paragraph, say(casework::in_words(remedy)));
      text(Is::note, say("依据：", "Clause: ") + say(remedy.clause));
    }
  }

  void receipt() {
    if (is_begun()) {
      heading("已为您发起办理，无需申请", "A case was begun for you; you need not apply");
    } else {
      heading("已收到您的申请", "We have received your application");
    }
    text(Is::paragraph,
         say("这不是决定。进展随时可以在办理页面凭案件编号查看；缺什么会一次告知。",
             "This is no decision. How it goes on can be seen on the page of the case at any time; "
             "whatever is missing will be told at once."));
    answering();
    const Step* step = casework::current_step(is_.then, is_.procedure);
    if (step != nullptr) entry(say("下一步", "Next"), say(step->title));
    if (const auto day = casework::due(is_.then, is_.procedure, is_.calendar))
      entry(say("办理期限至", "To be done by"), say(day_in_words(*day)));
  }

  /// What becomes of the case if the firm doesn't answer.
  void answering() {
    if (!is_.procedure.answered_within) return;
    const casework::TimeLimit& within = *is_.procedure.answered_within;
    const bool working = within.period.count == casework::DayCount::working;
    const bool refuses = within.silence == casework::Silence::refuses;
    const bool goes_on = within.silence == casework::Silence::agrees;
    text(Is::paragraph, say(fmt::format("要求补正的，请在 {} 个{}内答复{}。", within.period.days,
                                        working ? "工作日" : "自然日",
                                        refuses   ? "；逾期不答复的，按规定不予办理"
                                        : goes_on ? "；逾期不答复的，按现有材料办理"
                                                  : ""),
                            fmt::format("Whatever you are asked for, answer within {} {}{}.",
                                        within.period.days, working ? "working days" : "days",
                                        refuses   ? "; without an answer it is refused"
                                        : goes_on ? "; without an answer it is decided as it is"
                                                  : "")));
  }

  void proof() {
    block({Is::rule});
    block({Is::qr, is_.address,
           say(fmt::format("核验：扫码，或打开 {}\n核验码 "
                           "{}\n任何人都可以核验本文书是否真实、内容是否被改动、"
                           "是否仍然有效。",
                           is_.address, is_.code),
               fmt::format(
                   "To verify: scan, or open {}\ncode {}\nAnybody can see whether this letter "
                   "is genuine and unchanged, and whether it still stands.",
                   is_.address, is_.code))});
    text(Is::note, say(fmt::format("审计日志事件 {}，其哈希：", is_.event),
                       fmt::format("Event {} of the audit log; its hash:", is_.event)));
    text(Is::code, is_.hash);
    text(Is::note, say("该事件已在日志的哈希链中；它在已签名检查点中的包含证明可以在核验页面下载。",
                       "The event stands in the hash chain of the log; the proof that a signed "
                       "checkpoint includes it can be had on the page above."));
    if (is_.then.judgement.receipt.empty()) return;
    text(Is::note,
         say("判定凭据（fugong-receipt/1）的哈希：", "Hash of the receipt of the judgement:"));
    text(Is::code, is_.then.judgement.receipt);
    text(Is::note, say(fmt::format("规则包 {} {}，哈希：", is_.pack.id, is_.pack.version),
                       fmt::format("Rules: {} {}, hash:", is_.pack.id, is_.pack.version)));
    text(Is::code, is_.pack.hash);
  }

  /// One page in both languages: what it is made of is the same.
  void inclusion() {
    if (!is_.inclusion && !is_.awaits_signature) return;
    block({Is::new_page});
    text(Is::heading, "包含证明  Inclusion proof");
    if (!is_.inclusion) {
      text(Is::paragraph,
           "等待签名：审计日志的事件定期签名，本文书的事件还没有轮到。签名之后再打印，这一页就是证"
           "明；"
           "证明也可以在核验页面下载。");
      text(Is::paragraph,
           "Waiting to be signed: the audit log is signed at intervals, and this letter's event is "
           "not yet among what was. Printed after that, this page is the proof; it can be had on "
           "the page of verification, too.");
      return;
    }
    const Inclusion& of = *is_.inclusion;
    text(
        Is::paragraph,
        "本文书的事件在审计日志已签名的检查点之内。下面是完整的证明：不用联网，不靠本系统，凭日志的"
        "公钥就能核对。");
    text(Is::paragraph,
         "A signed checkpoint of the audit log includes this letter's event. What follows is the "
         "whole proof: it can be checked with the log's public key, offline and without this "
         "system.");
    entry("日志 Log", of.checkpoint.origin);
    entry("事件 Event", fmt::format("{}（序号 index {}，从 0 起 from 0）", is_.event, of.index));
    entry("检查点 Checkpoint",
          fmt::format("前 {} 条事件 the first {} events", of.checkpoint.size, of.checkpoint.size));
    text(Is::note, "根哈希 Root:");
    text(Is::code, audit::to_hex(of.checkpoint.root));
    text(Is::note, "公钥（请与机关公布的核对） Public key, to be compared with the published one:");
    text(Is::code, of.key);
    text(
        Is::note,
        "核对：把本文件另存为文字，运行 fugong audit check 文件 --key 公钥文件。“|”之后是证明文件的"
        "一行，放不下的在“+”之后接着写；去掉记号就是 c2sp.org/tlog-proof@v1 "
        "格式的文件，别的工具也能核对。");
    text(
        Is::note,
        "To check it: save this file as text and run fugong audit check FILE --key KEYFILE. Behind "
        "\"|\" stands a line of the proof's file, behind \"+\" what goes on with it; without "
        "these signs it is a file of the format c2sp.org/tlog-proof@v1, which other tools read, "
        "too.");
    text(Is::code, audit::on_paper(of.proof));
  }

  const Facts& is_;
  const law::Provision* provision_;
  bool granted_;
  Voice voice_;
  bool is_chinese_ = true;
  paper::Document document_;
};

constexpr std::array<std::string_view, kAllKinds.size()> kNames{"acknowledgement", "decision",
                                                                "recovery"};

}  // namespace

std::string_view name_of(Kind kind) {
  return kNames[static_cast<std::size_t>(kind)];
}

std::optional<Kind> kind_of(std::string_view name) {
  const auto found =
      std::ranges::find_if(kAllKinds, [&](Kind kind) { return name_of(kind) == name; });
  return found != kAllKinds.end() ? std::optional(*found) : std::nullopt;
}

paper::Document compose(const Facts& facts) {
  return Letter(facts).write();
}

Text day_in_words(const Date& day) {
  constexpr std::array<const char*, 12> kMonths{"January",   "February", "March",    "April",
                                                "May",       "June",     "July",     "August",
                                                "September", "October",  "November", "December"};
  return {fmt::format("{}年{}月{}日", day.year(), day.month(), day.day()),
          fmt::format("{} {} {}", day.day(), kMonths[static_cast<std::size_t>(day.month() - 1)],
                      day.year())};
}

}  // namespace fugong::letters
