// What other cases of a firm leave of a benefit, by the pack's rules of stacking.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "desks/casework/casebook.hpp"
#include "engines/stacking/beside.hpp"

namespace fugong::casework {
namespace {

/// The provisions that any rule compares with this one, itself among them if they share a cap.
std::set<std::string> compared_with(const stacking::Rules& rules, const std::string& provision) {
  std::set<std::string> all;
  const auto add = [&](const std::vector<std::string>& members) {
    if (std::ranges::find(members, provision) != members.end())
      all.insert(members.begin(), members.end());
  };
  for (const stacking::ExclusiveRule& rule : rules.exclusive)
    add(rule.provisions);
  for (const stacking::CapRule& rule : rules.caps)
    add(rule.provisions);
  return all;
}

std::string list_of_cases(const std::vector<std::string>& references) {
  std::string all;
  for (const std::string& one : references)
    all.append(all.empty() ? "" : ", ").append(one);
  return all;
}

}  // namespace

Money within(const std::vector<Against>& against, Money given) {
  for (const Against& one : against)
    given = std::min(given, one.left.value_or(Money{}));
  return given;
}

bool shut_out(const std::vector<Against>& against, Money given) {
  return std::ranges::any_of(against, &Against::excludes) ||
         (given.fen > 0 && within(against, given).fen == 0);
}

Text in_words(const Against& one) {
  const std::string cases = list_of_cases(one.cases);
  if (one.excludes)
    return {fmt::format("{}：已在案件 {} 中给予", one.label.zh, cases),
            fmt::format("{}: given in the case {}", one.label.en, cases)};
  if (!one.left)
    return {fmt::format("{}：上限尚不能确定", one.label.zh),
            fmt::format("{}: nobody can say yet how much that is", one.label.en)};
  const std::string left = one.left->to_string();
  if (cases.empty())
    return {fmt::format("{}：最多 {} 元", one.label.zh, left),
            fmt::format("{}: at most {} yuan", one.label.en, left)};
  return {fmt::format("{}：案件 {} 已给予一部分，还剩 {} 元", one.label.zh, cases, left),
          fmt::format("{}: beside the case {} {} yuan are left", one.label.en, cases, left)};
}

std::optional<Money> held_amount(const Case& now) {
  if (now.outcome == Outcome::annulled) return std::nullopt;
  Money held = now.paid;
  bool any = held.fen > 0;
  if (now.outcome != Outcome::withdrawn && now.outcome != Outcome::refused) {
    const bool granted = now.decision && now.decision->granted;
    any = any || granted || now.at_least;
    if (granted) held = std::max(held, now.decision->amount);
    held = std::max(held, now.at_least.value_or(Money{}));
  }
  if (!any) return std::nullopt;
  if (!now.recovery) return held;
  held.fen -= now.recovery->repaid.fen;
  return held.fen > 0 ? std::optional(held) : std::nullopt;
}

Money given_amount(const Judgement& judgement) {
  return judgement.amount ? *judgement.amount : judgement.at_most.value_or(Money{});
}

bool is_measured(const Case& now, const Procedure& procedure, Act act) {
  if (act == Act::countersign || act == Act::confirm) return now.decision.has_value();
  const Step* step = current_step(now, procedure);
  return step != nullptr && step->deed == Deed::decide &&
         (act == Act::grant || act == Act::refuse || act == Act::time_ran_out);
}

Result<std::vector<Against>> Casebook::against(store::Transaction& t, const Matter& matter,
                                               const Judgement& judgement, std::int64_t but) const {
  std::vector<Against> against;
  const Procedures* procedures = library_(judgement.pack);
  if (procedures == nullptr) return against;
  const auto others = compared_with(procedures->stacking, matter.provision);
  if (others.empty()) return against;
  std::string sql =
      "SELECT number FROM case_file WHERE firm = ? AND number <> ? AND outcome <> 'annulled' AND "
      "(outcome NOT IN ('refused', 'withdrawn') OR paid_fen > 0) AND provision IN (?";
  std::vector<store::Cell> cells{matter.firm, but};
  for (const std::string& provision : others) {
    if (cells.size() > 2) sql += ", ?";
    cells.emplace_back(provision);
  }
  const auto rows = t.run(sql + ") ORDER BY number", cells);
  if (!rows) return fail(rows.error());
  std::vector<stacking::Held> held;
  std::vector<std::string> references;
  for (const store::Row& row : *rows) {
    const auto found = find(t, store::integer(row[0]));
    if (!found) return fail(found.error());
    const auto amount = *found ? held_amount((**found).now) : std::nullopt;
    if (!amount) continue;
    const Matter& of = (**found).now.matter;
    held.push_back(
        {of.provision, is_same_subject(of, matter) ? matter.subject : of.subject, *amount});
    references.push_back((**found).reference);
  }
  const Money given = given_amount(judgement);
  for (const stacking::Bound& bound : stacking::bounds_beside(
           procedures->stacking, {matter.provision, matter.subject, {}}, judgement.limits, held)) {
    using Why = stacking::Bound::Why;
    // A cap that leaves everything is nobody's concern.
    if (bound.why == Why::open && given.fen == 0) continue;
    if (bound.why == Why::cap && bound.left >= given) continue;
    Against one{bound.rule->id, bound.rule->label, bound.why == Why::excluded, {}, {}};
    if (bound.why == Why::cap) one.left = bound.left;
    for (const std::size_t at : bound.by)
      one.cases.push_back(references[at]);
    against.push_back(std::move(one));
  }
  return against;
}

}  // namespace fugong::casework
