#include "base/random.hpp"

#include <fmt/format.h>
#include <sodium/core.h>
#include <sodium/randombytes.h>

#include "base/fault.hpp"
#include "base/hash.hpp"

namespace fugong {

SystemRandom::SystemRandom() {
  FUGONG_CHECK(sodium_init() >= 0, "the system has a source of randomness");
}

std::string SystemRandom::hex(std::size_t bytes) {
  std::string raw(bytes, '\0');
  randombytes_buf(raw.data(), raw.size());
  std::string out;
  out.reserve(2 * bytes);
  for (const char byte : raw)
    out += fmt::format("{:02x}", static_cast<unsigned char>(byte));
  return out;
}

std::string SeededRandom::hex(std::size_t bytes) {
  std::string out;
  while (out.size() < 2 * bytes)
    out += sha256_hex(fmt::format("{} {}", seed_, drawn_++));
  out.resize(2 * bytes);
  return out;
}

}  // namespace fugong
