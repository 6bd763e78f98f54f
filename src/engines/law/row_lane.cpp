#include "engines/law/row_lane.hpp"

#include <algorithm>
#include <utility>

namespace fugong::law {

std::pair<std::size_t, std::size_t> RowLane::find(const std::vector<KindRows>& kinds,
                                                  std::size_t kind, std::size_t row) const {
  const auto root_of = [&](std::size_t of, std::size_t at) {
    while (!book_.kinds[of].kind->parent.empty()) {
      at = kinds[of].parents[at];
      const std::string& parent = book_.kinds[of].kind->parent;
      for (of = 0; book_.kinds[of].kind->name != parent;)
        ++of;
    }
    return at;
  };
  const std::size_t root = root_of(kind, row);
  std::size_t first = row;
  while (first > 0 && root_of(kind, first - 1) == root)
    --first;
  return {root, row - first};
}

RowLane::Firm& RowLane::firm_of(Roster& roster, std::size_t root) {
  const auto [firm, is_new] = firms_.try_emplace(root);
  if (is_new) firm->second.subject = roster.subject(root);
  return firm->second;
}

template <class T>
const T& RowLane::pick(const OfSubjects<T>& all, std::size_t number, const KindRows& rows) {
  const bool with_hypothetical =
      std::any_of(rows.hypothetical.begin(), rows.hypothetical.end(),
                  [](std::uint8_t hypothetical) { return hypothetical != 0; });
  for (const OfSubject<T>& each : all) {
    if (each.hypothetical && !with_hypothetical) continue;
    if (number == 0) return each.value;
    --number;
  }
  FUGONG_CHECK(false, "a row is one of the firm's subjects");
}

RowFinding RowLane::judge(Roster& roster, const std::vector<KindRows>& kinds, std::size_t provision,
                          std::size_t row) {
  const auto [root, number] = find(kinds, book_.provisions[provision].kind, row);
  Firm& firm = firm_of(roster, root);
  const auto [of, is_first] = firm.outcomes.try_emplace(provision);
  if (is_first) {
    wanted_ = provision;
    found_.clear();
    walk(firm.subject);
    wanted_.reset();
    of->second = std::exchange(found_, {});
  }
  return pick(of->second, number, kinds[book_.provisions[provision].kind]);
}

std::vector<RowFinding> RowLane::judge(const Subject& firm, std::size_t provision) {
  wanted_ = provision;
  found_.clear();
  walk(firm);
  wanted_.reset();
  std::vector<RowFinding> made;
  for (const OfSubject<RowFinding>& each : found_) {
    if (!each.hypothetical) made.push_back(each.value);
  }
  return made;
}

std::vector<feel::Value> RowLane::values(const Subject& firm, Slot slot) {
  wanted_slot_ = slot;
  values_.clear();
  walk(firm);
  wanted_slot_.reset();
  std::vector<feel::Value> made;
  for (OfSubject<feel::Value>& each : values_) {
    if (!each.hypothetical) made.push_back(std::move(each.value));
  }
  return made;
}

const RowLane::Look& RowLane::look(Roster& roster, const std::vector<KindRows>& kinds,
                                   std::size_t provision, std::size_t row) {
  const auto [root, number] = find(kinds, book_.provisions[provision].kind, row);
  Firm& firm = firm_of(roster, root);
  const auto [of, is_first] = firm.looks.try_emplace(provision);
  if (is_first) {
    wanted_ = provision;
    looked_.clear();
    walk(firm.subject);
    wanted_.reset();
    of->second = std::exchange(looked_, {});
  }
  return pick(of->second, number, kinds[book_.provisions[provision].kind]);
}

columns::Hits RowLane::hits(Roster& roster, const std::vector<KindRows>& kinds,
                            const Decision& decision, Slot table, std::size_t kind,
                            std::size_t row) {
  const auto [root, number] = find(kinds, kind, row);
  Firm& firm = firm_of(roster, root);
  const auto [of, is_first] = firm.hits.try_emplace(table);
  if (is_first) {
    wanted_table_ = table;
    table_of_ = &decision;
    hits_.clear();
    walk(firm.subject);
    wanted_table_.reset();
    of->second = std::exchange(hits_, {});
  }
  return pick(of->second, number, kinds[kind]);
}

/// Derived facts are met subject by subject, as provisions are.
void RowLane::derive(const CompiledDecision& decision, const Subject&, bool hypothetical) {
  if (wanted_table_ && table_of_ == decision.decision) {
    environment_.errors.clear();
    const Mark before = mark();
    value_of(*wanted_table_);
    hits_.push_back({hits_of(*wanted_table_), hypothetical});
    go_back(before);
  }
  if (wanted_slot_ != decision.value) return;
  values_.push_back({value_of(decision.value), hypothetical});
}

/// Of a table that was run for this subject.
columns::Hits RowLane::hits_of(Slot table) const {
  for (const decision::TableMatch& match : environment_.matches) {
    if (match.slot == table) return {match.rules, match.maybe};
  }
  return {};
}

/// Nothing of the provision is worked out before, so that each of its tables runs once.
RowLane::Look RowLane::look_here(std::size_t provision) {
  const CompiledProvision& compiled = book_.provisions[provision];
  environment_.errors.clear();
  const Mark before = mark();
  Look look;
  Entitlement entitlement;
  entitlement.event_date = event_of(compiled);
  const Coverage coverage = coverage_here(provision, entitlement.event_date);
  look.in_force = coverage.in_force;
  look.in_region = region_truth(compiled);
  settle_terms(compiled, entitlement);
  const auto truth = [this](Slot slot) {
    ConditionAnswer answer;
    set_truth(answer, slot);
    return answer.truth;
  };
  for (const Slot slot : compiled.conditions)
    look.conditions.push_back(truth(slot));
  look.exceptions.resize(compiled.exceptions.size());
  for (const CompiledException& each : compiled.exceptions)
    look.exceptions[compiled.position_of(each)] = truth(each.when);
  if (compiled.excluded) look.not_excluded = not_excluded(compiled).truth;
  for (const CompiledDefinition& step : compiled.steps) {
    if (!std::holds_alternative<decision::Table>(step.definition->body)) continue;
    value_of(step.slot);
    look.hits.push_back(hits_of(step.slot));
  }
  go_back(before);
  return look;
}

feel::Value RowLane::value(Roster& roster, const std::vector<KindRows>& kinds, Slot slot,
                           std::size_t kind, std::size_t row) {
  const auto [root, number] = find(kinds, kind, row);
  wanted_slot_ = slot;
  values_.clear();
  walk(firm_of(roster, root).subject);
  wanted_slot_.reset();
  if (values_.empty()) return {};
  // One of the enterprise holds for all of its subjects.
  return values_.size() == 1 ? values_[0].value : pick(values_, number, kinds[kind]);
}

void RowLane::judge(std::size_t provision, const Subject&, bool hypothetical) {
  if (provision != wanted_) return;
  environment_.errors.clear();
  if (options_.trace) {
    looked_.push_back({look_here(provision), hypothetical});
    return;
  }
  found_.push_back({{}, hypothetical});
  RowFinding& outcome = found_.back().value;
  const std::optional<Date> event = event_of(book_.provisions[provision]);
  const Coverage& coverage = coverage_here(provision, event);
  if (coverage.replaced_by != nullptr) return;
  Entitlement entitlement;
  entitlement.hypothetical = hypothetical;
  entitlement.event_date = event;
  judge_into(entitlement, provision, coverage);
  outcome.finding = entitlement.state == State::entitled  ? Finding::entitled
                    : entitlement.state == State::depends ? Finding::depends
                                                          : Finding::not_entitled;
  std::optional<AmountRange> range = entitlement.amount_range;
  if (entitlement.amount) range = AmountRange{*entitlement.amount, entitlement.amount};
  if (outcome.finding == Finding::not_entitled || !range) return;
  outcome.low = range->low.fen;
  outcome.high = range->high ? range->high->fen : kNoBound;
}

}  // namespace fugong::law
