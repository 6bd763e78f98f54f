// Letters and digits of ASCII, which grammars are written in. Unlike <cctype> these know no locale
// and take any char: bytes of Chinese text are neither.
#pragma once

namespace fugong {

constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

constexpr bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}

constexpr bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}

/// `c`, but small if it is a letter.
constexpr char lower(char c) {
  return is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c;
}

}  // namespace fugong
