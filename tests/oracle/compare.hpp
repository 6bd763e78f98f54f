// Holds the product's answer against the oracle's opinion.
#pragma once

#include <map>
#include <string>

#include "oracle/law.hpp"

namespace fugong::oracle {

struct Tally {
  std::size_t firms = 0;
  std::size_t exact = 0;         ///< nothing was drawn: the same state, fen, rate and period
  std::size_t within = 0;        ///< something was drawn: within what the product allows
  std::size_t by_authority = 0;  ///< of those: entitled, whatever figure an authority sets
  std::size_t not_covered = 0;
  std::size_t values = 0;                        ///< derived values
  std::map<std::string, std::size_t> standings;  ///< of the exact ones, and amounts among them
  /// Of the exact ones, by provision: states seen.
  std::map<std::string, std::map<Standing, std::size_t>> by_provision;
};

/// Of one firm; tells of the first difference, or nothing. `answer` may know less of the firm than
/// the oracle was told: then `same_facts` is false and it must only allow what the oracle says.
/// Money is the same to the fen. Derived numbers and rates, which nobody has rounded, are the same
/// but for what the product's 34 digits leave out; `arithmetic` says whether the oracle kept more.
std::string difference(const law::Source& source, const law::Answer& answer, const Opinion& opinion,
                       bool same_facts, Arithmetic arithmetic, Tally& tally);

}  // namespace fugong::oracle
