// The code by which anybody can look whether a letter is genuine: a hundred random bits, written so
// that it can be read out and typed.
//
//   const std::string code = draw_code(random);       // "7KQ2M-1XT5R-03BCD-9FGHJ"
//   read_code(" 7kq2m1xt5r03bcd9fghj ")               // the same
//
// Twenty digits of Crockford's base 32, which has no I, L, O and U.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/random.hpp"

namespace fugong::letters {

/// `random` must be fit for secrets.
std::string draw_code(Random& random);

/// As draw_code writes it; nothing if it is none. Blanks, hyphens and the size of letters don't
/// count, O is 0, I and L are 1.
std::optional<std::string> read_code(std::string_view text);

}  // namespace fugong::letters
