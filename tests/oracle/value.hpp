// Values of the oracle, read from the text of what the product holds, and their comparison as DMN
// 1.5 has it (10.3.2.13): null where two can't be compared.
#pragma once

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <variant>
#include <vector>

#include "engines/feel/domain.hpp"
#include "engines/feel/value.hpp"
#include "oracle/calendar.hpp"
#include "oracle/fraction.hpp"

namespace fugong::oracle {

/// What the oracle has no voice on. Caught by whoever asks it, counted and reported.
struct NotCovered : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct Months {
  std::int64_t count = 0;
  friend auto operator<=>(const Months&, const Months&) = default;
};

struct Seconds {
  std::int64_t count = 0;
  friend auto operator<=>(const Seconds&, const Seconds&) = default;
};

struct Value;
using List = std::vector<Value>;

/// A context: of each name the value at the same place.
struct Record {
  std::vector<std::string> names;
  std::vector<Value> values;
};

/// An end that is left out has no value.
struct Span {
  std::vector<Value> low;
  std::vector<Value> high;
  bool low_included = false;
  bool high_included = false;
};

struct Null {};

struct Value {
  std::variant<Null, bool, Fraction, std::string, Day, Months, Seconds, List, Span, Record> of;

  template <class T>
  const T* get() const {
    return std::get_if<T>(&of);
  }
  bool is_null() const { return get<Null>() != nullptr; }
  bool is(bool truth) const { return get<bool>() != nullptr && *get<bool>() == truth; }
};

/// From a value of the product, through its text.
Value read(const feel::Value& value);
std::string text_of(const Value& value);

/// true, false, or empty for null.
using Truth = std::optional<bool>;
Value value_of(Truth truth);
Truth truth_of(const Value& value);
Truth both(Truth a, Truth b);
Truth either(Truth a, Truth b);
Truth negation(Truth a);

Truth equal(const Value& a, const Value& b);
/// -1, 0, 1; empty if they have no common order.
std::optional<int> order(const Value& a, const Value& b);
Truth inside(const Value& x, const Span& span);

/// Nothing can tell the two apart.
bool identical(const Value& a, const Value& b);
/// Whether the product, which may not know the value, allows it to be this one.
bool allowed_by(const feel::Value& claim, const Value& value);

}  // namespace fugong::oracle
