#include "engines/wording/values.hpp"

#include <fmt/format.h>

#include <array>

#include "base/money.hpp"

namespace fugong::wording {

using feel::Kind;
using feel::Value;
using law::FactType;

Shape shape_of(const law::Fact& fact) {
  return {fact.type, fact.list, fact.unit};
}

Shape shape_of(law::Parameter::Type type) {
  switch (type) {
    case law::Parameter::Type::percent:
      return {FactType::percent, {}, {}};
    case law::Parameter::Type::money:
      return {FactType::money, {}, {}};
    case law::Parameter::Type::date:
      return {FactType::date, {}, {}};
    case law::Parameter::Type::number:
    case law::Parameter::Type::months:
      break;
  }
  return {};
}

Shape shape_of(const law::Parameter& parameter) {
  return shape_of(parameter.type);
}

Shape shape_of(const law::OpenTerm& term) {
  return shape_of(term.type);
}

Shape shape_of(const law::Lookup& lookup) {
  return {lookup.type, {}, {}};
}

Shape shape_of(const law::Definition& definition) {
  return {definition.shown_as, definition.list, {}};
}

std::string grouped(std::string_view digits) {
  const bool negative = digits.starts_with('-');
  if (negative) digits.remove_prefix(1);
  const std::size_t whole = std::min(digits.find('.'), digits.size());
  std::string out = negative ? "-" : "";
  for (std::size_t i = 0; i < whole; ++i) {
    if (i != 0 && (whole - i) % 3 == 0) out += ',';
    out += digits[i];
  }
  return out.append(digits.substr(whole));
}

namespace {

Text months_text(std::int64_t months) {
  if (months != 0 && months % 12 == 0) {
    const std::int64_t years = months / 12;
    return {fmt::format("{} 年", years), fmt::format("{} year{}", years, years == 1 ? "" : "s")};
  }
  return {fmt::format("{} 个月", months),
          fmt::format("{} month{}", months, months == 1 ? "" : "s")};
}

Text number_text(const Decimal& number, const Shape& shape) {
  if (shape.type == FactType::money) {
    if (const auto money = Money::from_yuan(number)) {
      const std::string digits = grouped(money->to_string());
      return {digits + " 元", digits + " yuan"};
    }
    // A step before rounding: more digits than fen.
    const auto shown = number.round(6, Rounding::half_up);
    const std::string digits = grouped((shown ? *shown : number).to_string());
    return {digits + " 元", digits + " yuan"};
  }
  if (shape.type == FactType::percent) return {number.to_string() + "%", number.to_string() + "%"};
  const std::string digits = grouped(number.to_string());
  const auto with_unit = [&](const std::string& unit) {
    return unit.empty() ? digits : digits + " " + unit;
  };
  return {with_unit(shape.unit.zh), with_unit(shape.unit.en)};
}

}  // namespace

Text display(const law::Rulebook& book, const Value& value, const Shape& shape) {
  switch (value.kind()) {
    case Kind::unknown:
      return {"尚不知道", "not known yet"};
    case Kind::null:
      return {"不适用", "does not apply"};
    case Kind::boolean:
      return value.boolean() ? Text{"是", "yes"} : Text{"否", "no"};
    case Kind::number:
      return number_text(value.number(), shape);
    case Kind::months_duration:
      return months_text(value.months_duration().months);
    case Kind::string:
      if (const auto* entry = book.find_entry(shape.list, value.string())) return entry->label;
      return {value.string(), value.string()};
    default: {
      const std::string text = feel::to_display(value);
      return {text, text};
    }
  }
}

Text display(const law::Rulebook& book, std::string_view written, law::Parameter::Type type) {
  using Type = law::Parameter::Type;
  if (type == Type::months) {
    if (const auto months = feel::parse_months_duration(written)) {
      return months_text(months->months);
    }
  } else if (type == Type::date) {
    if (const auto day = Date::parse(written)) return in_words(*day);
  } else if (const auto number = Decimal::parse(written)) {
    return display(book, Value::of(*number), shape_of(type));
  }
  return {std::string(written), std::string(written)};
}

Text in_words(Date date) {
  static constexpr std::array<const char*, 12> kMonths{
      "January", "February", "March",     "April",   "May",      "June",
      "July",    "August",   "September", "October", "November", "December"};
  return {fmt::format("{}年{}月{}日", date.year(), date.month(), date.day()),
          fmt::format("{} {} {}", date.day(), kMonths[static_cast<std::size_t>(date.month()) - 1],
                      date.year())};
}

Text in_words(const law::ImpreciseDate& date) {
  if (date.is_open()) return {"未定期限", "no set end"};
  const auto day = [](const std::optional<Date>& d) { return d ? in_words(*d) : Text{}; };
  const Text from = day(date.earliest);
  const Text to = day(date.latest);
  Text words;
  if (date.is_exact()) {
    words = from;
  } else if (date.earliest && date.latest) {
    words = {fmt::format("{}至{}之间的某日", from.zh, to.zh),
             fmt::format("some day from {} to {}", from.en, to.en)};
  } else if (date.earliest) {
    words = {fmt::format("{}或以后", from.zh), fmt::format("{} or later", from.en)};
  } else {
    words = {fmt::format("{}或以前", to.zh), fmt::format("{} or earlier", to.en)};
  }
  if (date.to_be_fixed.zh.empty()) return words;
  return {fmt::format("{}（{}）", date.to_be_fixed.zh, words.zh),
          fmt::format("{} ({})", date.to_be_fixed.en, words.en)};
}

Text in_words(law::Status status) {
  switch (status) {
    case law::Status::confirmed:
      return {};
    case law::Status::partly_confirmed:
      return {"部分核实", "partly confirmed"};
    case law::Status::from_memory:
      return {"凭记忆，未核实", "from memory, not confirmed"};
  }
  return {};
}

}  // namespace fugong::wording
