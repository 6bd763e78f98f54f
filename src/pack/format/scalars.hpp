// Scalars as YAML writes them. Private to pack/format.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fugong::pack {

/// Reads back as this very text without quotes; inside braces fewer texts do.
bool is_plain(std::string_view text, bool in_braces);

/// In double quotes, in single ones where it holds a double quote or a backslash, with escapes
/// where it holds something that can't be seen.
std::string quoted(std::string_view text);

/// The lines of a `|` block; nothing if the text can't stand in one.
std::optional<std::vector<std::string>> literal_lines(std::string_view text);

/// The lines of a `>-` block, broken at blanks; nothing if the text can't stand in one, or if
/// breaking does not shorten it.
std::optional<std::vector<std::string>> folded_lines(std::string_view text, std::size_t columns);

}  // namespace fugong::pack
