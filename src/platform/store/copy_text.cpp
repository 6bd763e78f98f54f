#include "platform/store/copy_text.hpp"

#include <charconv>

#include "base/text.hpp"

namespace fugong::store {
namespace {

void append_copied(std::string& to, std::int64_t number) {
  char digits[24];
  const auto written = std::to_chars(digits, digits + sizeof digits, number);
  to.append(digits, written.ptr);
}

/// The letter that stands for it behind a backslash; 0 where it stands for itself.
char escape_of(char c) {
  switch (c) {
    case '\\':
      return '\\';
    case '\n':
      return 'n';
    case '\r':
      return 'r';
    case '\t':
      return 't';
    default:
      return '\0';
  }
}

void append_copied(std::string& to, std::string_view text) {
  std::size_t plain = 0;  // from where on it goes as it is
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char escape = escape_of(text[at]);
    if (escape == '\0') continue;
    to.append(text.substr(plain, at - plain)).append({'\\', escape});
    plain = at + 1;
  }
  to.append(text.substr(plain));
}

}  // namespace

bool is_storable(std::string_view text) {
  return text.find('\0') == std::string_view::npos && !find_invalid_utf8(text);
}

bool append_copy_line(std::string& to, const Row& row) {
  bool first = true;
  for (const Cell& cell : row) {
    if (!first) to += '\t';
    first = false;
    if (const auto* number = std::get_if<std::int64_t>(&cell)) {
      append_copied(to, *number);
    } else if (const auto* text = std::get_if<std::string>(&cell)) {
      if (!is_storable(*text)) return false;
      append_copied(to, *text);
    } else {
      to.append("\\N");
    }
  }
  to += '\n';
  return true;
}

}  // namespace fugong::store
