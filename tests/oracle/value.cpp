#include "oracle/value.hpp"

#include <algorithm>

namespace fugong::oracle {

Value read(const feel::Value& value) {
  using feel::Kind;
  switch (value.kind()) {
    case Kind::null:
      return {};
    case Kind::boolean:
      return {value.boolean()};
    case Kind::number: {
      const std::string text = value.number().to_string();
      const auto number = read_fraction(text);
      if (!number) throw std::logic_error("a number that can't be read: " + text);
      return {*number};
    }
    case Kind::string:
      return {value.string()};
    case Kind::date: {
      const std::string text = value.date().to_string();
      const auto day = read_day(text);
      if (!day) throw std::logic_error("a day that can't be read: " + text);
      if (day->year > kFarthestYear || day->year < -kFarthestYear) {
        throw NotCovered("a day too far away");
      }
      return {*day};
    }
    case Kind::months_duration:
      return {Months{value.months_duration().months}};
    case Kind::seconds_duration:
      if (value.seconds_duration().nanos != 0) throw NotCovered("parts of a second");
      return {Seconds{value.seconds_duration().seconds}};
    case Kind::list: {
      List items;
      for (const feel::Value& item : value.list())
        items.push_back(read(item));
      return {std::move(items)};
    }
    case Kind::range: {
      const feel::Range& range = value.range();
      Span span;
      if (range.low) span.low.push_back(read(*range.low));
      if (range.high) span.high.push_back(read(*range.high));
      span.low_included = range.low_included;
      span.high_included = range.high_included;
      return {std::move(span)};
    }
    case Kind::context: {
      Record record;
      for (const auto& [name, entry] : value.context()) {
        record.names.push_back(name);
        record.values.push_back(read(entry));
      }
      return {std::move(record)};
    }
    default:
      throw NotCovered("a value of this kind");
  }
}

std::string text_of(const Value& value) {
  if (value.is_null()) return "null";
  if (const auto* truth = value.get<bool>()) return *truth ? "true" : "false";
  if (const auto* number = value.get<Fraction>()) return text_of(*number);
  if (const auto* text = value.get<std::string>()) return "\"" + *text + "\"";
  if (const auto* day = value.get<Day>()) return text_of(*day);
  if (const auto* months = value.get<Months>()) return std::to_string(months->count) + " months";
  if (const auto* seconds = value.get<Seconds>()) return std::to_string(seconds->count) + " s";
  if (const auto* items = value.get<List>()) {
    std::string text = "[";
    for (const Value& item : *items)
      text += " " + text_of(item);
    return text + " ]";
  }
  if (const auto* span = value.get<Span>()) {
    return (span->low_included ? "[" : "(") + (span->low.empty() ? "" : text_of(span->low[0])) +
           ".." + (span->high.empty() ? "" : text_of(span->high[0])) +
           (span->high_included ? "]" : ")");
  }
  const Record& record = *value.get<Record>();
  std::string text = "{";
  for (std::size_t i = 0; i < record.names.size(); ++i)
    text += " " + record.names[i] + ": " + text_of(record.values[i]);
  return text + " }";
}

Value value_of(Truth truth) {
  return truth ? Value{*truth} : Value{};
}

Truth truth_of(const Value& value) {
  const bool* truth = value.get<bool>();
  return truth != nullptr ? Truth(*truth) : Truth();
}

Truth both(Truth a, Truth b) {
  if (a == false || b == false) return false;
  if (a == true && b == true) return true;
  return {};
}

Truth either(Truth a, Truth b) {
  if (a == true || b == true) return true;
  if (a == false && b == false) return false;
  return {};
}

Truth negation(Truth a) {
  return a ? Truth(!*a) : Truth();
}

Truth equal(const Value& a, const Value& b) {
  if (a.is_null() || b.is_null()) return a.is_null() && b.is_null();
  if (a.of.index() != b.of.index()) return {};
  if (const bool* truth = a.get<bool>()) return *truth == *b.get<bool>();
  if (a.get<Span>() != nullptr || a.get<Record>() != nullptr) {
    throw NotCovered("equality of ranges and contexts");
  }
  if (const List* items = a.get<List>()) {
    const List& others = *b.get<List>();
    if (items->size() != others.size()) return false;
    Truth all = true;
    for (std::size_t i = 0; i < items->size(); ++i)
      all = both(all, equal((*items)[i], others[i]));
    return all;
  }
  return order(a, b) == 0;
}

std::optional<int> order(const Value& a, const Value& b) {
  const auto sign = [](const auto& x, const auto& y) { return x < y ? -1 : y < x ? 1 : 0; };
  if (a.of.index() != b.of.index()) return {};
  if (const auto* number = a.get<Fraction>()) return sign(*number, *b.get<Fraction>());
  if (const auto* text = a.get<std::string>()) return sign(*text, *b.get<std::string>());
  if (const auto* day = a.get<Day>()) return sign(*day, *b.get<Day>());
  if (const auto* months = a.get<Months>()) return sign(*months, *b.get<Months>());
  if (const auto* seconds = a.get<Seconds>()) return sign(*seconds, *b.get<Seconds>());
  return {};
}

Truth inside(const Value& x, const Span& span) {
  Truth result = true;
  if (!span.low.empty()) {
    const auto at = order(x, span.low[0]);
    Truth fits;
    if (at) fits = *at > 0 || (*at == 0 && span.low_included);
    result = both(result, fits);
  }
  if (!span.high.empty()) {
    const auto at = order(x, span.high[0]);
    Truth fits;
    if (at) fits = *at < 0 || (*at == 0 && span.high_included);
    result = both(result, fits);
  }
  return result;
}

bool identical(const Value& a, const Value& b) {
  if (a.of.index() != b.of.index()) return false;
  if (const List* items = a.get<List>()) {
    return std::equal(items->begin(), items->end(), b.get<List>()->begin(), b.get<List>()->end(),
                      identical);
  }
  if (const Record* record = a.get<Record>()) {
    const Record& other = *b.get<Record>();
    return record->names == other.names &&
           std::equal(record->values.begin(), record->values.end(), other.values.begin(),
                      other.values.end(), identical);
  }
  return equal(a, b) == true;
}

bool allowed_by(const feel::Value& claim, const Value& value) {
  if (!claim.is_unknown()) return identical(read(claim), value);
  const feel::Domain& domain = claim.domain();
  if (domain.is_anything()) return true;
  if (!domain.is_interval()) {
    const feel::List& candidates = domain.candidates();
    return std::any_of(candidates.begin(), candidates.end(),
                       [&](const feel::Value& each) { return identical(read(each), value); });
  }
  const auto fits = [&](const std::optional<feel::Value>& end, int side, bool included) {
    if (!end) return true;
    const auto at = order(value, read(*end));
    return at && (*at == side || (*at == 0 && included));
  };
  return !value.is_null() && fits(domain.least(), 1, domain.least_included()) &&
         fits(domain.greatest(), -1, domain.greatest_included());
}

}  // namespace fugong::oracle
