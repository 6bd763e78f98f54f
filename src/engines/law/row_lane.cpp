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

RowLane::Outcome RowLane::judge(Roster& roster, const std::vector<KindRows>& kinds,
                                std::size_t provision, std::size_t row) {
  const auto [root, number] = find(kinds, book_.provisions[provision].kind, row);
  Firm& firm = firm_of(roster, root);
  const auto [of, is_first] = firm.outcomes.try_emplace(provision);
  if (is_first) {
    wanted_ = provision;
    found_.clear();
    walk(firm.subject);
    of->second = std::exchange(found_, {});
  }
  return pick(of->second, number, kinds[book_.provisions[provision].kind]);
}

/// Derived facts are met subject by subject, as provisions are.
void RowLane::derive(const CompiledDecision& decision, const Subject& subject) {
  if (wanted_slot_ != decision.value) return;
  const bool nobody =
      std::any_of(book_.kinds.begin(), book_.kinds.end(),
                  [&](const CompiledKind& kind) { return &kind.nobody == &subject; });
  values_.push_back({value_of(decision.value), nobody});
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
  if (wanted_slot_ || provision != wanted_) return;
  environment_.errors.clear();
  found_.push_back({{}, hypothetical});
  Outcome& outcome = found_.back().value;
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
