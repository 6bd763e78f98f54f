// What a decision program is made from: FEEL text with its place, decision tables, inputs and
// functions. Plain data; src/pack fills it from YAML, engines/dmn from DMN files.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/fault.hpp"
#include "engines/feel/parse.hpp"
#include "engines/feel/type.hpp"

namespace fugong::decision {

/// FEEL text and where its first character stands.
struct Sourced {
  std::string text;
  Place place;
};

/// The hit policies of DMN 1.5, 8.2.8. The last four aggregate a collect.
enum class HitPolicy : std::uint8_t {
  unique,         ///< U: at most one rule may match
  any,            ///< A: several may, with equal outputs
  priority,       ///< P: the output that stands first in the output values
  first,          ///< F: the first in the order of the table
  rule_order,     ///< R: all, in the order of the table
  output_order,   ///< O: all, in the order of the output values
  collect,        ///< C: all, in no promised order
  collect_sum,    ///< C+
  collect_min,    ///< C<
  collect_max,    ///< C>
  collect_count,  ///< C#
};

/// "U", "A", ..., "C+", "C<", "C>", "C#".
std::optional<HitPolicy> hit_policy_by_symbol(std::string_view symbol);
std::string_view symbol_of(HitPolicy policy);

struct TableInput {
  Sourced expression;  ///< often just a name
  /// Unary tests that every value must meet; empty = all values.
  Sourced allowed;
};

struct TableOutput {
  std::string name;                  ///< empty if the table has one output
  std::optional<feel::Type> type;    ///< said, or inferred from the cells
  std::vector<Sourced> values;       ///< output values in order of priority (P and O)
  std::optional<Sourced> otherwise;  ///< if no rule matches
};

struct TableRule {
  std::vector<Sourced> tests;    ///< unary tests, one for each input; "-" = any
  std::vector<Sourced> outputs;  ///< one for each output
  Place place;                   ///< of the rule: its file and line
};

struct Table {
  HitPolicy hit = HitPolicy::unique;
  std::vector<TableInput> inputs;
  std::vector<TableOutput> outputs;
  std::vector<TableRule> rules;
  Place place;
};

inline constexpr std::size_t kMaxTableRules = 10'000;
inline constexpr std::size_t kMaxTableColumns = 64;

}  // namespace fugong::decision
