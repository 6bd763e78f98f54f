#include "engines/columns/memo.hpp"

#include <algorithm>
#include <bit>

#include "base/fault.hpp"

namespace fugong::columns {

namespace {

/// Keys are a few words: a call costs more than the comparison.
bool is_same(std::span<const std::uint64_t> key, const std::uint64_t* other) {
  for (std::size_t i = 0; i < key.size(); ++i) {
    if (key[i] != other[i]) return false;
  }
  return true;
}

}  // namespace

bool PairTable::cover(std::size_t a_end, std::size_t b_end) {
  const std::size_t b_room = std::size_t{1} << shift_;
  if (a_end <= a_end_ && b_end <= b_room) return true;
  // Twice as much as is needed, so that a dictionary that grows by and by is met rarely.
  const std::size_t a_now = a_end <= a_end_ ? a_end_ : a_end + a_end / 2;
  const std::size_t b_now = b_end <= b_room ? b_room : std::bit_ceil(b_end);
  if (a_end * b_now > kMost) return false;
  const auto shift = static_cast<unsigned>(std::bit_width(b_now) - 1);
  const std::size_t a_made = std::max(a_end, std::min(a_now, kMost / b_now));
  std::vector<Code> table((a_made << shift) + kTableStep, kUnset);
  // Rows of codes that are no more in question may be left out: there are none.
  for (std::size_t a = 0; a < std::min(a_end_, a_made); ++a) {
    std::copy_n(table_.begin() + static_cast<std::ptrdiff_t>(a << shift_), b_room,
                table.begin() + static_cast<std::ptrdiff_t>(a << shift));
  }
  table_ = std::move(table);
  shift_ = shift;
  a_end_ = a_made;
  return true;
}

bool NumberTable::cover(std::int64_t low, std::int64_t high) {
  if (!table_.empty()) {
    const std::int64_t last = first_ + static_cast<std::int64_t>(table_.size()) - 1;
    if (low >= first_ && high <= last) return true;
    low = std::min(low, first_);
    high = std::max(high, last);
  }
  if (low < -(std::int64_t{1} << 40) || high > std::int64_t{1} << 40 || high - low >= kMost) {
    return false;
  }
  std::vector<Code> table(static_cast<std::size_t>(high - low + 1), kUnset);
  std::copy(table_.begin(), table_.end(), table.begin() + (table_.empty() ? 0 : first_ - low));
  table_ = std::move(table);
  first_ = low;
  return true;
}

std::size_t TupleMemo::place(std::span<const std::uint64_t> key) const {
  std::uint64_t hash = 0x9E3779B97F4A7C15ULL;
  for (const std::uint64_t word : key) {
    hash = (hash ^ word) * 0xBF58476D1CE4E5B9ULL;
    hash ^= hash >> 29;
  }
  const std::size_t mask = codes_.size() - 1;
  std::size_t at = static_cast<std::size_t>(hash) & mask;
  while (codes_[at] != kUnset && !is_same(key, keys_.data() + at * width_)) {
    at = (at + 1) & mask;
  }
  return at;
}

Code TupleMemo::find(std::span<const std::uint64_t> key) const {
  if (codes_.empty()) return kUnset;
  const std::uint64_t* last = keys_.data() + last_ * width_;
  if (codes_[last_] == kUnset || !is_same(key, last)) last_ = place(key);
  return codes_[last_];
}

void TupleMemo::keep(std::span<const std::uint64_t> key, Code code) {
  FUGONG_CHECK(width_ == 0 || width_ == key.size(), "keys of one memo have one width");
  width_ = key.size();
  if (2 * (kept_ + 1) > codes_.size()) grow();
  const std::size_t at = place(key);
  codes_[at] = code;
  std::copy(key.begin(), key.end(), keys_.begin() + static_cast<std::ptrdiff_t>(at * width_));
  ++kept_;
}

void TupleMemo::grow() {
  const bool full = kept_ >= kMost;
  last_ = 0;
  std::vector<std::uint64_t> keys;
  std::vector<Code> codes;
  keys.swap(keys_);
  codes.swap(codes_);
  const std::size_t room = full ? 64 : std::max<std::size_t>(64, codes.size() * 2);
  keys_.resize(room * width_);
  codes_.assign(room, kUnset);
  kept_ = 0;
  for (std::size_t i = 0; !full && i < codes.size(); ++i) {
    if (codes[i] == kUnset) continue;
    const std::span<const std::uint64_t> key(keys.data() + i * width_, width_);
    const std::size_t at = place(key);
    codes_[at] = codes[i];
    std::copy(key.begin(), key.end(), keys_.begin() + static_cast<std::ptrdiff_t>(at * width_));
    ++kept_;
  }
}

}  // namespace fugong::columns
