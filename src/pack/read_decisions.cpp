// Documents, dates, parameters, definitions and decision tables; decisions/NAME.yaml.
#include <fmt/format.h>

#include "base/text.hpp"
#include "pack/format/pipe_table.hpp"
#include "pack/reader.hpp"

namespace fugong::pack {

namespace {

void wrong_count(const Place& place, std::size_t found, std::size_t wanted, Reading& reading) {
  reading.fault("table-cells", place,
                {fmt::format("这一行有 {} 格，应为 {} 格", found, wanted),
                 fmt::format("this row has {} cells and must have {}", found, wanted)},
                {"每个输入一格，然后每个输出一格；字符串里的 | 写成 \\|",
                 "one cell for each input, then one for each output; write | in a string as \\|"});
}

void add_rule(std::vector<law::Sourced> cells, Place place, decision::Table& table) {
  decision::TableRule rule;
  rule.place = std::move(place);
  for (std::size_t i = 0; i < cells.size(); ++i) {
    auto& into = i < table.inputs.size() ? rule.tests : rule.outputs;
    into.push_back(std::move(cells[i]));
  }
  table.rules.push_back(std::move(rule));
}

void read_pipe_rules(const Node& node, Reading& reading, decision::Table& table) {
  const auto text = read_scalar(node, "rules", reading);
  if (!text) return;
  const Place start = content_place(node, reading.files);
  const std::size_t wanted = table.inputs.size() + table.outputs.size();
  std::size_t at = 0;
  for (std::int32_t line = start.line; at < text->size(); ++line) {
    const std::size_t end = std::min(text->find('\n', at), text->size());
    const std::string_view row = std::string_view(*text).substr(at, end - at);
    at = end + 1;
    if (trim(row).empty()) continue;
    const Place place{start.file, line, 1, start.pointer};
    const auto cells = split_row(row);
    if (!cells) {
      reading.fault("table-row", place,
                    {"规则行应以 | 开头和结尾", "a rule must start and end with |"},
                    {"写成 | 条件 | 结果 |", "write | test | result |"});
      continue;
    }
    if (cells->size() != wanted) {
      wrong_count(place, cells->size(), wanted, reading);
      continue;
    }
    std::vector<law::Sourced> sourced;
    for (const Cell& cell : *cells)
      sourced.push_back({cell.text, Place{start.file, line, cell.column, start.pointer}});
    add_rule(std::move(sourced), place, table);
  }
}

void read_csv_rules(const Node& node, Reading& reading, decision::Table& table) {
  const auto file = read_scalar(node, "file", reading);
  if (!file) return;
  const auto csv = reading.csv(beside(node.place.file, *file), node.place);
  if (!csv) return;
  const std::size_t wanted = table.inputs.size() + table.outputs.size();
  if (csv->header.size() != wanted) {
    wrong_count(Place{csv->file, 1, 0, ""}, csv->header.size(), wanted, reading);
    return;
  }
  for (const CsvRow& row : csv->rows) {
    const Place place{csv->file, row.line, 0, ""};
    std::vector<law::Sourced> sourced;
    for (const std::string& cell : row.cells)
      sourced.push_back({std::string(trim(cell)), place});
    add_rule(std::move(sourced), place, table);
  }
}

void read_output(const Node& node, Reading& reading, decision::Table& table) {
  decision::TableOutput output;
  if (node.kind != Node::Kind::map) {
    output.name = read_scalar(node, "outputs", reading).value_or("");
    table.outputs.push_back(std::move(output));
    return;
  }
  Fields fields(node, reading);
  output.name = fields.need_string("name");
  for (const Node& value : fields.list("values"))
    output.values.push_back(read_feel(value, "values", reading));
  output.otherwise = fields.feel("otherwise");
  if (const Node* type = fields.find("type")) {
    output.type = feel::Type::by_name(type->text);
    if (!output.type) {
      reading.fault(
          "unknown-word", type->place, {"没有这个 FEEL 类型", "FEEL has no such type"},
          {"例如 number、string、boolean、date", "for example number, string, boolean, date"});
    }
  }
  fields.finish();
  table.outputs.push_back(std::move(output));
}

decision::Table read_table(const Node& node, Reading& reading) {
  decision::Table table;
  table.place = node.place;
  Fields fields(node, reading);
  if (const Node* hit = fields.need("hit")) {
    const auto policy = hit->is_text() ? decision::hit_policy_by_symbol(hit->text) : std::nullopt;
    if (policy) {
      table.hit = *policy;
    } else {
      reading.fault("unknown-hit-policy", hit->place,
                    {fmt::format("没有命中策略“{}”", hit->text.substr(0, 20)),
                     fmt::format("there is no hit policy '{}'", hit->text.substr(0, 20))},
                    {"可用：U A P F R O C C+ C< C> C#", "use one of U A P F R O C C+ C< C> C#"});
    }
  }
  for (const Node& input : fields.list("inputs")) {
    decision::TableInput made;
    if (input.kind == Node::Kind::map) {
      Fields parts(input, reading);
      made.expression = parts.need_feel("feel");
      if (auto allowed = parts.feel("allowed")) made.allowed = std::move(*allowed);
      parts.finish();
    } else {
      made.expression = read_feel(input, "inputs", reading);
    }
    table.inputs.push_back(std::move(made));
  }
  for (const Node& output : fields.list("outputs"))
    read_output(output, reading, table);
  // The value of a table with one output is that output itself.
  const bool one = table.outputs.size() == 1;
  const Node* rules = fields.find("rules");
  const Node* file = fields.find("file");
  fields.finish();
  if ((rules == nullptr) == (file == nullptr) || table.outputs.empty()) {
    reading.fault("table-shape", node.place,
                  {"决策表需要 outputs，以及 rules 或 file 二者之一",
                   "a table needs outputs, and either rules or file"},
                  {"写 rules: | 和竖线表格，或 file: 表格.csv",
                   "write rules: | with rows between bars, or file: table.csv"});
    return table;
  }
  if (rules != nullptr) read_pipe_rules(*rules, reading, table);
  if (file != nullptr) read_csv_rules(*file, reading, table);
  if (one) table.outputs[0].name.clear();
  return table;
}

}  // namespace

law::Document read_document(const Node& node, Reading& reading) {
  Fields fields(node, reading);
  law::Document document;
  document.number = fields.need_string("number");
  document.title = fields.need_text("title");
  document.issuer = fields.need_text("issuer");
  if (const Node* issued = fields.need("issued")) {
    document.issued = read_date(*issued, false, reading);
  }
  document.status = fields.need_choice("status", kStatuses);
  document.source = fields.need_text("source");
  fields.finish();
  return document;
}

law::Validity read_validity(const Node& node, Reading& reading) {
  Fields fields(node, reading);
  law::Validity validity;
  if (const Node* from = fields.need("from")) validity.from = read_date(*from, false, reading);
  if (const Node* to = fields.need("to")) validity.to = read_date(*to, true, reading);
  fields.finish();
  if (validity.from.earliest && validity.to.latest &&
      *validity.from.earliest > *validity.to.latest) {
    reading.fault("bad-date", node.place,
                  {"有效期的结束早于开始", "the validity ends before it begins"},
                  {"改正 from 或 to", "correct from or to"});
  }
  return validity;
}

std::string read_step(Fields& fields, law::Parameter::Type type, Reading& reading) {
  switch (type) {
    case law::Parameter::Type::date:
      return {};  // the step is a day
    case law::Parameter::Type::months: {
      std::string step = fields.string("step");
      if (step.empty()) step = "P1M";
      if (!feel::parse_months_duration(step)) {
        reading.fault("wrong-step", fields.place(),
                      {"step 应为月数，如 P1M", "the step must be months such as P1M"},
                      {"写 step: P1M", "write step: P1M"});
      }
      return step;
    }
    default:
      break;
  }
  const auto step = fields.need("step") == nullptr ? std::nullopt : fields.decimal("step");
  if (step && (step->is_zero() || step->is_negative())) {
    reading.fault("wrong-step", fields.place(), {"step 应大于 0", "the step must be more than 0"},
                  {"例如 step: \"0.01\"", "for example step: \"0.01\""});
  }
  return step ? step->to_string() : std::string();
}

std::vector<law::Parameter> read_parameters(Fields& owner, Reading& reading) {
  std::vector<law::Parameter> parameters;
  for (const Node& node : owner.list("parameters")) {
    Fields fields(node, reading);
    law::Parameter parameter;
    parameter.place = node.place;
    parameter.name = fields.need_name("name");
    parameter.type = fields.need_choice("type", kParameterTypes);
    parameter.value = fields.need_string("value");
    parameter.step = read_step(fields, parameter.type, reading);
    parameter.status = fields.choice("status", kStatuses, law::Status::confirmed);
    parameter.label = fields.need_text("label");
    parameter.clause = fields.need_text("clause");
    parameter.source = fields.text("source");
    fields.finish();
    parameters.push_back(std::move(parameter));
  }
  return parameters;
}

void read_body(Fields& fields, Reading& reading, law::Definition& into) {
  const Node* feel = fields.find("feel");
  const Node* table = fields.find("table");
  if ((feel == nullptr) == (table == nullptr)) {
    reading.fault("definition-shape", fields.place(),
                  {"需要 feel 或 table 二者之一", "either feel or table is needed"},
                  {"写一个表达式，或一张决策表", "write one expression or one table"});
  } else if (feel != nullptr) {
    into.body = read_feel(*feel, "feel", reading);
  } else {
    into.body = read_table(*table, reading);
  }
  if (fields.find("shown_as") != nullptr) {
    into.shown_as = fields.need_choice("shown_as", kFactTypes);
  }
  into.list =
      into.shown_as == law::FactType::code ? fields.need_string("list") : fields.string("list");
}

std::vector<law::Definition> read_definitions(Fields& owner, Reading& reading) {
  std::vector<law::Definition> definitions;
  for (const Node& node : owner.list("definitions")) {
    Fields fields(node, reading);
    law::Definition definition;
    definition.place = node.place;
    definition.name = fields.need_name("name");
    definition.label = fields.need_text("label");
    definition.clause = fields.text("clause");
    read_body(fields, reading, definition);
    fields.finish();
    definitions.push_back(std::move(definition));
  }
  return definitions;
}

void read_decision(const Node& document, Reading& reading, law::Source& source) {
  Fields fields(document, reading);
  law::Decision decision;
  decision.place = document.place;
  law::Definition& definition = decision.definition;
  definition.place = document.place;
  definition.name = fields.need_name("name");
  decision.subject = fields.need_name("subject");
  definition.label = fields.need_text("label");
  definition.clause = fields.need_text("clause");
  if (const Node* node = fields.need("document")) decision.document = read_document(*node, reading);
  if (const Node* node = fields.need("in_force")) decision.in_force = read_validity(*node, reading);
  decision.parameters = read_parameters(fields, reading);
  decision.definitions = read_definitions(fields, reading);
  read_body(fields, reading, definition);
  fields.finish();
  source.decisions.push_back(std::move(decision));
}

}  // namespace fugong::pack
