// A roster of subjects that stand in memory, for tests. Not part of the library.
#pragma once

#include <algorithm>
#include <utility>
#include <vector>

#include "engines/law/census.hpp"

namespace fugong::law {

class SubjectRoster final : public Roster {
 public:
  SubjectRoster(const Rulebook& book, std::vector<Subject> firms)
      : book_(book), firms_(std::move(firms)), values_(book.facts().size()) {}

  std::size_t size() const { return firms_.size(); }
  const Subject& firm(std::size_t at) const { return firms_[at]; }

  std::vector<KindRows> go_to(std::size_t first, std::size_t count) override {
    first_ = first;
    const auto& kinds = book_.source().subjects;
    std::vector<KindRows> rows(kinds.size());
    subjects_.assign(kinds.size(), {});
    for (std::size_t i = 0; i < count; ++i)
      add(firms_[first + i], 0, false, 0, rows);
    return rows;
  }

  bool read(std::uint16_t fact, columns::Leaf& into) override {
    const Fact& of = book_.facts()[fact];
    const auto& kinds = book_.source().subjects;
    const auto kind = std::find_if(kinds.begin(), kinds.end(),
                                   [&](const auto& each) { return each.name == of.subject; });
    bool any = false;
    bool numbers = false;
    std::vector<feel::Value>& values = values_[fact];
    for (const Subject* subject : subjects_[static_cast<std::size_t>(kind - kinds.begin())]) {
      columns::Code code = columns::kUnsaid;
      std::int64_t number = 0;
      for (const GivenFact& given : subject->facts) {
        if (given.fact != fact) continue;
        any = true;
        columns::Unit unit = columns::Unit::number;
        const int scale = of.type == FactType::date ? 0 : 2;
        if (of.type != FactType::boolean && of.type != FactType::code &&
            columns::count_of(given.value, scale, unit, number)) {
          code = columns::kNumber;
          into.unit = unit;
          into.scale = scale;
          numbers = true;
          continue;
        }
        auto at = std::find_if(values.begin(), values.end(),
                               [&](const auto& each) { return feel::same(each, given.value); });
        if (at == values.end()) at = values.insert(at, given.value);
        code = static_cast<columns::Code>(columns::kFirst + (at - values.begin()));
      }
      into.codes.push_back(code);
      into.numbers.push_back(number);
    }
    if (!numbers) into.numbers.clear();
    into.values = values;
    return any;
  }

  Subject subject(std::size_t row) override { return firms_[first_ + row]; }

 private:
  void add(const Subject& subject, std::size_t kind, bool hypothetical, std::size_t parent,
           std::vector<KindRows>& rows) {
    static const Subject kNobody;
    const auto& kinds = book_.source().subjects;
    const std::size_t row = subjects_[kind].size();
    subjects_[kind].push_back(&subject);
    rows[kind].hypothetical.push_back(hypothetical ? 1 : 0);
    if (!kinds[kind].parent.empty()) {
      rows[kind].parents.push_back(static_cast<std::uint32_t>(parent));
    }
    for (std::size_t child = 0; child < kinds.size(); ++child) {
      const std::string& name = kinds[child].name;
      if (kinds[child].parent != kinds[kind].name) continue;
      const auto& none = subject.none_of;
      if (std::find(none.begin(), none.end(), name) != none.end()) {
        rows[child].absent_of.push_back(static_cast<std::uint32_t>(row));
        continue;
      }
      bool any = false;
      for (const Subject& each : subject.children) {
        if (each.kind != name) continue;
        any = true;
        add(each, child, false, row, rows);
      }
      if (!any) add(kNobody, child, true, row, rows);
    }
  }

  const Rulebook& book_;
  std::vector<Subject> firms_;
  std::vector<std::vector<feel::Value>> values_;  // of each fact that are no numbers
  std::size_t first_ = 0;
  std::vector<std::vector<const Subject*>> subjects_;  // of each kind in the block
};

/// What differs between a census of a roster and checks of its enterprises, or nothing.
struct Compared {
  std::string difference;
  std::size_t entitlements = 0;
  std::size_t of_state[3] = {};
};

inline Compared compare(const Rulebook& book, const Moment& moment, SubjectRoster& roster,
                        Census& census, std::size_t block) {
  Compared result;
  for (std::size_t first = 0; first < roster.size() && result.difference.empty(); first += block) {
    const std::size_t count = std::min(block, roster.size() - first);
    // What checks say, by provision, subjects in their order.
    std::vector<std::vector<Entitlement>> expected(book.source().provisions.size());
    for (std::size_t i = 0; i < count; ++i) {
      Answer answer = book.check(roster.firm(first + i), moment, {.trace = false});
      for (Entitlement& each : answer.entitlements) {
        const auto index =
            static_cast<std::size_t>(each.provision - book.source().provisions.data());
        const bool absent = each.conditions.size() == 1 &&
                            each.conditions[0].origin == ConditionAnswer::Origin::has_subject;
        if (!absent) expected[index].push_back(std::move(each));
      }
    }
    census.count(roster, first, count, [&](const Tally& tally) {
      std::size_t next = 0;
      const auto& of = expected[tally.provision];
      const std::string id = book.source().provisions[tally.provision].id;
      for (std::size_t row = 0; row < tally.findings.size() && result.difference.empty(); ++row) {
        if (tally.findings[row] == Finding::replaced) continue;
        const std::string where =
            id + " row " + std::to_string(row) + " of block at " + std::to_string(first) + ": ";
        if (next == of.size()) {
          result.difference = where + "more entitlements than checks find";
          return;
        }
        const Entitlement& one = of[next++];
        const Finding finding = one.state == State::entitled  ? Finding::entitled
                                : one.state == State::depends ? Finding::depends
                                                              : Finding::not_entitled;
        ++result.entitlements;
        ++result.of_state[static_cast<std::size_t>(one.state)];
        if (finding != tally.findings[row]) {
          result.difference = where + "state " +
                              std::to_string(static_cast<int>(tally.findings[row])) +
                              " instead of " + std::to_string(static_cast<int>(finding));
          return;
        }
        std::optional<AmountRange> range = one.amount_range;
        if (one.amount) range = AmountRange{*one.amount, one.amount};
        if (finding == Finding::not_entitled) range.reset();
        const std::int64_t low = range ? range->low.fen : kNoAmount;
        const std::int64_t high = !range ? kNoAmount : range->high ? range->high->fen : kNoBound;
        if (low != tally.low[row] || high != tally.high[row]) {
          result.difference = where + "amount " + std::to_string(tally.low[row]) + " to " +
                              std::to_string(tally.high[row]) + " instead of " +
                              std::to_string(low) + " to " + std::to_string(high);
          return;
        }
      }
      if (result.difference.empty() && next != of.size()) {
        result.difference = id + ": fewer entitlements than checks find";
      }
    });
  }
  return result;
}

}  // namespace fugong::law
