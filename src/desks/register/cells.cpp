#include "desks/register/cells.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/ascii.hpp"
#include "desks/register/credit_code.hpp"

namespace fugong::enterprise_register {
namespace {

using law::FactType;

constexpr std::array<Unit, 12> kUnits{{{"元", FactType::money, 0},
                                       {"千元", FactType::money, 3},
                                       {"万元", FactType::money, 4},
                                       {"百万元", FactType::money, 6},
                                       {"亿元", FactType::money, 8},
                                       {"分", FactType::money, -2},
                                       {"%", FactType::percent, 0},
                                       {"‰", FactType::percent, -1},
                                       {"fraction", FactType::percent, 2},
                                       {"人", FactType::integer, 0},
                                       {"万", std::nullopt, 4},
                                       {"1", std::nullopt, 0}}};

/// Takes digits from the front: exactly `width` of them, or one or two where width is 0.
std::optional<int> take_digits(std::string_view& text, std::size_t width) {
  std::size_t n = 0;
  const std::size_t most = width == 0 ? 2 : width;
  while (n < most && n < text.size() && is_digit(text[n]))
    ++n;
  if (n == 0 || (width != 0 && n != width)) return std::nullopt;
  int value = 0;
  for (std::size_t i = 0; i < n; ++i)
    value = value * 10 + (text[i] - '0');
  text.remove_prefix(n);
  return value;
}

std::optional<Date> match_day(std::string_view text, std::string_view format) {
  const bool fixed = format == "yyyymmdd";
  int year = 0;
  int month = 0;
  int day = 0;
  while (!format.empty()) {
    int* part = nullptr;
    std::size_t width = 0;
    if (format.starts_with("yyyy")) {
      part = &year;
      width = 4;
      format.remove_prefix(4);
    } else if (format.starts_with("mm") || format.starts_with("dd")) {
      part = format[0] == 'm' ? &month : &day;
      width = fixed ? 2 : 0;
      format.remove_prefix(2);
    }
    if (part != nullptr) {
      const auto value = take_digits(text, width);
      if (!value) return std::nullopt;
      *part = *value;
      continue;
    }
    if (text.empty() || text[0] != format[0]) return std::nullopt;
    text.remove_prefix(1);
    format.remove_prefix(1);
  }
  if (!text.empty()) return std::nullopt;
  return Date::from_civil(year, month, day);
}

/// Commas in groups of three only: "1,23" is nobody's number.
std::optional<std::string> without_grouping(std::string_view text) {
  if (text.find(',') == std::string_view::npos) return std::string(text);
  std::string out;
  const std::size_t point = std::min(text.find('.'), text.size());
  std::size_t since = 0;
  bool seen = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c != ',') {
      out += c;
      if (i < point && is_digit(c)) ++since;
      if (i < point && since > 3) return std::nullopt;
      continue;
    }
    if (i > point || since == 0 || (seen && since != 3)) return std::nullopt;
    seen = true;
    since = 0;
  }
  if (since != 3) return std::nullopt;
  return out;
}

}  // namespace

Result<Date> read_day(std::string_view text, std::string_view format, const Place& place) {
  const std::string clean = half_width(text);
  for (std::size_t i = 0; i < std::size(kDayFormats); ++i) {
    const bool asked = format.empty() ? i < kDayFormatsThatShow : kDayFormats[i] == format;
    if (!asked) continue;
    if (const auto day = match_day(clean, kDayFormats[i])) return *day;
  }
  const std::string wanted(format.empty() ? kDayFormats[0] : format);
  return fail("date-invalid", place,
              {fmt::format("“{}”不是有效日期", clean.substr(0, 40)),
               fmt::format("'{}' is not a day", clean.substr(0, 40))},
              {fmt::format("写成 {}；别的写法在映射文件里用 format 指明", wanted),
               fmt::format("write {}; name another notation as `format` in the map", wanted)});
}

const Unit* find_unit(std::string_view name) {
  const auto found =
      std::find_if(kUnits.begin(), kUnits.end(), [&](const Unit& one) { return one.name == name; });
  return found == kUnits.end() ? nullptr : &*found;
}

bool unit_fits(const Unit& unit, law::FactType type) {
  if (unit.type) return *unit.type == type;
  return type == FactType::integer || type == FactType::number || type == FactType::money ||
         type == FactType::percent;
}

std::string units_of(law::FactType type) {
  std::string names;
  for (const Unit& unit : kUnits) {
    if (unit_fits(unit, type)) names += fmt::format("{}{}", names.empty() ? "" : " ", unit.name);
  }
  return names;
}

Result<Decimal> read_number(std::string_view text, const Unit& unit, const Place& place) {
  const std::string clean = half_width(text);
  const auto plain = without_grouping(clean);
  const auto number = plain ? Decimal::parse(*plain) : std::nullopt;
  const auto value = number ? multiply(*number, Decimal(1, unit.exponent)) : std::nullopt;
  if (value) return *value;
  return fail("number-invalid", place,
              {fmt::format("“{}”不是数", clean.substr(0, 40)),
               fmt::format("'{}' is not a number", clean.substr(0, 40))},
              {"只写数字，单位在映射文件里用 unit 指明",
               "write digits only and name the unit as `unit` in the map"});
}

std::optional<bool> read_truth(std::string_view text) {
  if (text == "true" || text == "TRUE" || text == "是") return true;
  if (text == "false" || text == "FALSE" || text == "否") return false;
  return std::nullopt;
}

}  // namespace fugong::enterprise_register
