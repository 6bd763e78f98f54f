#include "base/base64.hpp"

#include <sodium.h>

namespace fugong {
namespace {

const unsigned char* as_octets(std::string_view text) {
  return static_cast<const unsigned char*>(static_cast<const void*>(text.data()));
}

}  // namespace

std::string to_base64(std::string_view bytes) {
  std::string text(sodium_base64_encoded_len(bytes.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
  sodium_bin2base64(text.data(), text.size(), as_octets(bytes), bytes.size(),
                    sodium_base64_VARIANT_ORIGINAL);
  text.pop_back();  // its zero
  return text;
}

bool from_base64(std::string_view text, std::string& bytes) {
  bytes.assign(text.size() / 4 * 3 + 3, '\0');
  std::size_t length = 0;
  const char* end = nullptr;
  const int code = sodium_base642bin(static_cast<unsigned char*>(static_cast<void*>(bytes.data())),
                                     bytes.size(), text.data(), text.size(), nullptr, &length, &end,
                                     sodium_base64_VARIANT_ORIGINAL);
  if (code != 0 || end != text.data() + text.size()) return false;
  bytes.resize(length);
  return to_base64(bytes) == text;
}

}  // namespace fugong
