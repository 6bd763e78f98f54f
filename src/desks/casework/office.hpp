// Offices and places in words: which office a role is, of a case in a place.
//
//   office_in_words(book, Role::city_officer, "210902")   // 辽宁省阜新市经办机关
//
// Pure.
#pragma once

#include <string_view>

#include "desks/casework/procedure.hpp"

namespace fugong::casework {

/// "辽宁省阜新市", from the largest to the smallest; in English the other way round. Empty where
/// the list of places has it not.
Text place_in_words(const law::Rulebook& book, std::string_view code);

/// The office in which a role acts, at its level: a city officer's is that of the city around the
/// place.
Text office_in_words(const law::Rulebook& book, Role role, std::string_view place);

}  // namespace fugong::casework
