#include <array>
#include <charconv>
#include <cstdint>
#include <limits>

#include "desks/casework/casebook.hpp"

namespace fugong::casework {
namespace {

constexpr std::string_view kDigits = "0123456789ABCDEFGHJKLMNPQRTUWXY";
constexpr std::int64_t kBase = 31;
constexpr std::size_t kLength = 13;  // 31^13 is above 2^63
constexpr std::size_t kGroup = 4;
using Digits = std::array<std::int64_t, kLength>;

/// So that the sum of all digits, each times a power of 3, is a multiple of 31.
std::int64_t check_digit(const Digits& digits) {
  std::int64_t sum = 0;
  std::int64_t weight = 1;
  for (const std::int64_t digit : digits) {
    sum += weight * digit;
    weight = weight * 3 % kBase;
  }
  // The check digit's own weight is 1.
  return (kBase - sum % kBase) % kBase;
}

}  // namespace

std::int64_t draw_number(Random& random) {
  const std::string hex = random.hex(8);
  std::uint64_t bits = 0;
  std::from_chars(hex.data(), hex.data() + hex.size(), bits, 16);
  constexpr auto kMost = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  return static_cast<std::int64_t>(bits % kMost) + 1;
}

std::string reference_of(std::int64_t number) {
  Digits digits{};
  for (std::size_t i = kLength; i-- > 0; number /= kBase)
    digits[i] = number % kBase;
  std::string text;
  for (std::size_t i = 0; i <= kLength; ++i) {
    if (i > 0 && i % kGroup == 0) text += '-';
    const std::int64_t digit = i < kLength ? digits[i] : check_digit(digits);
    text += kDigits[static_cast<std::size_t>(digit)];
  }
  return text;
}

std::optional<std::int64_t> number_of(std::string_view reference) {
  Digits digits{};
  std::size_t read = 0;
  std::int64_t number = 0;
  for (char c : reference) {
    if (c == ' ' || c == '-') continue;
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    const std::size_t digit = kDigits.find(c);
    if (digit == std::string_view::npos || read > kLength) return std::nullopt;
    if (read == kLength) {
      ++read;
      if (static_cast<std::int64_t>(digit) != check_digit(digits)) return std::nullopt;
      continue;
    }
    digits[read++] = static_cast<std::int64_t>(digit);
    if (number >
        (std::numeric_limits<std::int64_t>::max() - static_cast<std::int64_t>(digit)) / kBase)
      return std::nullopt;
    number = number * kBase + static_cast<std::int64_t>(digit);
  }
  return read == kLength + 1 ? std::optional(number) : std::nullopt;
}

}  // namespace fugong::casework
