// Which keys a map of a pack has, in which order, and how it is laid out. Data only: the order of
// docs/pack-format.md. Private to pack/format.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace fugong::pack {

struct Shape {
  struct Key {
    std::string_view name;
    const Shape* value = nullptr;  ///< of a map, or of the items of a list
  };
  std::vector<Key> keys;
  bool one_line = false;  ///< in braces where it fits on a line
  bool apart = false;     ///< items of such a list have a blank line between them

  const Key* find(std::string_view name) const;
};

/// By the path of the file; null where nothing is known of its keys.
const Shape* shape_of_file(std::string_view path);

}  // namespace fugong::pack
