// What the day and the place of a row decide, asked beforehand of every day and every place that
// the register has.
#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <limits>

#include "engines/law/asking.hpp"

namespace fugong::law {

using feel::Value;

const StoredFact* Asking::stored(std::uint16_t fact) const {
  const auto found = std::find_if(stored_.facts.begin(), stored_.facts.end(),
                                  [fact](const StoredFact& each) { return each.fact == fact; });
  return found == stored_.facts.end() ? nullptr : &*found;
}

/// Under the name that the source gives it; empty: the register doesn't have it.
std::string Asking::column_of(std::uint16_t fact, bool codes) const {
  const StoredFact* of = stored(fact);
  if (of == nullptr || (codes ? of->codes : of->numbers).empty()) return {};
  return fmt::format("f{}{}", fact, codes ? "_code" : "");
}

bool Asking::has_days(const CompiledProvision& compiled) const {
  return compiled.event_fact && !column_of(*compiled.event_fact, false).empty();
}

/// The day of the event of a row of the source; NULL: it isn't known.
std::string Asking::day_of(const CompiledProvision& compiled) const {
  if (!compiled.event_fact) return std::to_string(moment_.on.days());
  const StoredFact* of = stored(*compiled.event_fact);
  std::string made =
      has_days(compiled) ? column_of(*compiled.event_fact, false) : "CAST(NULL AS bigint)";
  if (of == nullptr || of->codes.empty()) return made;
  std::string steps;
  for (const auto& [code, value] : of->values) {
    if (value.kind() == feel::Kind::date)
      steps += fmt::format(" WHEN {} THEN {}", code, value.date().days());
  }
  if (steps.empty()) return made;
  return fmt::format("CASE {}{} ELSE {} END", column_of(*compiled.event_fact, true), steps, made);
}

bool Asking::days_are_near(const CompiledProvision& compiled) const {
  if (!has_days(compiled)) return true;
  const StoredFact& of = *stored(*compiled.event_fact);
  return of.high - of.low < kMostDays;
}

/// A choice by the day of the event, a step for each run of days that are alike.
std::string Asking::by_day(const CompiledProvision& compiled,
                           const std::function<std::int64_t(const std::optional<Date>&)>& of) {
  if (!compiled.event_fact) return std::to_string(of(moment_.on));
  const std::int64_t of_none = of(std::nullopt);
  if (!has_days(compiled)) return std::to_string(of_none);
  const StoredFact& days = *stored(*compiled.event_fact);
  const std::string column = column_of(*compiled.event_fact, false);
  std::string steps;
  std::int64_t last = of(Date::from_days(days.low));
  bool alike = last == of_none;
  for (std::int64_t day = days.low + 1; day <= days.high; ++day) {
    const std::int64_t here = of(Date::from_days(day));
    if (here == last) continue;
    steps += fmt::format(" WHEN {} < {} THEN {}", column, day, last);
    last = here;
    alike = false;
  }
  if (alike) return std::to_string(last);
  const std::string none = fmt::format(" WHEN {} IS NULL THEN {}", column, of_none);
  return fmt::format("CASE{}{} ELSE {} END", none, steps, last);
}

/// A choice by the place; the one that most places come to stands last.
std::string Asking::by_place(const std::function<std::int64_t(const Value&)>& of) {
  const std::int64_t of_none = of(Value());
  const std::string column = place_fact_ ? column_of(*place_fact_, true) : std::string();
  if (column.empty()) return std::to_string(of_none);
  std::map<std::int64_t, std::vector<std::int64_t>> codes;
  for (const auto& [code, value] : stored(*place_fact_)->values)
    codes[of(value)].push_back(code);
  const auto most = std::max_element(codes.begin(), codes.end(), [](const auto& a, const auto& b) {
    return a.second.size() < b.second.size();
  });
  if (most == codes.end()) return std::to_string(of_none);
  if (codes.size() == 1 && most->first == of_none) return std::to_string(of_none);
  std::string made = fmt::format("CASE WHEN {} IS NULL THEN {}", column, of_none);
  for (const auto& [value, of_value] : codes) {
    if (value == most->first) continue;
    made += fmt::format(" WHEN {} IN ({}) THEN {}", column, fmt::join(of_value, ", "), value);
  }
  return made + fmt::format(" ELSE {} END", most->first);
}

/// What is known of a row before its conditions, as bits; empty: it holds of all.
std::string Asking::stands(const CompiledProvision& compiled) {
  const std::string days = by_day(compiled, [&](const std::optional<Date>& event) {
    return std::int64_t{covered(compiled, event)};
  });
  std::string places = "0";
  if (!compiled.region.empty()) {
    places = by_place([&](const Value& place) {
      set_place(place);
      return std::int64_t{law::standing_of(region_truth(compiled))};
    });
  }
  if (places == "0") return days == "0" ? std::string() : days;
  return days == "0" ? places : fmt::format("({}) | ({})", days, places);
}

/// Which of the settlements of a provision fills the open terms of a row.
std::string Asking::settled(const CompiledProvision& compiled, Work& work) {
  // Places that no text tells apart are alike.
  std::vector<std::pair<std::vector<std::pair<Truth, std::size_t>>, Value>> classes;
  const std::string place = by_place([&](const Value& value) {
    set_place(value);
    std::vector<std::pair<Truth, std::size_t>> seen;
    for (const CompiledTerm& term : compiled.terms) {
      for (const CompiledFill& fill : term.fills) {
        const CompiledProvision& by = book_.provisions[fill.by];
        seen.emplace_back(region_truth(by), region_depth(by));
      }
    }
    const auto found = std::find_if(classes.begin(), classes.end(),
                                    [&](const auto& each) { return each.first == seen; });
    const auto index = found - classes.begin();
    if (found == classes.end()) classes.emplace_back(std::move(seen), value);
    return static_cast<std::int64_t>(index);
  });
  const auto settle = [&](const std::optional<Date>& event, const Value& at) {
    Settlement made = settle_on(compiled, event, place_fact_ ? &at : nullptr);
    const auto found = std::find_if(work.settlements.begin(), work.settlements.end(),
                                    [&](const Settlement& other) { return made.same(other); });
    const auto index = found - work.settlements.begin();
    if (found == work.settlements.end()) work.settlements.push_back(std::move(made));
    return static_cast<std::int64_t>(index);
  };
  std::vector<std::string> of_class;
  for (const auto& each : classes) {
    of_class.push_back(by_day(
        compiled, [&](const std::optional<Date>& event) { return settle(event, each.second); }));
  }
  const bool alike = std::all_of(of_class.begin(), of_class.end(),
                                 [&](const std::string& each) { return each == of_class[0]; });
  if (alike) return of_class[0];
  std::string made = "CASE " + place;
  for (std::size_t i = 0; i + 1 < of_class.size(); ++i)
    made += fmt::format(" WHEN {} THEN {}", i, of_class[i]);
  return made + " ELSE " + of_class.back() + " END";
}

}  // namespace fugong::law
