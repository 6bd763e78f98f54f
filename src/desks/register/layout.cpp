#include "desks/register/layout.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "desks/register/credit_code.hpp"

namespace fugong::enterprise_register {

using law::Fact;
using law::FactType;

struct Layout::Reading {
  const CsvRecord& row;
  Date today;
  FirmRecord& record;
  std::vector<RowRemark>& faults;
  std::vector<RowRemark>& remarks;
  std::string column;

  void fault(Faults&& found) {
    for (Fault& one : found)
      faults.push_back({row.row, column, std::move(one)});
  }
  void remark(std::string code, Text message) {
    remarks.push_back({row.row, column, {std::move(code), {}, std::move(message), {}}});
  }
};

namespace {

const Unit kPlainUnit{"1", std::nullopt, 0};

bool is_number(FactType type) {
  return type == FactType::integer || type == FactType::number || type == FactType::percent ||
         type == FactType::money;
}

bool is_particular(std::string_view field) {
  return std::find(std::begin(kParticulars), std::end(kParticulars), field) !=
         std::end(kParticulars);
}

Fault too_long(const Place& at, std::size_t most) {
  return {"cell-too-long",
          at,
          {fmt::format("超过 {} 字节", most), fmt::format("more than {} bytes", most)},
          {"缩短内容", "shorten it"}};
}

Fault missing(std::string code, const Place& at, Text what) {
  return {std::move(code), at, std::move(what), {"补上这一格", "fill the cell in"}};
}

}  // namespace

std::optional<std::size_t> Layout::find(const std::string& name, const ColumnRule& rule,
                                        Faults& faults) {
  const auto found = std::find(header_.begin(), header_.end(), name);
  if (found != header_.end()) return static_cast<std::size_t>(found - header_.begin());
  const auto near = nearest(name, header_);
  faults.push_back(
      {"map-no-column",
       rule.place,
       {fmt::format("{} 没有“{}”这一列", file_, name),
        fmt::format("{} has no column '{}'", file_, name)},
       near ? Text{fmt::format("是否想写“{}”？", *near), fmt::format("did you mean '{}'?", *near)}
            : Text{"核对表头", "compare it with the header"}});
  return std::nullopt;
}

void Layout::add(const ColumnRule& rule, Kind kind, Faults& faults) {
  Column column;
  column.rule = &rule;
  const auto wrong = [&](std::string code, Text message, Text remedy) {
    faults.push_back({std::move(code), rule.place, std::move(message), std::move(remedy)});
  };
  if (!rule.column.empty()) column.cell = find(rule.column, rule, faults);
  if (!rule.within.empty()) column.within = find(rule.within, rule, faults);
  if (!rule.currency.empty()) column.currency = find(rule.currency, rule, faults);
  std::optional<FactType> type;
  if (rule.field == "registered_capital") type = FactType::money;
  if (is_particular(rule.field)) {
    const bool for_facts = rule.field == "id" || rule.field == "stated_on";
    const bool shared = rule.field == "uscc" || rule.field == "name" || rule.field == "stated_on";
    if (!shared && for_facts != (kind == Kind::facts)) {
      wrong("map-field-not-here",
            {fmt::format("这种文件不读“{}”", rule.field),
             fmt::format("'{}' is not read from such a file", rule.field)},
            {"从映射文件里删去", "take it out of the map"});
    }
  } else {
    column.fact = book_->fact_index(rule.field);
    const std::string& wanted =
        child_kind_.empty() ? book_->source().subjects[0].name : child_kind_;
    if (!column.fact || book_->facts()[*column.fact].subject != wanted) {
      std::vector<std::string> names(std::begin(kParticulars), std::end(kParticulars));
      for (const Fact& fact : book_->facts()) {
        if (fact.subject == wanted) names.push_back(fact.name);
      }
      const auto near = nearest(rule.field, names);
      wrong("map-unknown-field",
            {fmt::format("“{}”不是登记项，也不是“{}”的事实", rule.field, wanted),
             fmt::format("'{}' is neither a particular nor a fact of '{}'", rule.field, wanted)},
            near ? Text{fmt::format("是否想写“{}”？", *near),
                        fmt::format("did you mean '{}'?", *near)}
                 : Text{"用映射文件（--map）说明每一列是什么",
                        "say with a map (--map) what each column is"});
      return;
    }
    type = book_->facts()[*column.fact].type;
  }
  if (!rule.unit.empty()) {
    column.unit = find_unit(rule.unit);
    if (!type || column.unit == nullptr || !unit_fits(*column.unit, *type)) {
      const std::string known = type ? units_of(*type) : "";
      wrong("map-unit",
            {fmt::format("“{}”不能用单位“{}”", rule.field, rule.unit),
             fmt::format("'{}' can't be in the unit '{}'", rule.field, rule.unit)},
            {fmt::format("可用单位：{}", known.empty() ? "无" : known),
             fmt::format("units: {}", known.empty() ? "none" : known)});
      return;
    }
  }
  if (!rule.format.empty() && std::find(std::begin(kDayFormats), std::end(kDayFormats),
                                        rule.format) == std::end(kDayFormats)) {
    wrong("map-format",
          {fmt::format("没有日期写法“{}”", rule.format),
           fmt::format("there is no day format '{}'", rule.format)},
          {fmt::format("可用：{}", fmt::join(kDayFormats, " ")),
           fmt::format("there are: {}", fmt::join(kDayFormats, " "))});
  }
  columns_.push_back(column);
}

void Layout::check_needed(Kind kind, Faults& faults) const {
  const auto has = [&](std::string_view field) {
    return std::any_of(columns_.begin(), columns_.end(),
                       [&](const Column& one) { return one.rule->field == field; });
  };
  const auto need = [&](bool there, Text what) {
    if (there) return;
    faults.push_back({"map-field-missing",
                      Place{file_, 1, 0, ""},
                      std::move(what),
                      {"补上这一列，或在映射文件里指明", "add the column, or name it in the map"}});
  };
  if (kind == Kind::firms) {
    need(has("uscc"), {"缺少统一社会信用代码（uscc）", "there is no credit code (uscc)"});
    need(has("name"), {"缺少企业名称（name）", "there is no name (name)"});
    return;
  }
  need(has("uscc") || has("name"), {"缺少统一社会信用代码（uscc）或企业名称（name）",
                                    "there is neither a credit code (uscc) nor a name (name)"});
  need(child_kind_.empty() || has("id"),
       {fmt::format("缺少“{}”的编号（id）", child_kind_),
        fmt::format("there is no id of each '{}' (id)", child_kind_)});
  need(std::any_of(columns_.begin(), columns_.end(),
                   [](const Column& one) { return one.fact.has_value(); }),
       {"没有一列是事实", "no column is a fact"});
}

Result<Layout> Layout::make(const law::Rulebook& book, const Places& places, const ColumnMap& map,
                            Kind kind, const std::vector<std::string>& header, std::string file) {
  Layout layout(book, places);
  layout.file_ = std::move(file);
  layout.header_ = header;
  layout.child_kind_ = map.subject;
  layout.kind_ = kind;
  Faults faults;
  const auto& subjects = book.source().subjects;
  const auto named = [&](const auto& one) {
    return one.name == map.subject && !one.parent.empty();
  };
  if (!map.subject.empty() &&
      (kind == Kind::firms || std::none_of(subjects.begin(), subjects.end(), named))) {
    return fail("map-subject", Place{layout.file_, 0, 0, ""},
                {fmt::format("这里不能用 subject: {}", map.subject),
                 fmt::format("subject: {} can't stand here", map.subject)},
                {"只有 facts import 可以用，且须是政策包里的子对象（如 loan）",
                 "only facts import knows it, with a child kind of the pack such as loan"});
  }
  for (std::size_t i = 0; i < header.size(); ++i) {
    if (header[i].empty() ||
        std::find(header.begin(), header.begin() + static_cast<std::ptrdiff_t>(i), header[i]) !=
            header.begin() + static_cast<std::ptrdiff_t>(i)) {
      faults.push_back({"csv-header",
                        Place{layout.file_, 1, 0, ""},
                        {fmt::format("表头第 {} 列没有列名，或与前面重名", i + 1),
                         fmt::format("column {} of the header has no name, or one that stands "
                                     "before it",
                                     i + 1)},
                        {"每列写一个不同的列名", "give each column a name of its own"}});
    }
  }
  for (const ColumnRule& rule : map.rules)
    layout.add(rule, kind, faults);
  if (faults.empty()) layout.check_needed(kind, faults);
  for (const std::string& name : header) {
    const bool used = std::any_of(map.rules.begin(), map.rules.end(), [&](const auto& rule) {
      return rule.column == name || rule.within == name || rule.currency == name;
    });
    const bool ignored =
        std::find(map.ignored.begin(), map.ignored.end(), name) != map.ignored.end();
    if (!used && !ignored) layout.unread_.push_back(name);
  }
  if (!faults.empty()) return fail(std::move(faults));
  return layout;
}

bool Layout::read(const CsvRecord& row, Date today, FirmRecord& record,
                  std::vector<RowRemark>& faults, std::vector<RowRemark>& remarks) const {
  const std::size_t before = faults.size();
  record = FirmRecord();
  record.row = row.row;
  if (row.fault) {
    const std::string column =
        row.bad_column > 0 && row.bad_column <= header_.size() ? header_[row.bad_column - 1] : "";
    faults.push_back({row.row, column, *row.fault});
    return false;
  }
  Reading reading{row, today, record, faults, remarks, ""};
  for (const Column& column : columns_) {
    reading.column = column.cell ? header_[*column.cell] : column.rule->field;
    read_cell(column, column.cell ? row.cells[*column.cell] : column.rule->constant, reading);
  }
  const Place at{file_, static_cast<std::int32_t>(row.line), 0, ""};
  reading.column.clear();
  if (faults.size() == before) {
    if (record.uscc.empty() && (kind_ == Kind::firms || record.name.empty())) {
      reading.fault(
          {missing("uscc-missing", at,
                   {"没有统一社会信用代码", "the unified social credit code is missing"})});
    }
    if (!child_kind_.empty() && record.child_id.empty()) {
      reading.fault({missing("id-missing", at, {"没有编号", "there is no id"})});
    }
  }
  return faults.size() == before;
}

void Layout::read_cell(const Column& column, const std::string& written, Reading& reading) const {
  const Place at{file_, static_cast<std::int32_t>(reading.row.line), 0, ""};
  std::string text(trim(written));
  const bool is_place =
      column.fact && book_->facts()[*column.fact].name == book_->source().place_fact;
  if (!column.rule->values.empty() && !text.empty()) {
    const auto& values = column.rule->values;
    const auto found = std::find_if(values.begin(), values.end(),
                                    [&](const auto& pair) { return pair.first == text; });
    if (found != values.end()) {
      text = found->second;
    } else if (!is_place) {
      std::string known;
      for (const auto& [name, meant] : values)
        known += (known.empty() ? "" : " ") + name;
      reading.fault({{"value-not-in-map",
                      at,
                      {fmt::format("映射文件的 values 里没有“{}”", text.substr(0, 60)),
                       fmt::format("the map's values don't have '{}'", text.substr(0, 60))},
                      {fmt::format("可用：{}", known), fmt::format("there are: {}", known)}}});
      return;
    }
  }
  const bool in_some_place =
      is_place && column.within && !trim(reading.row.cells[*column.within]).empty();
  if (text.empty() && !in_some_place) return;
  if (!column.fact) {
    read_particular(column, text, at, reading);
    return;
  }
  const Fact& fact = book_->facts()[*column.fact];
  auto value = read_fact(column, fact, text, at, reading);
  if (!value) {
    reading.fault(std::move(value.error()));
  } else if (!value->empty()) {
    reading.record.facts.push_back({*column.fact, std::move(*value)});
  }
}

void Layout::read_particular(const Column& column, const std::string& text, const Place& at,
                             Reading& reading) const {
  FirmRecord& record = reading.record;
  const std::string& field = column.rule->field;
  if (field == "uscc") {
    auto code = read_credit_code(text, at);
    if (!code) {
      reading.fault(std::move(code.error()));
      return;
    }
    if (code->tidied) {
      reading.remark("uscc-tidied", {"代码里的空格、小写或全角字符已改正",
                                     "blanks, lower case or full-width characters of the code "
                                     "were put right"});
    }
    record.uscc = std::move(code->code);
  } else if (field == "name" || field == "type" || field == "id") {
    std::string cell = field == "name" ? text : half_width(text);
    const std::size_t most = field == "name"   ? kMaxNameBytes
                             : field == "type" ? kMaxTypeBytes
                                               : kMaxChildIdBytes;
    if (field == "type") cell = text;
    if (cell.size() > most) {
      reading.fault({too_long(at, most)});
    } else if (field == "name") {
      record.name = std::move(cell);
    } else if (field == "type") {
      record.type = std::move(cell);
    } else {
      record.child_id = std::move(cell);
    }
  } else if (field == "registered_capital") {
    read_capital(column, text, at, reading);
  } else {
    auto day = read_day(text, column.rule->format, at);
    if (day && (*day > reading.today || day->year() < kEarliestYear)) {
      day = fail("date-impossible", at,
                 {fmt::format("{} 早于 {} 年或晚于 {}", day->to_string(), kEarliestYear,
                              reading.today.to_string()),
                  fmt::format("{} is before {} or after {}", day->to_string(), kEarliestYear,
                              reading.today.to_string())},
                 {"核对日期", "check the date"});
    }
    if (!day) {
      reading.fault(std::move(day.error()));
    } else {
      (field == "stated_on" ? record.stated_on : record.registered_on) = *day;
    }
  }
}

void Layout::read_capital(const Column& column, const std::string& text, const Place& at,
                          Reading& reading) const {
  auto number = read_number(text, column.unit == nullptr ? kPlainUnit : *column.unit, at);
  if (!number) {
    reading.fault(std::move(number.error()));
    return;
  }
  const auto capital = Money::from_yuan(*number);
  if (!capital || capital->fen < 0) {
    reading.fault({{"capital-invalid",
                    at,
                    {"注册资本不能为负、不能小于一分、不能超过上限",
                     "capital can't be negative, finer than a hundredth, or beyond the limit"},
                    {"核对数值和单位", "check the number and its unit"}}});
    return;
  }
  std::string currency = "CNY";
  if (column.currency) {
    const std::string written = half_width(reading.row.cells[*column.currency]);
    if (!written.empty()) currency = written;
  }
  const bool letters =
      currency.size() == 3 &&
      std::all_of(currency.begin(), currency.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
  if (!letters) {
    reading.fault({{"currency-invalid",
                    at,
                    {"币种应为三个大写字母", "a currency is three capital letters"},
                    {"例如 CNY、USD", "for example CNY, USD"}}});
    return;
  }
  reading.record.capital = *capital;
  reading.record.currency = std::move(currency);
}

/// The value in the notation that the register keeps; empty says nothing.
Result<std::string> Layout::read_fact(const Column& column, const Fact& fact,
                                      const std::string& text, const Place& at,
                                      Reading& reading) const {
  Node node;
  node.kind = Node::Kind::plain;
  node.place = at;
  node.text = text;
  if (is_number(fact.type)) {
    auto number = read_number(text, column.unit == nullptr ? kPlainUnit : *column.unit, at);
    if (!number) return fail(std::move(number.error()));
    node.text = number->to_string();
  } else if (fact.type == FactType::date) {
    auto day = read_day(text, column.rule->format, at);
    if (!day) return fail(std::move(day.error()));
    node.text = day->to_string();
  } else if (fact.type == FactType::boolean) {
    if (const auto truth = read_truth(half_width(text))) node.text = *truth ? "true" : "false";
  } else if (fact.type == FactType::code) {
    auto code = read_code(column, fact, text, at, reading);
    if (!code) return code;
    node.text = std::move(*code);
  }
  auto value = law::read_fact_value(*book_, fact, node);
  if (!value) return fail(std::move(value.error()));
  return feel::to_display(*value);
}

Result<std::string> Layout::read_code(const Column& column, const Fact& fact,
                                      const std::string& text, const Place& at,
                                      Reading& reading) const {
  if (fact.list == places_->list() && fact.name == book_->source().place_fact) {
    std::string within;
    if (column.within) within = half_width(reading.row.cells[*column.within]);
    const PreferredLevel level =
        column.rule->prefer_upper ? PreferredLevel::upper : PreferredLevel::none;
    auto place = places_->read(text, within, level, at);
    if (!place) return fail(std::move(place.error()));
    if (place->former) {
      reading.remark("place-former",
                     {fmt::format("“{}”是旧代码或旧名，按 {} 登记", text, place->code),
                      fmt::format("'{}' is of the past: kept as {}", text, place->code)});
    }
    if (place->coarser) {
      reading.remark("place-coarser", {fmt::format("只知道在 {} 之内", place->code),
                                       fmt::format("only known to lie in {}", place->code)});
    }
    return std::move(place->code);
  }
  // 门类字母写在代码前面: C1819. Accepted where the letter is the section of the code.
  std::string clean = half_width(text);
  if (clean.size() > 1 && clean[0] >= 'A' && clean[0] <= 'Z' &&
      book_->find_entry(fact.list, clean) == nullptr) {
    std::string code = clean.substr(1);
    for (const auto* entry = book_->find_entry(fact.list, code); entry != nullptr;
         entry = book_->find_entry(fact.list, entry->parent)) {
      if (entry->code == clean.substr(0, 1)) return code;
    }
  }
  return clean;
}

}  // namespace fugong::enterprise_register
