// Draws what isn't known: a value that a fact may have, mostly on or beside an edge that the rules
// name, and one of the ways in which an open question may be settled.
#pragma once

#include <random>
#include <string>
#include <vector>

#include "engines/law/rulebook.hpp"
#include "oracle/value.hpp"

namespace fugong::oracle {

class Draw {
 public:
  Draw(const law::Rulebook& book, std::uint32_t seed);

  Value fact(const law::Fact& fact);
  /// A number or a day that the rules name, or one beside it.
  Fraction number(int scale);
  Day day();
  bool truth() { return below(2) == 1; }
  std::size_t below(std::size_t n) { return random_() % n; }
  const Value& among(const List& values) { return values.at(below(values.size())); }

 private:
  const law::Rulebook& book_;
  std::mt19937 random_;
  std::vector<Fraction> numbers_;
  std::vector<Day> days_;
  std::vector<std::string> places_;
};

}  // namespace fugong::oracle
