#include "engines/law/recall.hpp"

#include <algorithm>

#include "engines/feel/domain.hpp"

namespace fugong::law {

std::optional<std::uint32_t> Recall::branch(const Node& node, const feel::Value& value) {
  if (node.only_unknowns && !value.is_unknown()) return std::nullopt;
  for (const Branch& each : node.branches) {
    if (feel::same(each.value, value)) return each.to;
  }
  return std::nullopt;
}

bool Recall::takes(const Node& node, const feel::Value& value) const {
  if (nodes_.size() >= kMaxNodes) return false;
  return !node.only_unknowns || (value.is_unknown() && node.branches.size() < kMaxBranches);
}

std::optional<std::uint32_t> Recall::keep(
    std::span<const std::pair<decision::Glance, feel::Value>> looked_at) {
  std::uint32_t at = 0;
  for (const auto& [glance, value] : looked_at) {
    Node& node = nodes_[at];
    if (!node.asks) node.asks = glance;
    FUGONG_CHECK(node.asks == glance, "the same values lead to the same questions");
    if (const auto next = branch(node, value)) {
      at = *next;
      continue;
    }
    if (!node.only_unknowns && node.branches.size() == kMaxBranches) {
      node.only_unknowns = true;  // what was kept beyond known values stays unused
      std::erase_if(node.branches, [](const Branch& each) { return !each.value.is_unknown(); });
    }
    if (!takes(node, value)) return std::nullopt;
    const auto to = static_cast<std::uint32_t>(nodes_.size());
    node.branches.push_back({value, to});
    nodes_.emplace_back();  // the last use of `node`
    at = to;
  }
  FUGONG_CHECK(!nodes_[at].asks, "the same values lead to the same questions");
  if (nodes_[at].outcome) return std::nullopt;
  nodes_[at].outcome = outcomes_++;
  return nodes_[at].outcome;
}

}  // namespace fugong::law
