#include "platform/audit/merkle.hpp"

#include <sodium/crypto_hash_sha256.h>

#include <bit>

namespace fugong::audit {
namespace {

/// One path from a leaf to the root never has more.
constexpr int kMaxLevels = 63;

const unsigned char* bytes_of(std::string_view text) {
  return static_cast<const unsigned char*>(static_cast<const void*>(text.data()));
}

int digit_of(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

/// The greatest power of two below `size`, which is at least 2.
std::int64_t split(std::int64_t size) {
  return static_cast<std::int64_t>(std::bit_floor(static_cast<std::uint64_t>(size - 1)));
}

/// The root over the leaves [begin, end). `begin` is a multiple of the largest node within.
Result<Hash> range_root(std::int64_t begin, std::int64_t end, const ReadNode& read) {
  const std::int64_t size = end - begin;
  if (std::has_single_bit(static_cast<std::uint64_t>(size))) {
    const int level = std::countr_zero(static_cast<std::uint64_t>(size));
    return read(level, begin >> level);
  }
  const std::int64_t middle = begin + split(size);
  auto left = range_root(begin, middle, read);
  if (!left) return left;
  auto right = range_root(middle, end, read);
  if (!right) return right;
  return node_hash(*left, *right);
}

Result<void> add_root(std::vector<Hash>& proof, std::int64_t begin, std::int64_t end,
                      const ReadNode& read) {
  auto root = range_root(begin, end, read);
  if (!root) return fail(std::move(root.error()));
  proof.push_back(*root);
  return {};
}

Result<void> add_path(std::vector<Hash>& proof, std::int64_t index, std::int64_t begin,
                      std::int64_t end, const ReadNode& read) {
  if (end - begin == 1) return {};
  const std::int64_t middle = begin + split(end - begin);
  const bool is_left = index < middle;
  auto below = is_left ? add_path(proof, index, begin, middle, read)
                       : add_path(proof, index, middle, end, read);
  if (!below) return below;
  return is_left ? add_root(proof, middle, end, read) : add_root(proof, begin, middle, read);
}

/// SUBPROOF of RFC 6962 2.1.2; `known`: the verifier has the root of [begin, before) already.
Result<void> add_subproof(std::vector<Hash>& proof, std::int64_t before, std::int64_t begin,
                          std::int64_t end, bool known, const ReadNode& read) {
  if (before == end) return known ? Result<void>{} : add_root(proof, begin, end, read);
  const std::int64_t middle = begin + split(end - begin);
  const bool is_left = before <= middle;
  auto below = is_left ? add_subproof(proof, before, begin, middle, known, read)
                       : add_subproof(proof, before, middle, end, false, read);
  if (!below) return below;
  return is_left ? add_root(proof, middle, end, read) : add_root(proof, begin, middle, read);
}

/// Where a verification stands: the node on the path and the last node of its level.
struct Climb {
  std::uint64_t node;
  std::uint64_t last;

  bool is_right() const { return (node & 1) != 0; }
  void up() {
    node >>= 1;
    last >>= 1;
  }
  /// A node at the right edge has no sibling for some levels.
  void skip_single() {
    while (node != 0 && !is_right())
      up();
  }
};

}  // namespace

std::string to_hex(const Hash& hash) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string hex;
  hex.reserve(2 * hash.size());
  for (const unsigned char byte : hash) {
    hex += kDigits[byte >> 4];
    hex += kDigits[byte & 15];
  }
  return hex;
}

std::optional<Hash> hash_from_hex(std::string_view hex) {
  Hash hash{};
  if (hex.size() != 2 * hash.size()) return std::nullopt;
  for (std::size_t i = 0; i < hash.size(); ++i) {
    const int high = digit_of(hex[2 * i]);
    const int low = digit_of(hex[2 * i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    hash[i] = static_cast<unsigned char>(high * 16 + low);
  }
  return hash;
}

Hash leaf_hash(std::string_view data) {
  static constexpr unsigned char kLeaf = 0;
  crypto_hash_sha256_state state;
  crypto_hash_sha256_init(&state);
  crypto_hash_sha256_update(&state, &kLeaf, 1);
  crypto_hash_sha256_update(&state, bytes_of(data), data.size());
  Hash hash;
  crypto_hash_sha256_final(&state, hash.data());
  return hash;
}

Hash node_hash(const Hash& left, const Hash& right) {
  static constexpr unsigned char kNode = 1;
  crypto_hash_sha256_state state;
  crypto_hash_sha256_init(&state);
  crypto_hash_sha256_update(&state, &kNode, 1);
  crypto_hash_sha256_update(&state, left.data(), left.size());
  crypto_hash_sha256_update(&state, right.data(), right.size());
  Hash hash;
  crypto_hash_sha256_final(&state, hash.data());
  return hash;
}

Hash empty_root() {
  Hash hash;
  crypto_hash_sha256(hash.data(), nullptr, 0);
  return hash;
}

Result<Hash> tree_root(std::int64_t size, const ReadNode& read) {
  FUGONG_CHECK(size >= 0, "a tree has no negative size");
  return size == 0 ? empty_root() : range_root(0, size, read);
}

Result<std::vector<Hash>> inclusion_proof(std::int64_t index, std::int64_t size,
                                          const ReadNode& read) {
  FUGONG_CHECK(index >= 0 && index < size, "the leaf is in the tree");
  std::vector<Hash> proof;
  auto added = add_path(proof, index, 0, size, read);
  if (!added) return fail(std::move(added.error()));
  return proof;
}

Result<std::vector<Hash>> consistency_proof(std::int64_t before, std::int64_t after,
                                            const ReadNode& read) {
  FUGONG_CHECK(before >= 0 && before <= after, "the tree has grown");
  std::vector<Hash> proof;
  if (before == 0 || before == after) return proof;
  auto added = add_subproof(proof, before, 0, after, true, read);
  if (!added) return fail(std::move(added.error()));
  return proof;
}

bool proves_inclusion(const Hash& leaf, std::int64_t index, std::int64_t size,
                      std::span<const Hash> proof, const Hash& root) {
  if (index < 0 || index >= size || proof.size() > kMaxLevels) return false;
  Climb at{static_cast<std::uint64_t>(index), static_cast<std::uint64_t>(size - 1)};
  Hash hash = leaf;
  for (const Hash& sibling : proof) {
    if (at.last == 0) return false;
    if (at.is_right() || at.node == at.last) {
      hash = node_hash(sibling, hash);
      at.skip_single();
    } else {
      hash = node_hash(hash, sibling);
    }
    at.up();
  }
  return at.last == 0 && hash == root;
}

bool proves_consistency(std::int64_t before, const Hash& root_before, std::int64_t after,
                        const Hash& root_after, std::span<const Hash> proof) {
  if (before < 0 || before > after || proof.size() > kMaxLevels + 1) return false;
  if (before == after) return proof.empty() && root_before == root_after;
  if (before == 0) return proof.empty() && root_before == empty_root();
  Climb at{static_cast<std::uint64_t>(before - 1), static_cast<std::uint64_t>(after - 1)};
  while (at.is_right())
    at.up();
  // A whole node on the left edge is the old root itself, which the proof then leaves out.
  Hash old_hash = root_before;
  if (at.node != 0) {
    if (proof.empty()) return false;
    old_hash = proof.front();
    proof = proof.subspan(1);
  }
  Hash new_hash = old_hash;
  for (const Hash& sibling : proof) {
    if (at.last == 0) return false;
    if (at.is_right() || at.node == at.last) {
      old_hash = node_hash(sibling, old_hash);
      new_hash = node_hash(sibling, new_hash);
      at.skip_single();
    } else {
      new_hash = node_hash(new_hash, sibling);
    }
    at.up();
  }
  return at.last == 0 && old_hash == root_before && new_hash == root_after;
}

void Frontier::add(const Hash& leaf) {
  Hash node = leaf;
  for (std::int64_t rest = size_; (rest & 1) != 0; rest >>= 1) {
    node = node_hash(whole_.back(), node);
    whole_.pop_back();
  }
  whole_.push_back(node);
  ++size_;
}

Hash Frontier::root() const {
  if (whole_.empty()) return empty_root();
  Hash root = whole_.back();
  for (std::size_t i = whole_.size() - 1; i > 0; --i)
    root = node_hash(whole_[i - 1], root);
  return root;
}

}  // namespace fugong::audit
