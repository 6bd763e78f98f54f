// Base64 of RFC 4648, section 4, with padding.
//
//   to_base64("ab") == "YWI="
//   from_base64("YWI=", bytes)          // true; bytes == "ab"
#pragma once

#include <string>
#include <string_view>

namespace fugong {

std::string to_base64(std::string_view bytes);
/// Only the one way in which to_base64 writes it; false otherwise.
bool from_base64(std::string_view text, std::string& bytes);

}  // namespace fugong
