#include "base/encoding.hpp"

#include <iconv.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "base/fault.hpp"
#include "base/text.hpp"

namespace fugong {
namespace {

iconv_t none() {
  // What iconv_open returns where it can't, as POSIX has it.
  const std::intptr_t failed = -1;
  return reinterpret_cast<iconv_t>(failed);  // NOLINT(performance-no-int-to-ptr)
}

}  // namespace

Decoder::Decoder() = default;
Decoder::Decoder(Decoder&& other) noexcept : gb18030_(std::exchange(other.gb18030_, nullptr)) {}
Decoder& Decoder::operator=(Decoder&& other) noexcept {
  close();
  gb18030_ = std::exchange(other.gb18030_, nullptr);
  return *this;
}
Decoder::~Decoder() {
  close();
}
void Decoder::close() {
  if (gb18030_ != nullptr) iconv_close(gb18030_);
}

std::optional<std::size_t> Decoder::decode(Encoding encoding, std::string_view bytes,
                                           std::string& utf8) {
  if (encoding == Encoding::utf8 || is_ascii(bytes)) {
    const auto bad = find_invalid_utf8(bytes);
    utf8.append(bytes.substr(0, bad.value_or(bytes.size())));
    return bad;
  }
  if (gb18030_ == nullptr) {
    gb18030_ = iconv_open("UTF-8", "GB18030");
    FUGONG_CHECK(gb18030_ != none(), "the C library knows GB18030");
  }
  iconv(gb18030_, nullptr, nullptr, nullptr, nullptr);
  std::string input(bytes);  // iconv wants to be able to write
  char* from = input.data();
  std::size_t left = input.size();
  char buffer[4096];
  while (left > 0) {
    char* to = buffer;
    std::size_t room = sizeof buffer;
    const std::size_t done = iconv(gb18030_, &from, &left, &to, &room);
    const int why = errno;
    utf8.append(buffer, static_cast<std::size_t>(to - buffer));
    // E2BIG only says that the buffer is full.
    if (done == static_cast<std::size_t>(-1) && why != E2BIG) {
      return static_cast<std::size_t>(from - input.data());
    }
  }
  return std::nullopt;
}

bool is_ascii(std::string_view bytes) {
  return std::all_of(bytes.begin(), bytes.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

}  // namespace fugong
