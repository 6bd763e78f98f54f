// Encoding: text of other systems as UTF-8. GB18030 (which holds GBK and GB2312) is what most
// Chinese offices write when they say CSV.
//
//   Decoder decoder;
//   std::string text;
//   if (auto bad = decoder.decode(Encoding::gb18030, bytes, text)) ...  // offset of the bad byte
//
// Strict: nothing is replaced or skipped. GB18030 is read by the C library's iconv, which keeps its
// table up to date; the only file that includes it is encoding.cpp. A Decoder belongs to one
// thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace fugong {

enum class Encoding : std::uint8_t { utf8, gb18030 };

class Decoder {
 public:
  Decoder();
  Decoder(Decoder&&) noexcept;
  Decoder& operator=(Decoder&&) noexcept;
  ~Decoder();

  /// Appends the text to `utf8`; the offset of the first byte that is not of the encoding, if any.
  std::optional<std::size_t> decode(Encoding encoding, std::string_view bytes, std::string& utf8);

 private:
  void close();
  void* gb18030_ = nullptr;  ///< iconv_t, opened when it is first needed
};

bool is_ascii(std::string_view bytes);

}  // namespace fugong
