#include "desks/letters/code.hpp"

#include <charconv>

namespace fugong::letters {
namespace {

constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::size_t kLength = 20;
constexpr std::size_t kGroup = 5;
constexpr std::size_t kMaxTyped = 64;

std::string grouped(const std::string& digits) {
  std::string text;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && i % kGroup == 0) text += '-';
    text += digits[i];
  }
  return text;
}

char digit_of(char typed) {
  if (typed >= 'a' && typed <= 'z') typed = static_cast<char>(typed - 'a' + 'A');
  if (typed == 'O') return '0';
  return typed == 'I' || typed == 'L' ? '1' : typed;
}

}  // namespace

std::string draw_code(Random& random) {
  // A byte for each digit, of which five bits count.
  const std::string hex = random.hex(kLength);
  std::string digits;
  for (std::size_t i = 0; i < kLength; ++i) {
    unsigned byte = 0;
    std::from_chars(hex.data() + 2 * i, hex.data() + 2 * i + 2, byte, 16);
    digits += kAlphabet[byte % kAlphabet.size()];
  }
  return grouped(digits);
}

std::optional<std::string> read_code(std::string_view text) {
  if (text.size() > kMaxTyped) return std::nullopt;
  std::string digits;
  for (const char typed : text) {
    if (typed == '-' || typed == ' ') continue;
    const char digit = digit_of(typed);
    if (kAlphabet.find(digit) == std::string_view::npos) return std::nullopt;
    digits += digit;
  }
  if (digits.size() != kLength) return std::nullopt;
  return grouped(digits);
}

}  // namespace fugong::letters
