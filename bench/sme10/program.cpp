#include "sme10/program.hpp"

#include <fmt/format.h>

#include <array>

#include "base/json_writer.hpp"
#include "base/tree.hpp"

namespace fugong::bench {

using decision::Slot;
using feel::Value;

namespace {

using K = feel::Type::Kind;
constexpr std::array kInputs{K::string, K::number, K::number,  K::string,  K::string,
                             K::date,   K::date,   K::boolean, K::boolean, K::number,
                             K::number, K::number, K::number};

decision::Sourced sourced(const Node& node) {
  return {node.text, node.place};
}

/// Rules are lists of cells: a test for each input, then the output.
decision::Table read_table(const Node& node) {
  decision::Table table;
  table.place = node.place;
  const auto hit = decision::hit_policy_by_symbol(node.find("hit")->text);
  FUGONG_CHECK(hit, "the rule file names a hit policy");
  table.hit = *hit;
  for (const Node& input : node.find("inputs")->items)
    table.inputs.push_back({sourced(input), {}});
  table.outputs.emplace_back();
  for (const Node& cells : node.find("rules")->items) {
    FUGONG_CHECK(cells.items.size() == table.inputs.size() + 1, "a cell for each column");
    decision::TableRule rule;
    rule.place = cells.place;
    for (std::size_t i = 0; i < table.inputs.size(); ++i)
      rule.tests.push_back(sourced(cells.items[i]));
    rule.outputs.push_back(sourced(cells.items.back()));
    table.rules.push_back(std::move(rule));
  }
  return table;
}

}  // namespace

Sme10Words sme10_words() {
  Sme10Words words;
  words.industries.assign(std::begin(kIndustries), std::end(kIndustries));
  for (std::size_t i = 1; i <= kRegions; ++i)
    words.regions.push_back(fmt::format("R{:02}", i));
  for (std::size_t i = 1; i <= kIndustryCodes; ++i)
    words.codes.push_back(fmt::format("C{:02}", i));
  return words;
}

Result<Sme10> Sme10::read(std::string_view text, const std::string& file, const Sme10Words& words) {
  auto document = parse_yaml(text, file);
  if (!document) return fail(std::move(document.error()));
  decision::ProgramBuilder builder(feel::Profile::policy);
  std::vector<Slot> inputs;
  for (const Node& input : document->find("inputs")->items) {
    const auto type = feel::Type::by_name(input.find("type")->text);
    FUGONG_CHECK(type && inputs.size() < kInputs.size() && type->is(kInputs[inputs.size()]),
                 "the inputs of the rule file are the columns of a row, in their order");
    inputs.push_back(builder.add_input(input.find("name")->text, *type));
  }
  FUGONG_CHECK(inputs.size() == kInputs.size(), "the rule file has every column");
  std::vector<Slot> decisions;
  for (const Node& node : document->find("decisions")->items) {
    const std::string& name = node.find("name")->text;
    const Node* table = node.find("table");
    decisions.push_back(table != nullptr
                            ? builder.add_table(name, read_table(*table))
                            : builder.add_expression(name, sourced(*node.find("feel"))));
  }
  auto program = std::move(builder).build();
  if (!program) return fail(std::move(program.error()));
  return Sme10(std::move(*program), std::move(inputs), std::move(decisions), words);
}

Sme10::Sme10(decision::Program program, std::vector<Slot> inputs, std::vector<Slot> decisions,
             const Sme10Words& words)
    : program_(std::move(program)), inputs_(std::move(inputs)), decisions_(std::move(decisions)) {
  const auto values_of = [](const std::vector<std::string>& of, std::vector<Value>& values) {
    for (const std::string& word : of)
      values.push_back(Value::of(word));
  };
  values_of(words.industries, industries_);
  values_of(words.regions, regions_);
  values_of(words.codes, codes_);
}

Slot Sme10::slot(std::string_view name) const {
  const auto found = program_.find(name);
  FUGONG_CHECK(found, "a decision of the rule file");
  return *found;
}

Sme10::Runner::Runner(const Sme10& rules, bool trace)
    : rules_(rules), blank_(rules.program_.new_frame()), results_(rules.decisions_.size()) {
  environment_.trace = trace;
}

void Sme10::Runner::set_inputs(const Sme10Row& row) {
  frame_ = blank_;
  environment_.matches.clear();
  environment_.errors.clear();
  environment_.steps = 0;
  std::size_t next = 0;
  const auto set = [&](Value value) {
    rules_.program_.set(frame_, rules_.inputs_[next++], std::move(value));
  };
  set(rules_.industries_[row.industry]);
  set(Value::of(Decimal(row.employees)));
  set(row.revenue_10k ? Value::of(Decimal(*row.revenue_10k)) : Value());
  set(rules_.regions_[row.region]);
  set(rules_.codes_[row.industry_code]);
  set(Value::of(row.application));
  set(Value::of(row.registration));
  set(Value::of(row.tax_arrears));
  set(Value::of(row.blacklisted));
  set(Value::of(Decimal(row.si_months)));
  set(Value::of(Decimal(row.layoffs)));
  set(Value::of(Decimal(row.loan_fen, -2)));
  set(Value::of(Decimal(row.rate_bp, -2)));
}

void Sme10::Runner::run(const Sme10Row& row) {
  set_inputs(row);
  for (std::size_t i = 0; i < results_.size(); ++i) {
    results_[i] = &rules_.program_.evaluate(rules_.decisions_[i], frame_, environment_);
  }
}

const Value& Sme10::Runner::run_one(const Sme10Row& row, Slot slot) {
  set_inputs(row);
  return rules_.program_.evaluate(slot, frame_, environment_);
}

void Sme10::Runner::add_to(Sme10Sums& sums) const {
  // The last two decisions of the rule file.
  const Value& eligible = *results_[results_.size() - 2];
  const Value& subsidy = *results_.back();
  if (eligible.is_true()) ++sums.eligible;
  FUGONG_CHECK(subsidy.kind() == feel::Kind::number, "a subsidy is a number");
  const auto fen = multiply(subsidy.number(), Decimal(100));
  FUGONG_CHECK(fen && fen->to_int64(), "a subsidy is whole fen");
  sums.subsidy_fen += *fen->to_int64();
}

std::string Sme10::Runner::trace_json() const {
  JsonWriter json;
  json.begin_object();
  for (std::size_t i = 0; i < results_.size(); ++i) {
    const Slot slot = rules_.decisions_[i];
    json.key(rules_.program_.name(slot)).begin_object();
    json.key("value").string(feel::to_display(*results_[i]));
    for (const decision::TableMatch& match : environment_.matches) {
      if (match.slot != slot) continue;
      json.key("rules").begin_array();
      for (const int rule : match.rules)
        json.number(std::int64_t{rule});
      json.end_array();
    }
    json.end_object();
  }
  json.end_object();
  return json.take();
}

}  // namespace fugong::bench
