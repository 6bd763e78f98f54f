// The only file that knows libcrypto: libsodium has no SHA-1.
#include "platform/identity/totp.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>

#include "base/fault.hpp"
#include "platform/identity/password.hpp"

namespace fugong::identity {
namespace {

constexpr std::size_t kSha1Bytes = 20;

unsigned nibble(char c) {
  return static_cast<unsigned>(c <= '9' ? c - '0' : c - 'a' + 10);
}

std::string bytes_of(std::string_view hex) {
  FUGONG_CHECK(hex.size() % 2 == 0, "two hex digits for each byte");
  std::string bytes;
  for (std::size_t i = 0; i < hex.size(); i += 2)
    bytes += static_cast<char>(nibble(hex[i]) << 4 | nibble(hex[i + 1]));
  return bytes;
}

std::array<unsigned char, kSha1Bytes> hmac_sha1(const std::string& key, std::string_view message) {
  std::array<unsigned char, kSha1Bytes> out{};
  unsigned length = 0;
  const auto* data = static_cast<const unsigned char*>(static_cast<const void*>(message.data()));
  const bool made = HMAC(EVP_sha1(), key.data(), static_cast<int>(key.size()), data, message.size(),
                         out.data(), &length) != nullptr;
  FUGONG_CHECK(made && length == out.size(), "libcrypto has HMAC-SHA-1");
  return out;
}

/// As a part of a URI.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '-' || c == '.' || c == '_' || c == '~';
    out += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

}  // namespace

std::string totp_code(std::string_view secret_hex, std::int64_t step, int digits) {
  std::string counter(8, '\0');
  for (std::size_t i = 0; i < 8; ++i)
    counter[7 - i] = static_cast<char>(static_cast<std::uint64_t>(step) >> (8 * i) & 0xff);
  const auto mac = hmac_sha1(bytes_of(secret_hex), counter);
  // Dynamic truncation, RFC 4226 section 5.3.
  const std::size_t at = mac.back() & 0xf;
  std::uint32_t number = 0;
  for (std::size_t i = 0; i < 4; ++i)
    number = number << 8 | mac[at + i];
  number &= 0x7fffffff;
  std::uint32_t modulus = 1;
  for (int i = 0; i < digits; ++i)
    modulus *= 10;
  return fmt::format("{:0{}}", number % modulus, digits);
}

std::optional<std::int64_t> find_totp_step(std::string_view secret_hex, std::string_view code,
                                           std::int64_t now_ms, std::int64_t last_step) {
  const std::int64_t now = now_ms / kTotpStepMs;
  std::optional<std::int64_t> found;
  // All three are worked out, whichever it is.
  for (const std::int64_t step : {now - 1, now, now + 1}) {
    const bool same = is_same_secret(totp_code(secret_hex, step), code);
    if (same && step > last_step) found = step;
  }
  return found;
}

std::string base32(std::string_view bytes_hex) {
  constexpr std::string_view kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  std::string out;
  unsigned held = 0;
  unsigned bits = 0;
  for (const char c : bytes_hex) {
    held = held << 4 | nibble(c);
    bits += 4;
    if (bits >= 5) {
      bits -= 5;
      out += kLetters[held >> bits & 31];
      held &= (1U << bits) - 1;
    }
  }
  if (bits > 0) out += kLetters[held << (5 - bits) & 31];
  return out;
}

std::string totp_uri(std::string_view issuer, std::string_view login, std::string_view secret_hex) {
  return fmt::format(
      "otpauth://totp/{0}:{1}?secret={2}&issuer={0}&algorithm=SHA1&digits=6&period=30",
      escaped(issuer), escaped(login), base32(secret_hex));
}

}  // namespace fugong::identity
