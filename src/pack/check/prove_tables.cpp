// Decision tables: gaps, overlaps, rules that never fire.
#include <fmt/format.h>

#include <algorithm>

#include "engines/proof/columns.hpp"
#include "engines/proof/solve.hpp"
#include "engines/proof/table_proof.hpp"
#include "pack/check/prove.hpp"

namespace fugong::pack {

namespace {

using decision::HitPolicy;

/// A table and whose it is.
struct Owned {
  const law::Definition* definition = nullptr;
  const decision::Table* table = nullptr;
  std::string owner;
  std::string subject;
  const std::vector<law::Parameter>* parameters = nullptr;
  law::Moment moment;
};

class TableProofs {
 public:
  explicit TableProofs(Proving& proving) : proving_(proving), book_(proving.pack.book) {}

  void run() {
    for (const law::Decision& decision : book_.source().decisions) {
      if (proving_.measure) break;
      const auto& issued = decision.document.issued;
      const Date known = issued.latest ? *issued.latest : issued.earliest.value_or(Date());
      const law::Moment moment =
          moment_of(proving_, decision.definition.name, decision.in_force, known);
      for (const law::Definition& step : decision.definitions)
        table(step, decision.definition.name, decision.subject, decision.parameters, moment);
      table(decision.definition, decision.definition.name, decision.subject, decision.parameters,
            moment);
    }
    for (const law::Provision& provision : book_.source().provisions) {
      if (!proving_.wants(provision)) continue;
      const law::Moment moment =
          moment_of(proving_, provision.id, provision.in_force, provision.known_from);
      for (const law::Definition& step : provision.definitions)
        table(step, provision.id, provision.subject, provision.parameters, moment);
    }
    auto& proofs = proving_.report.proofs;
    proofs.push_back(gaps_);
    proofs.push_back(overlaps_);
    proofs.push_back(dead_);
  }

 private:
  void table(const law::Definition& definition, const std::string& owner,
             const std::string& subject, const std::vector<law::Parameter>& parameters,
             const law::Moment& moment) {
    const auto* body = std::get_if<decision::Table>(&definition.body);
    if (body == nullptr) return;
    const Owned owned{&definition, body, owner, subject, &parameters, moment};
    std::vector<proof::Column> columns;
    for (const decision::TableInput& input : body->inputs)
      columns.push_back(proof::column_of(book_, owner, input.expression.text));
    const proof::TableProof proof =
        proof::prove(*body, std::move(columns), proof::constants_of(parameters));
    if (proof.too_many) {
      too_many(owned, proof);
      return;
    }
    gap(owned, proof);
    overlaps(owned, proof);
    dead(owned, proof);
  }

  void too_many(const Owned& owned, const proof::TableProof& proof) {
    for (ProofCount* count : {&gaps_, &overlaps_, &dead_})
      ++count->unproved;
    proving_.report.notes.push_back(
        {"table-not-proved",
         owned.table->place,
         {fmt::format("{}：约 {} 种输入组合，超过上限 {}，未能证明有无空缺和重叠", name_of(owned),
                      proof.combinations, proof::kMaxCombinations),
          fmt::format("{}: not proved, {} combinations of inputs (at most {} are tried)",
                      name_of(owned), proof.combinations, proof::kMaxCombinations)},
         {"把这张表拆成几张", "split the table into several"}});
  }

  void gap(const Owned& owned, const proof::TableProof& proof) {
    if (proof.gap) {
      ++gaps_.found;
      Fault fault{
          "table-gap",
          owned.table->place,
          {fmt::format("{}：{} 时没有规则匹配，结果为 null", name_of(owned),
                       inputs(owned, *proof.gap)),
           fmt::format("{}: no rule matches {}, so the value is null", name_of(owned),
                       inputs(owned, *proof.gap))},
          {"补一条规则；若本就没有结论，给输出写 otherwise: \"null\"",
           "add a rule; if the text has no answer there, give the output `otherwise: \"null\"`"}};
      show(owned, *proof.gap, {}, fault, "gap");
      proving_.report.faults.push_back(std::move(fault));
    } else if (proof.gap_unproved) {
      ++gaps_.unproved;
      note_inexact(owned, proof);
    } else {
      ++gaps_.proved;
    }
  }

  void note_inexact(const Owned& owned, const proof::TableProof& proof) {
    std::string columns;
    for (const std::size_t column : proof.inexact) {
      if (!columns.empty()) columns += ", ";
      columns += owned.table->inputs[column].expression.text;
    }
    proving_.report.notes.push_back(
        {"table-not-proved",
         owned.table->place,
         {fmt::format("{}：{} 列的条件不是常量、区间或列表，未能证明没有空缺", name_of(owned),
                      columns),
          fmt::format(
              "{}: not proved to be without gaps; tests of {} are no constants, intervals or "
              "lists",
              name_of(owned), columns)},
         {"把算式移到输入列，或写 otherwise",
          "move the formula into the input, or write `otherwise`"}});
  }

  void overlaps(const Owned& owned, const proof::TableProof& proof) {
    const HitPolicy hit = owned.table->hit;
    if (hit != HitPolicy::unique && hit != HitPolicy::any) return;
    if (proof.overlaps.empty()) ++(proof.inexact.empty() ? overlaps_.proved : overlaps_.unproved);
    for (const proof::TableProof::Overlap& overlap : proof.overlaps) {
      ++overlaps_.found;
      const decision::TableRule& second = owned.table->rules[overlap.second];
      Fault fault{
          "table-overlap",
          second.place,
          {fmt::format("{}：{} 时第 {} 条和第 {} 条规则同时匹配，命中策略 {} 不允许",
                       name_of(owned), inputs(owned, overlap.at), overlap.first + 1,
                       overlap.second + 1, decision::symbol_of(hit)),
           fmt::format("{}: rules {} and {} both match {}, which hit policy {} does not allow",
                       name_of(owned), overlap.first + 1, overlap.second + 1,
                       inputs(owned, overlap.at), decision::symbol_of(hit))},
          {"把其中一条收窄，或改用命中策略 F 并按先后排列",
           "narrow one of them, or use hit policy F and put them in order"}};
      show(owned, overlap.at, {overlap.first, overlap.second}, fault, "overlap");
      proving_.report.faults.push_back(std::move(fault));
    }
  }

  void dead(const Owned& owned, const proof::TableProof& proof) {
    if (proof.dead.empty()) ++dead_.proved;
    for (const proof::TableProof::Dead& one : proof.dead) {
      ++dead_.found;
      const Text why =
          one.matches_nothing
              ? Text{"没有输入能满足它的条件", "no input can meet its tests"}
              : Text{"前面的规则已涵盖它的全部情形", "the rules before it take every case of it"};
      proving_.report.faults.push_back(
          {"table-dead-rule",
           owned.table->rules[one.rule].place,
           {fmt::format("{}：第 {} 条规则永远不会生效：{}", name_of(owned), one.rule + 1, why.zh),
            fmt::format("{}: rule {} never fires: {}", name_of(owned), one.rule + 1, why.en)},
           {"删去它，或改正它或前面规则的条件",
            "take it out, or correct its tests or those of the rules before it"}});
    }
  }

  static std::string name_of(const Owned& owned) {
    const std::string& name = owned.definition->name;
    return name == owned.owner ? name : owned.owner + "/" + name;
  }

  static std::string inputs(const Owned& owned, const feel::List& values) {
    std::string text;
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (!text.empty()) text += ", ";
      text += owned.table->inputs[i].expression.text + " = " + feel::to_feel(values[i]);
    }
    return text;
  }

  /// A firm of it, if one is found for which the check does as the finding says.
  void show(const Owned& owned, const feel::List& values, const std::vector<std::size_t>& rules,
            const Fault& fault, const char* kind) {
    std::vector<std::string> expressions;
    for (const decision::TableInput& input : owned.table->inputs)
      expressions.push_back(input.expression.text);
    const auto situation =
        proof::solve(book_, owned.owner, expressions, values, owned.moment.known_at);
    if (!situation) return;
    const law::Subject subject = subject_of(book_, owned.subject, *situation);
    const law::Answer answer = book_.check(subject, owned.moment);
    if (!reproduces(owned, answer, rules)) return;
    add_counter_example(proving_.report, fault,
                        fmt::format("{}-{}-{}", kind, owned.owner, owned.definition->name),
                        facts_document(book_, subject, owned.moment, fault.message));
  }

  static bool reproduces(const Owned& owned, const law::Answer& answer,
                         const std::vector<std::size_t>& rules) {
    const auto shows = [&](const std::vector<law::Step>& steps) {
      return std::any_of(steps.begin(), steps.end(), [&](const law::Step& step) {
        if (step.definition != owned.definition) return false;
        if (rules.empty()) return step.matched_rules.empty() && step.value.is_null();
        return std::all_of(rules.begin(), rules.end(), [&](std::size_t rule) {
          return std::find(step.matched_rules.begin(), step.matched_rules.end(),
                           static_cast<int>(rule) + 1) != step.matched_rules.end();
        });
      });
    };
    return std::any_of(answer.derived.begin(), answer.derived.end(),
                       [&](const law::DerivedFact& found) { return shows(found.steps); }) ||
           std::any_of(answer.entitlements.begin(), answer.entitlements.end(),
                       [&](const law::Entitlement& found) { return shows(found.steps); });
  }

  Proving& proving_;
  const law::Rulebook& book_;
  ProofCount gaps_{{"决策表没有空缺", "tables without gaps"}};
  ProofCount overlaps_{{"决策表没有重叠（U、A）", "tables without overlaps (U, A)"}};
  ProofCount dead_{{"决策表每条规则都会生效", "tables without dead rules"}};
};

}  // namespace

void prove_tables(Proving& proving) {
  TableProofs(proving).run();
}

}  // namespace fugong::pack
