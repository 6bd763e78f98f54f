#include "platform/identity/seal.hpp"

#include <sodium/core.h>
#include <sodium/crypto_secretbox.h>
#include <sodium/utils.h>

namespace fugong::identity {
namespace {

constexpr std::string_view kMark = "sealed:";
constexpr std::size_t kNonceDigits = std::size_t{2} * crypto_secretbox_NONCEBYTES;

using Bytes = std::basic_string<unsigned char>;

/// Empty if it isn't hex.
Bytes bytes_of(std::string_view hex) {
  Bytes bytes(hex.size() / 2, 0);
  std::size_t length = 0;
  const bool good = sodium_hex2bin(bytes.data(), bytes.size(), hex.data(), hex.size(), nullptr,
                                   &length, nullptr) == 0;
  return good && length == bytes.size() ? bytes : Bytes();
}

std::string hex_of(const Bytes& bytes) {
  std::string hex(2 * bytes.size() + 1, '\0');
  sodium_bin2hex(hex.data(), hex.size(), bytes.data(), bytes.size());
  hex.pop_back();
  return hex;
}

Bytes key_of(const Settings& settings) {
  FUGONG_CHECK(sodium_init() >= 0, "libsodium starts");
  Bytes key = bytes_of(settings.seal_key_hex);
  FUGONG_CHECK(key.size() == crypto_secretbox_KEYBYTES, "a key of 32 bytes");
  return key;
}

}  // namespace

std::string seal(const Context& context, const std::string& seed_hex) {
  if (context.settings.seal_key_hex.empty()) return seed_hex;
  const Bytes key = key_of(context.settings);
  const Bytes seed = bytes_of(seed_hex);
  const std::string nonce = context.random.hex(crypto_secretbox_NONCEBYTES);
  Bytes box(seed.size() + crypto_secretbox_MACBYTES, 0);
  crypto_secretbox_easy(box.data(), seed.data(), seed.size(), bytes_of(nonce).data(), key.data());
  return std::string(kMark) + nonce + hex_of(box);
}

Result<std::string> unseal(const Settings& settings, const std::string& kept) {
  if (!kept.starts_with(kMark)) return kept;
  const auto wrong = [] {
    return fail("factor-key", {},
                {"第二因素的密钥不对", "the key of second factors is not the right one"},
                {"换回封存时用的密钥文件，或逐人重置",
                 "use the key with which they were sealed, or reset each person"});
  };
  if (settings.seal_key_hex.empty()) return wrong();
  const Bytes key = key_of(settings);
  const std::string_view rest = std::string_view(kept).substr(kMark.size());
  const Bytes nonce = bytes_of(rest.substr(0, kNonceDigits));
  const Bytes box = rest.size() > kNonceDigits ? bytes_of(rest.substr(kNonceDigits)) : Bytes();
  if (nonce.empty() || box.size() <= crypto_secretbox_MACBYTES) return wrong();
  Bytes seed(box.size() - crypto_secretbox_MACBYTES, 0);
  if (crypto_secretbox_open_easy(seed.data(), box.data(), box.size(), nonce.data(), key.data()) !=
      0)
    return wrong();
  return hex_of(seed);
}

}  // namespace fugong::identity
