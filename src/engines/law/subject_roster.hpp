// A roster of subjects that stand in memory, for tests. Not part of the library.
#pragma once

#include <algorithm>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "engines/law/census.hpp"
#include "engines/law/docket.hpp"

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

/// What a subject comes to for a provision, as a census tells it.
struct Expected {
  Finding finding = Finding::replaced;
  std::int64_t low = kNoAmount;
  std::int64_t high = kNoAmount;
};

inline Expected expect(State state, const std::optional<Money>& amount,
                       const std::optional<AmountRange>& range) {
  Expected made;
  made.finding = state == State::entitled  ? Finding::entitled
                 : state == State::depends ? Finding::depends
                                           : Finding::not_entitled;
  if (made.finding == Finding::not_entitled || (!amount && !range)) return made;
  made.low = amount ? amount->fen : range->low.fen;
  made.high = amount ? amount->fen : range->high ? range->high->fen : kNoBound;
  return made;
}

/// For each provision, subjects in their order; without those that there are none of.
using ExpectedOfFirm = std::vector<std::vector<Expected>>;

inline ExpectedOfFirm expect_by_check(const Rulebook& book, const Moment& moment,
                                      const Subject& firm, bool trace) {
  ExpectedOfFirm expected(book.source().provisions.size());
  for (const Entitlement& each : book.check(firm, moment, {.trace = trace}).entitlements) {
    const bool absent = !each.conditions.empty() &&
                        each.conditions[0].origin == ConditionAnswer::Origin::has_subject;
    const auto index = static_cast<std::size_t>(each.provision - book.source().provisions.data());
    if (!absent) expected[index].push_back(expect(each.state, each.amount, each.amount_range));
  }
  return expected;
}

inline ExpectedOfFirm expect_by_docket(const Rulebook& book, Docket& docket, const Subject& firm) {
  ExpectedOfFirm expected(book.source().provisions.size());
  for (const Verdict& each : docket.check(firm)) {
    const auto index = static_cast<std::size_t>(each.provision - book.source().provisions.data());
    if (each.subject->id.empty() && !each.hypothetical && !each.provision->subject.empty() &&
        each.provision->subject != firm.kind) {
      continue;  // there is none
    }
    expected[index].push_back(expect(each.state, each.amount, each.amount_range));
  }
  return expected;
}

/// What differs between a census of a roster and what each of its firms should come to, or nothing.
struct Compared {
  std::string difference;
  std::size_t entitlements = 0;
};

using Oracle = std::function<ExpectedOfFirm(const Subject&)>;
/// Sees each row that was compared: the firm's position, the provision, what it comes to.
using SeenRow = std::function<void(std::size_t firm, std::size_t provision, const Expected&)>;

inline Compared compare(const Rulebook& book, SubjectRoster& roster, Census& census,
                        std::size_t block, const Oracle& oracle, const SeenRow& seen = {}) {
  Compared result;
  for (std::size_t first = 0; first < roster.size() && result.difference.empty(); first += block) {
    const std::size_t count = std::min(block, roster.size() - first);
    std::vector<std::vector<std::pair<std::size_t, Expected>>> expected(
        book.source().provisions.size());
    for (std::size_t i = 0; i < count; ++i) {
      const ExpectedOfFirm of = oracle(roster.firm(first + i));
      for (std::size_t provision = 0; provision < of.size(); ++provision) {
        for (const Expected& each : of[provision])
          expected[provision].emplace_back(first + i, each);
      }
    }
    census.count(roster, first, count, [&](const Tally& tally) {
      std::size_t next = 0;
      const auto& of = expected[tally.provision];
      for (std::size_t row = 0; row < tally.findings.size() && result.difference.empty(); ++row) {
        if (tally.findings[row] == Finding::replaced) continue;
        const std::string where = book.source().provisions[tally.provision].id + " row " +
                                  std::to_string(row) + " of block at " + std::to_string(first);
        if (next == of.size()) {
          result.difference = where + ": more entitlements than there should be";
          return;
        }
        const auto& [firm, one] = of[next++];
        ++result.entitlements;
        if (seen) seen(firm, tally.provision, one);
        if (one.finding != tally.findings[row] || one.low != tally.low[row] ||
            one.high != tally.high[row]) {
          const auto show = [](Finding finding, std::int64_t low, std::int64_t high) {
            return std::to_string(static_cast<int>(finding)) + " " + std::to_string(low) + " to " +
                   std::to_string(high);
          };
          result.difference = where + ", firm " + std::to_string(firm) + ": " +
                              show(tally.findings[row], tally.low[row], tally.high[row]) +
                              " instead of " + show(one.finding, one.low, one.high);
          return;
        }
      }
      if (result.difference.empty() && next != of.size()) {
        result.difference =
            book.source().provisions[tally.provision].id + ": fewer entitlements than there are";
      }
    });
  }
  return result;
}

}  // namespace fugong::law
