// A pack as a tree of named parts that can be compared: every part has a key, an identity (equal
// identities say the same) and its value in words. Private to pack/diff.
#pragma once

#include <string>
#include <vector>

#include "pack/diff/diff.hpp"

namespace fugong::pack {

struct Part {
  std::string key;
  std::string what;
  Text label;
  std::string identity;
  Text value;
  bool text = false;     ///< a text for people: a change of it is a rewording
  bool ordered = false;  ///< the order of its parts has a meaning
  bool counted = false;  ///< changes of its parts are counted, not listed
  std::vector<Part> parts;
};

Part parts_of(const Pack& pack);
Part parts_of(const law::Rulebook& book, const law::Provision& provision);

/// Appends what differs. `path` is that of the part itself.
void compare(const Part& before, const Part& after, const std::string& path,
             std::vector<Change>& into);

}  // namespace fugong::pack
