// Survey: the checks of many firms summed up: how many may have what, and which questions stand in
// the way most often.
//
//   Survey survey(pack);
//   law::Docket docket(pack.book, moment);
//   const auto verdicts = docket.check(firm);
//   survey.add(verdicts, docket.next_questions());
//   survey.text("zh");
//
// A firm counts once for a provision, by the best that any of its loans or leases gets. It counts
// once for a question, however many provisions wait for it. Holds counts only, no firm. One thread;
// the pack must outlive it.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engines/law/docket.hpp"
#include "pack/pack.hpp"

namespace fugong::entitlements {

class Survey {
 public:
  explicit Survey(const pack::Pack& pack);

  void add(std::span<const law::Verdict> verdicts, std::span<const std::uint16_t> questions);
  std::int64_t firms() const { return firms_; }
  /// Firms with that state for a provision.
  std::int64_t count(std::string_view provision, law::State state) const;
  /// Firms for which a provision waits for the fact.
  std::int64_t asked(std::string_view fact) const;
  std::string text(std::string_view language) const;

 private:
  static constexpr std::size_t kStates = 3;

  const pack::Pack& pack_;
  std::int64_t firms_ = 0;
  std::vector<std::array<std::int64_t, kStates>> by_provision_;  ///< in the order of the pack
  std::vector<std::int64_t> asked_;                              ///< by index of the fact
  std::vector<std::int64_t> asked_first_;
};

}  // namespace fugong::entitlements
