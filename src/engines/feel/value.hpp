// Value: any value of the FEEL language (DMN 1.5, 10.3.2), and "unknown", which the standard lacks.
//
//   Value v = Value::of(Decimal(315, -2));
//   v.kind() == Kind::number; v.number().to_string() == "3.15"
//
// Null is an answer ("there is none"). Unknown is the absence of one: a fact not yet given. It
// carries the facts that it comes from, so that a check can say what to ask next, and the domain
// in which its value will lie (engines/feel/domain.hpp). Only the policy profile produces unknowns.
//
// Immutable, cheap to copy (24 bytes; big parts are shared), safe to read from many threads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/date.hpp"
#include "base/decimal.hpp"
#include "base/fault.hpp"
#include "engines/feel/temporal.hpp"

namespace fugong::feel {

enum class Kind : std::uint8_t {
  null,
  unknown,
  boolean,
  number,
  string,
  date,
  time,
  date_time,
  months_duration,
  seconds_duration,
  range,
  list,
  context,
  function
};

/// Bytes of a text that an operator or a built-in may make; beyond is null.
inline constexpr std::size_t kMaxTextBytes = std::size_t{1} << 20;

class Value;
class Domain;
struct Range;

/// Ordered entries with distinct keys.
using Context = std::vector<std::pair<std::string, Value>>;
using List = std::vector<Value>;

/// A function as a value. The interpreter (engines/decision) derives from it.
class Function {
 public:
  virtual ~Function() = default;
  virtual const std::vector<std::string>& parameters() const = 0;
  virtual Value call(std::span<const Value> arguments) const = 0;
};

/// Where an unknown comes from: ids of facts (given by whoever made it), sorted, without repeats.
using Sources = std::vector<std::uint16_t>;

class Value {
 public:
  Value() = default;                      ///< null
  static Value unknown(Sources sources);  ///< it may be anything
  /// Unknown within a domain. A domain of one value leaves nothing open: that value, known.
  static Value unknown(Sources sources, const Domain& domain);
  /// Unknown from either of two (each may be known: then it adds nothing); it may be anything.
  static Value unknown_from(const Value& a, const Value& b);
  static Value of(bool v) { return Value(Data(v)); }
  static Value of(const Decimal& v) { return Value(Data(v)); }
  static Value of(std::int64_t v) { return of(Decimal(v)); }
  static Value of(int v) { return of(std::int64_t{v}); }
  static Value of(std::string v);
  static Value of(std::string_view v) { return of(std::string(v)); }
  static Value of(const char* v) { return of(std::string(v)); }
  static Value of(Date v) { return Value(Data(v)); }
  static Value of(Time v);
  static Value of(DateTime v);
  static Value of(MonthsDuration v);
  static Value of(SecondsDuration v);
  static Value of(Range v);
  static Value of(List v);
  static Value of(Context v);
  static Value of(std::shared_ptr<const Function> v);

  Kind kind() const { return data_.index() < kSmall ? kKinds[data_.index()] : large_kind(); }
  bool is_null() const { return data_.index() == 0; }
  bool is_unknown() const { return data_.index() == 1; }
  bool is_true() const {
    const bool* truth = std::get_if<bool>(&data_);
    return truth != nullptr && *truth;
  }
  bool is_false() const {
    const bool* truth = std::get_if<bool>(&data_);
    return truth != nullptr && !*truth;
  }

  // Each needs its kind (checked).
  const Sources& sources() const;
  const Domain& domain() const;
  bool boolean() const { return small<bool>("a boolean"); }
  const Decimal& number() const { return small<Decimal>("a number"); }
  const std::string& string() const {
    return *small<std::shared_ptr<const std::string>>("a string");
  }
  Date date() const { return small<Date>("a date"); }
  const Time& time() const;
  const DateTime& date_time() const;
  MonthsDuration months_duration() const;
  SecondsDuration seconds_duration() const;
  const Range& range() const;
  const List& list() const;
  const Context& context() const;
  const Function& function() const;

  /// The entry of a context, null if absent.
  const Value* find(std::string_view key) const;

 private:
  struct Unknown;
  struct Large;  // what is rare: times, ranges, lists, contexts, functions
  // Few alternatives, so that the compiler sees through a copy.
  using Data = std::variant<std::monostate, std::shared_ptr<const Unknown>, bool, Decimal,
                            std::shared_ptr<const std::string>, Date, MonthsDuration,
                            SecondsDuration, std::shared_ptr<const Large>>;
  static constexpr std::size_t kSmall = std::variant_size_v<Data> - 1;
  static constexpr Kind kKinds[kSmall] = {
      Kind::null,   Kind::unknown, Kind::boolean,         Kind::number,
      Kind::string, Kind::date,    Kind::months_duration, Kind::seconds_duration};
  template <class T>
  const T& small(const char* why) const {
    const T* value = std::get_if<T>(&data_);
    FUGONG_CHECK(value != nullptr, why);
    return *value;
  }
  Kind large_kind() const;
  template <class T>
  const T& large(Kind kind, const char* why) const;
  template <class T>
  static Value of_large(Kind kind, T value);
  explicit Value(Data data) : data_(std::move(data)) {}
  Data data_;
};

/// An interval, or one side of it: an absent end is unbounded.
struct Range {
  std::optional<Value> low;
  std::optional<Value> high;
  bool low_included = false;
  bool high_included = false;
};

/// The value as a FEEL literal that reads back to it ("\"a\"", "date(\"2020-02-21\")" is written
/// @"2020-02-21"); functions and unknowns as "function" and "unknown". For people and golden files.
std::string to_feel(const Value& value);
/// FEEL's string(): like to_feel but a string is itself and temporal values are bare.
std::string to_display(const Value& value);

// The comparisons of the standard, three-valued: null means "can't be compared". Neither argument
// may be unknown (the interpreter lifts). Equality of different kinds is null, with null it is
// false, null = null is true; lists are ordered, contexts are not.
Value equal(const Value& a, const Value& b);
/// -1, 0, 1; empty if the kinds have no common order.
std::optional<int> compare(const Value& a, const Value& b);
/// x in range; null if it can't be compared.
Value contains(const Range& range, const Value& x);

// Arithmetic of the standard on numbers, strings (+), dates, times and durations. Null where the
// operation isn't defined, overflows or divides by zero. Not for unknowns.
Value add(const Value& a, const Value& b);
Value subtract(const Value& a, const Value& b);
Value multiply(const Value& a, const Value& b);
Value divide(const Value& a, const Value& b);
Value power(const Value& a, const Value& b);
Value negate(const Value& a);

/// A property of a date, time, duration or range (year, month, day, weekday, hour, minute, second,
/// "time offset", timezone, years, months, days, hours, minutes, seconds, start, end,
/// "start included", "end included"); empty if that kind doesn't have it.
std::optional<Value> property(const Value& value, std::string_view name);

}  // namespace fugong::feel
