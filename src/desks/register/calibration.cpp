#include "desks/register/calibration.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace fugong::enterprise_register {
namespace {

/// Counts and shares never leave the range of a Decimal.
Decimal exact(const std::optional<Decimal>& figure) {
  FUGONG_CHECK(figure.has_value(), "counts and shares are far from the ends of a Decimal");
  return *figure;
}

/// a * b / by; nothing is no multiple of nothing.
Decimal times(const Decimal& a, const Decimal& b, const Decimal& by) {
  return by.is_zero() ? Decimal() : exact(divide(exact(multiply(a, b)), by));
}

std::string rounded(const Decimal& figure, int digits) {
  return exact(figure.round(digits, Rounding::half_even)).to_string();
}

}  // namespace

Calibration::Calibration(const SyntheticProfile& profile)
    : profile_(profile), tallies_(profile.targets.size()) {
  for (std::size_t i = 0; i < tallies_.size(); ++i)
    tallies_[i].counts.assign(profile.draws[profile.targets[i].slot].values.size(), 0);
}

void Calibration::add(const FirmDraws& draws) {
  for (std::size_t i = 0; i < tallies_.size(); ++i) {
    const SyntheticTarget& target = profile_.targets[i];
    if (target.where) {
      const std::uint32_t value = draws.slots[*target.where].value;
      const auto& wanted = target.where_values;
      if (std::find(wanted.begin(), wanted.end(), value) == wanted.end()) continue;
    }
    Tally& tally = tallies_[i];
    ++tally.firms;
    if (target.mean) {
      const Decimal number(draws.slots[target.slot].number);
      tally.sum = exact(fugong::add(tally.sum, number));
      tally.squares = exact(fugong::add(tally.squares, exact(multiply(number, number))));
    } else {
      ++tally.counts[draws.slots[target.slot].value];
    }
  }
}

std::vector<CalibrationLine> Calibration::lines() const {
  std::vector<CalibrationLine> lines;
  for (std::size_t i = 0; i < tallies_.size(); ++i) {
    const SyntheticTarget& target = profile_.targets[i];
    const Tally& tally = tallies_[i];
    const Decimal firms(std::max<std::int64_t>(tally.firms, 1));
    const auto error = [&](const Decimal& variance) {
      return exact(square_root(exact(divide(variance, firms))));
    };
    if (target.mean) {
      const Decimal mean = exact(divide(tally.sum, firms));
      const Decimal variance =
          exact(subtract(exact(divide(tally.squares, firms)), exact(multiply(mean, mean))));
      lines.push_back({target.label, "", *target.mean, mean, error(variance.abs())});
    }
    for (const auto& [value, share] : target.shares) {
      const Decimal variance = exact(multiply(share, exact(subtract(Decimal(1), share))));
      lines.push_back({target.label, profile_.draws[target.slot].values[value], share,
                       exact(divide(Decimal(tally.counts[value]), firms)), error(variance.abs())});
    }
  }
  return lines;
}

std::string Calibration::text(std::string_view language) const {
  const bool english = language == "en";
  std::string text = fmt::format("{}\n", english ? profile_.credit.en : profile_.credit.zh);
  text += english ? "figure | target | generated | error | relative | standard errors\n"
                  : "指标 | 目标 | 生成 | 误差 | 相对误差 | 标准误差的倍数\n";
  for (const CalibrationLine& line : lines()) {
    const Decimal error = exact(subtract(line.generated, line.target));
    // Shares are shown in per cent.
    const Decimal scale(line.value.empty() ? 1 : 100);
    const auto shown = [&](const Decimal& figure) {
      return rounded(exact(multiply(figure, scale)), 3);
    };
    text += fmt::format("{} {} | {}{} | {} | {} | {} % | {}\n",
                        english ? line.label.en : line.label.zh, line.value, shown(line.target),
                        line.value.empty() ? "" : " %", shown(line.generated), shown(error),
                        rounded(times(error, Decimal(100), line.target), 2),
                        rounded(times(error.abs(), Decimal(1), line.standard_error), 1));
  }
  return text;
}

}  // namespace fugong::enterprise_register
