// Constants of the format of kept rules (docs/assess.md). Private to desks/assessment.
#pragma once

#include <string_view>

namespace fugong::assessment {

inline constexpr std::string_view kRulesMagic = "FUGONG\n\x03";
inline constexpr std::string_view kRulesFormat = "fugong-rules/1";

}  // namespace fugong::assessment
