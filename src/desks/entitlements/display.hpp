// Values as people read them and as the API names them. Private to desks/entitlements.
#pragma once

#include <string_view>

#include "engines/wording/values.hpp"
#include "pack/pack.hpp"

namespace fugong::entitlements {

using wording::display;
using wording::grouped;
using wording::Shape;
using wording::shape_of;

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
