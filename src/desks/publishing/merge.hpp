// Merge: the changes that two packs have made since a third, in one.
//
//   auto merged = merge(base, draft, in_force, {{"p/notice.yaml", Side::draft}});
//   if (merged.conflicts.empty()) ...                    // merged.edits make the draft both
//
// File by file, and line by line within a file: a row of a table, in YAML or CSV, is a line. What
// only one side changed is taken from it; lines of which one side changed these and the other those
// are both taken. Where both changed the same lines differently, or something was put in where the
// other changed something, the officer says for each file whose are taken: nothing is guessed.
// Pure.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "desks/publishing/drafts.hpp"

namespace fugong::publishing {

enum class Side : std::uint8_t { draft, in_force };

struct Conflict {
  std::string path;
  std::size_t line = 0;  ///< of the draft's file, from 1; 0: the file as a whole
  std::string draft;     ///< what stands there; of a file as a whole nothing
  std::string in_force;
};

struct Merged {
  Edits edits;  ///< to the draft
  std::vector<Conflict> conflicts;
};

/// `sides`: whose lines are taken where both changed them, by path.
Merged merge(const pack::Files& base, const pack::Files& draft, const pack::Files& in_force,
             const std::map<std::string, Side>& sides);

}  // namespace fugong::publishing
