// A rule set of SME-10's shape with everything else drawn from a seed: thresholds, rates, limits
// and days, which industry and which code has which rule, every name and word, the order of rules
// that are disjoint, of values in lists, of conjuncts and of operands. So an engine that had
// learned rules.yaml by heart would find nothing here.
//
//   const DrawnSme10 drawn(7);
//   Sme10::read(drawn.text(), "drawn", drawn.words());    // the rules
//   drawn.sums(rows);                                     // what they must come to
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "sme10/program.hpp"
#include "sme10/rows.hpp"

namespace fugong::bench {

class DrawnSme10 {
 public:
  explicit DrawnSme10(std::uint64_t seed);
  /// As a rule file.
  std::string text();
  const Sme10Words& words() const { return words_; }
  /// By plain loops over the figures, with no rule read, and the money in decimals.
  Sme10Sums sums(const std::vector<Sme10Row>& rows) const;

 private:
  struct Least {
    std::int32_t staff = 0;
    std::int32_t revenue = 0;
  };
  static constexpr std::size_t kSizes = 4;  // large, medium, small, micro
  static constexpr std::size_t kTiers = 4;

  /// A name that no other has.
  std::string word(char first);
  template <class T>
  void shuffle(std::vector<T>& items);
  std::string tests(const std::vector<std::string>& values);
  std::string size_rules();
  std::string tier_rules();
  /// Empty of an industry without rules.
  std::optional<std::size_t> size_of(const Sme10Row& row) const;
  std::optional<Decimal> subsidy(const Sme10Row& row) const;

  Random random_;
  std::vector<std::string> used_;
  Sme10Words words_;
  std::vector<std::string> inputs_, decisions_, sizes_;
  std::array<std::optional<std::array<Least, kSizes - 1>>, std::size(kIndustries)> least_;
  std::array<std::size_t, kRegions> tier_{};
  std::size_t other_tier_ = 0;  // of regions that no rule names
  std::array<std::int64_t, kTiers> cap_bp_{};
  std::array<bool, kIndustryCodes> encouraged_{};
  std::int64_t more_bp_ = 0;  // for the encouraged
  Date first_, last_;
  std::int64_t age_days_ = 0;
  std::int32_t months_ = 0;
  std::int64_t layoffs_per_mille_ = 0;
  std::int64_t share_percent_ = 0;                 // of the rate
  std::array<std::int64_t, kSizes> limit_yuan_{};  // the same for large and medium
};

}  // namespace fugong::bench
