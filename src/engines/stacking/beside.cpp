#include "engines/stacking/beside.hpp"

#include <algorithm>

namespace fugong::stacking {
namespace {

bool is_member(const std::vector<std::string>& provisions, const std::string& id) {
  return std::ranges::find(provisions, id) != provisions.end();
}

/// Those that a rule compares with what is wanted.
template <class Counts>
std::vector<std::size_t> compared(Per per, const Held& wanted, std::span<const Held> held,
                                  Counts&& counts) {
  std::vector<std::size_t> found;
  for (std::size_t at = 0; at < held.size(); ++at) {
    const bool in_scope = per == Per::enterprise || held[at].subject == wanted.subject;
    if (in_scope && counts(held[at])) found.push_back(at);
  }
  return found;
}

}  // namespace

std::optional<Money> limit_of(const CapRule& rule, const law::Answer& answer,
                              const law::Entitlement& of) {
  for (const law::DerivedFact& derived : answer.derived) {
    if (derived.decision->definition.name != rule.limit) continue;
    if (derived.decision->subject == of.subject_kind && derived.subject_id != of.subject_id)
      continue;
    if (derived.value.kind() != feel::Kind::number) return std::nullopt;
    const auto rounded = derived.value.number().round(2, Rounding::half_up);
    return rounded ? Money::from_yuan(*rounded) : std::nullopt;
  }
  return std::nullopt;
}

std::vector<Limit> limits_for(const Rules& rules, const law::Answer& answer,
                              const law::Entitlement& of) {
  std::vector<Limit> limits;
  for (const CapRule& rule : rules.caps) {
    if (is_member(rule.provisions, of.provision->id))
      limits.push_back({rule.text.id, limit_of(rule, answer, of)});
  }
  return limits;
}

std::vector<Bound> bounds_beside(const Rules& rules, const Held& wanted,
                                 std::span<const Limit> limits, std::span<const Held> held) {
  std::vector<Bound> bounds;
  for (const ExclusiveRule& rule : rules.exclusive) {
    if (!is_member(rule.provisions, wanted.provision)) continue;
    auto by = compared(rule.per, wanted, held, [&](const Held& one) {
      return one.provision != wanted.provision && is_member(rule.provisions, one.provision);
    });
    if (!by.empty()) bounds.push_back({Bound::Why::excluded, &rule.text, Money{}, std::move(by)});
  }
  for (const CapRule& rule : rules.caps) {
    if (!is_member(rule.provisions, wanted.provision)) continue;
    auto by = compared(rule.per, wanted, held,
                       [&](const Held& one) { return is_member(rule.provisions, one.provision); });
    const auto limit = std::ranges::find(limits, rule.text.id, &Limit::rule);
    if (limit == limits.end() || !limit->amount) {
      bounds.push_back({Bound::Why::open, &rule.text, Money{}, std::move(by)});
      continue;
    }
    Money left = *limit->amount;
    for (const std::size_t at : by)
      left.fen -= std::min(std::max<std::int64_t>(left.fen, 0), held[at].amount.fen);
    left.fen = std::max<std::int64_t>(left.fen, 0);
    bounds.push_back({Bound::Why::cap, &rule.text, left, std::move(by)});
  }
  return bounds;
}

}  // namespace fugong::stacking
