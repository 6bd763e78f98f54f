#include "base/hash.hpp"

#include <sodium/crypto_hash_sha256.h>

#include <array>

namespace fugong {

std::string sha256_hex(std::string_view bytes) {
  std::array<unsigned char, crypto_hash_sha256_BYTES> digest{};
  const auto* data = static_cast<const unsigned char*>(static_cast<const void*>(bytes.data()));
  crypto_hash_sha256(digest.data(), data, bytes.size());
  static constexpr char kHex[] = "0123456789abcdef";
  std::string out;
  out.reserve(2 * digest.size());
  for (const unsigned char byte : digest) {
    out += kHex[byte >> 4];
    out += kHex[byte & 15];
  }
  return out;
}

}  // namespace fugong
