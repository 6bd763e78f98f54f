#include "desks/survey/shifted_roster.hpp"

#include <algorithm>

namespace fugong::survey {

using columns::Code;
using columns::kFirst;
using columns::kNumber;
using columns::Unit;
using feel::Kind;
using feel::Value;

namespace {

/// Days that a date may be, with room to step.
constexpr std::int64_t kFarthestDay = 3'000'000;
/// Digits of figures that none of a block has as a number of its own.
constexpr int kScale = 2;
/// As columns::Leaf has them.
constexpr std::int64_t kMostCount = std::int64_t{1} << 60;

/// A bound as a whole count at a scale.
std::int64_t bound(const std::optional<Decimal>& at, int scale, Rounding inwards,
                   std::int64_t otherwise) {
  const auto counted = at ? multiply(*at, Decimal(1, scale)) : std::nullopt;
  const auto whole = counted ? counted->round(0, inwards) : std::nullopt;
  return whole ? whole->to_int64().value_or(otherwise) : otherwise;
}

}  // namespace

std::optional<Value> step_on(const law::Fact& fact, const Decimal& step, const Value& value) {
  if (value.kind() == Kind::date) {
    const auto days = step.to_int64();
    if (!days || fact.type != law::FactType::date) return std::nullopt;
    const std::int64_t day = value.date().days() + *days;
    if (day > kFarthestDay || day < -kFarthestDay) return std::nullopt;
    return Value::of(Date::from_days(day));
  }
  if (value.kind() != Kind::number) return std::nullopt;
  const auto moved = add(value.number(), step);
  if (!moved || (fact.minimum && *moved < *fact.minimum) ||
      (fact.maximum && *moved > *fact.maximum)) {
    return std::nullopt;
  }
  return Value::of(*moved);
}

void step_on(const law::Rulebook& book, std::uint16_t fact, const Decimal& step,
             law::Subject& subject) {
  for (law::GivenFact& given : subject.facts) {
    if (given.fact != fact) continue;
    if (auto moved = step_on(book.facts()[fact], step, given.value)) {
      given.value = *std::move(moved);
    }
  }
  for (law::Subject& child : subject.children)
    step_on(book, fact, step, child);
}

const std::vector<law::KindRows>& ShiftedRoster::enter(std::size_t first, std::size_t count) {
  kinds_ = roster_.go_to(first, count);
  first_ = first;
  count_ = count;
  fact_.reset();
  return kinds_;
}

bool ShiftedRoster::shift(std::uint16_t fact, const Decimal& step) {
  const law::Fact& of = book_.facts()[fact];
  const auto& subjects = book_.source().subjects;
  std::size_t kind = 0;
  while (subjects[kind].name != of.subject)
    ++kind;
  fact_ = fact;
  step_ = step;
  leaf_ = {};
  shifted_.assign(kinds_[kind].rows(), 0);
  return roster_.read(fact, leaf_) && to_numbers(of, kinds_[kind].rows());
}

/// Writes the figures of the leaf one step on.
bool ShiftedRoster::to_numbers(const law::Fact& fact, std::size_t rows) {
  const bool is_date = fact.type == law::FactType::date;
  columns::Leaf& leaf = leaf_;
  if (leaf.numbers.empty()) {
    leaf.numbers.assign(rows, 0);
    leaf.unit = is_date ? Unit::day : Unit::number;
    leaf.scale = is_date ? 0 : kScale;
  }
  const int finer = is_date ? 0 : std::max(0, step_.scale() - leaf.scale);
  std::int64_t factor = 1;
  for (int digit = 0; digit < finer; ++digit)
    factor *= 10;
  const int scale = leaf.scale + finer;
  const std::int64_t farthest = is_date ? kFarthestDay : kMostCount;
  const std::int64_t step = bound(step_, scale, Rounding::half_up, 0);
  const std::int64_t least = bound(fact.minimum, scale, Rounding::ceiling, -farthest);
  const std::int64_t most = bound(fact.maximum, scale, Rounding::floor, farthest);
  // Every number of the leaf is of one scale, so a row that can't be at that scale holds up all.
  const auto fits = [factor](std::int64_t number) {
    return number <= kMostCount / factor && number >= -kMostCount / factor;
  };
  if (!std::all_of(leaf.numbers.begin(), leaf.numbers.end(), fits)) return false;
  leaf.scale = scale;
  bool any = false;
  for (std::size_t row = 0; row < rows; ++row) {
    const Code code = leaf.codes.empty() ? kNumber : leaf.codes[row];
    std::int64_t number = leaf.numbers[row] * factor;
    leaf.numbers[row] = number;
    Unit unit = leaf.unit;
    const bool counts =
        code == kNumber ||
        (code >= kFirst && columns::count_of(leaf.values[code - kFirst], scale, unit, number) &&
         unit == leaf.unit);
    if (!counts || number + step < least || number + step > most) continue;
    leaf.numbers[row] = number + step;
    if (!leaf.codes.empty()) leaf.codes[row] = kNumber;
    shifted_[row] = 1;
    any = true;
  }
  return any;
}

std::vector<law::KindRows> ShiftedRoster::go_to(std::size_t first, std::size_t count) {
  FUGONG_CHECK(first == first_ && count == count_, "the block that was entered");
  return kinds_;
}

bool ShiftedRoster::read(std::uint16_t fact, columns::Leaf& into) {
  if (fact_ != fact) return roster_.read(fact, into);
  into = leaf_;
  return true;
}

law::Subject ShiftedRoster::subject(std::size_t row) {
  law::Subject made = roster_.subject(row);
  if (fact_) step_on(book_, *fact_, step_, made);
  return made;
}

}  // namespace fugong::survey
