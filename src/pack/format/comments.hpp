// The comments of a YAML text: libyaml's events drop them, so a scanner of lines finds them.
// Private to pack/format.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace fugong::pack {

struct Comment {
  std::int32_t line = 0;    ///< 1-based
  std::int32_t column = 0;  ///< bytes, 1-based
  std::string text;         ///< from `#` on, without blanks at its end
  bool own_line = false;    ///< nothing stands before it
  bool in_flow = false;     ///< between the braces of a map or the brackets of a list
};

/// In the order of the text. It knows quotes, blocks and braces, but not all of YAML: whoever uses
/// it compares the number of `#` with those in the scalars that the reader gave.
std::vector<Comment> find_comments(std::string_view text);

/// The lines of a text without their ends.
std::vector<std::string_view> split_lines(std::string_view text);

}  // namespace fugong::pack
