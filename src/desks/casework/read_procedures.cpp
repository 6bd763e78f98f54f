// read_procedures(): the files procedure-*.yaml of a pack's measures, and its remedies.yaml.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.hpp"
#include "desks/casework/procedure_check.hpp"
#include "desks/casework/sampling.hpp"
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
    if (procedure.is_finding()) check_fact(procedure.finding, procedure.place);
    if (const Node* holds = fields.find("holds")) procedure.holds = read_holding(*holds);
    procedure.region = fields.strings("region");
    procedure.same_if = fields.strings("same_if");
    for (const std::string& fact : procedure.same_if)
      check_fact(fact, file.document.place);
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
    for (const Node& node : fields.list("checks"))
      procedure.checks.push_back(read_check(node));
    procedure.most_instalments = fields.integer("most_instalments", 1, kMaxInstalments).value_or(1);
    fields.finish();
    check_procedure(pack_, procedure, reading_);
    return procedure;
  }

  std::vector<Remedy> read_remedies(const Node& document) {
    Fields fields(document, reading_);
    std::vector<Remedy> remedies;
    for (const Node& node : fields.list("remedies"))
      remedies.push_back(read_remedy(node));
    fields.finish();
    return remedies;
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
    if (const Node* sampled = fields.find("sampled")) step.sampled = read_sampling(*sampled);
    fields.finish();
    return step;
  }

  FundName read_fund(const Node& node) {
    Fields fields(node, reading_);
    FundName fund{fields.need_name("id"), fields.need_name("source"), fields.need_name("purpose")};
    fields.finish();
    return fund;
  }

  Sampling read_sampling(const Node& node) {
    Fields fields(node, reading_);
    Sampling sampling;
    const auto share = fields.decimal("share");
    const auto million = share ? multiply(*share, Decimal(kPerMillion)) : std::nullopt;
    const auto whole = million ? million->to_int64() : std::nullopt;
    if (!whole || *whole < 0 || *whole > kPerMillion) {
      wrong(node.place, "share-invalid",
            {"share 应为 0 到 1、至多六位小数的比例",
             "'share' must be from 0 to 1, with at most six digits behind the point"},
            {"例如 share: \"0.05\"", "for example share: \"0.05\""});
    }
    sampling.per_million = whole.value_or(0);
    if (fields.find("from") != nullptr) sampling.from = read_money(fields, "from");
    fields.finish();
    return sampling;
  }

  Check read_check(const Node& node) {
    Fields fields(node, reading_);
    Check check;
    check.place = node.place;
    check.id = fields.need_name("id");
    check.title = fields.need_text("title");
    check.finds = fields.need_choice("finds", kFinds);
    check.facts = fields.strings("facts");
    check.firms = fields.integer("firms", 2, kMaxFirmsAlike).value_or(2);
    fields.finish();
    for (const std::string& fact : check.facts)
      check_fact(fact, node.place);
    return check;
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

  Remedy read_remedy(const Node& node) {
    Fields fields(node, reading_);
    Remedy remedy;
    remedy.place = node.place;
    remedy.id = fields.need_name("id");
    remedy.title = fields.need_text("title");
    if (const Node* within = fields.need("within")) read_span(*within, remedy);
    remedy.clause = fields.need_text("clause");
    remedy.status = fields.choice("status", pack::kStatuses, law::Status::confirmed);
    fields.finish();
    return remedy;
  }

  void read_span(const Node& node, Remedy& remedy) {
    Fields fields(node, reading_);
    const auto days = fields.integer("days", 1, kMaxPeriodDays);
    const auto months = fields.integer("months", 1, kMaxPeriodMonths);
    if (days.has_value() == months.has_value()) {
      wrong(node.place, "span-without-length",
            {"应写 days 或 months 之一", "one of days and months is needed"},
            {"例如 days: 60", "for example days: 60"});
    }
    remedy.days = days.value_or(0);
    remedy.months = months.value_or(0);
    fields.finish();
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

void add(Remedy remedy, std::vector<Remedy>& remedies, Reading& reading) {
  const auto there = std::ranges::find(remedies, remedy.id, &Remedy::id);
  if (there != remedies.end()) {
    reading.fault(
        "duplicate-id", remedy.place,
        {fmt::format("救济途径“{}”已在 {}", remedy.id, there->place.file),
         fmt::format("the remedy '{}' already stands in {}", remedy.id, there->place.file)},
        {"另取一个 id", "give one another id"});
  }
  remedies.push_back(std::move(remedy));
}

}  // namespace

Result<Procedures> read_procedures(const pack::Pack& pack) {
  const pack::Files none;
  Reading reading{none, {}, {}};
  Procedures procedures;
  std::vector<Remedy> remedies;
  for (const pack::DeskFile& file : pack.desk_files) {
    if (file.kind == kRemediesFile) {
      for (Remedy& remedy : Reader(pack, reading).read_remedies(file.document))
        add(std::move(remedy), remedies, reading);
    }
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
  for (Procedure& procedure : procedures.all)
    procedure.remedies = remedies;
  procedures.stacking = pack.stacking;
  return procedures;
}

}  // namespace fugong::casework
