// The blocks of Unicode that a pattern may name: \p{IsBasicLatin}.
#pragma once

#include <optional>
#include <string_view>
#include <utility>

namespace fugong::feel {

/// First and last code point of the block of that name (without blanks); empty if there is none.
std::optional<std::pair<char32_t, char32_t>> unicode_block(std::string_view name);

}  // namespace fugong::feel
