// The canonical form of a pack's files: key order, quotes, line breaks, aligned tables.
//
//   auto text = canonical("p/facts.yaml", bytes);   // Result<std::string>
//   if (text && *text != bytes) ...                 // first_difference(bytes, *text) names the
//   line
//
// Comments stay with what they stood above or behind. The tree that is read before and after is
// the same: this is checked before an answer is given, as are the number of comments and that a
// second run changes nothing. Where any of it is in doubt the file is refused with `format-doubt`
// and stays as it is.
//
// What the author decides: blank lines between entries, block or braces where the schema has no
// form of its own, the order of facts and of unknown keys, line breaks inside `|` blocks.
//
// Pure; no I/O, no globals; any thread. Limits are those of the readers (base/tree.hpp, csv.hpp).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/fault.hpp"
#include "base/tree.hpp"

namespace fugong::pack {

/// Code points of a line; a longer text is folded at its blanks.
inline constexpr std::size_t kLineColumns = 120;

/// `path` as in pack::Files ("p/measures/05-x/provision-5.2.yaml"): the name says which keys there
/// are. A file that is neither YAML nor CSV comes back as it is.
Result<std::string> canonical(const std::string& path, std::string_view text);

/// The canonical text of a YAML file whose tree is another than that of `before` (which may be
/// empty): parts that kept their place pointers keep their comments and layout.
Result<std::string> rewrite(const std::string& path, std::string_view before, const Node& after);

/// The first line (1-based) in which two texts differ.
std::int32_t first_difference(std::string_view a, std::string_view b);

}  // namespace fugong::pack
