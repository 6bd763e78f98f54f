#include "desks/casework/procedure_check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "desks/casework/words.hpp"

namespace fugong::casework {
namespace {

using pack::Reading;

/// What its cases are about beside the firm itself; null: the firm.
const law::SubjectKind* kind_of(const Procedure& procedure, const law::Rulebook& book) {
  for (const std::string& id : procedure.provisions) {
    const law::Provision* provision = book.find_provision(id);
    if (provision == nullptr) continue;
    const auto& kinds = book.source().subjects;
    const auto kind = std::ranges::find(kinds, provision->subject, &law::SubjectKind::name);
    if (kind != kinds.end() && !kind->parent.empty()) return &*kind;
  }
  return nullptr;
}

class ProcedureCheck {
 public:
  ProcedureCheck(const pack::Pack& pack, Reading& reading) : pack_(pack), reading_(reading) {}

  void run(const Procedure& procedure) {
    if (procedure.is_finding()) {
      check_finding(procedure);
    } else if (procedure.provisions.empty()) {
      wrong(procedure.place, "procedure-without-provision",
            {"没有写这个流程办理哪些条款", "it says of no provision that it is obtained this way"},
            {"写 provisions: [\"17.2\"]，认定流程写 finding",
             "write provisions: [\"17.2\"], or 'finding' if it decides about a fact"});
    } else if (procedure.holds) {
      wrong(procedure.place, "holds-no-finding",
            {"只有认定写有效期", "only a finding holds for a time"},
            {"去掉 holds", "take 'holds' out"});
    }
    check_region(procedure);
    if (procedure.steps.size() > kMaxSteps || procedure.documents.size() > kMaxDocuments) {
      wrong(procedure.place, "procedure-too-long",
            {fmt::format("最多 {} 步、{} 种材料", kMaxSteps, kMaxDocuments),
             fmt::format("at most {} steps and {} documents", kMaxSteps, kMaxDocuments)},
            {"合并步骤或材料", "join steps or documents"});
    }
    std::set<std::string> ids;
    for (const DocumentWanted& document : procedure.documents)
      check_once(ids, document.id, document.place);
    ids.clear();
    std::size_t decisions = 0;
    for (const Step& step : procedure.steps) {
      check_once(ids, step.id, step.place);
      check_step(step, decisions);
      if (step.deed == Deed::decide) ++decisions;
    }
    check_checks(procedure);
    check_sameness(procedure);
    if (decisions != 1) {
      wrong(procedure.place, "procedure-decides-once",
            {"应恰有一步 does: decide", "exactly one step must have does: decide"},
            {"补上或去掉", "add it, or take the others out"});
    }
  }

 private:
  void wrong(const Place& place, const char* code, Text message, Text remedy) {
    reading_.fault(code, place, std::move(message), std::move(remedy));
  }

  /// They are facts of what the case is about, and the form asks for them.
  void check_sameness(const Procedure& procedure) {
    const law::SubjectKind* kind = kind_of(procedure, pack_.book);
    for (const std::string& name : procedure.same_if) {
      const auto index = pack_.book.fact_index(name);
      if (!index) continue;  // told already
      const bool is_its_own = kind != nullptr && pack_.book.facts()[*index].subject == kind->name;
      const bool is_asked = std::ranges::any_of(procedure.form, [&](const FormSection& section) {
        return std::ranges::find(section.facts, name) != section.facts.end();
      });
      if (is_its_own && is_asked) continue;
      wrong(procedure.place, "same-if-unknown",
            {fmt::format("same_if 的“{}”不是所申请对象自己的、表格要问的事实", name),
             fmt::format("'{}' of same_if is no fact of what is applied for that the form asks",
                         name)},
            {"写该对象自己的事实，并放进 form",
             "name facts of the subject itself, and ask for "
             "them in the form"});
    }
  }

  void check_checks(const Procedure& procedure) {
    std::set<std::string> ids;
    for (const Check& check : procedure.checks) {
      check_once(ids, check.id, check.place);
      if ((check.finds == Check::Finds::facts) == !check.facts.empty()) continue;
      wrong(check.place, "check-facts",
            {"same_facts 且只有它要写比对哪些事实", "same_facts, and nothing else, names facts"},
            {"写 facts: [...] 或去掉", "write facts: [...], or take them out"});
    }
  }

  /// The places of a finding's procedure; a provision has a region of its own.
  void check_region(const Procedure& procedure) {
    if (!procedure.region.empty() && !procedure.is_finding()) {
      wrong(procedure.place, "region-of-no-finding",
            {"只有认定流程按地方分写", "only the procedures of a finding differ by place"},
            {"去掉 region，条款的地方写在条款里",
             "take 'region' out: where a provision holds stands with the provision"});
    }
    const law::Source& source = pack_.book.source();
    for (const std::string& code : procedure.region) {
      if (pack_.book.find_entry(source.place_list, code) != nullptr) continue;
      wrong(
          procedure.place, "unknown-place",
          {fmt::format("没有地方代码“{}”", code), fmt::format("no place has the code '{}'", code)},
          {"写行政区划代码，例如 \"370100\"", "write the code of a place, such as \"370100\""});
    }
  }

  /// A finding is somebody's judgement of one fact of the firm; it moves no money.
  void check_finding(const Procedure& procedure) {
    const auto no = [&](const Place& place, Text message, Text remedy) {
      wrong(place, "finding-invalid", std::move(message), std::move(remedy));
    };
    const auto index = pack_.book.fact_index(procedure.finding);
    if (index) {
      const law::Fact& fact = pack_.book.facts()[*index];
      if (!fact.finding || fact.type != law::FactType::boolean || !is_of_firm(fact)) {
        no(procedure.place,
           {fmt::format("“{}”不是企业的是非类认定事实", fact.name),
            fmt::format("'{}' is no finding about the firm that is true or false", fact.name)},
           {"该事实应为企业的 boolean，并写 finding: true",
            "it must be a boolean fact of the firm with finding: true"});
      }
      if (fact.applies_if) {
        no(procedure.place,
           {"有适用条件（applies_if）的事实不能单独认定",
            "a fact that hangs on others (applies_if) can't be found by itself"},
           {"去掉 applies_if", "take applies_if out of the fact"});
      }
    }
    if (!procedure.provisions.empty()) {
      no(procedure.place,
         {"认定流程不办理条款", "a procedure for a finding is that of no provision"},
         {"去掉 provisions，或另写一个流程", "take 'provisions' out, or write a second file"});
    }
    if (procedure.may_start(Start::automatic)) {
      no(procedure.place, {"认定须由企业申请", "a finding is applied for: no rule computes it"},
         {"写 starts: [application]", "write starts: [application]"});
    }
    if (procedure.answered_within && procedure.answered_within->silence == Silence::refuses) {
      no(procedure.place, {"认定不由逾期得出", "no finding comes about by silence"},
         {"answered_within 写 silence: agrees 或不写",
          "write silence: agrees in answered_within, or leave it out"});
    }
    if (procedure.most_instalments != 1) {
      no(procedure.place, {"认定没有可追回的钱", "a finding pays nothing that could be recovered"},
         {"去掉 most_instalments", "take most_instalments out"});
    }
    for (const FormSection& section : procedure.form) {
      for (const std::string& name : section.facts) {
        const auto asked = pack_.book.fact_index(name);
        if (name != procedure.finding && (!asked || is_of_firm(pack_.book.facts()[*asked])))
          continue;
        no(procedure.place,
           {fmt::format("认定的表格不能问“{}”", name),
            fmt::format("the form of this finding can't ask for '{}'", name)},
           {"只问企业本身的、作为依据的事实",
            "ask for facts of the firm itself that give evidence, not for the finding"});
      }
    }
    for (const Step& step : procedure.steps) {
      if (step.deed == Deed::pay || step.deed == Deed::confirm) {
        no(step.place, {"认定不付款，也不由别人确认", "a finding is neither paid nor confirmed"},
           {"用 accept、inspect、decide、publish", "use accept, inspect, decide and publish"});
      }
      check_finding_step(step, no);
    }
  }

  template <class No>
  void check_finding_step(const Step& step, const No& no) {
    const bool by_amount =
        (step.countersigned_from && step.countersigned_from->fen > 0) ||
        std::ranges::any_of(step.by, [](const Doer& doer) { return doer.from.fen > 0; });
    if (by_amount) {
      no(step.place, {"认定没有金额", "a finding has no amount"},
         {"去掉 from；要第二人复核的写 countersigned_from: \"0.00\"",
          "take 'from' out; for a second person always write countersigned_from: \"0.00\""});
    }
    if (step.deed != Deed::decide) return;
    const bool by_programme =
        std::ranges::any_of(step.by, [](const Doer& doer) { return doer.role == Role::programme; });
    if (by_programme || (step.within && step.within->silence != Silence::late)) {
      no(step.place,
         {"认定由经办人作出，不由程序、企业或逾期得出",
          "an officer decides about a finding, not the programme, the firm or silence"},
         {"写 by: [{role: county_officer}]，去掉 silence",
          "write by: [{role: county_officer}], without 'silence'"});
    }
  }

  bool is_of_firm(const law::Fact& fact) const {
    const auto& kinds = pack_.book.source().subjects;
    return std::ranges::any_of(
        kinds, [&](const auto& kind) { return kind.parent.empty() && kind.name == fact.subject; });
  }

  void check_once(std::set<std::string>& ids, const std::string& id, const Place& place) {
    if (id.empty() || ids.insert(id).second) return;
    wrong(place, "duplicate-id",
          {fmt::format("“{}”出现两次", id), fmt::format("'{}' stands twice", id)},
          {"另取一个 id", "give one another id"});
  }

  /// Who may do a step of this kind. Nobody decides about his own money: the applicant and the
  /// partner agree or decline, and no more.
  static bool may_do(Deed deed, Role role) {
    switch (deed) {
      case Deed::confirm:
        return is_officer(role) || role == Role::owner || role == Role::partner;
      case Deed::accept:
      case Deed::inspect:
        return is_officer(role);
      case Deed::decide:
      case Deed::publish:
        return is_officer(role) || role == Role::programme;
      case Deed::pay:
        return is_officer(role) || role == Role::second_approver;
    }
    return false;
  }
  void check_doers(const Step& step) {
    std::string all;
    for (const auto& [name, role] : kRoles) {
      if (may_do(step.deed, role)) all.append(all.empty() ? "" : ", ").append(name);
    }
    const std::string_view deed = name_in(kDeeds, step.deed);
    for (const Doer& doer : step.by) {
      // What the programme can't do is told by itself.
      if (may_do(step.deed, doer.role) || doer.role == Role::programme) continue;
      const std::string_view role = name_in(kRoles, doer.role);
      wrong(doer.place, "step-by-another",
            {fmt::format("does: {} 的步骤不能由 {} 办理", deed, role),
             fmt::format("a step that does '{}' isn't done by '{}'", deed, role)},
            {"可用：" + all, "use one of: " + all});
    }
  }

  void check_step(const Step& step, std::size_t decisions) {
    check_doers(step);
    const bool after = step.deed == Deed::publish || step.deed == Deed::pay;
    const bool either = step.deed == Deed::confirm || step.deed == Deed::decide;
    if (after != (decisions > 0) && !either) {
      wrong(step.place, "step-order",
            {"公示和支付在决定之后，受理和检查在决定之前",
             "publishing and paying come after the decision, accepting and inspecting before it"},
            {"调整步骤的次序", "put the steps in that order"});
    }
    const bool answers =
        step.deed == Deed::confirm || step.deed == Deed::accept || step.deed == Deed::decide;
    if (step.within && step.within->silence != Silence::late && !answers) {
      wrong(step.place, "silence-never-pays",
            {"只有确认、受理和决定可以逾期即视为办理",
             "only a confirmation, an acceptance and a decision may follow from silence"},
            {"去掉 silence", "take silence out"});
    }
    if (step.deed == Deed::publish && !step.within) {
      wrong(step.place, "publication-without-time",
            {"没有写公示多久", "nothing says how long it is published"},
            {"写 within: {working_days: 5}", "write within: {working_days: 5}"});
    }
    const bool by_programme = std::any_of(step.by.begin(), step.by.end(), [](const Doer& doer) {
      return doer.role == Role::programme;
    });
    if (by_programme && step.deed == Deed::pay) {
      wrong(step.place, "programme-never-pays",
            {"付款须由人下达", "a payment is ordered by a person"},
            {"写 by: [{role: second_approver}]", "write by: [{role: second_approver}]"});
    } else if (by_programme && step.deed != Deed::decide && step.deed != Deed::publish) {
      wrong(step.place, "programme-only-decides",
            {"程序只能决定和公示", "the programme decides and publishes, and nothing else"},
            {"写一个办理的人", "name a person who does it"});
    }
    const bool by_person = std::any_of(step.by.begin(), step.by.end(), [](const Doer& doer) {
      return doer.role != Role::programme;
    });
    if (by_programme && step.deed == Deed::decide && !by_person) {
      wrong(step.place, "decision-without-person",
            {"测算定不了的、有异议的要有人决定",
             "somebody must decide what the computation leaves open and what is objected to"},
            {"再写一个 {role: county_officer}", "add {role: county_officer}"});
    }
    if (step.sampled && step.deed != Deed::inspect) {
      wrong(step.place, "sampled-no-inspection",
            {"只有现场检查可以抽查", "only an inspection is left to chance"},
            {"去掉 sampled", "take 'sampled' out"});
    }
    if (step.by.empty() && step.deed != Deed::publish) {
      wrong(step.place, "step-without-doer", {"没有写由谁办理", "nothing says who does it"},
            {"写 by: [{role: county_officer}]", "write by: [{role: county_officer}]"});
    }
    if ((step.deed == Deed::pay) != step.fund.has_value()) {
      wrong(step.place, "fund-of-payment",
            {"支付且只有支付要写从哪笔资金", "a payment, and nothing else, names its fund"},
            {"写 fund: {id, source, purpose} 或去掉",
             "write fund: {id, source, purpose}, or take it out"});
    }
  }

  const pack::Pack& pack_;
  Reading& reading_;
};

}  // namespace

void check_procedure(const pack::Pack& pack, const Procedure& procedure, Reading& reading) {
  ProcedureCheck(pack, reading).run(procedure);
}

Faults unnamed_subjects(const Procedures& procedures, const law::Rulebook& book) {
  Faults warnings;
  for (const Procedure& procedure : procedures.all) {
    const bool pays = std::ranges::any_of(procedure.steps,
                                          [](const Step& step) { return step.deed == Deed::pay; });
    const law::SubjectKind* kind = pays ? kind_of(procedure, book) : nullptr;
    if (kind == nullptr || !procedure.same_if.empty()) continue;
    warnings.push_back(
        {"subject-unnamed",
         procedure.place,
         {fmt::format("它付款，但同一“{}”换个名称就能再申请", kind->label.zh),
          fmt::format("it pays, and the same '{}' by another name is another one", kind->label.en)},
         {"写 same_if: [能认出它的事实]，例如合同编号和银行",
          "write same_if: [the facts that say which one it is], such as the number of the contract "
          "and the bank"}});
  }
  return warnings;
}

}  // namespace fugong::casework
