// A program with rows, kept in a table in one way or another, and the comparison of what SQL says
// of each row with what the row interpreter says.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "differential/databases.hpp"
#include "engines/decision/program.hpp"

namespace fugong::differential {

struct Sample {
  std::optional<decision::Program> program;
  const decision::Program* elsewhere = nullptr;  // instead of a program of its own
  std::vector<decision::Slot> inputs;
  std::vector<decision::Slot> wanted;
  std::string source;  // what to show of it
  /// By row and input; empty: unsaid.
  std::vector<std::vector<std::optional<feel::Value>>> rows;
  std::vector<std::pair<decision::Slot, feel::Value>> fixed;  // of all rows
  int scale = 2;                                              // of numbers that are kept as counts
  /// Numbers of few different values are kept as raw values.
  bool few_are_raw = false;
  /// Numbers of the rows are asked for rounded so.
  std::optional<std::pair<int, Rounding>> rounding;
  /// Rows come of a SELECT, and a column of theirs is handed on.
  bool from_select = false;
  const decision::Program& rules() const { return elsewhere != nullptr ? *elsewhere : *program; }
};

struct Tally {
  std::size_t values = 0;
  std::size_t known = 0;
  std::size_t between = 0;  // two numbers of their row
  std::size_t asked = 0;    // kAsk
  std::size_t refused = 0;  // values of slots that aren't in SQL
  std::map<std::string, std::size_t> reasons;
  void print(const char* what) const;
};

/// Values that whole counts hold go into one column as numbers, others into one of raw values.
void compare(const Sample& sample, Database& database, const decision::Functions* functions,
             Tally& tally);

}  // namespace fugong::differential
