// What was worked out once, by what it hangs on. Private to engines/columns.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engines/columns/kernels.hpp"

namespace fugong::columns {

/// By one code.
class CodeTable {
 public:
  void cover(std::size_t end) {
    if (end_ >= end) return;
    end_ = end;
    table_.resize(end + kTableStep, kUnset);
  }
  Code& at(Code code) { return table_[code]; }
  const Code* data() const { return table_.data(); }
  std::size_t end() const { return end_; }

 private:
  std::vector<Code> table_;
  std::size_t end_ = 0;
};

/// By two codes.
class PairTable {
 public:
  static constexpr std::size_t kMost = std::size_t{1} << 20;
  /// Room for codes below the two ends. False if that would be too much.
  bool cover(std::size_t a_end, std::size_t b_end);
  Code& at(Code a, Code b) { return table_[std::size_t{a} << shift_ | b]; }
  unsigned shift() const { return shift_; }
  const Code* data() const { return table_.data(); }
  /// Of the entries of codes below `a_end`, which are fewer than there is room for.
  std::size_t end_of(std::size_t a_end) const { return a_end << shift_; }

 private:
  std::vector<Code> table_;
  std::size_t a_end_ = 0;
  unsigned shift_ = 0;
};

/// By one number of a narrow range: days.
class NumberTable {
 public:
  static constexpr std::int64_t kMost = 1 << 17;
  /// Room for numbers from low to high. False if that would be too much.
  bool cover(std::int64_t low, std::int64_t high);
  std::int64_t first() const { return first_; }
  Code& at(std::int64_t number) { return table_[static_cast<std::size_t>(number - first_)]; }
  const Code* data() const { return table_.data(); }

 private:
  std::vector<Code> table_;
  std::int64_t first_ = 0;
};

/// By several words. Forgets everything when it has grown too large.
class TupleMemo {
 public:
  static constexpr std::size_t kMost = std::size_t{1} << 18;
  /// kUnset if it isn't known; always of the same number of words.
  Code find(std::span<const std::uint64_t> key) const;
  void keep(std::span<const std::uint64_t> key, Code code);

 private:
  std::size_t place(std::span<const std::uint64_t> key) const;
  void grow();
  std::size_t width_ = 0;
  std::size_t kept_ = 0;
  mutable std::size_t last_ = 0;  // where a key was found: the next is often the same
  std::vector<std::uint64_t> keys_;
  std::vector<Code> codes_;
};

}  // namespace fugong::columns
