#include "platform/audit/merkle.hpp"

#include <gtest/gtest.h>

namespace fugong::audit {
namespace {

/// The leaves and roots that the tests of Certificate Transparency (RFC 6962) publish.
const std::vector<std::string> kLeaves = {
    "",
    std::string("\x00", 1),
    "\x10",
    "\x20\x21",
    "\x30\x31",
    "\x40\x41\x42\x43",
    "\x50\x51\x52\x53\x54\x55\x56\x57",
    "\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f"};
constexpr std::string_view kRoots[] = {
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};

Hash hash_of(std::string_view hex) {
  return *hash_from_hex(hex);
}

/// All leaves in memory, hashed as the text of the RFC says.
class Whole {
 public:
  explicit Whole(std::size_t size) {
    for (std::size_t i = 0; i < size; ++i)
      leaves_.push_back(leaf_hash(i < kLeaves.size() ? kLeaves[i] : std::to_string(i)));
  }
  const Hash& leaf(std::int64_t i) const { return leaves_[static_cast<std::size_t>(i)]; }
  Hash root(std::int64_t size) const { return root_between(0, static_cast<std::size_t>(size)); }
  ReadNode reader() const {
    return [this](int level, std::int64_t index) -> Result<Hash> {
      const auto first = static_cast<std::size_t>(index) << level;
      EXPECT_LE(first + (std::size_t{1} << level), leaves_.size());
      return root_between(first, first + (std::size_t{1} << level));
    };
  }

 private:
  Hash root_between(std::size_t begin, std::size_t end) const {
    if (begin == end) return empty_root();
    if (end - begin == 1) return leaves_[begin];
    std::size_t left = 1;
    while (2 * left < end - begin)
      left *= 2;
    return node_hash(root_between(begin, begin + left), root_between(begin + left, end));
  }
  std::vector<Hash> leaves_;
};

std::vector<std::string> hex_of(const std::vector<Hash>& hashes) {
  std::vector<std::string> hex;
  for (const Hash& hash : hashes)
    hex.push_back(to_hex(hash));
  return hex;
}

TEST(Merkle, RootsAreThoseOfCertificateTransparency) {
  const Whole tree(8);
  Frontier frontier;
  for (std::int64_t size = 0; size <= 8; ++size) {
    EXPECT_EQ(to_hex(*tree_root(size, tree.reader())), kRoots[size]);
    EXPECT_EQ(to_hex(frontier.root()), kRoots[size]);
    EXPECT_EQ(frontier.size(), size);
    if (size < 8) frontier.add(tree.leaf(size));
  }
}

TEST(Merkle, ProofsAreThoseOfCertificateTransparency) {
  const Whole tree(8);
  EXPECT_EQ(hex_of(*inclusion_proof(0, 8, tree.reader())),
            (std::vector<std::string>{
                "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"}));
  EXPECT_EQ(hex_of(*inclusion_proof(5, 8, tree.reader())),
            (std::vector<std::string>{
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"}));
  EXPECT_EQ(hex_of(*inclusion_proof(2, 3, tree.reader())),
            (std::vector<std::string>{
                "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"}));
  EXPECT_EQ(hex_of(*inclusion_proof(1, 5, tree.reader())),
            (std::vector<std::string>{
                "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"}));
  EXPECT_EQ(hex_of(*consistency_proof(6, 8, tree.reader())),
            (std::vector<std::string>{
                "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"}));
  EXPECT_EQ(hex_of(*consistency_proof(2, 5, tree.reader())),
            (std::vector<std::string>{
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"}));
  EXPECT_EQ(hex_of(*consistency_proof(1, 8, tree.reader())),
            (std::vector<std::string>{
                "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"}));
}

TEST(Merkle, EveryLeafIsProvedInEveryTreeAndNothingElseIs) {
  constexpr std::int64_t kMost = 40;
  const Whole tree(kMost);
  for (std::int64_t size = 1; size <= kMost; ++size) {
    const Hash root = tree.root(size);
    EXPECT_EQ(*tree_root(size, tree.reader()), root);
    for (std::int64_t index = 0; index < size; ++index) {
      auto proof = *inclusion_proof(index, size, tree.reader());
      const Hash& leaf = tree.leaf(index);
      EXPECT_TRUE(proves_inclusion(leaf, index, size, proof, root)) << index << "/" << size;
      EXPECT_FALSE(proves_inclusion(leaf, index, size, proof, tree.root(size - 1)));
      EXPECT_FALSE(proves_inclusion(tree.leaf((index + 1) % kMost), index, size, proof, root));
      EXPECT_FALSE(proves_inclusion(leaf, index + 1, size, proof, root));
      EXPECT_FALSE(proves_inclusion(leaf, index - 1, size, proof, root));
      EXPECT_FALSE(proves_inclusion(leaf, index ^ 2, size, proof, root));
      for (Hash& hash : proof) {
        hash[7] ^= 1;
        EXPECT_FALSE(proves_inclusion(leaf, index, size, proof, root));
        hash[7] ^= 1;
      }
      proof.push_back(leaf);
      EXPECT_FALSE(proves_inclusion(leaf, index, size, proof, root));
      if (proof.size() == 1) continue;
      proof.resize(proof.size() - 2);
      EXPECT_FALSE(proves_inclusion(leaf, index, size, proof, root));
    }
  }
}

TEST(Merkle, EveryGrowthIsProvedAndNothingElseIs) {
  constexpr std::int64_t kMost = 40;
  const Whole tree(kMost);
  for (std::int64_t after = 0; after <= kMost; ++after) {
    for (std::int64_t before = 0; before <= after; ++before) {
      const Hash old_root = tree.root(before);
      const Hash root = tree.root(after);
      auto proof = *consistency_proof(before, after, tree.reader());
      EXPECT_TRUE(proves_consistency(before, old_root, after, root, proof))
          << before << " " << after;
      Hash other = old_root;
      other[0] ^= 1;
      EXPECT_FALSE(proves_consistency(before, other, after, root, proof));
      EXPECT_FALSE(proves_consistency(after + 1, old_root, after, root, proof));
      if (before > 0) {
        other = root;
        other[0] ^= 1;
        EXPECT_FALSE(proves_consistency(before, old_root, after, other, proof));
      }
      for (Hash& hash : proof) {
        hash[31] ^= 1;
        EXPECT_FALSE(proves_consistency(before, old_root, after, root, proof));
        hash[31] ^= 1;
      }
      proof.push_back(root);
      EXPECT_FALSE(proves_consistency(before, old_root, after, root, proof));
      if (proof.size() == 1) continue;
      proof.resize(proof.size() - 2);
      EXPECT_FALSE(proves_consistency(before, old_root, after, root, proof));
    }
  }
}

TEST(Merkle, NumbersWithoutSenseProveNothing) {
  const Hash leaf = leaf_hash("");
  EXPECT_TRUE(proves_inclusion(leaf, 0, 1, {}, leaf));
  EXPECT_FALSE(proves_inclusion(leaf, -1, 1, {}, leaf));
  EXPECT_FALSE(proves_inclusion(leaf, 0, 0, {}, leaf));
  EXPECT_FALSE(proves_inclusion(leaf, 0, INT64_MAX, std::vector<Hash>(64, leaf), leaf));
  EXPECT_FALSE(proves_consistency(-1, leaf, 1, leaf, {}));
  EXPECT_FALSE(proves_consistency(2, leaf, 1, leaf, {}));
  EXPECT_FALSE(proves_consistency(0, leaf, 1, leaf, {}));
  EXPECT_FALSE(proves_consistency(1, leaf, 2, leaf, {}));
  EXPECT_FALSE(proves_consistency(1, leaf, INT64_MAX, leaf, std::vector<Hash>(70, leaf)));
}

TEST(Merkle, HexIsReadOnlyAsItIsWritten) {
  const std::string hex(kRoots[5]);
  EXPECT_EQ(to_hex(hash_of(hex)), hex);
  EXPECT_FALSE(hash_from_hex(hex.substr(1)));
  EXPECT_FALSE(hash_from_hex(hex + "0"));
  EXPECT_FALSE(hash_from_hex("G" + hex.substr(1)));
  EXPECT_FALSE(hash_from_hex("A" + hex.substr(1)));
}

}  // namespace
}  // namespace fugong::audit
