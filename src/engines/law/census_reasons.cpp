// The full look of a census: how each requirement stands for each row, and which rules of which
// tables fire.
#include <algorithm>
#include <utility>

#include "engines/law/counting.hpp"

namespace fugong::law {

using columns::Code;
using columns::kAsk;
using columns::kFirst;
using columns::Vector;
using feel::Kind;
using feel::Value;

namespace {

Truth truth_of(std::uint8_t standing) {
  return (standing & kFails) != 0  ? Truth::fails
         : (standing & kOpen) != 0 ? Truth::open
                                   : Truth::holds;
}

Truth truth_of(const Value& value, bool negated) {
  if (value.kind() != Kind::boolean) return Truth::open;
  return value.boolean() != negated ? Truth::holds : Truth::fails;
}

}  // namespace

/// Of the provisions that are judged, and of the decisions that they rest on and that aren't known
/// to be out of force.
void Counting::find_tables() {
  const auto add = [this](const CompiledDefinition& each, CensusTable of) {
    if (!std::holds_alternative<decision::Table>(each.definition->body)) return;
    of.definition = each.definition;
    TableWork& work = tables_.emplace_back();
    work.slot = each.slot;
    table_list_.push_back(of);
  };
  std::vector<bool> rests(book_.decisions.size(), false);
  for (const std::size_t index : chosen_) {
    const CompiledProvision& compiled = book_.provisions[index];
    for (const std::size_t decision : compiled.decisions)
      rests[decision] = true;
    work_[index].first_table = tables_.size();
    for (const CompiledDefinition& step : compiled.steps)
      add(step, {compiled.provision, nullptr, nullptr, compiled.kind});
    work_[index].end_table = tables_.size();
  }
  first_decision_table_ = tables_.size();
  for (std::size_t i = 0; i < rests.size(); ++i) {
    const CompiledDecision& compiled = book_.decisions[i];
    const bool out_of_force =
        decision::Program::has(frame_, compiled.in_force) && !value_of(compiled.in_force).is_true();
    if (!rests[i] || out_of_force) continue;
    std::size_t kind = 0;
    while (book_.kinds[kind].kind->name != compiled.decision->subject)
      ++kind;
    const CensusTable of{nullptr, compiled.decision, nullptr, kind};
    for (const CompiledDefinition& step : compiled.steps)
      add(step, of);
    add({&compiled.decision->definition, compiled.result}, of);
  }
}

/// Of the provision that was just judged.
void Counting::find_reasons(std::size_t index) {
  const CompiledProvision& compiled = book_.provisions[index];
  const std::size_t rows = kinds_[compiled.kind].rows();
  reasons_.in_force.resize(rows);
  reasons_.in_region.assign(rows, Truth::holds);
  reasons_.not_excluded.assign(rows, Truth::holds);
  reasons_.conditions.resize(compiled.conditions.size());
  reasons_.exceptions.resize(compiled.exceptions.size());
  asked_.assign(rows, 0);
  Work& work = work_[index];
  if (rows > 0) find_place_and_time(compiled, work);
  for (std::size_t i = 0; i < compiled.conditions.size(); ++i)
    read_truths(compiled.conditions[i], false, reasons_.conditions[i]);
  for (const CompiledException& each : compiled.exceptions)
    read_truths(each.when, false, reasons_.exceptions[compiled.position_of(each)]);
  if (compiled.excluded) read_truths(*compiled.excluded, true, reasons_.not_excluded);
  for (std::size_t row = 0; row < rows; ++row) {
    if (asked_[row] != 0 && findings_[row] != Finding::replaced) take_look(index, row);
  }
}

void Counting::find_hits_of_provision(std::size_t index) {
  const Work& work = work_[index];
  for (std::size_t table = work.first_table; table < work.end_table; ++table)
    find_hits(table, book_.provisions[index].kind, [&](std::size_t row) {
      const RowLane::Look& look = looking_lane_->look(*roster_, kinds_, index, row);
      return look.hits.at(table - work.first_table);
    });
}

void Counting::find_place_and_time(const CompiledProvision& compiled, Work& work) {
  const bool placed = !compiled.region.empty();
  const Vector* places = placed && place_fact_ ? &places_here() : nullptr;
  for (std::size_t row = 0; row < reasons_.in_force.size(); ++row) {
    const std::uint8_t in_force =
        days_.empty() ? *work.by_no_day : covered_on(compiled, work, days_[row]);
    std::uint8_t here = placed ? kOpen : kHolds;
    if (places != nullptr) here = in_region(compiled, work, *places, row);
    reasons_.in_force[row] = truth_of(in_force);
    reasons_.in_region[row] = truth_of(here);
    if (((in_force | here) & kUnsure) != 0) asked_[row] = 1;
  }
}

void Counting::read_truths(Slot slot, bool negated, std::vector<Truth>& truths) {
  truths.resize(asked_.size());
  if (truths.empty()) return;
  const Vector& values = batch_->evaluate(slot, level_);
  if (values.constant) {
    std::fill(truths.begin(), truths.end(), truth_of(values.value(0), negated));
    return;
  }
  std::vector<Truth> by_code(values.dictionary->end(), Truth::open);
  for (std::size_t code = kFirst; code < by_code.size(); ++code)
    by_code[code] = truth_of(values.dictionary->at(static_cast<Code>(code)), negated);
  for (std::size_t row = 0; row < truths.size(); ++row) {
    const Code code = values.code(row);
    truths[row] = by_code[code];
    if (code == kAsk) asked_[row] = 1;
  }
}

/// By the row interpreter.
void Counting::take_look(std::size_t index, std::size_t row) {
  const RowLane::Look& look = looking_lane_->look(*roster_, kinds_, index, row);
  reasons_.in_force[row] = look.in_force;
  reasons_.in_region[row] = look.in_region;
  reasons_.not_excluded[row] = look.not_excluded;
  for (std::size_t i = 0; i < reasons_.conditions.size(); ++i)
    reasons_.conditions[i][row] = look.conditions[i];
  for (std::size_t i = 0; i < reasons_.exceptions.size(); ++i)
    reasons_.exceptions[i][row] = look.exceptions[i];
}

void Counting::find_hits(std::size_t index, std::size_t kind,
                         const std::function<columns::Hits(std::size_t row)>& ask) {
  TableWork& table = tables_[index];
  std::vector<std::uint32_t>& of_row = table.found.of_row;
  of_row.resize(kinds_[kind].rows());
  if (of_row.empty()) return;
  const auto number = [&table](const columns::Hits& hits) {
    const auto [at, is_new] =
        table.numbers.emplace(hits, static_cast<std::uint32_t>(table.found.hits.size()));
    if (is_new) table.found.hits.push_back(hits);
    return at->second;
  };
  if (batch_->evaluate(table.slot, level_of_kind_[kind]).constant) {
    if (!table.of_all) table.of_all = number(ask(0));
    std::fill(of_row.begin(), of_row.end(), *table.of_all);
    return;
  }
  const auto classes = batch_->matched(table.slot);
  const std::size_t level = batch_->level_of(table.slot);
  for (std::size_t row = 0; row < of_row.size(); ++row) {
    std::size_t above = row;  // the row of the table's own level
    for (std::size_t at = level_of_kind_[kind]; at != level; at = parents_[at].parent)
      above = levels_[at].parents[above];
    const Code code = classes.empty() ? kAsk : classes[above];
    if (code == kAsk) {
      of_row[row] = number(ask(row));
      continue;
    }
    if (table.by_class.size() <= code) table.by_class.resize(code + std::size_t{1});
    std::optional<std::uint32_t>& known = table.by_class[code];
    if (!known) known = number(batch_->hits_at(table.slot, code));
    of_row[row] = *known;
  }
}

void Counting::find_hits_of_decisions() {
  for (std::size_t table = first_decision_table_; table < tables_.size(); ++table) {
    const CensusTable& of = table_list_[table];
    find_hits(table, of.kind, [&](std::size_t row) {
      return looking_lane_->hits(*roster_, kinds_, *of.decision, tables_[table].slot, of.kind, row);
    });
  }
}

/// Facts that decide what a provision comes to, or what limits it together with others.
std::vector<std::uint16_t> Counting::facts_of(std::size_t index) const {
  const CompiledProvision& compiled = book_.provisions[index];
  std::vector<Slot> wanted = compiled.conditions;
  for (const auto& slot : {compiled.excluded, compiled.amount, compiled.rate, compiled.period_from,
                           compiled.period_to}) {
    if (slot) wanted.push_back(*slot);
  }
  const auto& limits = compiled.provision->shared_limits;
  for (const CompiledDecision& each : book_.decisions) {
    const std::string& name = each.decision->definition.name;
    if (std::find(limits.begin(), limits.end(), name) != limits.end()) wanted.push_back(each.value);
  }
  if (compiled.event_fact) wanted.push_back(book_.fact_slots[*compiled.event_fact]);
  std::vector<bool> rests(book_.source.facts.size(), false);
  for (const Slot slot : wanted) {
    for (const Slot input : book_.program->inputs_of(slot)) {
      if (const auto fact = fact_of_.find(input); fact != fact_of_.end()) {
        rests[fact->second] = true;
      }
    }
  }
  std::vector<std::uint16_t> facts;
  for (std::size_t fact = 0; fact < rests.size(); ++fact) {
    if (rests[fact]) facts.push_back(static_cast<std::uint16_t>(fact));
  }
  return facts;
}

}  // namespace fugong::law
