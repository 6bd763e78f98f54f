// What the three totals are called. For desks that go over registers.
#pragma once

#include <array>

#include "base/fault.hpp"
#include "engines/stacking/rules.hpp"

namespace fugong::assessment {

inline const std::array<Text, stacking::kTotals> kTotalNames{
    {{"现金", "cash"}, {"减免", "relief"}, {"延期或融资", "liquidity"}}};

}  // namespace fugong::assessment
