#include "platform/paper/qr.hpp"

#include <qrcodegen/qrcodegen.hpp>

namespace fugong::paper {

Qr make_qr(const std::string& text) {
  // It throws for what is longer than any code holds, which kMaxQrBytes keeps far away.
  const auto code = qrcodegen::QrCode::encodeText(text.c_str(), qrcodegen::QrCode::Ecc::MEDIUM);
  Qr qr;
  qr.size = code.getSize();
  for (int y = 0; y < qr.size; ++y) {
    for (int x = 0; x < qr.size; ++x)
      qr.dark.push_back(code.getModule(x, y));
  }
  return qr;
}

}  // namespace fugong::paper
