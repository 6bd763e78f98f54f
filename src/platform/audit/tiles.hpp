// Nodes as the database keeps them: whole ones, of every fourth level. Private to the room.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <utility>
#include <vector>

#include "platform/audit/merkle.hpp"
#include "platform/store/database.hpp"

namespace fugong::audit {

inline constexpr int kTileLevels = 4;
inline constexpr std::int64_t kTileWidth = 1 << kTileLevels;

/// The node over a power of two of nodes of one level.
Hash combine(std::span<const Hash> nodes);

/// Reads nodes of any level; keeps the tiles of sixteen that it has read. For one transaction.
class Tiles {
 public:
  explicit Tiles(store::Transaction& t) : t_(t) {}
  Result<Hash> node(int level, std::int64_t index);
  /// Kept nodes [first, first + count) of a level that is kept; there must be that many.
  Result<std::vector<Hash>> range(int level, std::int64_t first, std::int64_t count);

  ReadNode reader() {
    return [this](int level, std::int64_t index) { return node(level, index); };
  }

 private:
  store::Transaction& t_;
  std::map<std::pair<int, std::int64_t>, std::vector<Hash>> tiles_;
};

/// A node that is to be kept.
struct KeptNode {
  int level;
  std::int64_t place;
  Hash hash;
};
/// The nodes that become whole when `added` leaves come behind the first `size`, which are there.
Result<std::vector<KeptNode>> completed(Tiles& tiles, std::int64_t size, std::vector<Hash> added);

}  // namespace fugong::audit
