// Values as people read them: "3.15%", "10,000,000.00 元", "江西省", "是".
//
//   display(book, value, shape_of(fact))   // Text, in both languages
//
// Pure; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engines/law/rulebook.hpp"

namespace fugong::wording {

/// How a value is to be shown.
struct Shape {
  std::optional<law::FactType> type;
  std::string list;
  Text unit;
};

Shape shape_of(const law::Fact& fact);
Shape shape_of(law::Parameter::Type type);
Shape shape_of(const law::Parameter& parameter);
Shape shape_of(const law::OpenTerm& term);
Shape shape_of(const law::Definition& definition);
Shape shape_of(const law::Lookup& lookup);

/// Unknown and null in words.
Text display(const law::Rulebook& book, const feel::Value& value, const Shape& shape);
/// The value of a parameter as it is written in a pack: "P12M" is "1 year".
Text display(const law::Rulebook& book, std::string_view written, law::Parameter::Type type);
/// "160,125.00" with grouping.
std::string grouped(std::string_view digits);

/// "2020年2月7日", "7 February 2020".
Text in_words(Date date);
/// A day, a month, a year, an interval, or what it waits for; an open end in words.
Text in_words(const law::ImpreciseDate& date);
/// Empty if confirmed.
Text in_words(law::Status status);

}  // namespace fugong::wording
