#include "platform/audit/tiles.hpp"

#include <algorithm>

#include "platform/audit/rows.hpp"

namespace fugong::audit {

Hash combine(std::span<const Hash> nodes) {
  if (nodes.size() == 1) return nodes.front();
  const std::size_t half = nodes.size() / 2;
  return node_hash(combine(nodes.first(half)), combine(nodes.subspan(half)));
}

Result<std::vector<Hash>> Tiles::range(int level, std::int64_t first, std::int64_t count) {
  auto rows =
      level == 0
          ? t_.run(
                "SELECT sequence, hash FROM audit_leaf WHERE sequence >= ? AND sequence < ? "
                "ORDER BY sequence",
                {first, first + count})
          : t_.run(
                "SELECT place, hash FROM audit_node WHERE level = ? AND place >= ? AND place < ? "
                "ORDER BY place",
                {std::int64_t{level}, first, first + count});
  if (!rows) return fail(std::move(rows.error()));
  std::vector<Hash> hashes;
  for (const store::Row& row : *rows) {
    const auto hash = hash_from_hex(text_of(row[1]));
    const bool is_next = number_of(row[0]) == first + static_cast<std::int64_t>(hashes.size());
    if (!hash || !is_next) break;
    hashes.push_back(*hash);
  }
  if (static_cast<std::int64_t>(hashes.size()) == count) return hashes;
  const std::int64_t missing = first + static_cast<std::int64_t>(hashes.size());
  return broken(t_.name(), "audit-node-missing",
                "/nodes/" + std::to_string(level) + "/" + std::to_string(missing),
                {"哈希树缺少节点，或节点损坏", "a node of the tree is missing or damaged"});
}

Result<Hash> Tiles::node(int level, std::int64_t index) {
  const int above = level % kTileLevels;
  const int kept = level - above;
  const std::int64_t count = std::int64_t{1} << above;
  const std::int64_t first = index * count;
  const std::int64_t tile_first = first - first % kTileWidth;
  const std::int64_t within = first - tile_first;
  std::vector<Hash>& tile = tiles_[{kept, tile_first}];
  if (static_cast<std::int64_t>(tile.size()) < within + count) {
    // The tile at the right edge is not full: only what is asked for must be there.
    auto read = range(kept, tile_first, within + count);
    if (!read) return fail(std::move(read.error()));
    tile = std::move(*read);
  }
  return combine(
      std::span(tile).subspan(static_cast<std::size_t>(within), static_cast<std::size_t>(count)));
}

Result<std::vector<KeptNode>> completed(Tiles& tiles, std::int64_t size, std::vector<Hash> added) {
  std::vector<KeptNode> whole;
  for (int level = 0; !added.empty(); level += kTileLevels) {
    const std::int64_t begun = size % kTileWidth;
    auto nodes = tiles.range(level, size - begun, begun);
    if (!nodes) return fail(std::move(nodes.error()));
    nodes->insert(nodes->end(), added.begin(), added.end());
    size /= kTileWidth;
    added.clear();
    constexpr auto kWidth = static_cast<std::size_t>(kTileWidth);
    for (std::size_t at = 0; at + kWidth <= nodes->size(); at += kWidth) {
      added.push_back(combine(std::span(*nodes).subspan(at, kWidth)));
      whole.push_back(
          {level + kTileLevels, size + static_cast<std::int64_t>(added.size()) - 1, added.back()});
    }
  }
  return whole;
}

}  // namespace fugong::audit
