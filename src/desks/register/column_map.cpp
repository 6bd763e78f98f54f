#include "desks/register/column_map.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace fugong::enterprise_register {
namespace {

class Reader {
 public:
  Result<ColumnMap> run(const Node& document) {
    map_.is_written = true;
    if (!need(document, Node::Kind::map)) return fail(std::move(faults_));
    for (const auto& [key, value] : document.fields) {
      if (key == "subject") {
        map_.subject = text_of(value);
      } else if (key == "ignore" && need(value, Node::Kind::list)) {
        for (const Node& item : value.items)
          map_.ignored.push_back(text_of(item));
      } else if (key == "columns" && need(value, Node::Kind::map)) {
        for (const auto& [field, rule] : value.fields)
          map_.rules.push_back(read_rule(field, rule));
      } else if (key != "ignore" && key != "columns") {
        unknown(key, value, "subject, columns, ignore");
      }
    }
    if (map_.rules.empty() && faults_.empty()) {
      faults_.push_back({"map-empty",
                         document.place,
                         {"映射文件没有 columns", "the map has no columns"},
                         {"写成 columns: {uscc: 统一社会信用代码}",
                          "write columns: {uscc: header of the column}"}});
    }
    if (!faults_.empty()) return fail(std::move(faults_));
    return std::move(map_);
  }

 private:
  void unknown(const std::string& key, const Node& node, const char* known) {
    faults_.push_back({"map-unknown-key",
                       node.place,
                       {fmt::format("映射文件没有“{}”这一项", key.substr(0, 60)),
                        fmt::format("a map has no key '{}'", key.substr(0, 60))},
                       {fmt::format("可用：{}", known), fmt::format("there are: {}", known)}});
  }

  bool need(const Node& node, Node::Kind kind) {
    if (node.kind == kind) return true;
    faults_.push_back({"map-shape",
                       node.place,
                       {kind == Node::Kind::map ? "应为一组“名称: 值”" : "应为列表",
                        kind == Node::Kind::map ? "must be names with values" : "must be a list"},
                       {"见 docs/register.md", "see docs/register.md"}});
    return false;
  }

  std::string text_of(const Node& node) {
    if (node.is_text()) return node.text;
    faults_.push_back(
        {"map-shape", node.place, {"应为文字", "must be text"}, {"加上引号", "put it in quotes"}});
    return "";
  }

  ColumnRule read_rule(const std::string& field, const Node& node) {
    ColumnRule rule;
    rule.field = field;
    rule.place = node.place;
    if (node.is_text()) {
      rule.column = node.text;
      return rule;
    }
    if (!need(node, Node::Kind::map)) return rule;
    for (const auto& [key, value] : node.fields)
      read_key(rule, key, value);
    if (rule.column.empty() == rule.constant.empty()) {
      faults_.push_back({"map-column-or-value",
                         node.place,
                         {fmt::format("“{}”应有 column 或 value，只能有一个", field),
                          fmt::format("'{}' needs a column or a value, one of them", field)},
                         {"删去一个或补上一个", "take one out or add one"}});
    }
    return rule;
  }

  void read_key(ColumnRule& rule, const std::string& key, const Node& value) {
    if (key == "values") {
      read_values(rule, value);
      return;
    }
    if (key == "prefer") {
      rule.prefer_upper = value.is_text() && value.text == "upper";
      if (!rule.prefer_upper) unknown("prefer: " + value.text, value, "prefer: upper");
      return;
    }
    std::string* at = key == "column"     ? &rule.column
                      : key == "value"    ? &rule.constant
                      : key == "unit"     ? &rule.unit
                      : key == "format"   ? &rule.format
                      : key == "within"   ? &rule.within
                      : key == "currency" ? &rule.currency
                                          : nullptr;
    if (at == nullptr) {
      unknown(key, value, "column, value, unit, format, within, prefer, currency, values");
    } else {
      *at = text_of(value);
    }
  }

  void read_values(ColumnRule& rule, const Node& node) {
    if (!need(node, Node::Kind::map)) return;
    if (node.fields.size() > kMaxMapValues) {
      faults_.push_back({"map-too-many-values",
                         node.place,
                         {fmt::format("超过 {} 个对应值", kMaxMapValues),
                          fmt::format("more than {} values", kMaxMapValues)},
                         {"在导出时换成代码", "turn them into codes when exporting"}});
      return;
    }
    for (const auto& [written, meant] : node.fields)
      rule.values.emplace_back(written, text_of(meant));
  }

  ColumnMap map_;
  Faults faults_;
};

}  // namespace

Result<ColumnMap> read_column_map(const Node& document) {
  return Reader().run(document);
}

ColumnMap map_of_header(const std::vector<std::string>& header) {
  ColumnMap map;
  for (const std::string& name : header) {
    ColumnRule rule;
    rule.field = rule.column = name;
    map.rules.push_back(std::move(rule));
  }
  return map;
}

}  // namespace fugong::enterprise_register
