#include "desks/register/segment.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

namespace fugong::enterprise_register {

using columns::Code;

static_assert(std::endian::native == std::endian::little, "a snapshot is little-endian");

namespace {

constexpr std::size_t kAlign = 8;

std::size_t code_bytes(const SegmentHead& head, std::size_t rows) {
  const std::size_t bits = head.has_codes != 0 ? rows * head.code_bits : 0;
  return (bits + 8 * kAlign - 1) / (8 * kAlign) * kAlign;
}

template <class T>
void put_numbers(const std::vector<std::int64_t>& numbers, std::int64_t base, std::string& to) {
  const std::size_t at = to.size();
  to.resize(at + numbers.size() * sizeof(T));
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const auto distance =
        static_cast<T>(static_cast<std::uint64_t>(numbers[i]) - static_cast<std::uint64_t>(base));
    std::memcpy(to.data() + at + i * sizeof(T), &distance, sizeof(T));
  }
}

template <class T>
void take_numbers(const char* from, std::int64_t base, std::size_t first, std::size_t count,
                  std::int64_t* to) {
  from += first * sizeof(T);
  for (std::size_t i = 0; i < count; ++i) {
    T distance;
    std::memcpy(&distance, from + i * sizeof(T), sizeof(T));
    to[i] = static_cast<std::int64_t>(static_cast<std::uint64_t>(base) + distance);
  }
}

/// What each byte holds, where several codes lie in one.
template <int kBits>
constexpr auto kCodesOfByte = [] {
  constexpr std::size_t kInByte = 8 / kBits;
  std::array<std::array<Code, kInByte>, 256> all{};
  for (std::size_t byte = 0; byte < all.size(); ++byte) {
    for (std::size_t part = 0; part < kInByte; ++part)
      all[byte][part] = static_cast<Code>(byte >> part * kBits & ((1U << kBits) - 1));
  }
  return all;
}();

template <int kBits>
void take_codes(const char* from, std::size_t first, std::size_t count, Code* to) {
  constexpr std::size_t kInByte = 8 / kBits;
  const auto* bytes = reinterpret_cast<const unsigned char*>(from);
  const auto one = [&](std::size_t i) {
    const std::size_t at = first + i;
    to[i] = kCodesOfByte<kBits>[bytes[at / kInByte]][at % kInByte];
  };
  std::size_t i = 0;
  for (; i < count && (first + i) % kInByte != 0; ++i)
    one(i);
  for (; i + kInByte <= count; i += kInByte)
    std::memcpy(to + i, kCodesOfByte<kBits>[bytes[(first + i) / kInByte]].data(),
                kInByte * sizeof(Code));
  for (; i < count; ++i)
    one(i);
}

std::uint8_t bits_for(Code highest) {
  for (const int bits : {1, 2, 4, 8}) {
    if (highest < 1U << bits) return static_cast<std::uint8_t>(bits);
  }
  return 16;
}

}  // namespace

SegmentHead pack(const std::vector<Code>& codes, const std::vector<std::int64_t>& numbers,
                 columns::Unit unit, int scale, std::string& to) {
  SegmentHead head;
  head.offset = to.size();
  head.unit = static_cast<std::uint8_t>(unit);
  head.scale = static_cast<std::uint8_t>(scale);
  if (!codes.empty()) {
    head.has_codes = 1;
    head.code_bits = bits_for(*std::max_element(codes.begin(), codes.end()));
    const std::size_t at = to.size();
    to.resize(at + code_bytes(head, codes.size()));
    for (std::size_t i = 0; i < codes.size(); ++i) {
      const std::size_t bit = i * head.code_bits;
      std::uint32_t word = 0;
      std::memcpy(&word, to.data() + at + bit / 8, head.code_bits <= 8 ? 1 : 2);
      word |= static_cast<std::uint32_t>(codes[i]) << bit % 8;
      std::memcpy(to.data() + at + bit / 8, &word, head.code_bits <= 8 ? 1 : 2);
    }
  }
  if (!numbers.empty()) {
    head.has_numbers = 1;
    const auto [low, high] = std::minmax_element(numbers.begin(), numbers.end());
    head.base = *low;
    const std::uint64_t span = static_cast<std::uint64_t>(*high) - static_cast<std::uint64_t>(*low);
    if (span == 0) {
      head.number_bytes = 0;
    } else if (span <= 0xFF) {
      head.number_bytes = 1;
      put_numbers<std::uint8_t>(numbers, *low, to);
    } else if (span <= 0xFFFF) {
      head.number_bytes = 2;
      put_numbers<std::uint16_t>(numbers, *low, to);
    } else if (span <= 0xFFFFFFFF) {
      head.number_bytes = 4;
      put_numbers<std::uint32_t>(numbers, *low, to);
    } else {
      head.number_bytes = 8;
      put_numbers<std::uint64_t>(numbers, *low, to);
    }
  }
  head.bytes = to.size() - head.offset;
  to.resize((to.size() + kAlign - 1) / kAlign * kAlign);
  return head;
}

bool is_sound(const SegmentHead& head, std::size_t rows, std::size_t group_bytes) {
  const auto is_one_of = [](std::uint8_t value, std::initializer_list<int> of) {
    return std::find(of.begin(), of.end(), int{value}) != of.end();
  };
  if (head.has_codes > 1 || head.has_numbers > 1) return false;
  if (head.has_codes != 0 && !is_one_of(head.code_bits, {1, 2, 4, 8, 16})) return false;
  if (!is_one_of(head.number_bytes, {0, 1, 2, 4, 8})) return false;
  if (head.scale > 18 || head.unit > 1 || head.reserved != 0) return false;
  const std::size_t numbers = head.has_numbers != 0 ? rows * head.number_bytes : 0;
  if (head.bytes != code_bytes(head, rows) + numbers) return false;
  return head.offset <= group_bytes && head.bytes <= group_bytes - head.offset;
}

void unpack(const SegmentHead& head, const char* group, std::size_t all_rows, std::size_t first,
            std::size_t count, columns::Leaf& into) {
  const char* at = group + head.offset;
  into.unit = static_cast<columns::Unit>(head.unit);
  into.scale = head.scale;
  if (head.has_codes != 0) {
    into.codes.resize(count);
    Code* codes = into.codes.data();
    switch (head.code_bits) {
      case 16:
        std::memcpy(codes, at + 2 * first, 2 * count);
        break;
      case 8:
        for (std::size_t i = 0; i < count; ++i)
          codes[i] = static_cast<unsigned char>(at[first + i]);
        break;
      case 4:
        take_codes<4>(at, first, count, codes);
        break;
      case 2:
        take_codes<2>(at, first, count, codes);
        break;
      default:
        take_codes<1>(at, first, count, codes);
    }
  }
  if (head.has_numbers == 0) return;
  at += code_bytes(head, all_rows);
  into.numbers.resize(count);
  std::int64_t* numbers = into.numbers.data();
  switch (head.number_bytes) {
    case 0:
      std::fill_n(numbers, count, head.base);
      break;
    case 1:
      take_numbers<std::uint8_t>(at, head.base, first, count, numbers);
      break;
    case 2:
      take_numbers<std::uint16_t>(at, head.base, first, count, numbers);
      break;
    case 4:
      take_numbers<std::uint32_t>(at, head.base, first, count, numbers);
      break;
    default:
      take_numbers<std::uint64_t>(at, head.base, first, count, numbers);
  }
  // A row without a number has nought.
  if (head.has_codes == 0) return;
  for (std::size_t i = 0; i < count; ++i)
    numbers[i] = into.codes[i] == columns::kNumber ? numbers[i] : 0;
}

}  // namespace fugong::enterprise_register
