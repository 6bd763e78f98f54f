// Fund: until when money that is set aside lasts.
#pragma once

#include <optional>

#include "desks/assessment/comparison.hpp"

namespace fugong::assessment {

/// By the days of the events, at full take-up. Where amounts aren't settled two days stand: the
/// first if all come to their most (or, where they have none, to their least), the last if all come
/// to their least.
struct RunOut {
  Sum need_low = 0;  ///< of all that is held
  Sum need_high = 0;
  Sum undated = 0;  ///< the least of events whose day isn't known: paid at the end
  /// The day on which more is needed than there is; empty: it lasts.
  std::optional<Date> first;
  std::optional<Date> last;
};

RunOut run_out(Money amount, const FundDays& days);

/// A row for each fund; of a comparison with both sides. The funds are those that were followed
/// (Options::funds).
Table fund_table(const Assessment& before, const Comparison* comparison,
                 const std::vector<pack::Fund>& funds);

}  // namespace fugong::assessment
