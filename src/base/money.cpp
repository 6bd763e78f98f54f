#include "base/money.hpp"

#include <fmt/format.h>

namespace fugong {

std::optional<Money> Money::from_yuan(const Decimal& yuan) {
  const auto fen = multiply(yuan, Decimal(100));
  if (!fen) return std::nullopt;
  const auto whole = fen->to_int64();
  if (!whole || *whole > kMaxFen || *whole < -kMaxFen) return std::nullopt;
  return Money{*whole};
}

std::string Money::to_string() const {
  // Unsigned, since the smallest int64 has no opposite.
  const auto bits = static_cast<std::uint64_t>(fen);
  const std::uint64_t magnitude = fen < 0 ? 0 - bits : bits;
  return fmt::format("{}{}.{:02}", fen < 0 ? "-" : "", magnitude / 100, magnitude % 100);
}

std::string yuan(__int128 fen) {
  const bool negative = fen < 0;
  auto rest = static_cast<unsigned __int128>(negative ? -fen : fen);
  std::string backwards;
  for (int digits = 0; digits < 3 || rest > 0; ++digits) {
    if (digits == 2) backwards += '.';
    backwards += static_cast<char>('0' + static_cast<int>(rest % 10));
    rest /= 10;
  }
  if (negative) backwards += '-';
  return {backwards.rbegin(), backwards.rend()};
}

}  // namespace fugong
