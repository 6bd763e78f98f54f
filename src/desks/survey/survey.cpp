#include "desks/survey/survey.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include "desks/assessment/workers.hpp"
#include "desks/survey/surveying.hpp"
#include "desks/survey/turns.hpp"

namespace fugong::survey {

using enterprise_register::Snapshot;

Count& Count::operator+=(const Count& other) {
  subjects += other.subjects;
  if (other.example && (!example || other.example->is_before(*example))) example = other.example;
  return *this;
}

RuleFigures& RuleFigures::operator+=(const RuleFigures& other) {
  sure += other.sure;
  may += other.may;
  return *this;
}

TableFigures& TableFigures::operator+=(const TableFigures& other) {
  for (std::size_t i = 0; i < rules.size(); ++i)
    rules[i] += other.rules[i];
  none += other.none;
  open += other.open;
  several += other.several;
  return *this;
}

RequirementFigures& RequirementFigures::operator+=(const RequirementFigures& other) {
  holds += other.holds;
  open += other.open;
  fails += other.fails;
  alone += other.alone;
  only += other.only;
  return *this;
}

ProvisionFigures& ProvisionFigures::operator+=(const ProvisionFigures& other) {
  subjects += other.subjects;
  in_force += other.in_force;
  in_region += other.in_region;
  for (std::size_t i = 0; i < conditions.size(); ++i)
    conditions[i] += other.conditions[i];
  for (std::size_t i = 0; i < exceptions.size(); ++i)
    exceptions[i] += other.exceptions[i];
  return *this;
}

Changes& Changes::operator+=(const Changes& other) {
  less += other.less;
  more += other.more;
  lost_fen += other.lost_fen;
  won_fen += other.won_fen;
  const bool worse =
      other.worst && (!worst || other.worst_fen > worst_fen ||
                      (other.worst_fen == worst_fen && other.worst->is_before(*worst)));
  if (worse) {
    worst_fen = other.worst_fen;
    worst = other.worst;
  }
  return *this;
}

Cliff& Cliff::operator+=(const Cliff& other) {
  tried += other.tried;
  lost += other.lost;
  won += other.won;
  chance_lost += other.chance_lost;
  chance_won += other.chance_won;
  sure += other.sure;
  chance += other.chance;
  return *this;
}

std::optional<Decimal> usual_step(const law::Fact& fact) {
  switch (fact.type) {
    case law::FactType::integer:
    case law::FactType::number:
    case law::FactType::money:
    case law::FactType::date:
      return Decimal(1);
    case law::FactType::percent:
      return Decimal(1, -2);
    default:
      return std::nullopt;
  }
}

const ProvisionFigures* Survey::provision(std::string_view id) const {
  for (const std::size_t index : judged_) {
    if (pack_->book.source().provisions[index].id == id) return &provisions_[index];
  }
  return nullptr;
}

Result<Survey> survey(const pack::Pack& pack, const Snapshot& snapshot, const Options& options) {
  std::vector<std::unique_ptr<Surveying>> workers(
      assessment::workers_for(snapshot, options.workers));
  for (auto& worker : workers)
    worker = std::make_unique<Surveying>(pack, snapshot, options);
  auto counted = assessment::for_each_group(
      snapshot, workers.size(), options.progress,
      [&](std::size_t worker, std::size_t group) -> Result<void> {
        if (auto sound = snapshot.verify(group); !sound) return sound;
        assessment::for_blocks(snapshot, group, [&](std::size_t first, std::size_t firms) {
          workers[worker]->count(first, firms);
        });
        snapshot.let_go(group);
        return {};
      });
  if (!counted) return fail(std::move(counted.error()));
  for (std::size_t i = 1; i < workers.size(); ++i)
    workers[0]->add(*workers[i]);
  Survey found = workers[0]->take();
  workers.clear();
  Turns turns(pack, snapshot, options.moment, options.measures);
  for (TableFigures& table : found.tables_) {
    for (RuleFigures& rule : table.rules)
      turns.name(rule.sure.example, table.of.kind);
    for (Count* count : {&table.none, &table.open, &table.several})
      turns.name(count->example, table.of.kind);
  }
  const law::Source& source = pack.book.source();
  for (const std::size_t index : found.judged_) {
    ProvisionFigures& figures = found.provisions_[index];
    std::size_t kind = 0;
    while (source.subjects[kind].name != source.provisions[index].subject)
      ++kind;
    turns.name(figures.in_force.alone.example, kind);
    turns.name(figures.in_region.alone.example, kind);
    for (auto* all : {&figures.conditions, &figures.exceptions}) {
      for (RequirementFigures& each : *all)
        turns.name(each.alone.example, kind);
    }
  }
  for (Cliffs& cliffs : found.cliffs_) {
    for (std::size_t i = 0; i < cliffs.provisions.size(); ++i)
      turns.find(cliffs.shift, cliffs.shift.provisions[i], 0, cliffs.provisions[i]);
    for (std::size_t total = 0; total < cliffs.totals.size(); ++total)
      turns.find(cliffs.shift, std::nullopt, total, cliffs.totals[total]);
  }
  if (!turns.outcome()) return fail(Faults(turns.outcome().error()));
  return found;
}

}  // namespace fugong::survey
