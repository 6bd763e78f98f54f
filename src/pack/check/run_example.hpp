// Running one worked example against a rulebook. Private to pack/check.
#pragma once

#include "pack/check/excerpt.hpp"
#include "pack/pack.hpp"

namespace fugong::pack {

/// Runs one example. Adds a fault for each expectation that the book does not meet; `about`: only
/// of what is said of these provisions and decisions (empty: all).
void run_example(const law::Rulebook& book, const Example& example, Faults& faults,
                 const Owners& about = {});

/// The same of an answer of the book that is there already.
void compare(const law::Rulebook& book, const Example& example, const law::Answer& answer,
             Faults& faults, const Owners& about = {});

}  // namespace fugong::pack
