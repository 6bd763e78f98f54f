// A survey as tables and as text.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "desks/assessment/total_names.hpp"
#include "desks/survey/survey.hpp"

namespace fugong::survey {

using assessment::Cell;
using assessment::Column;
using assessment::Fen;
using assessment::Table;
using decision::HitPolicy;
using ColumnKind = assessment::Column::Kind;

namespace {

/// As law::Total.
constexpr const char* kTotals[] = {"cash", "relief", "liquidity"};

/// Lines of each part of the text.
constexpr std::size_t kMostLines = 15;

const decision::Table& table_of(const TableFigures& figures) {
  return std::get<decision::Table>(figures.of.definition->body);
}

/// "size", "size/step", "5.2/step".
std::string name_of(const law::CensusTable& of) {
  if (of.provision != nullptr) return of.provision->id + "/" + of.definition->name;
  const law::Definition& result = of.decision->definition;
  return of.definition == &result ? result.name : result.name + "/" + of.definition->name;
}

/// Where no rule fires the table gives nothing.
bool has_gap(const TableFigures& figures) {
  const decision::Table& table = table_of(figures);
  return figures.none.subjects > 0 && table.hit != HitPolicy::collect_count &&
         std::none_of(table.outputs.begin(), table.outputs.end(),
                      [](const auto& output) { return output.otherwise.has_value(); });
}

/// Of U more than one rule is a fault; of A where they differ.
bool has_overlap(const TableFigures& figures) {
  const HitPolicy hit = table_of(figures).hit;
  return figures.several.subjects > 0 && (hit == HitPolicy::unique || hit == HitPolicy::any);
}

/// No firm meets it, nor may one.
bool is_dead(const RuleFigures& rule) {
  return rule.sure.subjects == 0 && rule.may == 0;
}

void add_example(std::vector<Cell>& row, const std::optional<Example>& example) {
  row.emplace_back(example ? example->code : std::string());
  row.emplace_back(example ? example->subject : std::string());
}

void add_example_columns(std::vector<Column>& columns) {
  columns.push_back({"example_firm", {"例：企业", "example: firm"}, ColumnKind::word});
  columns.push_back({"example_subject", {"例：对象", "example: subject"}, ColumnKind::word});
}

/// Figures of invented firms say so in every line.
void mark(Table& table, bool synthetic) {
  table.columns.push_back({"synthetic", {"合成数据", "synthetic"}, ColumnKind::word});
  for (std::vector<Cell>& row : table.rows)
    row.emplace_back(std::string(synthetic ? "true" : "false"));
}

/// "firm 9135..., loan L1", or nothing.
std::string shown(const std::optional<Example>& example) {
  if (!example) return {};
  return example->subject.empty() ? example->code : example->code + "/" + example->subject;
}

/// What a requirement is, for the two reports.
struct Requirement {
  const char* origin = "";
  std::string id;
  Text label;
  const RequirementFigures* figures = nullptr;
  bool refuses = true;  ///< whether it could refuse at all
  bool is_exception = false;
};

std::vector<Requirement> requirements_of(const law::Provision& provision,
                                         const ProvisionFigures& figures) {
  std::vector<Requirement> all;
  all.push_back({"in_force", "in_force", {"在有效期内", "in force"}, &figures.in_force, true});
  if (!provision.region.empty()) {
    all.push_back({"region", "region", {"在适用地区", "in the region"}, &figures.in_region, true});
  }
  for (std::size_t i = 0; i < provision.conditions.size(); ++i) {
    const law::Condition& of = provision.conditions[i];
    all.push_back({"condition", of.id, of.label, &figures.conditions[i], true});
  }
  for (std::size_t i = 0; i < provision.exceptions.size(); ++i) {
    const law::Exception& of = provision.exceptions[i];
    all.push_back({"exception", of.id, of.label, &figures.exceptions[i], of.excludes, true});
  }
  return all;
}

/// What is odd about it in this register; empty: nothing.
std::string remark_on(const Requirement& one, std::int64_t subjects) {
  if (subjects == 0) return "no_subject";
  if (one.figures->holds == 0 && one.figures->open == 0) return "never_holds";
  if (!one.refuses) return {};
  // Whomever it refuses, something else refuses too.
  const std::int64_t refused = one.is_exception ? one.figures->holds : one.figures->fails;
  if (refused > 0 && one.figures->only == 0) return "redundant";
  if (one.figures->alone.subjects == 0) return "refuses_nobody_alone";
  return {};
}

std::string step_text(const law::Fact& fact, const Decimal& step, bool zh) {
  const std::string sign = step.is_negative() ? "" : "+";
  const char* day = step.abs() == Decimal(1) ? "day" : "days";
  const Text unit = fact.type == law::FactType::date ? Text{"天", day} : fact.unit;
  const std::string& word = zh ? unit.zh : unit.en;
  return sign + step.to_string() + (word.empty() ? "" : " " + word);
}

}  // namespace

Table Survey::table_of_tables() const {
  Table made{"tables", {"决策表", "Decision tables"}, {}, {}};
  made.columns = {{"table", {"表", "table"}, ColumnKind::word},
                  {"label", {"名称", "label"}, ColumnKind::text},
                  {"hit", {"命中策略", "hit policy"}, ColumnKind::word},
                  {"subject", {"对象", "subject"}, ColumnKind::word},
                  {"outcome", {"结果", "outcome"}, ColumnKind::word},
                  {"rule", {"规则", "rule"}, ColumnKind::word},
                  {"subjects", {"对象数", "subjects"}, ColumnKind::count},
                  {"may", {"可能命中", "may"}, ColumnKind::count},
                  {"remark", {"说明", "remark"}, ColumnKind::word}};
  add_example_columns(made.columns);
  for (const TableFigures& figures : tables_) {
    const decision::Table& table = table_of(figures);
    const auto add = [&](const char* outcome, const std::string& rule, const Count& count,
                         std::int64_t may, const char* remark) {
      std::vector<Cell> row{name_of(figures.of), figures.of.definition->label};
      row.emplace_back(std::string(decision::symbol_of(table.hit)));
      row.emplace_back(pack_->book.source().subjects[figures.of.kind].name);
      row.emplace_back(std::string(outcome));
      row.emplace_back(rule);
      row.emplace_back(count.subjects);
      row.emplace_back(may);
      row.emplace_back(std::string(remark));
      add_example(row, count.example);
      made.rows.push_back(std::move(row));
    };
    for (std::size_t rule = 0; rule < figures.rules.size(); ++rule) {
      const RuleFigures& of = figures.rules[rule];
      add("rule", std::to_string(rule + 1), of.sure, of.may, is_dead(of) ? "dead" : "");
    }
    add("none", "", figures.none, 0, has_gap(figures) ? "gap" : "");
    add("open", "", figures.open, 0, "");
    add("several", "", figures.several, 0, has_overlap(figures) ? "overlap" : "");
  }
  mark(made, synthetic_);
  return made;
}

Table Survey::table_of_conditions() const {
  Table made{"conditions", {"条件与例外", "Conditions and exceptions"}, {}, {}};
  made.columns = {{"provision", {"规定", "provision"}, ColumnKind::word},
                  {"what", {"种类", "what"}, ColumnKind::word},
                  {"id", {"编号", "id"}, ColumnKind::word},
                  {"label", {"名称", "label"}, ColumnKind::text},
                  {"subjects", {"对象数", "subjects"}, ColumnKind::count},
                  {"holds", {"成立", "holds"}, ColumnKind::count},
                  {"open", {"未定", "open"}, ColumnKind::count},
                  {"fails", {"不成立", "fails"}, ColumnKind::count},
                  {"alone_refuses", {"单独排除", "alone refuses"}, ColumnKind::count},
                  {"only_failing", {"唯一不符", "only one failing"}, ColumnKind::count},
                  {"remark", {"说明", "remark"}, ColumnKind::word}};
  add_example_columns(made.columns);
  for (const std::size_t index : judged_) {
    const law::Provision& provision = pack_->book.source().provisions[index];
    const ProvisionFigures& figures = provisions_[index];
    for (const Requirement& one : requirements_of(provision, figures)) {
      const RequirementFigures& of = *one.figures;
      std::vector<Cell> row{provision.id, std::string(one.origin), one.id, one.label};
      for (const std::int64_t count :
           {figures.subjects, of.holds, of.open, of.fails, of.alone.subjects, of.only})
        row.emplace_back(count);
      row.emplace_back(remark_on(one, figures.subjects));
      add_example(row, of.alone.example);
      made.rows.push_back(std::move(row));
    }
  }
  mark(made, synthetic_);
  return made;
}

Table Survey::table_of_cliffs() const {
  Table made{"cliffs", {"一步之差", "Cliffs"}, {}, {}};
  made.columns = {
      {"fact", {"事实", "fact"}, ColumnKind::word},
      {"fact_label", {"事实名称", "fact label"}, ColumnKind::text},
      {"step", {"一步", "step"}, ColumnKind::word},
      {"provision", {"规定", "provision"}, ColumnKind::word},
      {"total", {"合计", "total"}, ColumnKind::word},
      {"tried", {"试算数", "tried"}, ColumnKind::count},
      {"lost", {"失去享受", "lost"}, ColumnKind::count},
      {"won", {"得到享受", "won"}, ColumnKind::count},
      {"chance_lost", {"失去可能", "chance lost"}, ColumnKind::count},
      {"chance_won", {"得到可能", "chance won"}, ColumnKind::count},
      {"less", {"金额变少", "less"}, ColumnKind::count},
      {"more", {"金额变多", "more"}, ColumnKind::count},
      {"lost_yuan", {"共减少（元）", "lost (yuan)"}, ColumnKind::money},
      {"won_yuan", {"共增加（元）", "won (yuan)"}, ColumnKind::money},
      {"worst_yuan", {"单个最多减少（元）", "greatest loss (yuan)"}, ColumnKind::money},
      {"chance_lost_yuan", {"未定的共减少（元）", "open: lost (yuan)"}, ColumnKind::money},
      {"chance_won_yuan", {"未定的共增加（元）", "open: won (yuan)"}, ColumnKind::money},
      {"chance_worst_yuan", {"未定的单个最多（元）", "open: greatest (yuan)"}, ColumnKind::money},
      {"evenly", {"平缓下降", "falls evenly"}, ColumnKind::word},
      {"from", {"例：原值", "example: from"}, ColumnKind::word},
      {"to", {"例：新值", "example: to"}, ColumnKind::word},
      {"turns", {"例：变化", "example: what turns"}, ColumnKind::text}};
  add_example_columns(made.columns);
  for (const Cliffs& cliffs : cliffs_) {
    const law::Fact& fact = pack_->book.facts()[cliffs.shift.fact];
    const auto add = [&](const std::string& provision, const char* total, const Cliff& cliff) {
      if (cliff.tried == 0) return;
      std::vector<Cell> row{fact.name, fact.label, cliffs.shift.step.to_string(), provision,
                            std::string(total)};
      for (const std::int64_t count :
           {cliff.tried, cliff.lost.subjects, cliff.won, cliff.chance_lost.subjects,
            cliff.chance_won, cliff.sure.less, cliff.sure.more})
        row.emplace_back(count);
      for (const Sum fen :
           {cliff.sure.lost_fen, cliff.sure.won_fen, Sum{cliff.sure.worst_fen},
            cliff.chance.lost_fen, cliff.chance.won_fen, Sum{cliff.chance.worst_fen}})
        row.emplace_back(Fen{fen});
      row.emplace_back(std::string(cliff.evenly ? "true" : "false"));
      row.insert(row.end(), {cliff.from, cliff.to, cliff.turns});
      add_example(row, cliff.example);
      made.rows.push_back(std::move(row));
    };
    for (std::size_t i = 0; i < cliffs.provisions.size(); ++i)
      add(pack_->book.source().provisions[cliffs.shift.provisions[i]].id, "", cliffs.provisions[i]);
    for (std::size_t total = 0; total < cliffs.totals.size(); ++total)
      add("", kTotals[total], cliffs.totals[total]);
  }
  mark(made, synthetic_);
  return made;
}

std::vector<Table> Survey::tables() const {
  return {table_of_tables(), table_of_conditions(), table_of_cliffs()};
}

namespace {

/// Lines of one part, the first of them, and how many more there are.
class Part {
 public:
  Part(std::string& out, bool zh, const Text& title) : out_(out), zh_(zh), title_(title) {}
  void add(const std::string& line) { lines_.push_back(line); }
  void finish(const char* file) {
    if (lines_.empty()) return;
    out_ += fmt::format("{} ({})\n", zh_ ? title_.zh : title_.en, lines_.size());
    for (std::size_t i = 0; i < std::min(kMostLines, lines_.size()); ++i)
      out_ += "  " + lines_[i] + "\n";
    if (lines_.size() <= kMostLines) return;
    out_ += fmt::format(fmt::runtime(zh_ ? "  还有 {} 条，见 {}\n" : "  {} more in {}\n"),
                        lines_.size() - kMostLines, file);
  }

 private:
  std::string& out_;
  const bool zh_;
  const Text title_;
  std::vector<std::string> lines_;
};

}  // namespace

std::string Survey::text(std::string_view language) const {
  const bool zh = language != "en";
  const law::Source& source = pack_->book.source();
  std::string out;
  if (synthetic_) {
    out += zh ? "[合成数据：虚构企业，不是真实情况]\n"
              : "[synthetic=true: invented firms, not what is real]\n";
  }
  out += fmt::format(fmt::runtime(zh ? "{} 家企业，服务日期 {}，按 {} 已知的规定\n"
                                     : "{} firms, on {}, law as known on {}\n"),
                     firms_, moment_.on.to_string(), moment_.known_at.to_string());
  const auto pick = [zh](const Text& text) -> const std::string& { return zh ? text.zh : text.en; };

  struct Line {
    const Cliffs* cliffs = nullptr;
    const Cliff* cliff = nullptr;
    std::string of;
  };
  std::vector<Line> money;
  std::vector<Line> entitlements;
  for (const Cliffs& cliffs : cliffs_) {
    for (std::size_t total = 0; total < cliffs.totals.size(); ++total)
      money.push_back({&cliffs, &cliffs.totals[total], pick(assessment::kTotalNames[total])});
    for (std::size_t i = 0; i < cliffs.provisions.size(); ++i) {
      const law::Provision& provision = source.provisions[cliffs.shift.provisions[i]];
      entitlements.push_back(
          {&cliffs, &cliffs.provisions[i], provision.id + " " + pick(provision.title)});
    }
  }
  const auto told = [&](const Line& line) {
    const law::Fact& fact = source.facts[line.cliffs->shift.fact];
    const Cliff& cliff = *line.cliff;
    std::string text = fmt::format("{} {}: {}", pick(fact.label),
                                   step_text(fact, line.cliffs->shift.step, zh), line.of);
    const auto add = [&](const Text& form, const auto&... figures) {
      text += fmt::format(fmt::runtime(pick(form)), figures...);
    };
    if (cliff.sure.less > 0) {
      add({"；{} 个共减少 {} 元，单个最多 {} 元", "; less for {}: {} yuan, at most {}"},
          cliff.sure.less, yuan(cliff.sure.lost_fen), yuan(cliff.sure.worst_fen));
    }
    if (cliff.lost.subjects > 0) {
      add({"；{} 个不再可以享受", "; no longer entitled: {}"}, cliff.lost.subjects);
    }
    if (cliff.chance_lost.subjects > 0) {
      add({"；{} 个失去可能", "; chance lost: {}"}, cliff.chance_lost.subjects);
    }
    if (cliff.chance.less > 0) {
      add({"；尚未确定的 {} 个会少 {} 元，单个最多 {} 元",
           "; less for {} that depend: {} yuan, at most {}"},
          cliff.chance.less, yuan(cliff.chance.lost_fen), yuan(cliff.chance.worst_fen));
    }
    return text +
           fmt::format(fmt::runtime(zh ? "；例 {}：{} → {}，{}" : "; such as {}: {} → {}, {}"),
                       shown(cliff.example), cliff.from, cliff.to, pick(cliff.turns));
  };
  const auto is_worse = [](const Line& a, const Line& b) {
    const auto key = [](const Cliff& cliff) {
      return std::tuple(cliff.sure.worst_fen, cliff.lost.subjects, cliff.chance.worst_fen,
                        cliff.chance_lost.subjects);
    };
    return key(*a.cliff) > key(*b.cliff);
  };
  const auto add_cliffs = [&](std::vector<Line>& lines, const Text& title) {
    std::stable_sort(lines.begin(), lines.end(), is_worse);
    Part part(out, zh, title);
    for (const Line& line : lines) {
      if (line.cliff->example && !line.cliff->evenly) part.add(told(line));
    }
    part.finish("cliffs.csv");
  };
  add_cliffs(money,
             {"一步之差：企业可以同时享受的总额", "cliffs of what a firm may hold together"});
  add_cliffs(entitlements, {"一步之差：单条规定", "cliffs of a provision by itself"});

  Part gaps(out, zh, {"没有规则适用的对象", "subjects that no rule meets"});
  Part overlaps(out, zh, {"不止一条规则适用的对象", "subjects that several rules meet"});
  Part dead(out, zh, {"没有企业用到的规则", "rules that no firm meets"});
  for (const TableFigures& figures : tables_) {
    const std::string name = name_of(figures.of) + " " + pick(figures.of.definition->label);
    const auto add = [&](Part& part, const Count& count) {
      part.add(fmt::format(fmt::runtime(zh ? "{}：{} 个，例 {}" : "{}: {}, such as {}"), name,
                           count.subjects, shown(count.example)));
    };
    if (has_gap(figures)) add(gaps, figures.none);
    if (has_overlap(figures)) add(overlaps, figures.several);
    std::vector<std::size_t> unmet;
    for (std::size_t rule = 0; rule < figures.rules.size(); ++rule) {
      if (is_dead(figures.rules[rule])) unmet.push_back(rule + 1);
    }
    if (!unmet.empty()) {
      dead.add(fmt::format(fmt::runtime(zh ? "{}：规则 {}（共 {} 条）" : "{}: rule {} (of {})"),
                           name, fmt::join(unmet, ", "), figures.rules.size()));
    }
  }
  gaps.finish("tables.csv");
  overlaps.finish("tables.csv");
  dead.finish("tables.csv");

  Part never(out, zh, {"对谁都不成立的条件", "conditions that hold for no one"});
  Part idle(out, zh,
            {"多余的条件：凡被它排除的，另有条件也排除",
             "redundant conditions: whomever they refuse, another refuses too"});
  for (const std::size_t index : judged_) {
    const law::Provision& provision = source.provisions[index];
    const ProvisionFigures& figures = provisions_[index];
    // Of what is out of force on the day nothing else is worth saying.
    if (figures.in_force.holds == 0) continue;
    for (const Requirement& one : requirements_of(provision, figures)) {
      if (std::string_view(one.origin) == "in_force") continue;
      const std::string remark = remark_on(one, figures.subjects);
      const std::string line = fmt::format("{} {}: {}", provision.id, one.id, pick(one.label));
      if (remark == "never_holds") never.add(line);
      if (remark == "redundant") idle.add(line);
    }
  }
  never.finish("conditions.csv");
  idle.finish("conditions.csv");
  return out;
}

}  // namespace fugong::survey
