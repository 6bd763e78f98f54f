// A text as the dark and light squares of a QR code. Private to the room.
#pragma once

#include <string>
#include <vector>

namespace fugong::paper {

struct Qr {
  int size = 0;            ///< squares on a side, without the quiet zone
  std::vector<bool> dark;  ///< row by row
  bool is_dark(int x, int y) const { return dark[static_cast<std::size_t>(y * size + x)]; }
};

/// ISO/IEC 18004, error correction M: reads with 15 % of it gone. `text` is short (kMaxQrBytes).
Qr make_qr(const std::string& text);

}  // namespace fugong::paper
