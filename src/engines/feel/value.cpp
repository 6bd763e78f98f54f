#include "engines/feel/value.hpp"

#include <algorithm>

#include "base/fault.hpp"
#include "base/text.hpp"
#include "engines/feel/domain.hpp"

namespace fugong::feel {

struct Value::Unknown {
  Sources sources;
  Domain domain;
};

struct Value::Large {
  Kind kind;
  std::variant<Time, DateTime, Range, List, Context, std::shared_ptr<const Function>> value;
};

Kind Value::large_kind() const {
  return std::get<std::shared_ptr<const Large>>(data_)->kind;
}

template <class T>
Value Value::of_large(Kind kind, T value) {
  return Value(Data(std::make_shared<const Large>(Large{kind, std::move(value)})));
}

template <class T>
const T& Value::large(Kind is, const char* why) const {
  FUGONG_CHECK(kind() == is, why);
  return std::get<T>(std::get<std::shared_ptr<const Large>>(data_)->value);
}

Value Value::unknown(Sources sources) {
  return Value(Data(std::in_place_index<1>,
                    std::make_shared<const Unknown>(Unknown{std::move(sources), {}})));
}

Value Value::unknown(Sources sources, const Domain& domain) {
  if (domain.candidates().size() == 1) return domain.candidates()[0];
  return Value(Data(std::in_place_index<1>,
                    std::make_shared<const Unknown>(Unknown{std::move(sources), domain})));
}

Value Value::unknown_from(const Value& a, const Value& b) {
  const auto alone = [](const Value& x) {
    return x.domain().is_anything() ? x : unknown(x.sources());
  };
  if (!b.is_unknown()) return a.is_unknown() ? alone(a) : unknown({});
  if (!a.is_unknown()) return alone(b);
  const Sources& x = a.sources();
  const Sources& y = b.sources();
  if (x == y) return alone(a);
  Sources merged;
  std::set_union(x.begin(), x.end(), y.begin(), y.end(), std::back_inserter(merged));
  return unknown(std::move(merged));
}

Value Value::of(std::string v) {
  return Value(Data(std::make_shared<const std::string>(std::move(v))));
}
Value Value::of(Time v) {
  return of_large(Kind::time, std::move(v));
}
Value Value::of(DateTime v) {
  return of_large(Kind::date_time, std::move(v));
}
Value Value::of(MonthsDuration v) {
  return Value(Data(v));
}
Value Value::of(SecondsDuration v) {
  return Value(Data(v));
}
Value Value::of(Range v) {
  return of_large(Kind::range, std::move(v));
}
Value Value::of(List v) {
  return of_large(Kind::list, std::move(v));
}
Value Value::of(Context v) {
  return of_large(Kind::context, std::move(v));
}
Value Value::of(std::shared_ptr<const Function> v) {
  return of_large(Kind::function, std::move(v));
}

const Sources& Value::sources() const {
  return small<std::shared_ptr<const Unknown>>("unknown")->sources;
}
const Domain& Value::domain() const {
  return small<std::shared_ptr<const Unknown>>("unknown")->domain;
}
const Time& Value::time() const {
  return large<Time>(Kind::time, "a time");
}
const DateTime& Value::date_time() const {
  return large<DateTime>(Kind::date_time, "a date and time");
}
MonthsDuration Value::months_duration() const {
  return small<MonthsDuration>("a months duration");
}
SecondsDuration Value::seconds_duration() const {
  return small<SecondsDuration>("a seconds duration");
}
const Range& Value::range() const {
  return large<Range>(Kind::range, "a range");
}
const List& Value::list() const {
  return large<List>(Kind::list, "a list");
}
const Context& Value::context() const {
  return large<Context>(Kind::context, "a context");
}
const Function& Value::function() const {
  return *large<std::shared_ptr<const Function>>(Kind::function, "a function");
}

const Value* Value::find(std::string_view key) const {
  if (kind() != Kind::context) return nullptr;
  for (const auto& [name, value] : context()) {
    if (name == key) return &value;
  }
  return nullptr;
}

namespace {

void append_quoted(std::string& out, std::string_view text) {
  out += '"';
  for (const char c : text) {
    switch (c) {
      case '"':
        out += "\\\"";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\t':
        out += "\\t";
        break;
      default:
        out += c;
    }
  }
  out += '"';
}

std::string range_text(const Range& range) {
  std::string out = range.low_included ? "[" : "(";
  if (range.low) out += to_feel(*range.low);
  out += "..";
  if (range.high) out += to_feel(*range.high);
  return out + (range.high_included ? "]" : ")");
}

/// A key that can stand without quotes.
bool is_plain_key(std::string_view key) {
  if (key.empty() || (key[0] >= '0' && key[0] <= '9')) return false;
  return std::all_of(key.begin(), key.end(), [](char c) {
    return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  });
}

std::string context_text(const Context& context) {
  std::string out = "{";
  for (const auto& [name, value] : context) {
    if (out.size() > 1) out += ", ";
    if (is_plain_key(name)) {
      out += name;
    } else {
      append_quoted(out, name);
    }
    out += ": " + to_feel(value);
  }
  return out + "}";
}

std::string list_text(const List& list) {
  std::string out = "[";
  for (const Value& item : list) {
    if (out.size() > 1) out += ", ";
    out += to_feel(item);
  }
  return out + "]";
}

/// The text of a date, time or duration, without quotes; empty for other kinds.
std::string temporal_text(const Value& value) {
  switch (value.kind()) {
    case Kind::date:
      return value.date().to_string();
    case Kind::time:
      return to_string(value.time());
    case Kind::date_time:
      return to_string(value.date_time());
    case Kind::months_duration:
      return to_string(value.months_duration());
    case Kind::seconds_duration:
      return to_string(value.seconds_duration());
    default:
      return {};
  }
}

}  // namespace

std::string to_feel(const Value& value) {
  switch (value.kind()) {
    case Kind::null:
      return "null";
    case Kind::unknown:
      return "unknown";
    case Kind::boolean:
      return value.boolean() ? "true" : "false";
    case Kind::number:
      return value.number().to_string();
    case Kind::string: {
      std::string out;
      append_quoted(out, value.string());
      return out;
    }
    case Kind::range:
      return range_text(value.range());
    case Kind::list:
      return list_text(value.list());
    case Kind::context:
      return context_text(value.context());
    case Kind::function:
      return "function";
    default:
      return "@\"" + temporal_text(value) + "\"";
  }
}

std::string to_display(const Value& value) {
  if (value.kind() == Kind::string) return value.string();
  std::string temporal = temporal_text(value);
  return temporal.empty() ? to_feel(value) : temporal;
}

namespace {

int sign(std::strong_ordering order) {
  return order < 0 ? -1 : order > 0 ? 1 : 0;
}

/// Seconds of a time of day for comparison: shifted to UTC if zoned.
std::optional<std::int64_t> time_key(const Time& time) {
  if (time.zone.kind == Zone::Kind::local) return time.second_of_day;
  const auto offset = offset_at(time.zone, Date(), time.second_of_day);
  if (!offset) return std::nullopt;
  return time.second_of_day - *offset;
}

/// Local values compare by their reading, zoned ones by the instant; never one with the other.
std::optional<int> compare_date_times(const DateTime& a, const DateTime& b) {
  const bool a_local = a.time.zone.kind == Zone::Kind::local;
  const bool b_local = b.time.zone.kind == Zone::Kind::local;
  if (a_local != b_local) return std::nullopt;
  if (a_local) {
    if (a.date != b.date) return sign(a.date <=> b.date);
    return sign(a.time.second_of_day <=> b.time.second_of_day);
  }
  const auto x = to_instant(a);
  const auto y = to_instant(b);
  if (!x || !y) return std::nullopt;
  return sign(*x <=> *y);
}

std::optional<int> compare_times(const Time& a, const Time& b) {
  if ((a.zone.kind == Zone::Kind::local) != (b.zone.kind == Zone::Kind::local)) return std::nullopt;
  const auto x = time_key(a);
  const auto y = time_key(b);
  if (!x || !y) return std::nullopt;
  return sign(*x <=> *y);
}

}  // namespace

std::optional<int> compare(const Value& a, const Value& b) {
  if (a.kind() != b.kind()) {
    // A date stands for its midnight beside a date and time without zone.
    if (a.kind() == Kind::date && b.kind() == Kind::date_time) {
      return compare_date_times({a.date(), {}}, b.date_time());
    }
    if (a.kind() == Kind::date_time && b.kind() == Kind::date) {
      return compare_date_times(a.date_time(), {b.date(), {}});
    }
    return std::nullopt;
  }
  switch (a.kind()) {
    case Kind::number:
      return sign(a.number() <=> b.number());
    case Kind::string:
      return sign(a.string() <=> b.string());
    case Kind::date:
      return sign(a.date() <=> b.date());
    case Kind::time:
      return compare_times(a.time(), b.time());
    case Kind::date_time:
      return compare_date_times(a.date_time(), b.date_time());
    case Kind::months_duration:
      return sign(a.months_duration() <=> b.months_duration());
    case Kind::seconds_duration:
      return sign(a.seconds_duration().seconds <=> b.seconds_duration().seconds);
    default:
      return std::nullopt;
  }
}

namespace {

Value equal_ends(const std::optional<Value>& a, const std::optional<Value>& b) {
  if (!a || !b) return Value::of(!a && !b);
  return equal(*a, *b);
}

Value equal_ranges(const Range& a, const Range& b) {
  if (a.low_included != b.low_included || a.high_included != b.high_included)
    return Value::of(false);
  const Value low = equal_ends(a.low, b.low);
  const Value high = equal_ends(a.high, b.high);
  if (low.is_false() || high.is_false()) return Value::of(false);
  if (low.is_null() || high.is_null()) return Value();
  return Value::of(true);
}

Value equal_lists(const List& a, const List& b) {
  if (a.size() != b.size()) return Value::of(false);
  Value result = Value::of(true);
  for (std::size_t i = 0; i < a.size(); ++i) {
    const Value same = equal(a[i], b[i]);
    if (same.is_false()) return same;
    if (same.is_null()) result = same;
  }
  return result;
}

Value equal_contexts(const Value& a, const Value& b) {
  if (a.context().size() != b.context().size()) return Value::of(false);
  Value result = Value::of(true);
  for (const auto& [name, value] : a.context()) {
    const Value* other = b.find(name);
    if (other == nullptr) return Value::of(false);
    const Value same = equal(value, *other);
    if (same.is_false()) return same;
    if (same.is_null()) result = same;
  }
  return result;
}

}  // namespace

Value equal(const Value& a, const Value& b) {
  if (a.is_null() || b.is_null()) return Value::of(a.is_null() && b.is_null());
  if (a.kind() != b.kind()) return Value();
  switch (a.kind()) {
    case Kind::boolean:
      return Value::of(a.boolean() == b.boolean());
    case Kind::range:
      return equal_ranges(a.range(), b.range());
    case Kind::list:
      return equal_lists(a.list(), b.list());
    case Kind::context:
      return equal_contexts(a, b);
    case Kind::function:
      return Value::of(&a.function() == &b.function());
    default: {
      const auto order = compare(a, b);
      return order ? Value::of(*order == 0) : Value();
    }
  }
}

Value contains(const Range& range, const Value& x) {
  Value result = Value::of(true);
  if (range.low) {
    const auto order = compare(x, *range.low);
    if (!order) {
      result = Value();
    } else if (*order < 0 || (*order == 0 && !range.low_included)) {
      return Value::of(false);
    }
  }
  if (range.high) {
    const auto order = compare(x, *range.high);
    if (!order) return Value();
    if (*order > 0 || (*order == 0 && !range.high_included)) return Value::of(false);
  }
  return result;
}

}  // namespace fugong::feel
