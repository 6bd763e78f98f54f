#include "platform/qr/qr.hpp"

#include <qrcodegen/qrcodegen.hpp>

#include "base/fault.hpp"

namespace fugong::qr {

Qr make_qr(const std::string& text) {
  // It would throw for what is longer than any code holds.
  FUGONG_CHECK(text.size() <= kMaxBytes, "a code has room for a short text only");
  const auto code = qrcodegen::QrCode::encodeText(text.c_str(), qrcodegen::QrCode::Ecc::MEDIUM);
  Qr qr;
  qr.size = code.getSize();
  for (int y = 0; y < qr.size; ++y) {
    for (int x = 0; x < qr.size; ++x)
      qr.dark.push_back(code.getModule(x, y));
  }
  return qr;
}

std::vector<std::string> rows_of(const Qr& code) {
  std::vector<std::string> rows(static_cast<std::size_t>(code.size));
  for (std::size_t i = 0; i < code.dark.size(); ++i)
    rows[i / rows.size()] += code.dark[i] ? '1' : '0';
  return rows;
}

}  // namespace fugong::qr
