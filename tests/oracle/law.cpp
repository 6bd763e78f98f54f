#include "oracle/law.hpp"

#include <algorithm>

#include "oracle/law_case.hpp"

namespace fugong::oracle {

using decision::Slot;

Value read_text(law::FactType type, const std::string& text) {
  using law::FactType;
  switch (type) {
    case FactType::boolean:
      return {text == "true"};
    case FactType::date: {
      const auto day = read_day(text);
      if (!day) throw std::logic_error("no day: " + text);
      return {*day};
    }
    case FactType::code:
    case FactType::text:
      return {text};
    default: {
      const auto number = read_fraction(text);
      if (!number) throw NotCovered("a number in this form");
      return {*number};
    }
  }
}

namespace {

/// "P12M", "P1Y", "P1Y6M".
Months read_months(const std::string& text) {
  Months months;
  std::int64_t number = 0;
  for (const char c : text) {
    if (c >= '0' && c <= '9') number = number * 10 + (c - '0');
    if (c == 'Y') months.count += 12 * std::exchange(number, 0);
    if (c == 'M') months.count += std::exchange(number, 0);
    if (c == 'D' || c == 'T' || c == '-') throw NotCovered("a duration in this form");
  }
  return months;
}

}  // namespace

Value read_parameter(law::Parameter::Type type, const std::string& text) {
  if (type == law::Parameter::Type::months) return {read_months(text)};
  if (type == law::Parameter::Type::date) return read_text(law::FactType::date, text);
  return read_text(law::FactType::number, text);
}

feel::Value given_to_product(const Value& value) {
  if (const bool* truth = value.get<bool>()) return feel::Value::of(*truth);
  if (const auto* text = value.get<std::string>()) return feel::Value::of(*text);
  if (const Day* day = value.get<Day>()) return feel::Value::of(*Date::parse(text_of(*day)));
  const auto hundredths = whole_of(*value.get<Fraction>() * Fraction(100));
  return feel::Value::of(Decimal(hundredths.value(), -2));
}

Law::Law(const law::Rulebook& book)
    : book_(book), source_(book.source()), program_(book.program().impl()) {
  for (Slot slot = 0; slot < program_.definitions.size(); ++slot)
    slots_[program_.definitions[slot].name] = slot;
  for (std::size_t i = 0; i < source_.facts.size(); ++i)
    facts_[slot_of(source_.facts[i].name)] = i;
  for (const law::CodeList& list : source_.lists) {
    for (const law::ListEntry& entry : list.entries)
      parents_[list.name][entry.code] = entry.parent;
  }
  for (const law::Decision& decision : source_.decisions) {
    const std::string& name = decision.definition.name;
    decisions_[slot_of(name + "/in_force")] = &decision;
    read_parameters(name + "/", decision.parameters);
  }
  for (const law::Provision& provision : source_.provisions) {
    read_parameters(provision.id + "/", provision.parameters);
    for (const law::OpenTerm& term : provision.open_terms)
      terms_[slot_of(provision.id + "/" + term.name)] = {&provision, &term};
  }
}

Slot Law::slot_of(const std::string& name) const {
  return slots_.at(name);
}

/// What a parameter is worth is read from the pack's own text, not from the typed form.
void Law::read_parameters(const std::string& prefix,
                          const std::vector<law::Parameter>& parameters) {
  for (const law::Parameter& parameter : parameters) {
    literals_.written[slot_of(prefix + parameter.name)] =
        read_parameter(parameter.type, parameter.value);
  }
}

std::vector<std::string> Law::path_of(const std::string& list, const std::string& code) const {
  std::vector<std::string> path;
  const auto& parents = parents_.at(list);
  for (auto at = parents.find(code); at != parents.end(); at = parents.find(at->second))
    path.push_back(at->first);
  return path;
}

const Day& Law::day_of(const Date& date) {
  const auto found = days_.find(date.days());
  if (found != days_.end()) return found->second;
  return days_[date.days()] = *read_day(date.to_string());
}

Opinion Law::check(const law::Subject& firm, const law::Moment& moment, Draw& draw,
                   Arithmetic arithmetic) {
  return Case(*this, moment, draw, arithmetic).run(firm);
}

std::vector<const law::Exception*> by_priority(const law::Provision& provision) {
  std::vector<const law::Exception*> sorted;
  for (const law::Exception& exception : provision.exceptions)
    sorted.push_back(&exception);
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const auto* a, const auto* b) { return a->priority > b->priority; });
  return sorted;
}

// ---- facts and lookups

/// What is asked of a subject, or of one above it.
Given Law::Case::fact(Level& level, std::size_t index) {
  Level* owner = &level;
  while (owner != nullptr && owner->kind->name != source_.facts[index].subject)
    owner = owner->parent;
  if (owner == nullptr) throw std::logic_error("a fact of another subject");
  const auto known = owner->facts.find(index);
  if (known != owner->facts.end()) return known->second;
  for (const law::GivenFact& given : owner->subject->facts) {
    if (given.fact == index) owner->facts[index] = {read(given.value), kSettled};
  }
  if (!owner->facts.contains(index)) owner->facts[index] = draw_fact(*owner, index);
  return owner->facts[index];
}

/// Nobody has said it: unless its guard says that it has no meaning, it is drawn.
Given Law::Case::draw_fact(Level& owner, std::size_t index) {
  const law::Fact& fact = source_.facts[index];
  Given applies;
  if (fact.applies_if) applies = value(owner, fact.name + "/applies");
  if (!applies.value.is(false)) {
    owner.drawn[index] = draw_.fact(fact);
    return {owner.drawn[index], kDrawn};
  }
  law_.exercise_.named("fact without meaning");
  if (!fact.not_applicable.empty()) {
    return {read_text(fact.type, fact.not_applicable), applies.open};
  }
  return {fact.type == law::FactType::boolean ? Value{false} : Value{}, applies.open};
}

bool Law::Case::is_visible(const law::Lookup::Row& row) {
  return !row.known_from || law_.day_of(*row.known_from) <= known_at_;
}

Given Law::Case::look_up(std::size_t function, const Value& argument) {
  using Match = law::Lookup::Match;
  if (argument.is_null()) return {};
  const law::Lookup& lookup = source_.lookups[function];
  if (lookup.match == Match::latest_on_or_before) return dated(lookup, *argument.get<Day>());
  const std::string& code = *argument.get<std::string>();
  auto& by_day = law_.found_[{function, code}];
  const std::int64_t day = days_between(Day{1970, 1, 1}, known_at_);
  if (!by_day.contains(day)) by_day[day] = find(lookup, code);
  const Found& found = by_day[day];
  const char* const name = lookup.match == Match::exact ? "lookup exact"
                           : found.coarse               ? "lookup too coarse"
                                                        : "lookup nearest";
  law_.exercise_.named(name);
  return found.coarse ? Given{draw_.among(found.below), kDrawn} : Given{found.value, kSettled};
}

/// The row of the code itself, or of the nearest that it lies in. Where parts of it have a row that
/// says something else, the code is too coarse.
Law::Found Law::Case::find(const law::Lookup& lookup, const std::string& code) {
  const auto value_in = [&](const std::string& key, bool also_hidden) -> std::optional<Value> {
    for (const law::Lookup::Row& row : lookup.rows) {
      if (row.key != key || (!also_hidden && !is_visible(row))) continue;
      return row.value.empty() ? Value{} : read_text(lookup.type, row.value);
    }
    return std::nullopt;
  };
  Found found;
  if (lookup.otherwise) found.value = read_text(lookup.type, *lookup.otherwise);
  if (lookup.match == law::Lookup::Match::exact) {
    if (const auto value = value_in(code, false)) found.value = *value;
    return found;
  }
  const auto nearest = [&, otherwise = found.value](bool also_hidden) -> Value {
    for (const std::string& at : law_.path_of(lookup.list, code)) {
      if (const auto value = value_in(at, also_hidden)) return *value;
    }
    return otherwise;
  };
  found.value = nearest(false);
  const Value own = nearest(true);
  for (const law::Lookup::Row& row : lookup.rows) {
    const auto path = law_.path_of(lookup.list, row.key);
    if (row.key == code || std::find(path.begin(), path.end(), code) == path.end()) continue;
    const Value part = row.value.empty() ? Value{} : read_text(lookup.type, row.value);
    found.below.push_back(part);
    found.coarse = found.coarse || equal(part, own) != true;
  }
  found.below.push_back(found.value);
  return found;
}

/// The last row on or before the day. What comes out after the law is looked at isn't known yet.
Given Law::Case::dated(const law::Lookup& lookup, const Day& day) {
  law_.exercise_.named(day > known_at_ ? "lookup of a day to come" : "lookup dated");
  Value value;
  if (lookup.otherwise) value = read_text(lookup.type, *lookup.otherwise);
  List all{value};
  std::optional<Day> best;
  for (const law::Lookup::Row& row : lookup.rows) {
    const Day from = *read_day(row.key);
    const Value of_row = row.value.empty() ? Value{} : read_text(lookup.type, row.value);
    all.push_back(of_row);
    if (from > day || !is_visible(row) || (best && from < *best)) continue;
    best = from;
    value = of_row;
  }
  if (day > known_at_) return {draw_.among(all), kDrawn};
  return {value, kSettled};
}

}  // namespace fugong::oracle
