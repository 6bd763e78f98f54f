// Calibration: how far drawn firms are from what the census counted.
//
//   Calibration calibration(profile);
//   calibration.add(draws);            // of every firm
//   calibration.text("en")             // a table of targets, generated, errors
//
// Grows with the targets, not with the firms. Not for several threads at once.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "desks/register/generate.hpp"

namespace fugong::enterprise_register {

/// One figure beside its target; shares in parts of one.
struct CalibrationLine {
  Text label;
  std::string value;  ///< "330000"; empty for a mean
  Decimal target;
  Decimal generated;
  Decimal standard_error;  ///< of `generated`, by chance alone
};

/// A figure of a sound sample lies within so many standard errors but once in 150,000.
inline const Decimal kSamplingBound(45, -1);

class Calibration {
 public:
  /// `profile` must outlive it.
  explicit Calibration(const SyntheticProfile& profile);
  void add(const FirmDraws& draws);
  std::vector<CalibrationLine> lines() const;
  std::string text(std::string_view language) const;

 private:
  struct Tally {
    std::int64_t firms = 0;
    std::vector<std::int64_t> counts;
    Decimal sum;
    Decimal squares;
  };

  const SyntheticProfile& profile_;
  std::vector<Tally> tallies_;
};

}  // namespace fugong::enterprise_register
