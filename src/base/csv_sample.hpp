// Reading a table out of a text, for tests. Not part of the library.
#pragma once

#include <algorithm>
#include <cstring>
#include <limits>
#include <string>

#include "base/csv_rows.hpp"

namespace fugong {

/// Gives the bytes of `text`, at most `at_once` of them at a time.
inline ReadBytes bytes_of(std::string text,
                          std::size_t at_once = std::numeric_limits<std::size_t>::max()) {
  return [text = std::move(text), at = std::size_t{0},
          at_once](std::span<char> to) mutable -> Result<std::size_t> {
    const std::size_t n = std::min({to.size(), at_once, text.size() - at});
    std::memcpy(to.data(), text.data() + at, n);
    at += n;
    return n;
  };
}

}  // namespace fugong
