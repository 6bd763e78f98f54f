// Cells of an office's table to exact values: days in one of several notations, numbers in a unit.
// Private to desks/register.
//
//   read_day("2020年2月9日", "", place)            // 2020-02-09
//   read_day("02/09/2020", "mm/dd/yyyy", place)
//   read_number("1,280.5", *find_unit("万元"), place)   // 12805000
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/date.hpp"
#include "base/decimal.hpp"
#include "base/fault.hpp"
#include "engines/law/source.hpp"

namespace fugong::enterprise_register {

/// How a day may be written; of the first four a reader can tell without being told.
inline constexpr std::string_view kDayFormats[] = {"yyyy-mm-dd",     "yyyy/mm/dd", "yyyymmdd",
                                                   "yyyy年mm月dd日", "yyyy.mm.dd", "dd/mm/yyyy",
                                                   "mm/dd/yyyy"};
inline constexpr std::size_t kDayFormatsThatShow = 4;

/// `format` is one of kDayFormats; empty: any of those that show. Months and days may be written
/// with one digit where something stands between them.
Result<Date> read_day(std::string_view text, std::string_view format, const Place& place);

struct Unit {
  std::string_view name;
  std::optional<law::FactType> type;  ///< that it is for; empty: any number
  int exponent = 0;                   ///< value in the fact's unit = number * 10^exponent
};

/// Null if there is no such unit.
const Unit* find_unit(std::string_view name);
bool unit_fits(const Unit& unit, law::FactType type);
std::string units_of(law::FactType type);

/// A number with or without grouping commas, exactly.
Result<Decimal> read_number(std::string_view text, const Unit& unit, const Place& place);

/// true false 是 否; empty if it is none of them.
std::optional<bool> read_truth(std::string_view text);

}  // namespace fugong::enterprise_register
