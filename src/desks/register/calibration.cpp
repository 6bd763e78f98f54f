#include "desks/register/calibration.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace fugong::enterprise_register {

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
      const auto number = static_cast<double>(draws.slots[target.slot].number);
      tally.sum += number;
      tally.squares += number * number;
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
    const auto firms = static_cast<double>(std::max<std::int64_t>(tally.firms, 1));
    if (target.mean) {
      const double mean = tally.sum / firms;
      const double variance = std::max(tally.squares / firms - mean * mean, 0.0);
      lines.push_back({target.label, "", *target.mean, mean, std::sqrt(variance / firms)});
    }
    for (const auto& [value, share] : target.shares) {
      lines.push_back({target.label, profile_.draws[target.slot].values[value], share,
                       static_cast<double>(tally.counts[value]) / firms,
                       std::sqrt(share * (1 - share) / firms)});
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
    const double error = line.generated - line.target;
    // Shares are shown in per cent.
    const double scale = line.value.empty() ? 1 : 100;
    text += fmt::format("{} {} | {:.3f}{} | {:.3f} | {:+.3f} | {:+.2f} % | {:.1f}\n",
                        english ? line.label.en : line.label.zh, line.value, line.target * scale,
                        line.value.empty() ? "" : " %", line.generated * scale, error * scale,
                        line.target == 0 ? 0 : 100 * error / line.target,
                        line.standard_error == 0 ? 0 : std::abs(error) / line.standard_error);
  }
  return text;
}

}  // namespace fugong::enterprise_register
