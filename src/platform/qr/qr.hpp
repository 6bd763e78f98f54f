// A text as the dark and light squares of a QR code, for paper and for pages.
//
//   const Qr code = make_qr("otpauth://totp/...");
//   if (code.is_dark(x, y)) ...                                 // 0 <= x, y < code.size
//
// Values; any thread.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace fugong::qr {

/// As much as a code of this correction holds (version 40, M) and a phone still reads from a page.
inline constexpr std::size_t kMaxBytes = 512;

struct Qr {
  int size = 0;            ///< squares on a side, without the quiet zone of four
  std::vector<bool> dark;  ///< row by row
  bool is_dark(int x, int y) const { return dark[static_cast<std::size_t>(y * size + x)]; }
};

/// ISO/IEC 18004, error correction M: reads with 15 % of it gone. Of at most kMaxBytes.
Qr make_qr(const std::string& text);
/// Its rows as texts of '1' (dark) and '0', as the API gives a code to pages.
std::vector<std::string> rows_of(const Qr& code);

}  // namespace fugong::qr
