#include "platform/uploads/display_name.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"

namespace fugong::uploads {
namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::string percent_decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool coded = text[i] == '%' && i + 2 < text.size() && hex_digit(text[i + 1]) >= 0 &&
                       hex_digit(text[i + 2]) >= 0;
    out +=
        coded ? static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2])) : text[i];
    if (coded) i += 2;
  }
  return out;
}

/// Shown, it would be nothing, a break, or something else than what it is.
bool is_hidden(char32_t c) {
  return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0xad || (c >= 0x200b && c <= 0x200f) ||
         (c >= 0x2028 && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) || c == 0xfeff ||
         (c >= 0xfff0 && c <= 0xffff) || (c >= 0xe0000 && c <= 0xe0fff);
}
bool is_meddling(char32_t c) {
  return c == '"' || c == '\'' || c == '<' || c == '>' || c == '|' || c == '*' || c == '?' ||
         c == ':' || c == ';' || c == '`' || c == '%';
}

}  // namespace

std::string display_name(std::string_view given) {
  const std::string whole = percent_decoded(given.substr(0, kMaxGivenNameBytes));
  std::string name;
  if (!find_invalid_utf8(whole)) {
    const std::size_t slash = whole.find_last_of("/\\");
    const std::string_view last =
        std::string_view(whole).substr(slash == std::string::npos ? 0 : slash + 1);
    for (std::size_t at = 0; at < last.size();) {
      const char32_t c = next_code_point(last, at);
      if (is_hidden(c) || is_meddling(c)) continue;
      std::string one;
      append_utf8(one, c);
      if (name.size() + one.size() > kMaxDisplayBytes) break;
      name += one;
    }
  }
  // A leading dot hides it, blanks and dots at the end are dropped by some systems.
  name.erase(0, std::min(name.find_first_not_of(". "), name.size()));
  name.erase(name.find_last_not_of(". ") + 1);
  return name.empty() ? "file" : name;
}

std::string display_name(std::string_view given, Content content) {
  std::string name = display_name(given);
  if (!fits_extension(content, name)) name += extension(content);
  return name;
}

std::string attachment(std::string_view name, Content content) {
  std::string coded;
  for (const char c : name) {
    const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                       c == '.' || c == '-' || c == '_';
    coded += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return fmt::format("attachment; filename=\"file{}\"; filename*=UTF-8''{}", extension(content),
                     coded);
}

}  // namespace fugong::uploads
