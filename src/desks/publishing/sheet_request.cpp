#include "desks/publishing/sheet_request.hpp"

#include "desks/publishing/counter.hpp"

namespace fugong::publishing {
namespace {

class Reading {
 public:
  explicit Reading(Faults& faults) : faults_(faults) {}

  /// The text of a field; empty with a fault if it is none.
  std::string text(const Node& map, std::string_view key, const std::string& pointer,
                   std::size_t max_bytes) {
    const Node* found = map.find(key);
    if (found != nullptr && found->kind == Node::Kind::string && !found->text.empty() &&
        found->text.size() <= max_bytes)
      return found->text;
    wrong(pointer_child(pointer, key));
    return {};
  }

  const std::vector<Node>* list(const Node* node, const std::string& pointer) {
    if (node == nullptr) return nullptr;
    if (node->kind == Node::Kind::list) return &node->items;
    wrong(pointer);
    return nullptr;
  }

  std::vector<std::vector<std::string>> rows(const Node& table, const std::string& pointer) {
    std::vector<std::vector<std::string>> read;
    const std::string where = pointer_child(pointer, "rows");
    const Node* node = table.find("rows");
    if (node == nullptr) wrong(where);
    const auto* items = list(node, where);
    for (std::size_t r = 0; items != nullptr && r < items->size(); ++r) {
      const std::string at = pointer_child(where, r);
      const auto* cells = list(&(*items)[r], at);
      auto& row = read.emplace_back();
      for (std::size_t c = 0; cells != nullptr && c < cells->size(); ++c) {
        const Node& cell = (*cells)[c];
        if (cell.kind != Node::Kind::string) wrong(pointer_child(at, c));
        row.push_back(cell.text);
      }
    }
    return read;
  }

 private:
  void wrong(const std::string& pointer) {
    faults_.push_back(wrong_field(pointer, {"缺少，或写法不对", "it is missing or of another kind"},
                                  {"按接口说明填写", "write it as the API says"}));
  }

  Faults& faults_;
};

}  // namespace

pack::SheetEdit read_edit(http::Fields& fields) {
  pack::SheetEdit edit;
  Reading reading(fields.faults());
  if (const auto* items = reading.list(fields.node("parameters"), "/parameters")) {
    for (std::size_t i = 0; i < items->size(); ++i) {
      const std::string at = pointer_child("/parameters", i);
      std::string name = reading.text((*items)[i], "name", at, kMaxValueBytes);
      std::string value = reading.text((*items)[i], "value", at, kMaxValueBytes);
      edit.parameters.push_back({std::move(name), std::move(value), pointer_child(at, "value")});
    }
  }
  if (const auto* items = reading.list(fields.node("tables"), "/tables")) {
    for (std::size_t i = 0; i < items->size(); ++i) {
      const Node& table = (*items)[i];
      const std::string at = pointer_child("/tables", i);
      pack::SheetEdit::Rows rows;
      rows.name = reading.text(table, "name", at, kMaxValueBytes);
      if (table.find("hit") != nullptr) rows.hit = reading.text(table, "hit", at, kMaxValueBytes);
      rows.rows = reading.rows(table, at);
      rows.pointer = at;
      edit.tables.push_back(std::move(rows));
    }
  }
  return edit;
}

pack::SheetEdit edit_of(const pack::Sheet& sheet) {
  pack::SheetEdit edit;
  for (std::size_t i = 0; i < sheet.parameters.size(); ++i)
    edit.parameters.push_back({sheet.parameters[i].name, sheet.parameters[i].value,
                               pointer_child("/saved/parameters", i)});
  for (std::size_t i = 0; i < sheet.tables.size(); ++i) {
    const pack::SheetTable& table = sheet.tables[i];
    edit.tables.push_back({table.name, table.hit, table.rows, pointer_child("/saved/tables", i)});
  }
  return edit;
}

}  // namespace fugong::publishing
