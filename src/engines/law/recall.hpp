// Recall: what one provision or decision came to for earlier subjects, by the values that it looked
// at. Private to engines/law.
//
// The rules are functions: judged again with the same values, they look at the same slots in the
// same order and come to the same. So what was found is kept in a tree: each node asks for one
// slot, each branch is a value that was met there, each leaf an outcome. Most firms agree in most
// of what a rule asks (a size, a yes or a no, what a list says of a province), and for them the
// leaf is found at once. A slot that takes many values (a sum, a day) isn't worth it: from then on
// its node follows only unknowns, and what lies beyond a known value is judged each time.
//
// Belongs to one thread.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "engines/law/compiled.hpp"

namespace fugong::law {

/// Numbers the ways that judgements went.
class Recall {
 public:
  static constexpr std::size_t kMaxBranches = 16;  ///< values of one slot
  static constexpr std::size_t kMaxNodes = 512;

  struct Found {
    std::optional<std::uint32_t> outcome;  ///< its number; empty: not met yet
    bool worth_keeping = false;            ///< a way with these values has its place here
  };

  /// `value_of` gives the value of a glance for the subject at hand.
  template <class ValueOf>
  Found find(ValueOf&& value_of) const {
    const Node* node = &nodes_[0];
    while (node->asks) {
      const feel::Value value = value_of(*node->asks);
      const auto next = branch(*node, value);
      if (!next) return {std::nullopt, takes(*node, value)};
      node = &nodes_[*next];
    }
    return {node->outcome, nodes_.size() < kMaxNodes};
  }

  /// A way: what was looked at, in order, each once, with its value. Empty if it has no place, or
  /// one already.
  std::optional<std::uint32_t> keep(
      std::span<const std::pair<decision::Glance, feel::Value>> looked_at);

 private:
  struct Branch {
    feel::Value value;
    std::uint32_t to = 0;
  };
  struct Node {
    std::optional<decision::Glance> asks;
    bool only_unknowns = false;
    std::vector<Branch> branches;
    std::optional<std::uint32_t> outcome;
  };
  static std::optional<std::uint32_t> branch(const Node& node, const feel::Value& value);
  bool takes(const Node& node, const feel::Value& value) const;

  std::vector<Node> nodes_ = std::vector<Node>(1);
  std::uint32_t outcomes_ = 0;
};

/// Outcomes by the way that led to them.
template <class Outcome>
class Memory {
 public:
  struct Found {
    const Outcome* outcome = nullptr;  ///< as long as the memory; null: not met yet
    bool worth_keeping = false;
  };
  template <class ValueOf>
  Found find(ValueOf&& value_of) const {
    const Recall::Found found = recall_.find(value_of);
    return {found.outcome ? &outcomes_[*found.outcome] : nullptr, found.worth_keeping};
  }
  void keep(std::span<const std::pair<decision::Glance, feel::Value>> looked_at,
            const Outcome& outcome) {
    if (recall_.keep(looked_at)) outcomes_.push_back(outcome);
  }

 private:
  Recall recall_;
  std::deque<Outcome> outcomes_;  // by number
};

}  // namespace fugong::law
