// Reading sheets.
#include "pack/sheet/sheet.hpp"

#include <utility>

#include "base/csv.hpp"
#include "base/text.hpp"
#include "pack/fields.hpp"
#include "pack/format/pipe_table.hpp"
#include "pack/sheet/sheet_parts.hpp"

namespace fugong::pack {
namespace {

Text text_in(const Node& node, std::string_view key) {
  const Node* found = node.find(key);
  return found == nullptr ? Text{} : Text{scalar_of(*found, "zh"), scalar_of(*found, "en")};
}

std::vector<SheetColumn> columns_of(const Node& table) {
  std::vector<SheetColumn> columns;
  for (const auto& [list, is_input] : {std::pair{"inputs", true}, std::pair{"outputs", false}}) {
    const Node* nodes = table.find(list);
    if (nodes == nullptr) continue;
    for (const Node& node : nodes->items) {
      SheetColumn column{is_input, node.text, ""};
      if (node.kind == Node::Kind::map) {
        column.name = scalar_of(node, is_input ? "feel" : "name");
        column.type = scalar_of(node, "type");
      }
      columns.push_back(std::move(column));
    }
  }
  return columns;
}

Result<std::vector<std::vector<std::string>>> pipe_rows(const Node& rules) {
  std::vector<std::vector<std::string>> rows;
  std::string_view left = rules.text;
  while (!left.empty()) {
    const std::size_t end = std::min(left.find('\n'), left.size());
    const std::string_view line = left.substr(0, end);
    left.remove_prefix(std::min(end + 1, left.size()));
    if (trim(line).empty()) continue;
    auto cells = split_row(line);
    if (!cells) {
      return fail("table-row", rules.place,
                  {"规则行应以 | 开头和结尾", "a rule must start and end with |"},
                  {"在文件中改正", "mend it in the file"});
    }
    auto& row = rows.emplace_back();
    for (Cell& cell : *cells)
      row.push_back(std::move(cell.text));
  }
  return rows;
}

Result<SheetTable> read_table(const Files& files, const std::string& path, const Node& definition,
                              const Node& table) {
  SheetTable made;
  made.name = scalar_of(definition, "name");
  made.label = text_in(definition, "label");
  made.hit = scalar_of(table, "hit");
  made.columns = columns_of(table);
  const std::string file = scalar_of(table, "file");
  if (file.empty()) {
    made.file = path;
    const Node* rules = table.find("rules");
    if (rules == nullptr) return made;
    auto rows = pipe_rows(*rules);
    if (!rows) return fail(std::move(rows.error()));
    made.rows = std::move(*rows);
    return made;
  }
  made.file = beside(path, file);
  const auto there = files.find(made.file);
  if (there == files.end()) {
    return fail("missing-file", table.place,
                {"没有这张表的文件 " + made.file, "the table's file is missing: " + made.file},
                {"放入文件，或改正文件名", "add it, or correct its name"});
  }
  auto csv = parse_csv(there->second, made.file);
  if (!csv) return fail(std::move(csv.error()));
  for (CsvRow& row : csv->rows) {
    auto& cells = made.rows.emplace_back();
    for (const std::string& cell : row.cells)
      cells.emplace_back(trim(cell));
  }
  return made;
}

Result<Sheet> read_at(const Files& files, const std::string& path) {
  auto root = parse_yaml(files.at(path), path);
  if (!root) return fail(std::move(root.error()));
  Sheet sheet;
  sheet.is_decision = is_decision_file(path);
  sheet.owner = sheet.is_decision ? scalar_of(*root, "name") : owner_in(path);
  sheet.title = text_in(*root, sheet.is_decision ? "label" : "title");
  sheet.file = path;
  if (const Node* parameters = root->find("parameters")) {
    for (const Node& node : parameters->items) {
      sheet.parameters.push_back({scalar_of(node, "name"), text_in(node, "label"),
                                  text_in(node, "clause"), scalar_of(node, "type"),
                                  scalar_of(node, "step"), scalar_of(node, "value")});
    }
  }
  Faults faults;
  for_tables(*root, [&](Node& definition, Node& table) {
    auto made = read_table(files, path, definition, table);
    if (made) {
      sheet.tables.push_back(std::move(*made));
    } else {
      append(faults, std::move(made.error()));
    }
  });
  if (!faults.empty()) return fail(std::move(faults));
  return sheet;
}

}  // namespace

std::vector<Sheet> sheets_of(const Files& files) {
  std::vector<Sheet> sheets;
  for (const auto& [path, text] : files) {
    if (owner_in(path).empty() && !is_decision_file(path)) continue;
    auto sheet = read_at(files, path);
    if (sheet && !(sheet->parameters.empty() && sheet->tables.empty()))
      sheets.push_back(std::move(*sheet));
  }
  return sheets;
}

Result<Sheet> read_sheet(const Files& files, std::string_view owner) {
  const std::string path = file_of(files, owner);
  if (path.empty()) return no_sheet(owner);
  return read_at(files, path);
}

}  // namespace fugong::pack
