// What `fugong pack check` does with a pack that loads: runs its worked examples, proves what
// docs/proofs.md lists, and changes its numbers and dates one step at a time.
//
//   CheckReport report = check(files, pack, {.workers = 2});
//   report.faults;            // nothing: the pack says what its examples say
//
// Values; `files` and `pack` are only read. One-step changes run on `workers` threads, at most
// kMaxMutationWorkers.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "pack/pack.hpp"

namespace fugong::pack {

inline constexpr unsigned kMaxMutationWorkers = 64;

/// Told how many of all one-step changes are done, one call at a time.
using Progress = std::function<void(std::size_t done, std::size_t total)>;

/// What to check.
struct CheckPlan {
  bool prove = true;   ///< gaps, overlaps, dead conditions, references, languages
  bool mutate = true;  ///< one-step changes
  /// Only this measure's provisions and the examples that name them.
  std::optional<int> measure{};
  unsigned workers = 1;     ///< threads for the one-step changes
  bool whole_book = false;  ///< compile all rules for each change: slow, for comparison
  Progress progress{};
  /// Asked now and then, from several threads: true ends the check, whose report says so.
  std::function<bool()> stopped{};
};

/// One kind of proof and how it went.
struct ProofCount {
  Text what;
  std::size_t proved = 0;    ///< shown to be right
  std::size_t found = 0;     ///< faults and warnings
  std::size_t unproved = 0;  ///< beyond what the method or its limits can decide
};

/// A firm that shows a finding: facts for `fugong check`, as YAML.
struct CounterExample {
  std::string name;  ///< "gap-5.2-size": a file name without its ending
  std::string code;  ///< of the finding
  Place place;       ///< of the finding
  std::string facts;
};

/// What `fugong pack check` found beyond loading.
struct CheckReport {
  std::size_t examples_run = 0;
  std::size_t expectations = 0;
  std::size_t mutations = 0;  ///< changes of one parameter, date or table bound by one step
  std::vector<ProofCount> proofs;
  Faults faults;    ///< failed examples, surviving mutations, what the proofs found
  Faults warnings;  ///< worth a look; don't fail the check
  Faults notes;     ///< what could not be proved, and why
  std::vector<CounterExample> counter_examples;
  bool stopped = false;  ///< before its end: what is not in it says nothing
};

/// Runs every example and proves what docs/proofs.md lists. With `mutate`, and if all examples
/// pass, also changes every parameter and every fill of an open term by one step up and down, every
/// edge of a validity and every known-from date by one day, every bound of an open term and every
/// number in a decision table's test cells by one unit of its last digit, and swaps the priorities
/// of exceptions, one at a time, and demands that some example breaks.
CheckReport check(const Files& files, const Pack& pack, const CheckPlan& plan);

}  // namespace fugong::pack
