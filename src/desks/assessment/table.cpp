#include "desks/assessment/table.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace fugong::assessment {

namespace {

std::string quoted(std::string_view text) {
  const bool formula =
      !text.empty() && std::string_view("=+-@\t\r").find(text[0]) != std::string_view::npos;
  std::string out = formula ? "\"'" : "\"";
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + "\"";
}

/// Codes and names of ours stand without quotes.
std::string plain(std::string_view text) {
  const bool simple = std::all_of(text.begin(), text.end(),
                                  [](char c) {
                                    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
                                           (c >= 'a' && c <= 'z') || c == '.' || c == '_' ||
                                           c == '-';
                                  }) &&
                      !text.starts_with('-');
  return simple ? std::string(text) : quoted(text);
}

}  // namespace

std::string text_of(const Cell& cell, std::string_view language) {
  if (const auto* text = std::get_if<Text>(&cell)) return language == "en" ? text->en : text->zh;
  if (const auto* number = std::get_if<std::int64_t>(&cell)) return std::to_string(*number);
  if (const auto* money = std::get_if<Fen>(&cell)) return yuan(money->sum);
  return std::get<std::string>(cell);
}

std::string to_csv(const Table& table) {
  std::string out;
  const auto add = [&](std::size_t column, const std::string& text) {
    if (column > 0) out += ',';
    out += text;
  };
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const Column& column = table.columns[i];
    add(i, column.kind == Column::Kind::text ? fmt::format("{0}_zh,{0}_en", column.name)
                                             : column.name);
  }
  out += '\n';
  for (const std::vector<Cell>& row : table.rows) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (const auto* text = std::get_if<Text>(&row[i])) {
        add(i, quoted(text->zh) + ',' + quoted(text->en));
      } else if (const auto* word = std::get_if<std::string>(&row[i])) {
        add(i, plain(*word));
      } else {
        add(i, text_of(row[i], "en"));
      }
    }
    out += '\n';
  }
  return out;
}

}  // namespace fugong::assessment
