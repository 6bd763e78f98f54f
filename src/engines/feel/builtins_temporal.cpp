// The clock and the calendar (DMN 1.5, tables 81 and 82).
#include <array>

#include "engines/feel/builtins_parts.hpp"

namespace fugong::feel::parts {
namespace {

using K = Type::Kind;

Value now(const CallContext& context, Arguments arguments) {
  if (!arguments.empty()) return error(context, kWrongArgument);
  return Value::of(context.now);
}

Value today(const CallContext& context, Arguments arguments) {
  if (!arguments.empty()) return error(context, kWrongArgument);
  return Value::of(context.now.date);
}

std::int64_t day_of_year(const Date& date) {
  return date.days() - Date::from_civil(date.year(), 1, 1).value_or(date).days() + 1;
}

Value number_of_day(const Date& date) {
  return Value::of(day_of_year(date));
}

Value name_of_day(const Date& date) {
  constexpr std::array<std::string_view, 7> kNames{"Monday", "Tuesday",  "Wednesday", "Thursday",
                                                   "Friday", "Saturday", "Sunday"};
  return Value::of(kNames[static_cast<std::size_t>(date.weekday() - 1)]);
}

Value name_of_month(const Date& date) {
  constexpr std::array<std::string_view, 12> kNames{
      "January", "February", "March",     "April",   "May",      "June",
      "July",    "August",   "September", "October", "November", "December"};
  return Value::of(kNames[static_cast<std::size_t>(date.month() - 1)]);
}

/// ISO 8601: the week belongs to the year in which its Thursday falls.
Value number_of_week(const Date& date) {
  const Date thursday = date.plus_days(4 - date.weekday());
  return Value::of((day_of_year(thursday) - 1) / 7 + 1);
}

template <Value (*Of)(const Date&)>
Value of_date(const CallContext& context, Arguments arguments) {
  const Value& value = scalar_at(arguments, 0);
  if (arguments.size() != 1) return error(context, kWrongArgument);
  if (value.kind() == Kind::date) return Of(value.date());
  if (value.kind() == Kind::date_time) return Of(value.date_time().date);
  return error(context, kWrongArgument);
}

template <Type::Kind Result>
std::optional<Type> type_of_date(Types types) {
  if (types.size() != 1) return std::nullopt;
  const bool is_day = types[0].is(K::date) || types[0].is(K::date_time) || types[0].is(K::null);
  return is_day ? std::optional<Type>(Result) : std::nullopt;
}

}  // namespace

void add_temporal_builtins(std::vector<Builtin>& table) {
  table.insert(table.end(), {
                                {"now", {}, 0, false, now, fixed<K::date_time>, {}, {}},
                                {"today", {}, 0, false, today, fixed<K::date>, {}, {}},
                                {"day of year",
                                 {"date"},
                                 1,
                                 false,
                                 of_date<number_of_day>,
                                 type_of_date<K::number>,
                                 {},
                                 {}},
                                {"day of week",
                                 {"date"},
                                 1,
                                 false,
                                 of_date<name_of_day>,
                                 type_of_date<K::string>,
                                 {},
                                 {}},
                                {"month of year",
                                 {"date"},
                                 1,
                                 false,
                                 of_date<name_of_month>,
                                 type_of_date<K::string>,
                                 {},
                                 {}},
                                {"week of year",
                                 {"date"},
                                 1,
                                 false,
                                 of_date<number_of_week>,
                                 type_of_date<K::number>,
                                 {},
                                 {}},
                            });
}

}  // namespace fugong::feel::parts
