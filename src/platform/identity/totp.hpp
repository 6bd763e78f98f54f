// The second factor: codes by time (TOTP, RFC 6238) as authenticator apps make them: HMAC-SHA-1,
// six digits, steps of 30 seconds.
//
//   const std::string secret = random.hex(kTotpSecretBytes);
//   totp_uri("Fugong", "wang", secret);          // for a QR code
//   find_totp_step(secret, "287082", now_ms, last_step);
//
// Pure functions; a secret is hex text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace fugong::identity {

/// As long as the hash, which RFC 4226 (section 4, R6) recommends.
inline constexpr std::size_t kTotpSecretBytes = 20;
inline constexpr std::int64_t kTotpStepMs = 30'000;

/// The code of one step, with leading zeros. `digits` is 6 for us; the RFC's vectors have 8.
std::string totp_code(std::string_view secret_hex, std::int64_t step, int digits = 6);

/// The step of which this is the code: that of now, the one before or the one after (RFC
/// 6238, 5.2), and behind `last_step`, so that none is taken twice.
std::optional<std::int64_t> find_totp_step(std::string_view secret_hex, std::string_view code,
                                           std::int64_t now_ms, std::int64_t last_step);

/// RFC 4648 in upper case without padding, as people type it into an app.
std::string base32(std::string_view bytes_hex);

/// "otpauth://totp/..." for a QR code.
std::string totp_uri(std::string_view issuer, std::string_view login, std::string_view secret_hex);

}  // namespace fugong::identity
