// Domain: what an unknown value may turn out to be.
//
//   Domain d = Domain::within({Value::of(0), Value::of(1000), true, true});
//   Value v = Value::unknown({7}, d);          // unknown, but between 0 and 1000
//   v.domain().least()                          // 0
//   Value::unknown({7}, Domain::one_of({Value::of(5)}))   // known: 5
//
// A domain is anything (nothing is promised, it may even be null), at most kMaxCandidates values
// (null may be among them), or an interval of numbers, dates or durations (never null). It is
// always an over-approximation: every value that the unknown may take lies in it, but not all that
// lies in it need be possible. A set that would grow beyond the limit becomes the interval around
// it, or anything.
//
// An end that is left out means "as far as facts go": kFarNumber and its like below. So arithmetic
// has ends to work with and says "anything" where a result could overflow, instead of claiming
// what the largest decimals would overturn.
//
// Immutable, a pointer's size, safe to read from many threads.
#pragma once

#include <memory>
#include <optional>

#include "engines/feel/value.hpp"

namespace fugong::feel {

inline constexpr std::size_t kMaxCandidates = 64;

// How far an end that was left out reaches, in size. Facts beyond these are not promised anything.
inline constexpr int kFarNumberExponent = 1000;                     ///< 10^1000
inline constexpr std::int64_t kFarDays = 36'000'000;                ///< years around ±98,000
inline constexpr std::int64_t kFarMonths = 12'000'000;              ///< a million years
inline constexpr std::int64_t kFarSeconds = 1'000'000'000'000'000;  ///< thirty million years

class Domain {
 public:
  Domain() = default;  ///< anything
  /// One of these values. None at all, or an unknown among them (also inside): anything.
  static Domain one_of(List values);
  /// Numbers, dates or durations inside the range; an interval without any value, or of another
  /// kind: anything. Ends of dates and durations are kept closed (the day after an open end).
  static Domain within(const Range& range);
  /// The truth values that a condition may take.
  static Domain truths(bool may_be_true, bool may_be_false, bool may_be_null);
  /// What a value may be: itself if it is known.
  static Domain of(const Value& value);
  /// The least domain that holds both (as far as domains go).
  static Domain hull(const Domain& a, const Domain& b);

  bool is_anything() const { return data_ == nullptr; }
  bool is_interval() const;
  /// Without repeats, in no promised order; empty unless it is a set.
  const List& candidates() const;

  /// No value of it is less (greater) than this, also of a set of one ordered kind; empty where
  /// there is no such value or it was left out.
  std::optional<Value> least() const;
  std::optional<Value> greatest() const;
  /// Whether that end itself may be taken.
  bool least_included() const;
  bool greatest_included() const;
  /// Whether the known value lies in it.
  bool may_be(const Value& value) const;

  /// As an interval with both ends said (those left out, as far as they reach); empty if it is
  /// anything or a set that isn't of one kind of number, date or duration. For arithmetic.
  std::optional<Range> interval() const;
  /// Its values if they are few: a set, or an interval of at most kMaxCandidates days.
  std::optional<List> values() const;

  /// The same values, said in the same way.
  friend bool operator==(const Domain& a, const Domain& b);

 private:
  struct Data;
  explicit Domain(std::shared_ptr<const Data> data) : data_(std::move(data)) {}
  std::shared_ptr<const Data> data_;
};

/// The order of numbers, dates and durations to the last nanosecond (compare() stops at seconds);
/// both of one of those kinds.
int exact_order(const Value& a, const Value& b);
/// Whether nothing can tell the two apart: more than equal(), for which one moment in two zones is
/// one. Unknowns are the same if they come from the same facts and lie in the same domain.
bool same(const Value& a, const Value& b);
/// Whether numbers, dates and durations: what intervals can be of.
bool has_intervals(Kind kind);

}  // namespace fugong::feel
