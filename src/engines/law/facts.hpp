// Reading facts: a document (JSON body, YAML file) to a typed subject.
//
//   {"place": "360100", "employees": 120, "revenue": "18000000.00",
//    "loans": [{"id": "L1", "loan_principal": "10000000.00", ...}]}
//
// Keys are fact names of the subject, `id`, or the plural of a child kind with a list (an empty
// list says "none"). null or leaving a key out says "I don't know". A fact that others rule out
// (its applies_if is false) can't be given. Every fault names its JSON pointer.
#pragma once

#include "base/tree.hpp"
#include "engines/law/rulebook.hpp"

namespace fugong::law {

inline constexpr std::size_t kMaxChildren = 1000;  ///< of one enterprise, all kinds together
inline constexpr std::size_t kMaxTextFactBytes = 1000;

Result<Subject> read_subject(const Rulebook& book, const Node& document);

/// One value by the type of a fact ("3.15", true, "2020-02-21", "360100").
Result<feel::Value> read_fact_value(const Rulebook& book, const Fact& fact, const Node& node);

/// A text or a code that an enterprise gives; empty if it isn't known, or is of another type.
std::string text_of(const Rulebook& book, const Subject& enterprise, std::string_view fact);
/// The code of the place where an enterprise is, by the fact that says so; empty if it isn't known.
std::string place_of(const Rulebook& book, const Subject& enterprise);

}  // namespace fugong::law
