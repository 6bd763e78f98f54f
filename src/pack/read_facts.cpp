// pack.yaml's subjects, facts.yaml and data.yaml.
#include <fmt/format.h>

#include <algorithm>

#include "pack/reader.hpp"

namespace fugong::pack {

namespace {

constexpr std::array<Choice<law::Lookup::Match>, 3> kMatches{{
    {"exact", law::Lookup::Match::exact},
    {"latest_on_or_before", law::Lookup::Match::latest_on_or_before},
    {"nearest_ancestor", law::Lookup::Match::nearest_ancestor},
}};

/// The index of a column that data.yaml names; a fault if the file doesn't have it.
std::optional<std::size_t> column(const Csv& csv, const std::string& name, const Place& place,
                                  Reading& reading) {
  if (name.empty()) return std::nullopt;
  const auto index = csv.column(name);
  if (!index) {
    std::string all;
    for (const std::string& header : csv.header)
      all += (all.empty() ? "" : ", ") + header;
    reading.fault("unknown-column", place,
                  {fmt::format("{} 没有列“{}”", csv.file, name),
                   fmt::format("{} has no column '{}'", csv.file, name)},
                  {"它的列：" + all, "its columns: " + all});
  }
  return index;
}

void read_registers(Fields& fields, Reading& reading, law::Fact& fact) {
  fact.registers = fields.strings("registers");
  std::string all;
  for (const std::string_view name : law::kRegisters)
    (all += all.empty() ? "" : ", ") += name;
  for (const std::string& name : fact.registers) {
    if (std::find(std::begin(law::kRegisters), std::end(law::kRegisters), name) !=
        std::end(law::kRegisters)) {
      continue;
    }
    reading.fault("unknown-register", fields.place(),
                  {fmt::format("没有登记部门“{}”", name.substr(0, 40)),
                   fmt::format("there is no register '{}'", name.substr(0, 40))},
                  {"可写：" + all, "one of: " + all});
  }
}

void read_list(const Node& node, Reading& reading, law::Source& source) {
  Fields fields(node, reading);
  law::CodeList list;
  list.place = node.place;
  list.name = fields.need_name("name");
  const std::string file = fields.need_string("file");
  const std::string code = fields.need_string("code");
  const std::string parent = fields.string("parent");
  const std::string zh = fields.need_string("zh");
  const std::string en = fields.string("en");
  list.label = fields.need_text("label");
  list.source = fields.need_text("source");
  fields.finish();
  if (file.empty()) return;
  const auto csv = reading.csv(beside(node.place.file, file), node.place);
  if (!csv) return;
  const auto code_at = column(*csv, code, node.place, reading);
  const auto parent_at = column(*csv, parent, node.place, reading);
  const auto zh_at = column(*csv, zh, node.place, reading);
  const auto en_at = column(*csv, en, node.place, reading);
  if (!code_at || !zh_at) return;
  list.entries.reserve(csv->rows.size());
  for (const CsvRow& row : csv->rows) {
    law::ListEntry entry;
    entry.code = row.cells[*code_at];
    if (parent_at) entry.parent = row.cells[*parent_at];
    entry.label.zh = row.cells[*zh_at];
    // A name that nobody translated shows as it is.
    entry.label.en = en_at && !row.cells[*en_at].empty() ? row.cells[*en_at] : entry.label.zh;
    if (entry.code.empty() || entry.label.zh.empty()) {
      reading.fault("empty-cell", Place{csv->file, row.line, 0, ""},
                    {"代码和中文名称不能为空", "a code and a Chinese name can't be empty"},
                    {"补上这一格", "fill the cell"});
    }
    list.entries.push_back(std::move(entry));
  }
  source.lists.push_back(std::move(list));
}

void read_lookup(const Node& node, Reading& reading, law::Source& source) {
  Fields fields(node, reading);
  law::Lookup lookup;
  lookup.place = node.place;
  lookup.name = fields.need_name("name");
  const std::string file = fields.need_string("file");
  lookup.match = fields.need_choice("match", kMatches);
  const std::string key = fields.need_string("key");
  const std::string value = fields.need_string("value");
  const std::string known_from = fields.string("known_from");
  lookup.type = fields.need_choice("type", kFactTypes);
  lookup.list = lookup.match == law::Lookup::Match::nearest_ancestor ? fields.need_string("list")
                                                                     : fields.string("list");
  if (const Node* otherwise = fields.find("otherwise")) {
    lookup.otherwise = read_scalar(*otherwise, "otherwise", reading);
  }
  lookup.label = fields.need_text("label");
  lookup.source = fields.need_text("source");
  fields.finish();
  if (file.empty()) return;
  const auto csv = reading.csv(beside(node.place.file, file), node.place);
  if (!csv) return;
  const auto key_at = column(*csv, key, node.place, reading);
  const auto value_at = column(*csv, value, node.place, reading);
  const auto known_at = column(*csv, known_from, node.place, reading);
  if (!key_at || !value_at) return;
  lookup.rows.reserve(csv->rows.size());
  for (const CsvRow& row : csv->rows) {
    law::Lookup::Row made;
    made.place = Place{csv->file, row.line, 0, ""};
    made.key = row.cells[*key_at];
    made.value = row.cells[*value_at];
    if (known_at) {
      made.known_from = Date::parse(row.cells[*known_at]);
      if (!made.known_from) {
        reading.fault("bad-date", made.place,
                      {fmt::format("“{}”不是日期", row.cells[*known_at].substr(0, 40)),
                       fmt::format("'{}' is not a day", row.cells[*known_at].substr(0, 40))},
                      {"写成 2020-02-21", "write it as 2020-02-21"});
      }
    }
    lookup.rows.push_back(std::move(made));
  }
  source.lookups.push_back(std::move(lookup));
}

}  // namespace

void read_subjects(Fields& pack, Reading& reading, law::Source& source) {
  for (const Node& node : pack.list("subjects")) {
    Fields fields(node, reading);
    law::SubjectKind kind;
    kind.place = node.place;
    kind.name = fields.need_name("name");
    kind.label = fields.need_text("label");
    kind.parent = fields.string("parent");
    if (kind.parent.empty()) {
      kind.plural = fields.string("plural");
      kind.question = fields.text("question");
      kind.absent = fields.text("absent");
    } else {
      kind.plural = fields.need_name("plural");
      kind.question = fields.need_text("question");
      kind.absent = fields.need_text("absent");
    }
    fields.finish();
    source.subjects.push_back(std::move(kind));
  }
}

void read_facts(const Node& document, Reading& reading, law::Source& source) {
  Fields top(document, reading);
  for (const Node& node : top.list("facts")) {
    Fields fields(node, reading);
    law::Fact fact;
    fact.place = node.place;
    fact.name = fields.need_name("name");
    fact.subject = fields.need_name("subject");
    fact.type = fields.need_choice("type", kFactTypes);
    fact.list =
        fact.type == law::FactType::code ? fields.need_string("list") : fields.string("list");
    fact.label = fields.need_text("label");
    fact.question = fields.need_text("question");
    fact.help = fields.text("help");
    fact.unit = fields.text("unit");
    fact.minimum = fields.decimal("min");
    fact.maximum = fields.decimal("max");
    fact.order = static_cast<std::int32_t>(fields.integer("order", 0, 1'000'000).value_or(0));
    fact.effort = static_cast<int>(fields.integer("effort", 0, law::kMaxEffort).value_or(1));
    read_registers(fields, reading, fact);
    fact.applies_if = fields.feel("applies_if");
    fact.not_applicable = fields.string("not_applicable");
    fact.finding = fields.boolean("finding", false);
    fact.evidence = fact.finding ? fields.need_text("evidence") : fields.text("evidence");
    fields.finish();
    if (!fact.not_applicable.empty() && !fact.applies_if) {
      reading.fault(
          "missing-key", node.place,
          {"not_applicable 要与 applies_if 一起写", "not_applicable goes with applies_if"},
          {"补上 applies_if，或删去 not_applicable", "add applies_if, or take not_applicable out"});
    }
    const auto first =
        std::find_if(source.facts.begin(), source.facts.end(),
                     [&](const law::Fact& other) { return other.name == fact.name; });
    if (first != source.facts.end() && !fact.name.empty()) {
      reading.fault(
          "duplicate-id", node.place,
          {fmt::format("事实“{}”已在 {}:{} 声明", fact.name, first->place.file, first->place.line),
           fmt::format("the fact '{}' is already declared at {}:{}", fact.name, first->place.file,
                       first->place.line)},
          {"换一个名称", "give one of them another name"});
      continue;
    }
    source.facts.push_back(std::move(fact));
  }
  top.finish();
}

void read_data(const Node& document, Reading& reading, law::Source& source) {
  Fields top(document, reading);
  for (const Node& node : top.list("lists"))
    read_list(node, reading, source);
  for (const Node& node : top.list("lookups"))
    read_lookup(node, reading, source);
  top.finish();
}

}  // namespace fugong::pack
