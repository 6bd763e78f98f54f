// Assessment: what a pack comes to for a whole register: how many may have what, and how much it
// is, by provision and by province.
//
//   auto assessment = assess(pack, snapshot, {.moment = {on, known_at}});
//   assessment->text("zh"), assessment->provisions_csv() ...
//
// Counts entitlements (a firm with two loans may have two) and firms. Amounts are added only where
// they are known; where an authority or a fact may yet change them, the sums of the least and the
// most are told apart from them, and how many have no most. Sums of a provision are not of what is
// held: what each firm may hold together of all that it is entitled to is added up apart, as the
// three totals of engines/stacking, which are never added together.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "desks/register/snapshot.hpp"
#include "pack/pack.hpp"

namespace fugong::assessment {

/// Sums of fen that more than 64 bits may need.
using Sum = __int128;

struct Line {
  std::int64_t entitled = 0;  ///< entitlements
  std::int64_t depends = 0;
  std::int64_t refused = 0;
  std::int64_t firms = 0;  ///< with at least one
  Sum amount = 0;          ///< of those that are entitled to a known amount
  /// Of those whose amount isn't settled: entitled within bounds that an authority may use, or
  /// depending.
  Sum open_low = 0;  ///< of those depending: if all that is open turns out well
  Sum open_high = 0;
  std::int64_t open_unbounded = 0;  ///< of which nobody can say how much it may become

  Line& operator+=(const Line& other);
};

/// What firms may hold together, of what they are surely entitled to: the best legal combination of
/// each, added up.
struct Holdings {
  struct Total {
    std::int64_t firms = 0;  ///< with something in it
    Sum low = 0;
    Sum high = 0;                ///< of those that have a most
    std::int64_t unbounded = 0;  ///< firms without one
  };
  std::array<Total, stacking::kTotals> totals;  ///< by law::Total: cash, relief, liquidity
  std::int64_t combined = 0;  ///< firms whose benefits rules of stacking compare with each other

  Holdings& operator+=(const Holdings& other);
};

struct Progress {
  std::size_t firms_done = 0;
  std::size_t firms = 0;
};

struct Options {
  law::Moment moment;
  std::vector<int> measures = {};  ///< as law::CheckOptions
  unsigned workers = 2;
  /// Called now and then by the calling thread; false stops the work.
  std::function<bool(const Progress&)> progress = {};
};

class Assessment {
 public:
  Assessment(const pack::Pack& pack, law::Moment moment, std::size_t firms, bool synthetic);

  std::size_t firms() const { return firms_; }
  /// All of a provision; zeros if it wasn't judged.
  Line total(std::string_view provision) const;
  /// Of the firms of one province (its code), or of those whose place isn't known (empty).
  Line of_province(std::string_view provision, std::string_view province) const;
  /// Of the firms of one province (its code), of those whose place isn't known (empty), or of all.
  Holdings holdings() const;
  Holdings holdings_of_province(std::string_view province) const;
  /// Entitlements that went through the row interpreter one by one.
  std::uint64_t by_row() const;

  /// A table for people, in "zh" or "en": provisions with the most money first.
  std::string text(std::string_view language) const;
  /// One line a provision; amounts in yuan. Both languages, UTF-8, with a header.
  std::string provisions_csv() const;
  /// One line for each province and provision that has any.
  std::string provinces_csv() const;
  /// What is held together: one line for all and one for each province.
  std::string holdings_csv() const;

 private:
  friend class Tallying;
  const pack::Pack* pack_;
  law::Moment moment_;
  std::size_t firms_;
  bool synthetic_;
  std::vector<std::size_t> judged_;       // provisions, by index
  std::vector<std::string> provinces_;    // codes; the first is empty
  std::vector<std::vector<Line>> lines_;  // by provision and province
  std::vector<Holdings> holdings_;        // by province
  std::vector<std::uint64_t> by_row_;     // by provision
};

/// Over all firms of a snapshot, each group verified before it is read. A fault "cancelled" if
/// `progress` says so.
Result<Assessment> assess(const pack::Pack& pack, const enterprise_register::Snapshot& snapshot,
                          const Options& options);

/// Yuan with two decimals.
std::string yuan(Sum fen);

/// The provision of which a census of one firm says something else than a check of it, or nothing:
/// whoever explains a firm of an assessment shows that it was counted so.
std::string difference(const pack::Pack& pack, const enterprise_register::Snapshot& snapshot,
                       std::size_t firm, const law::Answer& answer);

}  // namespace fugong::assessment
