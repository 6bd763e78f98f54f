// Writing an edited sheet: into the pack's text, and into a source.
#include <algorithm>
#include <utility>

#include "base/csv.hpp"
#include "base/text.hpp"
#include "pack/format/format.hpp"
#include "pack/sheet/sheet.hpp"
#include "pack/sheet/sheet_parts.hpp"

namespace fugong::pack {
namespace {

std::string pipe_text(const std::vector<std::vector<std::string>>& rows) {
  std::string text;
  for (const auto& row : rows) {
    text += '|';
    for (const std::string& cell : row) {
      text += ' ';
      for (const char c : trim(cell)) {
        if (c == '|') text += '\\';
        text += c;
      }
      text += " |";
    }
    text += '\n';
  }
  return text;
}

std::string quoted(std::string_view cell) {
  std::string text = "\"";
  for (const char c : cell)
    text += c == '"' ? std::string("\"\"") : std::string(1, c);
  return text + '"';
}

/// The header as it was, the rows as they are to be, in canonical form.
Result<std::string> csv_text(const std::string& path, const std::string& before,
                             const std::vector<std::vector<std::string>>& rows) {
  const auto old = parse_csv(before, path);
  if (!old) return fail(old.error());
  std::string text;
  const auto add = [&](const std::vector<std::string>& cells) {
    for (std::size_t i = 0; i < cells.size(); ++i)
      text += (i == 0 ? "" : ",") + quoted(trim(cells[i]));
    text += '\n';
  };
  add(old->header);
  for (const auto& row : rows)
    add(row);
  return canonical(path, text);
}

class Writing {
 public:
  Writing(const Files& files, const Sheet& sheet, const SheetEdit& edit)
      : files_(files), sheet_(sheet), edit_(edit) {}

  Result<Files> run(Node root) {
    for (const SheetEdit::Value& value : edit_.parameters)
      set_parameter(root, value);
    for (const SheetEdit::Rows& table : edit_.tables)
      set_table(root, table);
    if (!faults_.empty()) return fail(std::move(faults_));
    if (!is_changed_) return std::move(changed_);
    auto text = rewrite(sheet_.file, files_.at(sheet_.file), root);
    if (!text) return fail(std::move(text.error()));
    changed_[sheet_.file] = std::move(*text);
    return std::move(changed_);
  }

 private:
  void set(Node& scalar, std::string text) {
    if (scalar.text == text) return;
    scalar.text = std::move(text);
    is_changed_ = true;
  }

  void set_parameter(Node& root, const SheetEdit::Value& value) {
    if (Node* parameters = part_of(root, "parameters")) {
      for (Node& node : parameters->items) {
        Node* there = part_of(node, "value");
        if (there == nullptr || scalar_of(node, "name") != value.name) continue;
        return set(*there, value.value);
      }
    }
    faults_.push_back(no_part(value.name, value.pointer));
  }

  void set_table(Node& root, const SheetEdit::Rows& edited) {
    const auto known = std::ranges::find(sheet_.tables, edited.name, &SheetTable::name);
    if (known == sheet_.tables.end()) {
      faults_.push_back(no_part(edited.name, edited.pointer));
      return;
    }
    const std::size_t before = faults_.size();
    check_rows(edited, known->columns.size(), faults_);
    if (faults_.size() != before) return;
    for_tables(root, [&](Node& definition, Node& table) {
      if (scalar_of(definition, "name") != edited.name) return;
      if (Node* hit = part_of(table, "hit"); hit != nullptr && edited.hit) set(*hit, *edited.hit);
      if (edited.rows == known->rows) return;
      if (Node* rules = part_of(table, "rules")) return set(*rules, pipe_text(edited.rows));
      auto text = csv_text(known->file, files_.at(known->file), edited.rows);
      if (text) {
        changed_[known->file] = std::move(*text);
      } else {
        append(faults_, std::move(text.error()));
      }
    });
  }

  const Files& files_;
  const Sheet& sheet_;
  const SheetEdit& edit_;
  Files changed_;
  Faults faults_;
  bool is_changed_ = false;  ///< the YAML
};

/// An owner's parts in a source.
struct Parts {
  std::vector<law::Parameter>* parameters = nullptr;
  std::vector<law::Definition*> definitions;
};

Parts parts_of(law::Source& source, std::string_view owner) {
  Parts parts;
  const auto take = [&](std::vector<law::Parameter>& parameters,
                        std::vector<law::Definition>& definitions) {
    parts.parameters = &parameters;
    for (law::Definition& definition : definitions)
      parts.definitions.push_back(&definition);
  };
  for (law::Provision& provision : source.provisions) {
    if (provision.id == owner) take(provision.parameters, provision.definitions);
  }
  if (parts.parameters != nullptr) return parts;
  for (law::Decision& decision : source.decisions) {
    if (decision.definition.name != owner) continue;
    take(decision.parameters, decision.definitions);
    parts.definitions.push_back(&decision.definition);
  }
  return parts;
}

decision::TableRule rule_of(const std::vector<std::string>& cells, std::size_t inputs,
                            const std::string& pointer) {
  decision::TableRule rule;
  rule.place.pointer = pointer;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    Place place;
    place.column = 1;
    place.pointer = pointer_child(pointer, i);
    auto& into = i < inputs ? rule.tests : rule.outputs;
    into.push_back({std::string(trim(cells[i])), std::move(place)});
  }
  return rule;
}

void apply_table(const SheetEdit::Rows& edited, decision::Table& table, Faults& faults) {
  const std::size_t before = faults.size();
  check_rows(edited, table.inputs.size() + table.outputs.size(), faults);
  if (edited.hit) {
    if (const auto policy = decision::hit_policy_by_symbol(*edited.hit)) {
      table.hit = *policy;
    } else {
      faults.push_back(
          fault_at("unknown-hit-policy", pointer_child(edited.pointer, "hit"),
                   {"没有这种命中策略", "there is no such hit policy"},
                   {"可用：U A P F R O C C+ C< C> C#", "use one of U A P F R O C C+ C< C> C#"}));
    }
  }
  if (faults.size() != before) return;
  table.place = Place{};
  table.place.pointer = edited.pointer;
  table.rules.clear();
  const std::string rows = pointer_child(edited.pointer, "rows");
  for (std::size_t i = 0; i < edited.rows.size(); ++i)
    table.rules.push_back(rule_of(edited.rows[i], table.inputs.size(), pointer_child(rows, i)));
}

}  // namespace

Result<Files> write_sheet(const Files& files, std::string_view owner, const SheetEdit& edit) {
  const auto sheet = read_sheet(files, owner);
  if (!sheet) return fail(sheet.error());
  auto root = parse_yaml(files.at(sheet->file), sheet->file);
  if (!root) return fail(std::move(root.error()));
  return Writing(files, *sheet, edit).run(std::move(*root));
}

Result<void> apply(const SheetEdit& edit, std::string_view owner, law::Source& source) {
  const Parts parts = parts_of(source, owner);
  if (parts.parameters == nullptr) return no_sheet(owner);
  Faults faults;
  for (const SheetEdit::Value& value : edit.parameters) {
    const auto there = std::ranges::find(*parts.parameters, value.name, &law::Parameter::name);
    if (there == parts.parameters->end()) {
      faults.push_back(no_part(value.name, value.pointer));
      continue;
    }
    there->value = value.value;
    there->place = Place{};
    there->place.pointer = value.pointer;
  }
  for (const SheetEdit::Rows& edited : edit.tables) {
    const auto there = std::ranges::find_if(parts.definitions, [&](const law::Definition* one) {
      return one->name == edited.name && std::holds_alternative<decision::Table>(one->body);
    });
    if (there == parts.definitions.end()) {
      faults.push_back(no_part(edited.name, edited.pointer));
    } else {
      apply_table(edited, std::get<decision::Table>((*there)->body), faults);
    }
  }
  if (!faults.empty()) return fail(std::move(faults));
  return {};
}

}  // namespace fugong::pack
