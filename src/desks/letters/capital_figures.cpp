#include "desks/letters/capital_figures.hpp"

#include <array>

#include "base/fault.hpp"

namespace fugong::letters {
namespace {

constexpr std::array<const char*, 10> kFigures{"零", "壹", "贰", "叁", "肆",
                                               "伍", "陆", "柒", "捌", "玖"};
constexpr std::int64_t kWan = 10'000;
constexpr std::int64_t kYi = 100'000'000;

const char* digit(std::int64_t value) {
  return kFigures[static_cast<std::size_t>(value)];
}

/// 1 to 9999, without zeros in front; of zeros in a row one is written.
std::string below_wan(std::int64_t value) {
  constexpr std::array<std::pair<std::int64_t, const char*>, 4> kPlaces{
      {{1000, "仟"}, {100, "佰"}, {10, "拾"}, {1, ""}}};
  std::string text;
  bool gap = false;
  for (const auto& [place, name] : kPlaces) {
    const std::int64_t d = value / place % 10;
    if (d == 0) {
      gap = !text.empty();
      continue;
    }
    if (gap) text += digit(0);
    gap = false;
    text += digit(d);
    text += name;
  }
  return text;
}

/// A number above 0: so many of `unit`, and the rest, with a zero between them where the place
/// right below the unit is empty.
std::string whole(std::int64_t value) {
  if (value < kWan) return below_wan(value);
  const bool is_yi = value >= kYi;
  const std::int64_t unit = is_yi ? kYi : kWan;
  const std::int64_t rest = value % unit;
  std::string text = whole(value / unit) + (is_yi ? "亿" : "万");
  if (rest == 0) return text;
  if (rest < unit / 10) text += digit(0);
  return text + whole(rest);
}

}  // namespace

std::string capital_figures(Money amount) {
  FUGONG_CHECK(amount.fen >= 0, "a letter grants something or nothing");
  const std::int64_t yuan = amount.fen / 100;
  const std::int64_t jiao = amount.fen / 10 % 10;
  const std::int64_t fen = amount.fen % 10;
  std::string text = "人民币";
  if (yuan > 0) text += whole(yuan) + "元";
  if (jiao == 0 && fen == 0) return yuan > 0 ? text + "整" : text + "零元整";
  if (yuan > 0 && (jiao == 0 || yuan % 10 == 0)) text += digit(0);
  if (jiao > 0) text += std::string(digit(jiao)) + "角";
  if (fen > 0) text += std::string(digit(fen)) + "分";
  return text;
}

}  // namespace fugong::letters
