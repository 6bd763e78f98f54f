// Values as people read them and as the API names them. Private to desks/entitlements.
#pragma once

#include <string_view>

#include "engines/wording/values.hpp"
#include "pack/names.hpp"
#include "pack/pack.hpp"

namespace fugong::entitlements {

using wording::display;
using wording::grouped;
using wording::Shape;
using wording::shape_of;

// Names of enumerations in the API. What a pack says too has the pack's word. A receipt names for
// itself (desks/receipt): its words are frozen with its format, these are not.
inline std::string_view name_of(law::Status status) {
  return pack::name_in(pack::kStatuses, status);
}
inline std::string_view name_of(law::FactType type) {
  return pack::name_in(pack::kFactTypes, type);
}
inline std::string_view name_of(law::BenefitKind kind) {
  return pack::name_in(pack::kBenefitKinds, kind);
}
inline std::string_view name_of(law::State state) {
  return pack::name_in(pack::kStates, state);
}
inline std::string_view name_of(law::Parameter::Type type) {
  return pack::name_in(pack::kParameterTypes, type);
}
inline std::string_view name_of(law::Untranslatable::Reason reason) {
  return pack::name_in(pack::kUntranslatableReasons, reason);
}
inline std::string_view name_of(pack::Disposition::Kind kind) {
  return pack::name_in(pack::kDispositions, kind);
}
std::string_view name_of(law::Total total);
std::string_view name_of(law::Truth truth);
std::string_view name_of(law::ExceptionAnswer::Standing standing);
std::string_view name_of(law::ConditionAnswer::Origin origin);

}  // namespace fugong::entitlements
