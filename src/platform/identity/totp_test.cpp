#include "platform/identity/totp.hpp"

#include <gtest/gtest.h>

namespace fugong::identity {
namespace {

// "12345678901234567890" in ASCII: the secret of RFC 6238, appendix B.
constexpr const char* kSecret = "3132333435363738393031323334353637383930";

TEST(Totp, TheVectorsOfTheRfcComeOut) {
  struct Vector {
    std::int64_t seconds;
    const char* code;
  };
  for (const Vector& v : {Vector{59, "94287082"}, Vector{1111111109, "07081804"},
                          Vector{1111111111, "14050471"}, Vector{1234567890, "89005924"},
                          Vector{2000000000, "69279037"}, Vector{20000000000, "65353130"}})
    EXPECT_EQ(totp_code(kSecret, v.seconds / 30, 8), v.code) << v.seconds;
  EXPECT_EQ(totp_code(kSecret, 1), "287082");
}

TEST(Totp, OneStepBeforeAndOneAfterAreTaken) {
  const std::int64_t now_ms = 1'582'257'615'000;
  const std::int64_t step = now_ms / kTotpStepMs;
  for (std::int64_t away = -3; away <= 3; ++away) {
    const auto found = find_totp_step(kSecret, totp_code(kSecret, step + away), now_ms, 0);
    EXPECT_EQ(found.has_value(), away >= -1 && away <= 1) << away;
    if (found) {
      EXPECT_EQ(*found, step + away);
    }
  }
}

TEST(Totp, NoCodeIsTakenTwiceNorBehindALaterOne) {
  const std::int64_t now_ms = 1'582'257'615'000;
  const std::int64_t step = now_ms / kTotpStepMs;
  const std::string code = totp_code(kSecret, step);
  EXPECT_TRUE(find_totp_step(kSecret, code, now_ms, step - 1));
  EXPECT_FALSE(find_totp_step(kSecret, code, now_ms, step));
  EXPECT_FALSE(find_totp_step(kSecret, code, now_ms, step + 1));
}

TEST(Totp, OtherTextsAreNoCodes) {
  const std::int64_t now_ms = 1'582'257'615'000;
  const std::string code = totp_code(kSecret, now_ms / kTotpStepMs);
  for (const std::string& other :
       {std::string(), code.substr(1), "0" + code, code + " ", std::string("abcdef")})
    EXPECT_FALSE(find_totp_step(kSecret, other, now_ms, 0)) << other;
}

TEST(Totp, Base32IsThatOfTheRfc) {
  // RFC 4648, section 10, without padding.
  EXPECT_EQ(base32(""), "");
  EXPECT_EQ(base32("66"), "MY");
  EXPECT_EQ(base32("666f"), "MZXQ");
  EXPECT_EQ(base32("666f6f"), "MZXW6");
  EXPECT_EQ(base32("666f6f62"), "MZXW6YQ");
  EXPECT_EQ(base32("666f6f6261"), "MZXW6YTB");
  EXPECT_EQ(base32("666f6f626172"), "MZXW6YTBOI");
}

TEST(Totp, TheUriIsWhatAppsRead) {
  EXPECT_EQ(
      totp_uri("Fu gong", "wang@a", "666f6f6261"),
      "otpauth://totp/Fu%20gong:wang%40a?secret=MZXW6YTB&issuer=Fu%20gong&algorithm=SHA1&digits=6&"
      "period=30");
}

}  // namespace
}  // namespace fugong::identity
