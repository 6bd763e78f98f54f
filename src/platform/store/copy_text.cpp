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

void append_copied(std::string& to, std::string_view text) {
  for (const char c : text) {
    switch (c) {
      case '\\':
        to.append("\\\\");
        break;
      case '\n':
        to.append("\\n");
        break;
      case '\r':
        to.append("\\r");
        break;
      case '\t':
        to.append("\\t");
        break;
      default:
        to += c;
    }
  }
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
