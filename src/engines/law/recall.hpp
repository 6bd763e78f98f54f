// Recall: what one provision came to for earlier subjects, by the values that it looked at. Private
// to engines/law.
//
// The rules are functions: judged again with the same values, they look at the same slots in the
// same order and come to the same. So what was found is kept in a tree: each node asks for one
// slot, each branch is a value that was met there, each leaf an outcome. Most firms agree in most
// of what a rule asks (a size, a yes or a no, what a list says of a province), and for them the
// leaf is found at once. A slot that takes many values (a sum, a day) isn't worth it: its node
// gives up, and what lies beyond is judged each time.
//
// Belongs to one thread.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "engines/law/compiled.hpp"

namespace fugong::law {

/// What a provision comes to, without reasons.
struct Outcome {
  Outcome() = default;
  explicit Outcome(Entitlement&& entitlement)
      : state(entitlement.state),
        tainted(entitlement.tainted),
        amount(entitlement.amount),
        amount_range(entitlement.amount_range),
        open(std::move(entitlement.open)),
        decisive(std::move(entitlement.decisive)) {}

  State state = State::depends;
  bool tainted = false;
  std::optional<Money> amount;
  std::optional<AmountRange> amount_range;
  OpenPoints open;
  std::vector<std::uint16_t> decisive;
};

class Recall {
 public:
  static constexpr std::size_t kMaxBranches = 16;  ///< values of one slot
  static constexpr std::size_t kMaxNodes = 512;

  struct Found {
    const Outcome* outcome = nullptr;  ///< as long as the recall; null: not met yet
    bool worth_keeping = false;        ///< an outcome of these values has its place here
  };

  /// `value_of` gives the value of a glance for the subject at hand.
  template <class ValueOf>
  Found find(ValueOf&& value_of) const {
    const Node* node = &nodes_[0];
    while (node->outcome == nullptr) {
      if (!node->asks) return {nullptr, !node->gave_up && nodes_.size() < kMaxNodes};
      const auto next = branch(*node, value_of(*node->asks));
      if (!next) return {nullptr, nodes_.size() < kMaxNodes};
      node = &nodes_[*next];
    }
    return {node->outcome.get(), false};
  }

  /// `looked_at` in the order of the judgement, each once, with their values.
  void keep(std::span<const std::pair<decision::Glance, feel::Value>> looked_at,
            const Outcome& outcome);

 private:
  struct Branch {
    feel::Value value;
    std::uint32_t to = 0;
  };
  struct Node {
    std::optional<decision::Glance> asks;
    bool gave_up = false;
    std::vector<Branch> branches;
    std::unique_ptr<const Outcome> outcome;
  };
  static std::optional<std::uint32_t> branch(const Node& node, const feel::Value& value);

  std::vector<Node> nodes_ = std::vector<Node>(1);
};

}  // namespace fugong::law
