// read_procedures(): the files procedure-*.yaml of a pack's measures.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.hpp"
#include "desks/casework/words.hpp"
#include "pack/fields.hpp"

namespace fugong::casework {
namespace {

using pack::Fields;
using pack::Reading;

class Reader {
 public:
  Reader(const pack::Pack& pack, Reading& reading) : pack_(pack), reading_(reading) {}

  Procedure read(const pack::DeskFile& file) {
    Fields fields(file.document, reading_);
    Procedure procedure;
    procedure.place = file.document.place;
    procedure.measure = file.measure;
    procedure.id = fields.need_name("id");
    procedure.title = fields.need_text("title");
    procedure.source = fields.need_text("source");
    procedure.status = fields.choice("status", pack::kStatuses, law::Status::confirmed);
    procedure.provisions = fields.strings("provisions");
    for (const std::string& id : procedure.provisions)
      check_provision(id, file.document.place);
    procedure.finding = fields.string("finding");
    if (const Node* holds = fields.find("holds")) procedure.holds = read_holding(*holds);
    procedure.region = fields.strings("region");
    for (const Node& node : fields.list("starts"))
      procedure.starts.push_back(word(node, "starts", kStarts, Start::application));
    if (procedure.starts.empty()) procedure.starts.push_back(Start::application);
    for (const Node& node : fields.list("form"))
      procedure.form.push_back(read_section(node));
    procedure.declaration = fields.text("declaration");
    for (const Node& node : fields.list("documents"))
      procedure.documents.push_back(read_wanted(node));
    for (const Node& node : fields.list("steps"))
      procedure.steps.push_back(read_step(node));
    if (const Node* node = fields.find("answered_within"))
      procedure.answered_within = read_limit(*node);
    if (const Node* node = fields.find("objection")) procedure.objection = read_objection(*node);
    procedure.most_instalments = fields.integer("most_instalments", 1, kMaxInstalments).value_or(1);
    fields.finish();
    check(procedure);
    return procedure;
  }

 private:
  template <class E, std::size_t N>
  E word(const Node& node, const char* key, const std::array<Choice<E>, N>& choices, E otherwise) {
    std::string all;
    for (const auto& [name, meaning] : choices) {
      if (node.is_text() && node.text == name) return meaning;
      all.append(all.empty() ? "" : ", ").append(name);
    }
    reading_.fault("unknown-word", node.place,
                   {fmt::format("{} 里没有这个词", key), fmt::format("no such word in '{}'", key)},
                   {"可用：" + all, "use one of: " + all});
    return otherwise;
  }

  FormSection read_section(const Node& node) {
    Fields fields(node, reading_);
    FormSection section;
    section.title = fields.need_text("title");
    section.facts = fields.strings("facts");
    fields.finish();
    for (const std::string& fact : section.facts)
      check_fact(fact, node.place);
    return section;
  }

  DocumentWanted read_wanted(const Node& node) {
    Fields fields(node, reading_);
    DocumentWanted wanted;
    wanted.place = node.place;
    wanted.id = fields.need_name("id");
    wanted.title = fields.need_text("title");
    wanted.needed_if = fields.string("needed_if");
    wanted.most = fields.integer("most", 1, 20).value_or(1);
    fields.finish();
    if (!wanted.needed_if.empty()) check_decision(wanted.needed_if, node.place);
    return wanted;
  }

  Step read_step(const Node& node) {
    Fields fields(node, reading_);
    Step step;
    step.place = node.place;
    step.id = fields.need_name("id");
    step.title = fields.need_text("title");
    step.deed = fields.need_choice("does", kDeeds);
    for (const Node& by : fields.list("by"))
      step.by.push_back(read_doer(by));
    if (const Node* within = fields.find("within")) step.within = read_limit(*within);
    if (fields.find("countersigned_from") != nullptr)
      step.countersigned_from = read_money(fields, "countersigned_from");
    step.skip_if_automatic = fields.boolean("skip_if_automatic", false);
    if (const Node* fund = fields.find("fund")) step.fund = read_fund(*fund);
    fields.finish();
    return step;
  }

  FundName read_fund(const Node& node) {
    Fields fields(node, reading_);
    FundName fund{fields.need_name("id"), fields.need_name("source"), fields.need_name("purpose")};
    fields.finish();
    return fund;
  }

  Doer read_doer(const Node& node) {
    Fields fields(node, reading_);
    Doer doer;
    doer.role = fields.need_choice("role", kRoles);
    if (fields.find("from") != nullptr) doer.from = read_money(fields, "from");
    doer.body = fields.string("body");
    doer.place = node.place;
    fields.finish();
    if (!doer.body.empty()) check_fact(doer.body, node.place);
    if (!doer.body.empty() && doer.role != Role::partner) {
      wrong(node.place, "body-of-no-partner",
            {"只有合作机构由事实指明", "only a partner is named by a fact"},
            {"去掉 body", "take body out"});
    }
    return doer;
  }

  TimeLimit read_limit(const Node& node) {
    Fields fields(node, reading_);
    TimeLimit limit;
    const auto working = fields.integer("working_days", 1, kMaxPeriodDays);
    const auto days = fields.integer("days", 1, kMaxPeriodDays);
    if (working.has_value() == days.has_value()) {
      reading_.fault("limit-without-days", node.place,
                     {"应写 working_days 或 days 之一", "one of working_days and days is needed"},
                     {"例如 working_days: 5", "for example working_days: 5"});
    }
    limit.period = working ? Period{*working, DayCount::working}
                           : Period{days.value_or(1), DayCount::calendar};
    limit.silence = fields.choice("silence", kSilences, Silence::late);
    limit.clause = fields.text("clause");
    limit.status = fields.choice("status", pack::kStatuses, law::Status::confirmed);
    fields.finish();
    return limit;
  }

  Holding read_holding(const Node& node) {
    Fields fields(node, reading_);
    Holding holding;
    const auto days = fields.integer("days", 1, kMaxPeriodDays);
    if (!days) {
      wrong(node.place, "holding-without-days",
            {"没有写认定多少天内有效", "nothing says for how many days it holds"},
            {"写 days: 180；文件没有规定的去掉 holds",
             "write days: 180, or take 'holds' out where the document says nothing"});
    }
    holding.days = days.value_or(1);
    holding.clause = fields.text("clause");
    fields.finish();
    return holding;
  }

  Objection read_objection(const Node& node) {
    Fields fields(node, reading_);
    Objection objection;
    if (const Node* within = fields.need("within")) objection.within = read_limit(*within);
    if (const Node* decided = fields.need("decided")) objection.decided = read_limit(*decided);
    objection.by = fields.need_choice("by", kRoles);
    const Node* by = fields.find("by");
    if (by != nullptr && !is_officer(objection.by)) {
      wrong(by->place, "objection-by-no-officer",
            {fmt::format("异议不能由 {} 决定", name_in(kRoles, objection.by)),
             fmt::format("an objection isn't decided by '{}'", name_in(kRoles, objection.by))},
            {"写上一级的经办人，例如 by: city_officer",
             "name an officer of a higher level, such as by: city_officer"});
    }
    fields.finish();
    return objection;
  }

  Money read_money(Fields& fields, const char* key) {
    const auto yuan = fields.decimal(key);
    const auto money = yuan ? Money::from_yuan(*yuan) : std::nullopt;
    if (yuan && (!money || money->fen < 0)) {
      reading_.fault("amount-invalid", fields.find(key)->place,
                     {fmt::format("{} 应为以元计的金额", key),
                      fmt::format("'{}' must be an amount in yuan", key)},
                     {"例如 \"50000.00\"", "for example \"50000.00\""});
    }
    return money.value_or(Money{});
  }

  template <class Known>
  void check_name(const std::string& name, const Place& place, const char* code, const Text& what,
                  const Known& names) {
    std::vector<std::string> all;
    for (const auto& one : names) {
      if (one == name) return;
      all.push_back(one);
    }
    Text remedy{"改正名称", "correct the name"};
    if (const auto near = nearest(name, all)) {
      remedy = {fmt::format("是否想写“{}”？", *near), fmt::format("did you mean '{}'?", *near)};
    }
    reading_.fault(code, place,
                   {fmt::format("没有{}“{}”", what.zh, name),
                    fmt::format("there is no {} '{}'", what.en, name)},
                   std::move(remedy));
  }

  void check_provision(const std::string& id, const Place& place) {
    std::vector<std::string> ids;
    for (const law::Provision& provision : pack_.book.source().provisions)
      ids.push_back(provision.id);
    check_name(id, place, "unknown-provision", {"条款", "provision"}, ids);
  }
  void check_fact(const std::string& name, const Place& place) {
    std::vector<std::string> names;
    for (const law::Fact& fact : pack_.book.facts())
      names.push_back(fact.name);
    check_name(name, place, "unknown-fact", {"事实", "fact"}, names);
  }
  void check_decision(const std::string& name, const Place& place) {
    std::vector<std::string> names;
    for (const law::Decision& decision : pack_.book.source().decisions)
      names.push_back(decision.definition.name);
    check_name(name, place, "unknown-decision", {"判定", "decision"}, names);
  }

  void wrong(const Place& place, const char* code, Text message, Text remedy) {
    reading_.fault(code, place, std::move(message), std::move(remedy));
  }

  /// What makes no sense as a whole.
  void check(const Procedure& procedure) {
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
    if (decisions != 1) {
      wrong(procedure.place, "procedure-decides-once",
            {"应恰有一步 does: decide", "exactly one step must have does: decide"},
            {"补上或去掉", "add it, or take the others out"});
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
    if (!index) {
      check_fact(procedure.finding, procedure.place);
    } else {
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

/// Whether nothing says which of the two it is at some place.
bool meet(const Procedure& one, const Procedure& other) {
  if (one.region.empty() || other.region.empty()) return one.region.empty() == other.region.empty();
  return std::ranges::any_of(one.region, [&](const std::string& code) {
    return std::ranges::any_of(other.region, [&](const std::string& theirs) {
      return digits_of_place(code) == digits_of_place(theirs);
    });
  });
}

}  // namespace

Result<Procedures> read_procedures(const pack::Pack& pack) {
  const pack::Files none;
  Reading reading{none, {}, {}};
  Procedures procedures;
  for (const pack::DeskFile& file : pack.desk_files) {
    if (file.kind != kProcedureFile) continue;
    Procedure read = Reader(pack, reading).read(file);
    for (const Procedure& other : procedures.all) {
      if (other.id == read.id) {
        reading.fault(
            "duplicate-id", read.place,
            {fmt::format("流程“{}”已在 {}", read.id, other.place.file),
             fmt::format("procedure '{}' already stands in {}", read.id, other.place.file)},
            {"另取一个 id", "give one another id"});
      }
      for (const std::string& id : read.matters()) {
        if (!other.is_about(id) || !meet(read, other)) continue;
        reading.fault("provision-has-procedure", read.place,
                      {fmt::format("{} 已有流程“{}”", id, other.id),
                       fmt::format("{} already has the procedure '{}'", id, other.id)},
                      read.is_finding()
                          ? Text{"从其中一个去掉，或在 region 写各自的地方",
                                 "take it out of one of them, or give each its places as 'region'"}
                          : Text{"从其中一个去掉", "take it out of one of them"});
      }
    }
    procedures.all.push_back(std::move(read));
  }
  if (!reading.faults.empty()) return fail(std::move(reading.faults));
  procedures.stacking = pack.stacking;
  return procedures;
}

}  // namespace fugong::casework
