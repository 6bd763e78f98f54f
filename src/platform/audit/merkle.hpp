// The Merkle tree of RFC 6962 (section 2.1) over SHA-256: one hash, the root, stands for a whole
// list of leaves in their order, and a few hashes prove that a leaf is in it, or that a longer list
// begins with a shorter one.
//
//   const Hash leaf = leaf_hash("{...}");
//   auto proof = inclusion_proof(12, 100, read_node);               // about log2(100) hashes
//   proves_inclusion(leaf, 12, 100, *proof, root);                  // true
//
// Pure functions and values, no I/O; many threads may use them. Leaves are counted from 0. A *node*
// of a level covers 2^level leaves: node i of level l has the leaves from i * 2^l on.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/fault.hpp"

namespace fugong::audit {

/// A SHA-256.
using Hash = std::array<unsigned char, 32>;

/// 64 lower-case hex digits.
std::string to_hex(const Hash& hash);
/// Nothing unless it is exactly such digits.
std::optional<Hash> hash_from_hex(std::string_view hex);

/// SHA-256(0x00, data).
Hash leaf_hash(std::string_view data);
/// SHA-256(0x01, left, right).
Hash node_hash(const Hash& left, const Hash& right);
/// The root of no leaves: SHA-256 of nothing.
Hash empty_root();

/// The hash of a whole node; only nodes that lie within the tree are asked for.
using ReadNode = std::function<Result<Hash>(int level, std::int64_t index)>;

/// The root of the first `size` leaves.
Result<Hash> tree_root(std::int64_t size, const ReadNode& read);
/// PATH(index, D[size]) of RFC 6962 2.1.1: the sibling of the leaf first. `index` < `size`.
Result<std::vector<Hash>> inclusion_proof(std::int64_t index, std::int64_t size,
                                          const ReadNode& read);
/// PROOF(before, D[after]) of RFC 6962 2.1.2; empty if `before` is 0 or `after`. `before` <=
/// `after`.
Result<std::vector<Hash>> consistency_proof(std::int64_t before, std::int64_t after,
                                            const ReadNode& read);

/// RFC 9162 2.1.3.2: whether `leaf` is number `index` of the list of `size` with that root.
bool proves_inclusion(const Hash& leaf, std::int64_t index, std::int64_t size,
                      std::span<const Hash> proof, const Hash& root);
/// RFC 9162 2.1.4.2: whether the list of `after` leaves begins with that of `before`. With the
/// empty list everything begins: no proof is needed, and none may be given.
bool proves_consistency(std::int64_t before, const Hash& root_before, std::int64_t after,
                        const Hash& root_after, std::span<const Hash> proof);

/// A tree of which only the right edge is kept: leaves go in, the root comes out. O(log n) memory.
class Frontier {
 public:
  void add(const Hash& leaf);
  std::int64_t size() const { return size_; }
  Hash root() const;

 private:
  std::int64_t size_ = 0;
  std::vector<Hash> whole_;  ///< one node for each bit that is set in the size, the largest first
};

}  // namespace fugong::audit
