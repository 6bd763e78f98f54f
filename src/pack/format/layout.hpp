// What stood around the entries of a YAML text: comments, blank lines, braces. An entry is a field
// of a map or an item of a list, named by the JSON pointer of its value. Private to pack/format.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/tree.hpp"

namespace fugong::pack {

struct EntryNotes {
  std::vector<std::string> before;  ///< comments above it; "" is a blank line among them
  std::string behind;               ///< comment at the end of its line
  std::vector<std::string> tail;    ///< comments below the last entry of its value
  bool gap = false;                 ///< a blank line stands above
};

struct Layout {
  std::map<std::string, EntryNotes, std::less<>> entries;
  std::vector<std::string> head;  ///< comments above the first entry of the file
  std::vector<std::string> foot;
  std::set<std::string, std::less<>> braced;  ///< values written in braces or brackets ...
  std::set<std::string, std::less<>> opened;  ///< ... and those of them that hold a comment
  std::set<std::string, std::less<>> folded;  ///< scalars written with >

  const EntryNotes& notes(std::string_view pointer) const;
  /// A comment stands on or inside the value.
  bool has_comment_inside(std::string_view pointer) const;
};

Layout lay_out(std::string_view text, const Node& root);

}  // namespace fugong::pack
