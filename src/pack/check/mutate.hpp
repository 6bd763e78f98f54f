// The smallest changes of a pack's numbers and dates, one at a time: one that no example notices is
// a number that nothing holds in place. Private to pack/check.
#pragma once

#include <optional>
#include <vector>

#include "pack/check/check.hpp"

namespace fugong::pack {

/// What mutate() found.
struct MutationReport {
  std::size_t mutations = 0;
  Faults faults;
};
struct MutationPlan {
  std::optional<int> measure;  ///< only its provisions are changed
  unsigned workers = 1;        ///< threads; at most kMaxMutationWorkers
  bool whole_book = false;     ///< compile the whole pack for each change
  Progress progress;
  std::function<bool()> stopped;  ///< true: no owner is begun any more
};
MutationReport mutate(const law::Source& source, const std::vector<Example>& examples,
                      const MutationPlan& plan);

}  // namespace fugong::pack
