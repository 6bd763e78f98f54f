// SHA-256 (FIPS 180-4), as 64 lower-case hex digits or as 32 bytes.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace fugong {

inline constexpr std::size_t kSha256Digits = 64;
std::string sha256_hex(std::string_view bytes);
/// Whether a text is so many hex digits, lower-case as they are written here.
bool is_hex(std::string_view text, std::size_t digits);

using Sha256Digest = std::array<std::uint8_t, 32>;
Sha256Digest sha256(std::string_view bytes);

/// Of bytes that come piece by piece.
///
///   Sha256 sum;
///   sum.add("a");
///   sum.add("b");
///   sum.hex() == sha256_hex("ab")     // so far; more may be added
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;
  void add(std::string_view bytes);
  std::string hex() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace fugong
