// Worked examples and demo firms.
#include <fmt/format.h>

#include <algorithm>

#include "pack/reader.hpp"

namespace fugong::pack {

namespace {

law::Moment read_moment(Fields& fields) {
  law::Moment moment;
  fields.need("on");
  moment.on = fields.date("on").value_or(Date());
  moment.known_at = fields.date("known_at").value_or(moment.on);
  return moment;
}

std::optional<Money> read_money(Fields& fields, std::string_view key, Reading& reading) {
  const auto yuan = fields.decimal(key);
  if (!yuan) return std::nullopt;
  const auto money = Money::from_yuan(*yuan);
  if (!money) {
    reading.fault("wrong-number", fields.place(),
                  {"金额最多两位小数", "an amount has at most two decimals"},
                  {"例如 \"160125.00\"", "for example \"160125.00\""});
  }
  return money;
}

/// `{low: ..., high: ...}`, the high one if there is any.
std::optional<law::AmountRange> read_range(const Node& node, Reading& reading) {
  Fields ends(node, reading);
  ends.need("low");
  const auto low = read_money(ends, "low", reading);
  const law::AmountRange range{low.value_or(Money{}), read_money(ends, "high", reading)};
  ends.finish();
  return range;
}

/// An amount, or the range that open terms leave.
std::optional<law::AmountRange> read_withheld(Fields& fields, Reading& reading) {
  const Node* node = fields.find("withheld");
  if (node != nullptr && node->kind == Node::Kind::map) return read_range(*node, reading);
  const auto amount = read_money(fields, "withheld", reading);
  if (!amount) return std::nullopt;
  return law::AmountRange{*amount, amount};
}

Example::Expected read_expected(const Node& node, Reading& reading) {
  Fields fields(node, reading);
  Example::Expected expected;
  expected.place = node.place;
  expected.provision = fields.string("provision");
  expected.decision = fields.string("decision");
  expected.subject_id = fields.string("subject");
  if (fields.find("state") != nullptr) expected.state = fields.need_choice("state", kStates);
  expected.amount = read_money(fields, "amount", reading);
  expected.withheld = read_withheld(fields, reading);
  expected.rate = fields.decimal("rate");
  if (const Node* range = fields.find("range")) expected.range = read_range(*range, reading);
  if (const Node* value = fields.find("value"))
    expected.value = read_scalar(*value, "value", reading);
  expected.absent = fields.boolean("absent", false);
  fields.finish();
  const bool of_provision = !expected.provision.empty();
  const bool of_decision = !expected.decision.empty();
  const bool says =
      expected.absent || (of_provision ? expected.state.has_value() : expected.value.has_value());
  if (of_provision == of_decision || !says) {
    reading.fault("example-shape", node.place,
                  {"期望应写 provision 和 state，或 decision 和 value，或 absent: true",
                   "expect a provision with its state, a decision with its value, or absent: true"},
                  {"例如 {provision: \"5.2\", state: entitled, amount: \"160125.00\"}",
                   "for example {provision: \"5.2\", state: entitled, amount: \"160125.00\"}"});
  }
  return expected;
}

/// Every row of a CSV beside the file is an example of one decision.
void read_example_table(const Node& node, Reading& reading, std::vector<DraftExample>& into) {
  Fields fields(node, reading);
  const std::string file = fields.need_string("file");
  const std::string decision = fields.need_string("decision");
  const law::Moment moment = read_moment(fields);
  fields.finish();
  if (file.empty()) return;
  const auto csv = reading.csv(beside(node.place.file, file), node.place);
  if (!csv) return;
  const auto expected_at = csv->column("expected");
  const auto note_at = csv->column("note");
  if (!expected_at) {
    reading.fault(
        "unknown-column", Place{csv->file, 1, 0, ""},
        {"缺少列 expected", "the column 'expected' is missing"},
        {"列名为事实名称和 expected", "name the columns after facts, and one 'expected'"});
    return;
  }
  for (const CsvRow& row : csv->rows) {
    DraftExample draft;
    Example& example = draft.example;
    example.place = Place{csv->file, row.line, 0, ""};
    example.file = csv->file;
    example.id = fmt::format("{}:{}", csv->file, row.line);
    example.moment = moment;
    if (note_at) example.working = row.cells[*note_at];
    draft.facts.kind = Node::Kind::map;
    draft.facts.place = example.place;
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
      if (i == *expected_at || (note_at && i == *note_at) || row.cells[i].empty()) continue;
      Node value;
      value.kind = Node::Kind::plain;
      value.text = row.cells[i];
      value.place = example.place;
      draft.facts.fields.emplace_back(csv->header[i], std::move(value));
    }
    Example::Expected expected;
    expected.decision = decision;
    expected.value = row.cells[*expected_at];
    expected.place = example.place;
    example.expected.push_back(std::move(expected));
    into.push_back(std::move(draft));
  }
}

}  // namespace

void read_examples(const Node& document, Reading& reading, std::vector<DraftExample>& into) {
  Fields top(document, reading);
  std::set<std::string> seen;
  for (const Node& node : top.list("examples")) {
    Fields fields(node, reading);
    DraftExample draft;
    Example& example = draft.example;
    example.place = node.place;
    example.file = node.place.file;
    example.id = fields.need_string("id");
    example.note = fields.need_text("note");
    example.working = fields.need_string("working");
    example.moment = read_moment(fields);
    if (const Node* facts = fields.need("facts")) draft.facts = *facts;
    if (fields.need("expect") != nullptr) {
      for (const Node& expected : fields.list("expect"))
        example.expected.push_back(read_expected(expected, reading));
    }
    fields.finish();
    if (!seen.insert(example.id).second) {
      reading.fault("duplicate-id", node.place,
                    {fmt::format("算例“{}”出现两次", example.id),
                     fmt::format("the example '{}' stands twice", example.id)},
                    {"换一个 id", "give one of them another id"});
    }
    into.push_back(std::move(draft));
  }
  for (const Node& node : top.list("tables"))
    read_example_table(node, reading, into);
  top.finish();
}

void read_demo(const Node& document, Reading& reading, std::vector<DraftFirm>& into) {
  Fields fields(document, reading);
  DraftFirm draft;
  draft.firm.place = document.place;
  draft.firm.id = fields.need_string("id");
  draft.firm.name = fields.need_text("name");
  draft.firm.note = fields.need_text("note");
  if (const Node* facts = fields.need("facts")) draft.facts = *facts;
  fields.finish();
  const bool taken = std::any_of(into.begin(), into.end(), [&](const DraftFirm& other) {
    return other.firm.id == draft.firm.id;
  });
  if (taken) {
    reading.fault("duplicate-id", document.place,
                  {fmt::format("示例企业“{}”出现两次", draft.firm.id),
                   fmt::format("the demo firm '{}' stands twice", draft.firm.id)},
                  {"换一个 id", "give one of them another id"});
  }
  into.push_back(std::move(draft));
}

}  // namespace fugong::pack
