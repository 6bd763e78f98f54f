// Column map: which column of an office's table holds what, in which notation and unit.
//
//   subject: loan                       # absent: the enterprise itself
//   columns:
//     uscc: 统一社会信用代码              # field: column
//     place: {column: 城市, within: 省代码, prefer: upper, values: {省直辖县: 海南省}}
//     loan_principal: {column: 金额, unit: 万元}
//     stated_on: {value: 2020-02-10}
//   ignore: [备注]
//
// Fields are those of kParticulars and facts of the pack. docs/register.md is the reference.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/tree.hpp"

namespace fugong::enterprise_register {

/// What a column may hold beside facts of the pack.
inline constexpr std::string_view kParticulars[] = {
    "uscc", "name", "type", "registered_on", "registered_capital", "id", "stated_on"};

inline constexpr std::size_t kMaxMapValues = 1000;

struct ColumnRule {
  std::string field;
  std::string column;  ///< header of the column; empty: every row holds `constant`
  std::string constant;
  std::string unit;           ///< of a number
  std::string format;         ///< of a day
  std::string within;         ///< column with the code of the place that a place's name lies in
  std::string currency;       ///< column with the currency of an amount
  bool prefer_upper = false;  ///< of a prefecture and a county of one name: the prefecture
  std::vector<std::pair<std::string, std::string>> values;  ///< what is written -> what is meant
  Place place;
};

struct ColumnMap {
  std::string subject;  ///< kind of child; empty: the enterprise
  std::vector<ColumnRule> rules;
  std::vector<std::string> ignored;  ///< columns known and not wanted
  bool is_written = false;           ///< there is a file; else the header names the fields
};

/// The shape of a map; all faults at once. Whether fields and units exist is seen when it meets a
/// header (Layout::make).
Result<ColumnMap> read_column_map(const Node& document);
/// Every column is a field of the same name.
ColumnMap map_of_header(const std::vector<std::string>& header);

}  // namespace fugong::enterprise_register
