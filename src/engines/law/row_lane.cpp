#include "engines/law/row_lane.hpp"

#include <utility>

namespace fugong::law {

RowLane::Outcome RowLane::judge(Roster& roster, const std::vector<KindRows>& kinds,
                                std::size_t provision, std::size_t row) {
  // Up to the enterprise, and which of its subjects of that kind the row is.
  const auto root_of = [&](std::size_t kind, std::size_t at) {
    while (!book_.kinds[kind].kind->parent.empty()) {
      at = kinds[kind].parents[at];
      const std::string& parent = book_.kinds[kind].kind->parent;
      for (kind = 0; book_.kinds[kind].kind->name != parent;)
        ++kind;
    }
    return at;
  };
  const std::size_t kind = book_.provisions[provision].kind;
  const std::size_t root = root_of(kind, row);
  std::size_t first = row;
  while (first > 0 && root_of(kind, first - 1) == root)
    --first;
  const auto [firm, is_new] = firms_.try_emplace(root);
  if (is_new) firm->second.subject = roster.subject(root);
  const auto [of, is_first] = firm->second.outcomes.try_emplace(provision);
  if (is_first) {
    wanted_ = provision;
    found_.clear();
    walk(firm->second.subject);
    of->second = std::exchange(found_, {});
  }
  return of->second.at(row - first);
}

void RowLane::judge(std::size_t provision, const Subject&, bool hypothetical) {
  if (provision != wanted_) return;
  environment_.errors.clear();
  Outcome& outcome = found_.emplace_back();
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
