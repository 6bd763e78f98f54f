// From the typed form to nodes. Private to engines/columns and engines/sql.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <vector>

#include "engines/columns/node.hpp"
#include "engines/decision/evaluate.hpp"

namespace fugong::columns {

/// Adds the nodes that the wanted slots need, children before parents. `frame` holds the inputs
/// that are the same for all rows.
class Compiler {
 public:
  Compiler(const decision::Program& program, const Settings& settings, decision::Frame& frame,
           decision::Environment& environment, std::vector<std::unique_ptr<Node>>& nodes);
  NodeId slot(decision::Slot slot);

 private:
  NodeId lower(const decision::Typed& node);
  NodeId lower_operation(const decision::Typed& node);
  NodeId lower_table(decision::Slot slot, const decision::TypedTable& table);
  NodeId lower_input(decision::Slot slot);
  NodeId whole(const decision::Typed* node, std::optional<decision::Slot> slot);
  NodeId constant(const feel::Value& value);
  NodeId add(std::unique_ptr<Node> node);
  bool is_same_for_all(const decision::Typed& node);
  bool are_same_for_all(const decision::TypedTable& table);
  void collect_loads(const decision::Typed& node, std::vector<decision::Slot>& loads) const;
  void collect_loads(const decision::TypedTable& table, std::vector<decision::Slot>& loads) const;
  bool collect_cuts(const decision::Typed& test, Cuts& cuts);
  void cut(NodeId node, const Cuts& cuts);
  void cut_by_comparison(Node& node);
  bool cut_by_tests(const decision::Typed& node, NodeId input);
  bool is_constant(NodeId node) const { return nodes_[node]->kind == Node::Kind::constant; }
  feel::Value evaluate(const decision::Typed& node);

  const decision::Program& program_;
  const Settings& settings_;
  decision::Frame& frame_;
  decision::Environment& environment_;
  std::vector<std::unique_ptr<Node>>& nodes_;
  std::map<decision::Slot, NodeId> of_slot_;
  std::map<std::string, NodeId, std::less<>> operations_;
  std::vector<std::pair<feel::Value, NodeId>> constants_;
};

/// Of two, or of three (between).
bool is_comparison(decision::Op op);
/// A copy of a node with all below it.
decision::TypedPtr clone(const decision::Typed& node);
/// Numbers, dates and whole spans that a value is or may be.
void collect_ends(const feel::Value& value, feel::List& ends);
/// Where a comparison with a value may turn, whichever it is.
Cuts cuts_at(const feel::Value& value);

}  // namespace fugong::columns
