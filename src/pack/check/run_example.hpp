// Running one worked example against a rulebook. Private to pack/check.
#pragma once

#include <string>
#include <vector>

#include "pack/check/excerpt.hpp"
#include "pack/pack.hpp"

namespace fugong::pack {

/// What became of one expectation, for one subject.
struct Outcome {
  const Example::Expected* expected = nullptr;  ///< of the example
  std::string subject_id;
  std::string wanted;  ///< "entitled 160125.00"
  std::string found;
  bool met = false;
};

/// Every expectation of an example against an answer of the book. `about`: only of what is said of
/// these provisions and decisions (empty: all).
std::vector<Outcome> outcomes_of(const law::Rulebook& book, const Example& example,
                                 const law::Answer& answer, const Owners& about = {});

/// Runs one example. Adds a fault for each expectation that the book does not meet; `about`: only
/// of what is said of these provisions and decisions (empty: all).
void run_example(const law::Rulebook& book, const Example& example, Faults& faults,
                 const Owners& about = {});

/// The same of an answer of the book that is there already.
void compare(const law::Rulebook& book, const Example& example, const law::Answer& answer,
             Faults& faults, const Owners& about = {});

}  // namespace fugong::pack
