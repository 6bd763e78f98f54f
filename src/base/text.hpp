// UTF-8 text. Positions and lengths that people see count code points, as FEEL does.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace fugong {

/// Byte offset of the first invalid sequence (overlong, surrogate, above U+10FFFF), if any.
std::optional<std::size_t> find_invalid_utf8(std::string_view text);
/// Decodes the code point at `at` (text must be valid) and moves `at` past it.
char32_t next_code_point(std::string_view text, std::size_t& at);
void append_utf8(std::string& to, char32_t code_point);
std::size_t count_code_points(std::string_view text);
/// Without ASCII blanks at both ends.
std::string_view trim(std::string_view text);
/// The candidate nearest to `name` (Levenshtein <= 2 or a third of its length), for "did you mean".
template <class Range>
std::optional<std::string> nearest(std::string_view name, const Range& candidates);
std::size_t edit_distance(std::string_view a, std::string_view b);

template <class Range>
std::optional<std::string> nearest(std::string_view name, const Range& candidates) {
  std::optional<std::string> best;
  std::size_t best_distance = name.size() / 3 < 2 ? 2 : name.size() / 3;
  ++best_distance;
  for (const auto& candidate : candidates) {
    const std::size_t distance = edit_distance(name, candidate);
    if (distance < best_distance) {
      best_distance = distance;
      best = std::string(candidate);
    }
  }
  return best;
}

}  // namespace fugong
