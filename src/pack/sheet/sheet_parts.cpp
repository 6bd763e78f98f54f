#include "pack/sheet/sheet_parts.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"

namespace fugong::pack {
namespace {

constexpr std::string_view kYaml = ".yaml";
constexpr std::string_view kProvision = "provision-";
constexpr std::string_view kExamples = ".examples.yaml";

std::string_view name_in(std::string_view path) {
  return path.substr(path.rfind('/') + 1);
}

}  // namespace

bool is_decision_file(std::string_view path) {
  return path.find("/decisions/") != std::string_view::npos && path.ends_with(kYaml) &&
         !path.ends_with(kExamples);
}

std::string owner_in(std::string_view path) {
  std::string_view name = name_in(path);
  if (!name.ends_with(kYaml)) return {};
  name.remove_suffix(kYaml.size());
  if (path.find("/measures/") != std::string_view::npos && name.starts_with(kProvision))
    return std::string(name.substr(kProvision.size()));
  return {};
}

std::string file_of(const Files& files, std::string_view owner) {
  for (const auto& [path, text] : files) {
    if (owner_in(path) == owner) return path;
  }
  // The file of a decision may be called otherwise than the decision.
  for (const auto& [path, text] : files) {
    if (!is_decision_file(path)) continue;
    const auto root = parse_yaml(text, path);
    if (root && scalar_of(*root, "name") == owner) return path;
  }
  return {};
}

std::string scalar_of(const Node& node, std::string_view key) {
  const Node* found = node.find(key);
  return found != nullptr && found->is_text() ? found->text : std::string();
}

Node* part_of(Node& node, std::string_view key) {
  const auto found =
      std::ranges::find_if(node.fields, [&](const auto& field) { return field.first == key; });
  return found == node.fields.end() ? nullptr : &found->second;
}

void for_tables(Node& root, const std::function<void(Node& definition, Node& table)>& each) {
  if (Node* steps = part_of(root, "definitions")) {
    for (Node& step : steps->items) {
      if (Node* table = part_of(step, "table")) each(step, *table);
    }
  }
  if (Node* table = part_of(root, "table")) each(root, *table);
}

tl::unexpected<Faults> no_sheet(std::string_view owner) {
  return fail({fault_at("sheet-unknown", "",
                        {fmt::format("没有规定或判定“{}”", owner),
                         fmt::format("there is no provision or decision '{}'", owner)},
                        {"看清单里有哪些", "see which ones the list has"})});
}

Fault no_part(std::string_view name, const std::string& pointer) {
  return fault_at("sheet-part", pointer,
                  {fmt::format("这里没有“{}”", name), fmt::format("there is no '{}' here", name)},
                  {"重新打开后再改", "open it again, and then change it"});
}

void check_rows(const SheetEdit::Rows& table, std::size_t columns, Faults& faults) {
  if (table.rows.size() > decision::kMaxTableRules) {
    faults.push_back(fault_at("table-too-large", pointer_child(table.pointer, "rows"),
                              {fmt::format("最多 {} 行", decision::kMaxTableRules),
                               fmt::format("at most {} rows", decision::kMaxTableRules)},
                              {"拆成几张表", "split the table"}));
    return;
  }
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    const auto& row = table.rows[i];
    const std::string at = pointer_child(pointer_child(table.pointer, "rows"), i);
    if (row.size() != columns) {
      faults.push_back(fault_at(
          "table-cells", at,
          {fmt::format("这一行有 {} 格，应为 {} 格", row.size(), columns),
           fmt::format("this row has {} cells and must have {}", row.size(), columns)},
          {"每个输入一格，然后每个输出一格", "one cell for each input, then one for each output"}));
      continue;
    }
    for (std::size_t c = 0; c < row.size(); ++c) {
      const std::string& cell = row[c];
      const bool has_control =
          std::ranges::any_of(cell, [](char b) { return static_cast<unsigned char>(b) < 0x20; });
      if (!trim(cell).empty() && cell.size() <= kMaxCellBytes && !has_control) continue;
      faults.push_back(
          fault_at("cell-invalid", pointer_child(at, c),
                   {fmt::format("单元格应为一行文字，最多 {} 字节", kMaxCellBytes),
                    fmt::format("a cell is one line of text, at most {} bytes", kMaxCellBytes)},
                   {"任何值写成 -", "write - for any value"}));
    }
  }
}

}  // namespace fugong::pack
