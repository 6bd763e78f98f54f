// What a TableMemory holds. Private to engines/sql.
#pragma once

#include <algorithm>
#include <map>
#include <vector>

#include "engines/columns/vector.hpp"
#include "engines/feel/domain.hpp"
#include "engines/sql/choice.hpp"
#include "engines/sql/table_memory.hpp"

namespace fugong::sql {

/// All that a table comes to hangs on, of one of its inputs: the points and the value of each, and
/// whether it stands for any two numbers.
struct TableInput {
  std::vector<Point> points;
  feel::List values;
  std::vector<bool> spans;
  bool same(const TableInput& other) const {
    return points == other.points && spans == other.spans &&
           std::equal(values.begin(), values.end(), other.values.begin(), other.values.end(),
                      [](const feel::Value& a, const feel::Value& b) { return feel::same(a, b); });
  }
};

struct MadeTable {
  std::vector<TableInput> inputs;
  Choice choice;
  columns::Dictionary dictionary;
};

class TableMemory::Impl {
 public:
  /// Null: nobody has asked with these inputs.
  const MadeTable* find(decision::Slot slot, const std::vector<TableInput>& inputs) const {
    const auto at = made_.find(slot);
    if (at == made_.end()) return nullptr;
    for (const MadeTable& made : at->second) {
      if (std::equal(made.inputs.begin(), made.inputs.end(), inputs.begin(), inputs.end(),
                     [](const TableInput& a, const TableInput& b) { return a.same(b); })) {
        return &made;
      }
    }
    return nullptr;
  }
  void keep(decision::Slot slot, MadeTable made) { made_[slot].push_back(std::move(made)); }

 private:
  std::map<decision::Slot, std::vector<MadeTable>> made_;
};

}  // namespace fugong::sql
