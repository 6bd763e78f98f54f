// Values as people read them. Private to desks/entitlements.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engines/law/rulebook.hpp"
#include "pack/pack.hpp"

namespace fugong::entitlements {

/// How a value is to be shown.
struct Shape {
  std::optional<law::FactType> type;
  std::string list;
  Text unit;
};

Shape shape_of(const law::Fact& fact);
Shape shape_of(const law::Parameter& parameter);
Shape shape_of(const law::OpenTerm& term);
Shape shape_of(const law::Definition& definition);

/// "3.15%", "10,000,000.00 元", "江西省", "是"; unknown and null in words.
Text display(const law::Rulebook& book, const feel::Value& value, const Shape& shape);
/// "160,125.00" with grouping.
std::string grouped(std::string_view digits);

// Names of enumerations in the API.
std::string_view name_of(law::Status status);
std::string_view name_of(law::FactType type);
std::string_view name_of(law::BenefitKind kind);
std::string_view name_of(law::State state);
std::string_view name_of(law::Truth truth);
std::string_view name_of(law::Parameter::Type type);
std::string_view name_of(law::ExceptionAnswer::Standing standing);
std::string_view name_of(law::ConditionAnswer::Origin origin);
std::string_view name_of(law::Untranslatable::Reason reason);
std::string_view name_of(pack::Disposition::Kind kind);

}  // namespace fugong::entitlements
