#include "engines/proof/pieces.hpp"

#include <algorithm>

namespace fugong::proof {

using feel::Domain;
using feel::Kind;
using feel::List;
using feel::Value;
using K = feel::Type::Kind;

namespace {

bool is_among(const List& values, const Value& value) {
  return std::any_of(values.begin(), values.end(),
                     [&](const Value& other) { return feel::equal(other, value).is_true(); });
}

/// As many values that no rule names stand each for itself: a rule may still tell them apart by a
/// way that names none (a truth by itself, a code by a lookup).
constexpr std::size_t kFewValues = 12;

/// A text that no rule names.
constexpr const char* kAnotherText = "(another value)";

Value step_from(const Value& from, Grain grain, int direction) {
  if (from.kind() == Kind::date) return Value::of(from.date().plus_days(direction));
  const Decimal size = grain == Grain::cent ? Decimal(direction, -2) : Decimal(direction);
  const auto moved = fugong::add(from.number(), size);
  return moved ? Value::of(*moved) : from;
}

bool less(const Value& a, const Value& b) {
  return feel::exact_order(a, b) < 0;
}

/// A value strictly between two, if the grain leaves one.
std::optional<Value> between(const std::optional<Value>& low, const std::optional<Value>& high,
                             Grain grain) {
  if (!low && !high) return std::nullopt;
  if (!low) return step_from(*high, grain, -1);
  Value next = step_from(*low, grain, 1);
  if (!high || less(next, *high)) return next;
  if (low->kind() == Kind::date || grain != Grain::none) return std::nullopt;
  const auto sum = fugong::add(low->number(), high->number());
  const auto middle = sum ? fugong::divide(*sum, Decimal(2)) : std::nullopt;
  if (!middle || !less(*low, Value::of(*middle)) || !less(Value::of(*middle), *high))
    return std::nullopt;
  return Value::of(*middle);
}

/// Numbers and dates: each cut, and what lies between them and beyond.
std::vector<Piece> ordered_pieces(const Column& column, List cuts) {
  if (column.least) cuts.push_back(*column.least);
  if (column.greatest) cuts.push_back(*column.greatest);
  std::sort(cuts.begin(), cuts.end(), less);
  cuts.erase(std::unique(cuts.begin(), cuts.end(),
                         [](const Value& a, const Value& b) { return !less(a, b); }),
             cuts.end());
  std::vector<Piece> made;
  const auto gap = [&](const std::optional<Value>& low, const std::optional<Value>& high) {
    if (const auto sample = between(low, high, column.grain)) {
      made.push_back({*sample, Domain::within({low, high, false, false})});
    }
  };
  std::optional<Value> before = column.least;
  for (const Value& cut : cuts) {
    if ((column.least && less(cut, *column.least)) ||
        (column.greatest && less(*column.greatest, cut)))
      continue;
    if (!column.least || less(*column.least, cut)) gap(before, cut);
    const bool whole = cut.kind() != Kind::number || column.grain == Grain::none ||
                       cut.number().scale() <= (column.grain == Grain::cent ? 2 : 0);
    if (whole) made.push_back({cut, Domain::one_of({cut})});
    before = cut;
  }
  if (before && !(column.greatest && !less(*before, *column.greatest)))
    gap(before, column.greatest);
  return made;
}

}  // namespace

std::vector<Piece> pieces(const Column& column, const List& cuts) {
  List fitting;
  const auto fits = [&](const Value& cut) {
    switch (column.kind) {
      case K::boolean:
        return cut.kind() == Kind::boolean;
      case K::number:
        return cut.kind() == Kind::number;
      case K::string:
        return cut.kind() == Kind::string;
      case K::date:
        return cut.kind() == Kind::date;
      default:
        return false;
    }
  };
  for (const Value& cut : cuts) {
    if (fits(cut) && !is_among(fitting, cut)) fitting.push_back(cut);
  }
  std::vector<Piece> made;
  const auto one = [&](const Value& value) { made.push_back({value, Domain::one_of({value})}); };
  if (column.listed) {
    List others;
    for (const Value& value : column.values) {
      if (is_among(fitting, value)) {
        one(value);
      } else {
        others.push_back(value);
      }
    }
    if (others.size() <= kFewValues) {
      for (const Value& other : others)
        one(other);
    } else {
      made.push_back({others.front(), Domain::one_of(others)});
    }
  } else if (column.kind == K::string) {
    for (const Value& cut : fitting)
      one(cut);
    made.push_back({Value::of(kAnotherText), Domain()});
  } else if (column.kind == K::number || column.kind == K::date) {
    made = ordered_pieces(column, std::move(fitting));
    if (made.empty() && !column.least && !column.greatest) {
      const Value any =
          column.kind == K::number ? Value::of(1) : Value::of(*Date::from_civil(2020, 2, 21));
      made.push_back({any, Domain()});
    }
  }
  if (column.may_be_null && !made.empty()) made.push_back({Value(), Domain::one_of({Value()})});
  return made;
}

Domain domain_of(const Column& column) {
  Domain domain;
  if (column.listed) {
    domain = Domain::one_of(column.values);
  } else if ((column.kind == K::number || column.kind == K::date) &&
             (column.least || column.greatest)) {
    domain = Domain::within({column.least, column.greatest, true, true});
  }
  if (!column.may_be_null || domain.is_anything()) return domain;
  return Domain::hull(domain, Domain::one_of({Value()}));
}

}  // namespace fugong::proof
