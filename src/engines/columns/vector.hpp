// Vector: what a slot of a program comes to for each row of a block.
//
// A row's value is a code into a dictionary of values, or (code kNumber) the row's own number: a
// whole count of 10^-scale, of days, or of days between two days; or it isn't known but lies
// between two such numbers of the row. So facts of few different values
// and everything that follows from them are small whole numbers, and only sums of money and the
// like are worked with as numbers.
#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "engines/feel/value.hpp"

namespace fugong::columns {

using Code = std::uint16_t;
/// The row's number stands.
inline constexpr Code kNumber = 0;
/// Only the row interpreter can say: the value would be one of this row alone (an interval between
/// two of its numbers), or a number that whole counts don't hold.
inline constexpr Code kAsk = 1;
/// Values begin here; those of a truth with kFalse, kTrue.
inline constexpr Code kFirst = 2;
inline constexpr Code kFalse = 2;
inline constexpr Code kTrue = 3;

/// Values by their codes. A value has one code as long as nothing can tell it from its like
/// (feel::same).
class Dictionary {
 public:
  /// kAsk once 65,000 values have a code.
  Code intern(const feel::Value& value);
  /// A code of unknowns from these sources (of an unknown value) that lie between two numbers of
  /// their row, or are one of the two.
  Code intern_span(const feel::Value& sources, bool is_pair);
  bool is_span(Code code) const { return code >= kFirst && spans_[code - kFirst] != Span::none; }
  bool is_pair(Code code) const { return code >= kFirst && spans_[code - kFirst] == Span::pair; }
  /// Of a span: an unknown that says no more than its sources.
  const feel::Value& at(Code code) const;
  /// One more than the highest code.
  std::size_t end() const { return kFirst + values_.size(); }

 private:
  enum class Span : std::uint8_t { none, interval, pair };
  Code add(std::size_t hash, const feel::Value& value, Span span);
  std::vector<feel::Value> values_;
  std::vector<Span> spans_;
  std::unordered_multimap<std::size_t, Code> by_hash_;
};

/// What the numbers of a vector count.
enum class Unit : std::uint8_t {
  number,  ///< 10^-scale
  day,     ///< since 1970-01-01: a date
  days,    ///< between two dates: a days and time duration
};

/// An end of a span that lies as far as facts go (feel::kFarNumberExponent): -kFar, kFar.
inline constexpr std::int64_t kFar = std::int64_t{1} << 62;

/// Numbers without sign, each of so many bytes: 1, 2, 4 or 8.
struct Narrow {
  const void* at = nullptr;
  unsigned bytes = 0;
  std::int64_t operator[](std::size_t row) const;
};

struct Vector {
  bool constant = false;              ///< `codes` has one entry, which holds for every row
  std::vector<Code> codes;            ///< empty: every row is a number
  std::vector<std::int64_t> numbers;  ///< where any row is one; 0 in the others
  /// The same numbers as an input's column has them, but anything in rows without; `numbers` may
  /// be left out then, though not of what Batch::evaluate gives.
  Narrow narrow;
  std::vector<std::int64_t> divisors;  ///< the value is number / divisor, which is > 0; empty: 1
  /// Ends of the rows whose code is a span's, as counts like `numbers`; empty: there is none.
  std::vector<std::int64_t> lows;
  std::vector<std::int64_t> highs;
  Unit unit = Unit::number;
  int scale = 0;
  const Dictionary* dictionary = nullptr;
  /// No number is further from 0, and more than that is not known; less than 0: nobody has looked.
  mutable std::int64_t most = -1;
  std::int64_t most_divisor = kFar;  ///< no divisor is greater
  Code cells = 0;  ///< of a number cut into cells: how many codes they take before the dictionary's

  bool has_numbers() const { return !numbers.empty() || narrow.at != nullptr; }
  bool has_spans() const { return !lows.empty(); }
  Code code(std::size_t row) const {
    return constant ? codes[0] : codes.empty() ? kNumber : codes[row];
  }
  /// Not of a row with code kAsk.
  feel::Value value(std::size_t row) const;

 private:
  feel::Value span(std::size_t row) const;
};

/// A whole count as a value.
feel::Value value_of(std::int64_t number, Unit unit, int scale);
/// The count that a value is, of its own unit; empty for what has none, or that is not whole at
/// that scale.
bool count_of(const feel::Value& value, int scale, Unit& unit, std::int64_t& number);

}  // namespace fugong::columns
