#include "pack/format/scalars.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "pack/format/comments.hpp"

namespace fugong::pack {

namespace {

/// Breaks of a line in YAML that are none in our files, marks of byte order, and controls.
bool is_special(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x2028 || c == 0x2029 || c == 0xFEFF ||
         (c >= 0xFFFE && c <= 0xFFFF);
}

bool has_special(std::string_view text, bool breaks_allowed) {
  for (std::size_t at = 0; at < text.size();) {
    const char32_t c = next_code_point(text, at);
    if (is_special(c) && !(breaks_allowed && c == U'\n')) return true;
  }
  return false;
}

std::string escaped(std::string_view text) {
  std::string out = "\"";
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t start = at;
    const char32_t c = next_code_point(text, at);
    if (c == U'\n') {
      out += "\\n";
    } else if (c == U'\t') {
      out += "\\t";
    } else if (c == U'"' || c == U'\\') {
      (out += '\\') += static_cast<char>(c);
    } else if (is_special(c)) {
      out += fmt::format("\\u{:04X}", static_cast<std::uint32_t>(c));
    } else {
      out += text.substr(start, at - start);
    }
  }
  return out + '"';
}

}  // namespace

bool is_plain(std::string_view text, bool in_braces) {
  if (text.empty() || text == "~" || text == "null" || text == "<<") return false;
  if (trim(text).size() != text.size() || has_special(text, false)) return false;
  if (std::string_view("-?:,[]{}#&*!|>'\"%@`").find(text.front()) != std::string_view::npos) {
    return false;
  }
  if (text.ends_with(':') || text.find(": ") != std::string_view::npos ||
      text.find(" #") != std::string_view::npos || text.starts_with("...")) {
    return false;
  }
  // Older readers of YAML take a question mark inside braces for the start of a key.
  return !in_braces || text.find_first_of(",[]{}?") == std::string_view::npos;
}

std::string quoted(std::string_view text) {
  if (has_special(text, false)) return escaped(text);
  if (text.find_first_of("\"\\") == std::string_view::npos) return fmt::format("\"{}\"", text);
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'') out += c;
    out += c;
  }
  return out + '\'';
}

std::optional<std::vector<std::string>> literal_lines(std::string_view text) {
  if (has_special(text, true) || text.empty() || text.front() == ' ' || text.front() == '\n' ||
      text.ends_with("\n\n")) {
    return std::nullopt;
  }
  std::vector<std::string> lines;
  for (const std::string_view line : split_lines(text)) {
    if (line.ends_with(' ')) return std::nullopt;  // nobody would see it
    lines.emplace_back(line);
  }
  return lines;
}

std::optional<std::vector<std::string>> folded_lines(std::string_view text, std::size_t columns) {
  if (has_special(text, false) || trim(text).size() != text.size() ||
      text.find("  ") != std::string_view::npos) {
    return std::nullopt;
  }
  std::vector<std::string> lines;
  std::size_t width = 0;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const std::size_t size = count_code_points(word);
    if (!lines.empty() && width + 1 + size <= columns) {
      (lines.back() += ' ') += word;
      width += 1 + size;
    } else {
      lines.emplace_back(word);
      width = size;
    }
  }
  if (lines.size() < 2) return std::nullopt;
  return lines;
}

}  // namespace fugong::pack
