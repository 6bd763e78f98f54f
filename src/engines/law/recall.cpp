#include "engines/law/recall.hpp"

#include "engines/feel/domain.hpp"

namespace fugong::law {

std::optional<std::uint32_t> Recall::branch(const Node& node, const feel::Value& value) {
  for (const Branch& each : node.branches) {
    if (feel::same(each.value, value)) return each.to;
  }
  return std::nullopt;
}

void Recall::keep(std::span<const std::pair<decision::Glance, feel::Value>> looked_at,
                  const Outcome& outcome) {
  std::uint32_t at = 0;
  for (const auto& [glance, value] : looked_at) {
    if (nodes_[at].gave_up) return;
    if (!nodes_[at].asks) nodes_[at].asks = glance;
    FUGONG_CHECK(nodes_[at].asks == glance, "the same values lead to the same questions");
    if (const auto next = branch(nodes_[at], value)) {
      at = *next;
      continue;
    }
    if (nodes_[at].branches.size() == kMaxBranches) {  // what was kept beyond stays unused
      nodes_[at].gave_up = true;
      nodes_[at].asks.reset();
      nodes_[at].branches.clear();
      return;
    }
    const auto to = static_cast<std::uint32_t>(nodes_.size());
    nodes_[at].branches.push_back({value, to});
    nodes_.emplace_back();
    at = to;
  }
  nodes_[at].outcome = std::make_unique<const Outcome>(outcome);
}

}  // namespace fugong::law
