#include "oracle/draw.hpp"

#include "engines/decision/typed.hpp"

namespace fugong::oracle {

namespace {

using decision::Typed;
using decision::TypedPtr;
using law::FactType;

/// The numbers and days that stand in a typed form.
void collect(const Typed& node, std::vector<Fraction>& numbers, std::vector<Day>& days) {
  const auto take = [&](const feel::Value& literal) {
    const bool number = literal.kind() == feel::Kind::number;
    if (!number && literal.kind() != feel::Kind::date) return;
    const Value value = read(literal);
    if (number) numbers.push_back(*value.get<Fraction>());
    if (!number) days.push_back(*value.get<Day>());
  };
  take(node.value);
  if (node.value.kind() == feel::Kind::range) {
    if (node.value.range().low) take(*node.value.range().low);
    if (node.value.range().high) take(*node.value.range().high);
  }
  for (const TypedPtr& child : node.children) {
    if (child) collect(*child, numbers, days);
  }
}

}  // namespace

Draw::Draw(const law::Rulebook& book, std::uint32_t seed)
    : book_(book), random_(seed), numbers_{Fraction(0)}, days_{Day{2020, 2, 9}} {
  for (const decision::Definition& definition : book.program().impl().definitions) {
    if (definition.expression) collect(*definition.expression, numbers_, days_);
    if (!definition.table) continue;
    for (const decision::TypedRule& rule : definition.table->rules) {
      for (const TypedPtr& test : rule.tests) {
        if (test) collect(*test, numbers_, days_);
      }
    }
  }
  for (const law::Provision& provision : book.source().provisions)
    places_.insert(places_.end(), provision.region.begin(), provision.region.end());
}

Fraction Draw::number(int scale) {
  if (below(3) == 0) {
    return Fraction(static_cast<std::int64_t>(below(100'000))) * power_of_ten(-scale);
  }
  const auto step = static_cast<std::int64_t>(below(3)) - 1;
  const Fraction beside = numbers_[below(numbers_.size())] + step * power_of_ten(-scale);
  return rounded(below(6) == 0 ? beside * Fraction(10'000) : beside, scale, Round::half_even);
}

Day Draw::day() {
  if (below(3) == 0) {
    return days_later(Day{2019, 11, 1}, static_cast<std::int64_t>(below(400)));
  }
  return days_later(days_[below(days_.size())], static_cast<std::int64_t>(below(3)) - 1);
}

Value Draw::fact(const law::Fact& fact) {
  switch (fact.type) {
    case FactType::boolean:
      return {truth()};
    case FactType::date:
      return {day()};
    case FactType::text:
      return {std::string("x")};
    case FactType::code: {
      const auto& entries = book_.find_list(fact.list)->entries;
      if (fact.name == book_.source().place_fact && !places_.empty() && truth()) {
        return {places_[below(places_.size())]};
      }
      return {entries[below(entries.size())].code};
    }
    default: {
      Fraction value = number(fact.type == FactType::integer ? 0 : 2);
      const auto bound = [](const Decimal& end) { return *read_fraction(end.to_string()); };
      if (fact.minimum && value < bound(*fact.minimum)) value = bound(*fact.minimum);
      if (fact.maximum && value > bound(*fact.maximum)) value = bound(*fact.maximum);
      return {value};
    }
  }
}

}  // namespace fugong::oracle
