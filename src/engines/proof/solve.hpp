// Facts that bring the inputs of a table to given values, to show a finding on a firm.
//
//   solve(book, "5.2", {"employees", "revenue_10k"}, values, known_at);
//
// Facts are set, lookups of a fact turned round, steps of one number solved where they are linear.
// Whatever else stands in a column gives no firm; what is found is worked out again and fits.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "engines/proof/conditions.hpp"

namespace fugong::proof {

std::optional<Situation> solve(const law::Rulebook& book, std::string_view owner,
                               std::span<const std::string> expressions, const feel::List& values,
                               const Date& known_at);

}  // namespace fugong::proof
