#include "engines/proof/columns.hpp"

#include <algorithm>
#include <set>

#include "base/text.hpp"
#include "engines/feel/temporal.hpp"

namespace fugong::proof {

using feel::Domain;
using feel::List;
using feel::Value;
using law::FactType;
using K = feel::Type::Kind;

namespace {

std::optional<Value> value_of(FactType type, const std::string& text) {
  switch (type) {
    case FactType::boolean:
      return text == "true" || text == "false" ? std::optional(Value::of(text == "true"))
                                               : std::nullopt;
    case FactType::date: {
      const auto date = Date::parse(text);
      return date ? std::optional(Value::of(*date)) : std::nullopt;
    }
    case FactType::code:
    case FactType::text:
      return Value::of(text);
    default: {
      const auto number = Decimal::parse(text);
      return number ? std::optional(Value::of(*number)) : std::nullopt;
    }
  }
}

/// Those and all that they use.
std::set<decision::Slot> slots_behind(const law::Rulebook& book,
                                      const std::vector<decision::Slot>& slots) {
  std::set<decision::Slot> seen;
  std::vector<decision::Slot> waiting = slots;
  while (!waiting.empty()) {
    const decision::Slot slot = waiting.back();
    waiting.pop_back();
    if (!seen.insert(slot).second) continue;
    for (const decision::Slot used : book.program().uses(slot))
      waiting.push_back(used);
  }
  return seen;
}

K kind_of(FactType type) {
  switch (type) {
    case FactType::boolean:
      return K::boolean;
    case FactType::date:
      return K::date;
    case FactType::code:
    case FactType::text:
      return K::string;
    default:
      return K::number;
  }
}

const List& truths() {
  static const List kTruths{Value::of(false), Value::of(true)};
  return kTruths;
}

/// What a question that doesn't apply is taken to be answered with.
void add_not_applicable(const law::Fact& fact, Column& column) {
  if (!fact.applies_if) return;
  if (fact.not_applicable.empty()) {
    column.may_be_null = fact.type != FactType::boolean;
    return;
  }
  const auto value = value_of(fact.type, fact.not_applicable);
  if (!value || (column.kind != K::number && column.kind != K::date)) return;
  if (column.least && feel::exact_order(*value, *column.least) < 0) column.least = *value;
  if (column.greatest && feel::exact_order(*column.greatest, *value) < 0) column.greatest = *value;
}

Column column_of_lookup(const law::Lookup& lookup) {
  Column column;
  column.kind = kind_of(lookup.type);
  column.listed = true;
  const auto add = [&](const std::string& text) {
    const auto value = text.empty() ? std::nullopt : value_of(lookup.type, text);
    if (!value) {
      column.may_be_null = true;
      return;
    }
    const bool known = std::any_of(column.values.begin(), column.values.end(), [&](const Value& v) {
      return feel::equal(v, *value).is_true();
    });
    if (!known) column.values.push_back(*value);
  };
  for (const law::Lookup::Row& row : lookup.rows)
    add(row.value);
  add(lookup.otherwise.value_or(""));
  return column;
}

/// By the values that a slot may take when nothing is known.
Column column_of_slot(const law::Rulebook& book, decision::Slot slot) {
  Column column;
  column.kind = book.program().type(slot).kind();
  decision::Frame frame = open_frame(book);
  const auto lookups = book.lookups(*Date::from_civil(9999, 12, 31));
  decision::Environment environment;
  environment.functions = lookups.get();
  const Domain domain = asks_for_today(book, {slot})
                            ? Domain()
                            : Domain::of(book.program().evaluate(slot, frame, environment));
  for (const Value& value : domain.candidates()) {
    if (value.is_null()) {
      column.may_be_null = true;
    } else {
      column.listed = true;
      column.values.push_back(value);
    }
  }
  if (domain.is_interval()) {
    column.least = domain.least();
    column.greatest = domain.greatest();
  }
  if (column.kind == K::boolean && !column.listed) {
    column.listed = true;
    column.values = truths();
  }
  return column;
}

}  // namespace

Column column_of(const law::Rulebook& book, const law::Fact& fact) {
  Column column;
  column.kind = kind_of(fact.type);
  switch (fact.type) {
    case FactType::boolean:
      column.listed = true;
      column.values = truths();
      break;
    case FactType::code:
      column.listed = true;
      if (const law::CodeList* list = book.find_list(fact.list)) {
        for (const law::ListEntry& entry : list->entries)
          column.values.push_back(Value::of(entry.code));
      }
      break;
    case FactType::integer:
      column.grain = Grain::whole;
      break;
    case FactType::money:
      column.grain = Grain::cent;
      break;
    default:
      break;
  }
  if (fact.minimum) column.least = Value::of(*fact.minimum);
  if (fact.maximum) column.greatest = Value::of(*fact.maximum);
  add_not_applicable(fact, column);
  return column;
}

Column column_of(const law::Rulebook& book, std::string_view owner, std::string_view expression) {
  const std::string_view text = trim(expression);
  if (const auto fact = book.fact_index(text)) return column_of(book, book.facts()[*fact]);
  const std::size_t bracket = text.find('(');
  if (bracket != std::string_view::npos && text.ends_with(')')) {
    for (const law::Lookup& lookup : book.source().lookups) {
      if (lookup.name == trim(text.substr(0, bracket))) return column_of_lookup(lookup);
    }
  }
  if (const auto slot = slot_of(book, owner, text)) return column_of_slot(book, *slot);
  return {};
}

std::optional<LookupCall> lookup_call(const law::Rulebook& book, std::string_view expression) {
  const std::string_view text = trim(expression);
  const std::size_t bracket = text.find('(');
  if (bracket == std::string_view::npos || !text.ends_with(')')) return std::nullopt;
  const auto fact = book.fact_index(trim(text.substr(bracket + 1, text.size() - bracket - 2)));
  if (!fact) return std::nullopt;
  const auto& lookups = book.source().lookups;
  for (std::size_t i = 0; i < lookups.size(); ++i) {
    if (lookups[i].name == trim(text.substr(0, bracket))) return LookupCall{i, *fact};
  }
  return std::nullopt;
}

std::optional<decision::Slot> slot_of(const law::Rulebook& book, std::string_view owner,
                                      std::string_view name) {
  std::string full(owner);
  full += '/';
  full += name;
  if (const auto own = book.program().find(full)) return own;
  return book.program().find(name);
}

std::vector<std::uint16_t> facts_behind(const law::Rulebook& book,
                                        const std::vector<decision::Slot>& slots) {
  const std::set<decision::Slot> seen = slots_behind(book, slots);
  std::vector<std::uint16_t> facts;
  for (std::size_t i = 0; i < book.facts().size(); ++i) {
    const auto slot = book.program().find(book.facts()[i].name);
    if (slot && seen.contains(*slot)) facts.push_back(static_cast<std::uint16_t>(i));
  }
  return facts;
}

bool asks_for_today(const law::Rulebook& book, const std::vector<decision::Slot>& slots) {
  const std::set<decision::Slot> behind = slots_behind(book, slots);
  return std::any_of(behind.begin(), behind.end(), [&](decision::Slot slot) {
    if (book.program().is_input(slot)) return false;
    // A text that only speaks of it counts too: that costs a proof and claims nothing.
    const std::string form = book.program().typed_form(slot);
    return form.find(" today)") != std::string::npos || form.find(" now)") != std::string::npos;
  });
}

decision::Frame open_frame(const law::Rulebook& book) {
  decision::Frame frame = book.program().new_frame();
  for (std::size_t i = 0; i < book.facts().size(); ++i) {
    const auto slot = book.program().find(book.facts()[i].name);
    const Domain domain = domain_of(column_of(book, book.facts()[i]));
    book.program().set(frame, *slot, Value::unknown({static_cast<std::uint16_t>(i)}, domain));
  }
  for (const law::Decision& decision : book.source().decisions) {
    const auto slot = book.program().find(decision.definition.name + "/in_force");
    book.program().set(frame, *slot, Value::unknown({}, Domain::truths(true, true, false)));
  }
  return frame;
}

Constants constants_of(const std::vector<law::Parameter>& parameters) {
  Constants constants;
  for (const law::Parameter& parameter : parameters) {
    std::optional<Value> value;
    switch (parameter.type) {
      case law::Parameter::Type::date:
        value = value_of(FactType::date, parameter.value);
        break;
      case law::Parameter::Type::months:
        if (const auto months = feel::parse_months_duration(parameter.value)) {
          value = Value::of(*months);
        }
        break;
      default:
        value = value_of(FactType::number, parameter.value);
    }
    if (value) constants.emplace(parameter.name, *value);
  }
  return constants;
}

}  // namespace fugong::proof
