// Table: figures with a name for each column, to be written as CSV, as a sheet or on a page.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/fault.hpp"
#include "base/money.hpp"

namespace fugong::assessment {

/// Sums of fen that more than 64 bits may need.
using Sum = __int128;

struct Column {
  std::string name;  ///< in CSV: "amount_yuan"
  Text label;        ///< for people
  enum class Kind : std::uint8_t { word, text, count, money } kind = Kind::word;
};

struct Fen {
  Sum sum = 0;
};
/// By the kind of its column: a word, a text for people, a count, money.
using Cell = std::variant<std::string, Text, std::int64_t, Fen>;

struct Table {
  std::string name;  ///< of its file: "provisions"
  Text title;
  std::vector<Column> columns;
  std::vector<std::vector<Cell>> rows;
};

/// For people, in "zh" or "en": money as yuan.
std::string text_of(const Cell& cell, std::string_view language);

/// RFC 4180 in UTF-8: a text takes two columns, NAME_zh and NAME_en. A text that a spreadsheet
/// would read as a formula stands behind an apostrophe.
std::string to_csv(const Table& table);

}  // namespace fugong::assessment
