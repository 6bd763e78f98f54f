// The groups of a snapshot, handed out to threads. For desks that go over registers.
#pragma once

#include <functional>

#include "desks/assessment/assessment.hpp"

namespace fugong::assessment {

/// How many workers so many groups are worth.
std::size_t workers_for(const enterprise_register::Snapshot& snapshot, unsigned asked);

/// The blocks of a group: the first firm of each and how many there are.
void for_blocks(const enterprise_register::Snapshot& snapshot, std::size_t group,
                const std::function<void(std::size_t first, std::size_t firms)>& count);

/// Calls `count(worker, group)` for each group once, from that many threads, `progress` from this
/// one now and then. The first fault stops all; so does a false `progress`, with "cancelled".
/// Groups are begun in order; one that was begun is gone through to its end.
Result<void> for_each_group(
    const enterprise_register::Snapshot& snapshot, std::size_t workers,
    const std::function<bool(const Progress&)>& progress,
    const std::function<Result<void>(std::size_t worker, std::size_t group)>& count);

}  // namespace fugong::assessment
