// What the inputs of a rulebook's tables and conditions may be: facts by their declaration, steps
// and lookups by what they can give.
//
//   column_of(book, fact);                         // 0 to 100, whole numbers
//   column_of(book, "5.2", "size_row(industry)");  // the values of the lookup
//
// Pure; the rulebook must outlive nothing of it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engines/law/rulebook.hpp"
#include "engines/proof/table_proof.hpp"

namespace fugong::proof {

/// By type, bounds, list; null where the question may not apply.
Column column_of(const law::Rulebook& book, const law::Fact& fact);

/// An expression of a provision or decision. Null is left out unless it is known to be possible.
Column column_of(const law::Rulebook& book, std::string_view owner, std::string_view expression);

/// `lookup(fact)` in an expression: both, or none.
struct LookupCall {
  std::size_t lookup = 0;
  std::uint16_t fact = 0;
};
std::optional<LookupCall> lookup_call(const law::Rulebook& book, std::string_view expression);

/// The value that a name of the owner, of the pack or a fact stands for.
std::optional<decision::Slot> slot_of(const law::Rulebook& book, std::string_view owner,
                                      std::string_view name);

/// The facts that a value hangs on, directly or not, in the order of the question bank.
std::vector<std::uint16_t> facts_behind(const law::Rulebook& book,
                                        const std::vector<decision::Slot>& slots);

/// Whether a value hangs on the day of the check, directly or not: then what one day shows is not
/// proved of others.
bool asks_for_today(const law::Rulebook& book, const std::vector<decision::Slot>& slots);

/// A frame in which every fact is unknown within what it may be, and every decision may be in force
/// or not.
decision::Frame open_frame(const law::Rulebook& book);

/// Parameters by name.
Constants constants_of(const std::vector<law::Parameter>& parameters);

}  // namespace fugong::proof
