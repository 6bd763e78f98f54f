// What the two readers of trees share: the faults of their limits, and positions in a text.
// Inside base only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/fault.hpp"
#include "base/tree.hpp"

namespace fugong::tree {

/// Faults beyond this number are not collected: whoever mends a hundred reads again.
inline constexpr std::size_t kMaxFaults = 100;

/// Walks forward through a text and knows line and column (code points) of where it stands.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : text_(text) {}
  /// Moves to the byte `offset`, which must not lie before an earlier one.
  void move_to(std::size_t offset);
  std::int32_t line() const { return line_; }
  std::int32_t column() const { return column_; }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
  std::int32_t line_ = 1;
  std::int32_t column_ = 1;
};

/// Place of a byte of the text.
Place place_of(std::string_view text, std::size_t offset, std::string file);

/// Size and UTF-8, which are checked before anything is read.
std::optional<Fault> check_text(std::string_view text, const std::string& file,
                                const TreeLimits& limits);
Fault too_deep(Place place, const TreeLimits& limits);
Fault name_too_long(Place place, const TreeLimits& limits);

/// Counts the nodes of a document and the bytes of their pointers.
class Tally {
 public:
  explicit Tally(const TreeLimits& limits) : limits_(limits) {}
  /// A fault if the node is one too many.
  std::optional<Fault> add(const Place& place);

 private:
  const TreeLimits& limits_;
  std::size_t nodes_ = 0;
  std::size_t pointer_bytes_ = 0;
};

/// The start of a text that may be long, for a message.
std::string excerpt(std::string_view text);

/// The keys of a map with their positions, to find those that stand twice. Sorted once at the end:
/// a hostile map with many keys costs n log n.
class Keys {
 public:
  void add(std::int32_t line, std::int32_t column) { positions_.push_back({line, column}); }
  struct Twice {
    std::size_t first;   ///< index of the first field with the key
    std::size_t second;  ///< index of the later field
    std::int32_t first_line;
    std::int32_t line;
    std::int32_t column;
  };
  /// In the order of the text. `fields` are those of the map, one for every add().
  std::vector<Twice> twice(const std::vector<std::pair<std::string, Node>>& fields) const;

 private:
  struct Position {
    std::int32_t line;
    std::int32_t column;
  };
  std::vector<Position> positions_;
};

}  // namespace fugong::tree
