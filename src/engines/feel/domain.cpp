#include "engines/feel/domain.hpp"

#include <algorithm>

#include "base/fault.hpp"

namespace fugong::feel {

struct Domain::Data {
  List candidates;  // empty: the interval
  Range interval;   // both ends said
};

bool has_intervals(Kind kind) {
  return kind == Kind::number || kind == Kind::date || kind == Kind::months_duration ||
         kind == Kind::seconds_duration;
}

int exact_order(const Value& a, const Value& b) {
  const auto sign = [](auto order) { return order < 0 ? -1 : order > 0 ? 1 : 0; };
  switch (a.kind()) {
    case Kind::number:
      return sign(a.number() <=> b.number());
    case Kind::date:
      return sign(a.date() <=> b.date());
    case Kind::months_duration:
      return sign(a.months_duration() <=> b.months_duration());
    case Kind::seconds_duration:
      return sign(a.seconds_duration() <=> b.seconds_duration());
    default:
      FUGONG_CHECK(false, "only numbers, dates and durations have intervals");
  }
}

bool same(const Value& a, const Value& b) {
  if (a.kind() != b.kind()) return false;
  switch (a.kind()) {
    case Kind::null:
      return true;
    case Kind::boolean:
      return a.boolean() == b.boolean();
    case Kind::string:
      return a.string() == b.string();
    case Kind::unknown:
      return a.sources() == b.sources() && a.domain() == b.domain();
    case Kind::function:
      return false;
    case Kind::list:  // there may be unknowns inside, which to_feel doesn't tell apart
      return std::equal(a.list().begin(), a.list().end(), b.list().begin(), b.list().end(), same);
    case Kind::context:
      return std::equal(a.context().begin(), a.context().end(), b.context().begin(),
                        b.context().end(), [](const auto& x, const auto& y) {
                          return x.first == y.first && same(x.second, y.second);
                        });
    default:
      return has_intervals(a.kind()) ? exact_order(a, b) == 0 : to_feel(a) == to_feel(b);
  }
}

bool operator==(const Domain& a, const Domain& b) {
  if (a.data_ == b.data_) return true;
  if (a.is_anything() || b.is_anything() || a.is_interval() != b.is_interval()) return false;
  if (!a.is_interval()) {
    return std::equal(a.candidates().begin(), a.candidates().end(), b.candidates().begin(),
                      b.candidates().end(), same);
  }
  const Range& x = a.data_->interval;
  const Range& y = b.data_->interval;
  return x.low_included == y.low_included && x.high_included == y.high_included &&
         same(*x.low, *y.low) && same(*x.high, *y.high);
}

namespace {

bool known_throughout(const Value& value) {
  switch (value.kind()) {
    case Kind::unknown:
      return false;
    case Kind::list:
      return std::all_of(value.list().begin(), value.list().end(), known_throughout);
    case Kind::context:
      return std::all_of(value.context().begin(), value.context().end(),
                         [](const auto& entry) { return known_throughout(entry.second); });
    default:
      return true;
  }
}

/// The end that stands for one that was left out.
Value far_end(Kind kind, int direction) {
  switch (kind) {
    case Kind::number:
      return Value::of(Decimal(direction, kFarNumberExponent));
    case Kind::date:
      return Value::of(Date::from_days(direction * kFarDays));
    case Kind::months_duration:
      return Value::of(MonthsDuration{direction * kFarMonths});
    default:
      return Value::of(SecondsDuration{direction * kFarSeconds, 0});
  }
}

/// Ends that arithmetic has carried some way from a far end still stand for none.
bool is_far(const Value& end) {
  const auto beyond = [](std::int64_t x, std::int64_t limit) { return x >= limit || x <= -limit; };
  switch (end.kind()) {
    case Kind::number:
      return end.number().abs() >= Decimal(1, kFarNumberExponent / 2);
    case Kind::date:
      return beyond(end.date().days(), kFarDays / 2);
    case Kind::months_duration:
      return beyond(end.months_duration().months, kFarMonths / 2);
    default:
      return beyond(end.seconds_duration().seconds, kFarSeconds / 2);
  }
}

/// The range with both ends said; whole days and months have closed ends.
std::optional<Range> closed_ends(const Range& range) {
  if (!range.low && !range.high) return std::nullopt;
  const Kind kind = range.low ? range.low->kind() : range.high->kind();
  if (!has_intervals(kind)) return std::nullopt;
  if (range.low && range.high && range.high->kind() != kind) return std::nullopt;
  Range full = range;
  if (!full.low) {
    full.low = far_end(kind, -1);
    full.low_included = true;
  }
  if (!full.high) {
    full.high = far_end(kind, 1);
    full.high_included = true;
  }
  if (kind == Kind::number) return full;
  const auto inwards = [&](const Value& end, int direction) {
    if (kind == Kind::date) return Value::of(end.date().plus_days(direction));
    if (kind == Kind::months_duration) {
      return Value::of(MonthsDuration{end.months_duration().months + direction});
    }
    return end;
  };
  if (!full.low_included) full.low = inwards(*full.low, 1);
  if (!full.high_included) full.high = inwards(*full.high, -1);
  full.low_included = full.high_included = true;
  return full;
}

Range around(const Range& a, const Range& b) {
  Range both = a;
  const int low = exact_order(*b.low, *a.low);
  if (low < 0) both.low = b.low;
  if (low <= 0) both.low_included = b.low_included || (low == 0 && a.low_included);
  const int high = exact_order(*b.high, *a.high);
  if (high > 0) both.high = b.high;
  if (high >= 0) both.high_included = b.high_included || (high == 0 && a.high_included);
  return both;
}

std::optional<Range> around_all(const List& values) {
  if (values.empty() || !has_intervals(values[0].kind())) return std::nullopt;
  Range range{values[0], values[0], true, true};
  for (const Value& value : values) {
    if (value.kind() != values[0].kind()) return std::nullopt;
    if (exact_order(value, *range.low) < 0) range.low = value;
    if (exact_order(value, *range.high) > 0) range.high = value;
  }
  return range;
}

}  // namespace

Domain Domain::one_of(List values) {
  List distinct;
  for (Value& value : values) {
    if (!known_throughout(value)) return {};
    const bool seen = std::any_of(distinct.begin(), distinct.end(),
                                  [&](const Value& other) { return same(other, value); });
    if (seen) continue;
    if (distinct.size() == kMaxCandidates) {
      const auto range = around_all(values);
      return range ? within(*range) : Domain();
    }
    distinct.push_back(value);
  }
  if (distinct.empty()) return {};
  return Domain(std::make_shared<const Data>(Data{std::move(distinct), {}}));
}

Domain Domain::within(const Range& range) {
  auto full = closed_ends(range);
  if (!full) return {};
  const int order = exact_order(*full->low, *full->high);
  if (order > 0) return {};
  if (order == 0) {
    if (!full->low_included || !full->high_included) return {};
    return one_of({*full->low});
  }
  return Domain(std::make_shared<const Data>(Data{{}, *std::move(full)}));
}

Domain Domain::truths(bool may_be_true, bool may_be_false, bool may_be_null) {
  static const std::vector<Domain> kAll = [] {
    std::vector<Domain> all(1);
    for (unsigned mask = 1; mask < 8; ++mask) {
      List values;
      if ((mask & 1U) != 0) values.push_back(Value::of(true));
      if ((mask & 2U) != 0) values.push_back(Value::of(false));
      if ((mask & 4U) != 0) values.emplace_back();
      all.push_back(one_of(std::move(values)));
    }
    return all;
  }();
  return kAll[(may_be_true ? 1U : 0U) + (may_be_false ? 2U : 0U) + (may_be_null ? 4U : 0U)];
}

Domain Domain::of(const Value& value) {
  return value.is_unknown() ? value.domain() : one_of({value});
}

Domain Domain::hull(const Domain& a, const Domain& b) {
  if (a.data_ == b.data_) return a;
  if (a.is_anything() || b.is_anything()) return {};
  if (!a.is_interval() && !b.is_interval()) {
    List both = a.candidates();
    both.insert(both.end(), b.candidates().begin(), b.candidates().end());
    return one_of(std::move(both));
  }
  const auto x = a.interval();
  const auto y = b.interval();
  if (!x || !y || x->low->kind() != y->low->kind()) return {};
  return within(around(*x, *y));
}

bool Domain::is_interval() const {
  return data_ != nullptr && data_->candidates.empty();
}

const List& Domain::candidates() const {
  static const List kNone;
  return data_ != nullptr ? data_->candidates : kNone;
}

std::optional<Range> Domain::interval() const {
  if (data_ == nullptr) return std::nullopt;
  return is_interval() ? std::optional(data_->interval) : around_all(data_->candidates);
}

std::optional<List> Domain::values() const {
  if (data_ == nullptr) return std::nullopt;
  if (!is_interval()) return data_->candidates;
  const Range& range = data_->interval;
  if (range.low->kind() != Kind::date) return std::nullopt;
  const std::int64_t first = range.low->date().days();
  const std::int64_t last = range.high->date().days();
  if (last - first >= static_cast<std::int64_t>(kMaxCandidates)) return std::nullopt;
  List days;
  for (std::int64_t day = first; day <= last; ++day)
    days.push_back(Value::of(Date::from_days(day)));
  return days;
}

std::optional<Value> Domain::least() const {
  const auto range = interval();
  return range && !is_far(*range->low) ? range->low : std::nullopt;
}
std::optional<Value> Domain::greatest() const {
  const auto range = interval();
  return range && !is_far(*range->high) ? range->high : std::nullopt;
}
bool Domain::least_included() const {
  return data_ != nullptr && (!is_interval() || data_->interval.low_included);
}
bool Domain::greatest_included() const {
  return data_ != nullptr && (!is_interval() || data_->interval.high_included);
}

bool Domain::may_be(const Value& value) const {
  if (data_ == nullptr) return true;
  if (!is_interval()) {
    return std::any_of(data_->candidates.begin(), data_->candidates.end(),
                       [&](const Value& candidate) { return same(candidate, value); });
  }
  const Range& range = data_->interval;
  if (value.kind() != range.low->kind()) return false;
  const int low = exact_order(value, *range.low);
  const int high = exact_order(value, *range.high);
  return (low > 0 || (low == 0 && range.low_included)) &&
         (high < 0 || (high == 0 && range.high_included));
}

}  // namespace fugong::feel
