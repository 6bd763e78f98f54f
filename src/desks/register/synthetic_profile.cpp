#include "desks/register/synthetic_profile.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/csv.hpp"
#include "desks/register/profile_reading.hpp"
#include "engines/law/facts.hpp"

namespace fugong::enterprise_register {

using law::FactType;

namespace {

constexpr std::pair<std::string_view, FactType> kTypes[] = {{"integer", FactType::integer},
                                                            {"money", FactType::money},
                                                            {"percent", FactType::percent},
                                                            {"date", FactType::date}};

class Reader : private ProfileReading {
 public:
  Reader(const std::map<std::string, std::string>& files, std::string path,
         const law::Rulebook& book)
      : files_(files), path_(std::move(path)), book_(book) {}

  Result<SyntheticProfile> run() {
    const auto file = files_.find(path_);
    if (file == files_.end()) {
      return fail("profile-missing", Place{path_, 0, 0, ""},
                  {"这个政策包没有合成企业的配置", "this pack says nothing about synthetic firms"},
                  {"写一份 synthetic/profile.yaml，格式见 docs/register.md",
                   "write a synthetic/profile.yaml; docs/register.md has the format"});
    }
    auto document = parse_yaml(file->second, path_);
    if (!document) return fail(std::move(document.error()));
    made_.book = &book_;
    read(*document);
    if (faults_.empty()) report_unused();
    if (!faults_.empty()) return fail(std::move(faults_));
    return std::move(made_);
  }

 private:
  void read(const Node& document) {
    if (!check_keys(document,
                    {"name", "type", "unknown_percent", "credit", "draws", "children", "targets"}))
      return;
    made_.name = texts(document, "name");
    made_.credit = texts(document, "credit");
    made_.type = text(document, "type");
    made_.unknown_percent = percent(document, "unknown_percent", 0);
    check_template(document);
    const auto& kinds = book_.source().subjects;
    const auto root = std::find_if(kinds.begin(), kinds.end(),
                                   [](const auto& kind) { return kind.parent.empty(); });
    subject_ = root->name;
    read_draws(document);
    made_.firm_draws = static_cast<SlotIndex>(made_.draws.size());
    read_children(document);
    if (!faults_.empty()) return;
    if (const Node* targets = document.find("targets")) {
      for (const Node& target : targets->items)
        read_target(target);
    }
  }

  /// Cells of the files are written as they are: no comma or quote may come in.
  void check_template(const Node& document) {
    for (const std::string* one : {&made_.name.zh, &made_.name.en, &made_.type}) {
      const bool plain = one->find_first_of(",\"\r\n") == std::string::npos && one->size() <= 200;
      if (!plain || (one != &made_.type && one->find("{number}") == std::string::npos)) {
        fault("profile-name", document.place,
              {"name 须含 {number}；name、type 不能有逗号、引号或换行，不超过 200 字节",
               "name needs {number}; name and type have no comma, quote or line break and at most "
               "200 bytes"},
              {"改正 name 或 type", "correct name or type"});
      }
    }
  }

  void read_draws(const Node& owner) {
    const Node* draws = owner.find("draws");
    if (draws == nullptr || draws->kind != Node::Kind::list) {
      wrong(draws ? *draws : owner, {"列表 draws", "a list of draws"});
      return;
    }
    for (const Node& node : draws->items) {
      // Later draws build on this one.
      if (!faults_.empty()) return;
      if (!check_keys(node, {"name", "type", "given", "choose", "quantiles", "below", "lookup",
                             "plus", "times"}))
        return;
      read_draw(node);
    }
  }

  std::optional<SlotIndex> slot(const Node& at, const std::string& name) {
    for (std::size_t i = made_.draws.size(); i-- > 0;) {
      const bool seen = i < made_.firm_draws || made_.firm_draws == 0 || i >= kind_first_;
      if (seen && made_.draws[i].name == name) return static_cast<SlotIndex>(i);
    }
    fault("profile-draw-unknown", at.place,
          {fmt::format("前面没有“{}”这一项抽取", name.substr(0, 60)),
           fmt::format("no draw '{}' stands before this one", name.substr(0, 60))},
          {"改正名称，或把那一项移到前面", "correct the name, or move that draw up"});
    return std::nullopt;
  }

  void read_draw(const Node& node) {
    Draw draw;
    draw.name = text(node, "name");
    draw.type = FactType::integer;
    if (const auto index = book_.fact_index(draw.name);
        index && book_.facts()[*index].subject == subject_) {
      draw.fact = index;
      draw.type = book_.facts()[*index].type;
    }
    if (const Node* type = node.find("type")) read_type(*type, draw);
    if (const Node* given = node.find("given")) {
      draw.given_percent =
          given->text == "ordinary" ? Draw::kOrdinary : percent(node, "given", 100);
    }
    if (made_.draws.size() >= kMaxDraws) {
      fault(
          "profile-too-many-draws", node.place,
          {fmt::format("超过 {} 项抽取", kMaxDraws), fmt::format("more than {} draws", kMaxDraws)},
          {"合并或删去", "merge some or take them out"});
      return;
    }
    if (const Node* plus = node.find("plus")) draw.plus = number_slot(*plus);
    if (const Node* times = node.find("times")) draw.times = number_slot(*times);
    if (!faults_.empty()) return;
    if (const Node* choose = node.find("choose")) {
      read_choose(*choose, draw);
    } else if (const Node* quantiles = node.find("quantiles")) {
      read_quantiles(*quantiles, draw);
    } else if (const Node* below = node.find("below")) {
      read_below(*below, draw);
    } else if (const Node* lookup = node.find("lookup")) {
      read_lookup(*lookup, draw);
    } else {
      wrong(node, {"带 choose、quantiles、below 或 lookup 的一项",
                   "a draw with choose, quantiles, below or lookup"});
    }
    if (faults_.empty()) take(node, std::move(draw));
  }

  void read_type(const Node& node, Draw& draw) {
    for (const auto& [name, type] : kTypes) {
      if (name != node.text) continue;
      draw.type = type;
      return;
    }
    wrong(node, {"integer、money、percent 或 date", "integer, money, percent or date"});
  }

  std::optional<SlotIndex> number_slot(const Node& node) {
    const auto found = slot(node, node.text);
    if (found && !made_.draws[*found].is_number()) wrong(node, {"数值的抽取", "a draw of numbers"});
    return found;
  }

  /// Gives values their form as facts; a value that the fact can't have is a fault here.
  void take(const Node& node, Draw draw) {
    if (draw.fact && !draw.is_number()) {
      for (const std::string& value : draw.values) {
        Node cell;
        cell.kind = Node::Kind::plain;
        cell.text = value;
        cell.place = node.place;
        auto read = law::read_fact_value(book_, book_.facts()[*draw.fact], cell);
        if (!read) {
          append(faults_, std::move(read.error()));
          return;
        }
        draw.as_fact.push_back(std::move(*read));
      }
    } else if (draw.fact) {
      const FactType type = book_.facts()[*draw.fact].type;
      if (type != draw.type || type == FactType::code || type == FactType::boolean ||
          type == FactType::text || type == FactType::number) {
        wrong(node, {"能给出这个事实的抽取", "a draw that gives this fact"});
        return;
      }
    }
    const auto index = static_cast<SlotIndex>(made_.draws.size());
    if (draw.name == "tail" && !draw.is_number()) made_.tail = index;
    if (draw.name == "registered_on" && draw.type == FactType::date) made_.registered_on = index;
    if (draw.name == "registered_capital" && draw.type == FactType::money)
      made_.registered_capital = index;
    made_.draws.push_back(std::move(draw));
  }

  const Csv* table(const Node& node) {
    const std::string path = text(node, "file");
    if (const auto known = tables_.find(path); known != tables_.end()) return &known->second;
    const auto file = files_.find(path);
    if (file == files_.end()) {
      fault("profile-file-missing", node.place,
            {fmt::format("没有文件“{}”", path), fmt::format("there is no file '{}'", path)},
            {"写政策包文件夹以下的路径", "give its path below the packs folder"});
      return nullptr;
    }
    auto csv = parse_csv(file->second, path);
    if (!csv) {
      append(faults_, std::move(csv.error()));
      return nullptr;
    }
    return &tables_.emplace(path, std::move(*csv)).first->second;
  }

  std::optional<std::size_t> column(const Node& node, const Csv& csv, std::string_view name) {
    const auto found = csv.column(name);
    if (!found) {
      fault("profile-column-missing", node.place,
            {fmt::format("{} 没有“{}”列", csv.file, name),
             fmt::format("{} has no column '{}'", csv.file, name)},
            {fmt::format("有：{}", fmt::join(csv.header, ", ")),
             fmt::format("there are: {}", fmt::join(csv.header, ", "))});
    }
    return found;
  }

  /// Which group each row of a table belongs to; rows of values that are never drawn belong to
  /// none.
  struct Grouping {
    std::size_t groups = 1;
    std::vector<std::optional<std::size_t>> of_row;
  };

  std::optional<Grouping> group(const Node& node, const Csv& csv, Draw& draw) {
    Grouping grouping;
    grouping.of_row.assign(csv.rows.size(), std::size_t{0});
    const Node* by = node.find("by");
    if (by == nullptr) return grouping;
    for (const Node& name : by->items) {
      const auto index = slot(name, name.text);
      const auto at = column(name, csv, name.text);
      if (!index || !at) return std::nullopt;
      const std::vector<std::string>& values = made_.draws[*index].values;
      grouping.groups *= values.size();
      if (values.empty() || grouping.groups > kMaxDrawGroups) {
        wrong(name, {"不是数值的抽取，组合不超过 100000 种",
                     "draws of values, with at most 100,000 combinations"});
        return std::nullopt;
      }
      draw.by.push_back(*index);
      std::map<std::string_view, std::size_t> index_of;
      for (std::size_t i = 0; i < values.size(); ++i)
        index_of.emplace(values[i], i);
      for (std::size_t row = 0; row < csv.rows.size(); ++row) {
        const auto value = index_of.find(csv.rows[row].cells[*at]);
        auto& to = grouping.of_row[row];
        if (value == index_of.end()) to.reset();
        if (to) *to = *to * values.size() + value->second;
      }
    }
    return grouping;
  }

  void missing_group(const Node& node, std::string what) {
    fault("profile-group-missing", node.place,
          {fmt::format("表里没有这种组合：{}", what),
           fmt::format("the table has no row for {}", what)},
          {"补上这些行", "add its rows"});
  }

  std::string group_name(const Draw& draw, std::size_t group) const {
    std::string name;
    for (std::size_t i = draw.by.size(); i-- > 0;) {
      const auto& values = made_.draws[draw.by[i]].values;
      name = fmt::format("{}={} {}", made_.draws[draw.by[i]].name, values[group % values.size()],
                         name);
      group /= values.size();
    }
    return name;
  }

  void add_weight(const Node& node, Draw& draw, WeightedValues& to, const std::string& value,
                  std::string_view weight) {
    const auto number = whole(node, weight, 0, static_cast<std::int64_t>(kMaxWeight));
    if (!number || *number == 0) return;
    const auto [at, is_new] =
        value_index_.emplace(value, static_cast<std::uint32_t>(draw.values.size()));
    if (is_new) draw.values.push_back(value);
    const std::uint64_t sum = to.up_to.empty() ? 0 : to.up_to.back();
    if (sum + static_cast<std::uint64_t>(*number) > kMaxWeight) {
      whole(node, std::to_string(sum), 0, 0);
      return;
    }
    to.up_to.push_back(sum + static_cast<std::uint64_t>(*number));
    to.values.push_back(at->second);
  }

  void read_choose(const Node& node, Draw& draw) {
    draw.kind = Draw::Kind::choose;
    value_index_.clear();
    if (node.find("file") == nullptr) {
      draw.weights.resize(1);
      if (node.kind != Node::Kind::map)
        return wrong(node, {"一组“值: 权重”", "values with weights"});
      for (const auto& [value, weight] : node.fields)
        add_weight(weight, draw, draw.weights[0], value, weight.text);
    } else {
      if (!check_keys(node, {"file", "by", "value", "weight"})) return;
      const Csv* csv = table(node);
      if (csv == nullptr) return;
      const std::string named = text(node, "value");
      const auto value = column(node, *csv, named.empty() ? draw.name : named);
      const auto weight = column(node, *csv, text(node, "weight"));
      const auto grouping = group(node, *csv, draw);
      if (!value || !weight || !grouping) return;
      draw.weights.resize(grouping->groups);
      for (std::size_t row = 0; row < csv->rows.size() && faults_.empty(); ++row) {
        Node at = node;
        at.place = Place{csv->file, csv->rows[row].line, 0, ""};
        const auto& cells = csv->rows[row].cells;
        if (const auto to = grouping->of_row[row])
          add_weight(at, draw, draw.weights[*to], cells[*value], cells[*weight]);
      }
    }
    for (std::size_t i = 0; i < draw.weights.size() && faults_.empty(); ++i) {
      if (draw.weights[i].up_to.empty()) missing_group(node, group_name(draw, i));
    }
  }

  void read_quantiles(const Node& node, Draw& draw) {
    draw.kind = Draw::Kind::quantiles;
    if (node.kind != Node::Kind::map) return wrong(node, {"p00 到 p100", "p00 to p100"});
    const FactType type = draw.plus && draw.type == FactType::date ? FactType::integer : draw.type;
    std::int64_t unit = 1;
    if (const Node* written = node.find("unit"))
      unit = whole(*written, written->text, 1, 100'000'000).value_or(1);
    if (const Node* written = node.find("step"))
      draw.step = std::max<std::int64_t>(number(*written, type, written->text, 1).value_or(1), 1);
    if (node.find("file") == nullptr) {
      std::vector<QuantilePoint> points;
      for (const auto& [key, value] : node.fields) {
        if (key == "unit" || key == "step") continue;
        const auto share = share_of(key);
        if (!share) return wrong(value, {"p00 到 p100、unit、step", "p00 to p100, unit, step"});
        points.push_back({*share, number(value, type, value.text, unit).value_or(0)});
      }
      draw.points.push_back(std::move(points));
      check_points(node, draw.points[0]);
      return;
    }
    if (!check_keys(node, {"file", "by", "unit", "step"})) return;
    const Csv* csv = table(node);
    if (csv == nullptr) return;
    const auto grouping = group(node, *csv, draw);
    if (!grouping) return;
    draw.points.resize(grouping->groups);
    for (std::size_t row = 0; row < csv->rows.size() && faults_.empty(); ++row) {
      if (!grouping->of_row[row]) continue;
      Node at = node;
      at.place = Place{csv->file, csv->rows[row].line, 0, ""};
      auto& points = draw.points[*grouping->of_row[row]];
      points.clear();
      for (std::size_t i = 0; i < csv->header.size(); ++i) {
        const auto share = share_of(csv->header[i]);
        if (!share) continue;
        points.push_back({*share, number(at, type, csv->rows[row].cells[i], unit).value_or(0)});
      }
      check_points(at, points);
    }
    for (std::size_t i = 0; i < draw.points.size() && faults_.empty(); ++i) {
      if (draw.points[i].empty()) missing_group(node, group_name(draw, i));
    }
  }

  void check_points(const Node& node, const std::vector<QuantilePoint>& points) {
    bool sound = points.size() >= 2 && points.front().at == 0 && points.back().at == kWhole;
    for (std::size_t i = 1; sound && i < points.size(); ++i)
      sound = points[i - 1].at < points[i].at && points[i - 1].value <= points[i].value;
    if (sound) return;
    fault("profile-quantiles", node.place,
          {"分位数应从 p00 到 p100，逐个不减", "quantiles go from p00 to p100 and never fall"},
          {"补上 p00、p100，或改正顺序", "add p00 or p100, or correct the order"});
  }

  void read_below(const Node& node, Draw& draw) {
    draw.kind = Draw::Kind::below;
    draw.type = FactType::code;
    if (!check_keys(node, {"list", "of"})) return;
    const law::CodeList* list = book_.find_list(text(node, "list"));
    const auto of = slot(node, text(node, "of"));
    if (list == nullptr) return wrong(node, {"本包的代码表", "a code list of the pack"});
    if (!of) return;
    draw.of = *of;
    std::map<std::string_view, std::string_view> parent;
    std::set<std::string_view> has_children;
    for (const law::ListEntry& entry : list->entries) {
      parent.emplace(entry.code, entry.parent);
      has_children.insert(entry.parent);
    }
    const std::vector<std::string>& tops = made_.draws[*of].values;
    draw.weights.resize(tops.size());
    for (const law::ListEntry& entry : list->entries) {
      if (has_children.contains(entry.code)) continue;
      const auto index = static_cast<std::uint32_t>(draw.values.size());
      draw.values.push_back(entry.code);
      for (std::string_view at = entry.code; !at.empty(); at = parent[at]) {
        const auto top = std::find(tops.begin(), tops.end(), at);
        if (top == tops.end()) continue;
        WeightedValues& to = draw.weights[static_cast<std::size_t>(top - tops.begin())];
        to.up_to.push_back(to.up_to.size() + 1);
        to.values.push_back(index);
        break;
      }
    }
    for (std::size_t i = 0; i < tops.size(); ++i) {
      if (draw.weights[i].up_to.empty()) missing_group(node, tops[i]);
    }
  }

  void read_lookup(const Node& node, Draw& draw) {
    draw.kind = Draw::Kind::lookup;
    if (!check_keys(node, {"name", "of"})) return;
    const auto& lookups = book_.source().lookups;
    const std::string name = text(node, "name");
    const auto lookup = std::find_if(lookups.begin(), lookups.end(),
                                     [&](const law::Lookup& one) { return one.name == name; });
    const auto of = slot(node, text(node, "of"));
    if (lookup == lookups.end()) return wrong(node, {"本包的查找表", "a lookup of the pack"});
    if (!of) return;
    draw.of = *of;
    const bool by_day = lookup->match == law::Lookup::Match::latest_on_or_before;
    if (by_day != made_.draws[*of].is_number())
      return wrong(node, {"与查找表的键相配的抽取", "a draw that fits the key of the lookup"});
    if (by_day) {
      draw.type = lookup->type;
      for (const law::Lookup::Row& row : lookup->rows) {
        const auto day = Date::parse(row.key);
        const auto value = number(node, draw.type, row.value, 1);
        if (day && value) draw.number_of.emplace_back(day->days(), *value);
      }
      std::sort(draw.number_of.begin(), draw.number_of.end());
      if (draw.number_of.empty()) missing_group(node, name);
      return;
    }
    map_codes(*lookup, made_.draws[*of].values, draw);
  }

  /// The row of a code or of the nearest code above it; of an exact lookup only its own.
  void map_codes(const law::Lookup& lookup, const std::vector<std::string>& codes, Draw& draw) {
    std::map<std::string_view, std::string_view> row_of;
    for (const law::Lookup::Row& row : lookup.rows)
      row_of.emplace(row.key, row.value);
    std::map<std::string, std::uint32_t> index_of;
    const bool climbs = lookup.match == law::Lookup::Match::nearest_ancestor;
    for (const std::string& code : codes) {
      std::string value = lookup.otherwise.value_or("");
      for (std::string_view at = code; !at.empty();) {
        if (const auto row = row_of.find(at); row != row_of.end()) {
          value = row->second;
          break;
        }
        const law::ListEntry* entry = climbs ? book_.find_entry(lookup.list, at) : nullptr;
        at = entry == nullptr ? std::string_view() : std::string_view(entry->parent);
      }
      const auto [at, is_new] =
          index_of.emplace(value, static_cast<std::uint32_t>(draw.values.size()));
      if (is_new) draw.values.push_back(value);
      draw.value_of.push_back(at->second);
    }
  }

  void read_children(const Node& document) {
    const Node* children = document.find("children");
    if (children == nullptr) return;
    for (const Node& node : children->items) {
      if (!faults_.empty() || !check_keys(node, {"kind", "count", "given", "draws"})) return;
      const std::string kind = text(node, "kind");
      const auto& kinds = book_.source().subjects;
      const bool known = std::any_of(kinds.begin(), kinds.end(), [&](const auto& one) {
        return one.name == kind && !one.parent.empty();
      });
      const Node* count = node.find("count");
      if (!known || count == nullptr) {
        return wrong(node,
                     {"本包的一种下级，带 count", "a kind of child of the pack, with a count"});
      }
      kind_first_ = made_.draws.size();
      ChildDraws made{kind, static_cast<SlotIndex>(kind_first_), 0};
      Draw counting;
      counting.given_percent = percent(node, "given", 100);
      read_choose(*count, counting);
      for (const std::string& value : counting.values) {
        const auto n = whole(*count, value, 0, static_cast<std::int64_t>(kMaxChildrenOfKind));
        counting.value_of.push_back(static_cast<std::uint32_t>(n.value_or(0)));
      }
      made_.draws.push_back(std::move(counting));
      subject_ = kind;
      read_draws(node);
      made.last = static_cast<SlotIndex>(made_.draws.size());
      made_.children.push_back(std::move(made));
    }
  }

  void read_target(const Node& node) {
    if (!check_keys(node, {"draw", "label", "shares", "total", "mean", "where"})) return;
    SyntheticTarget target;
    target.label = texts(node, "label");
    const auto of = slot(node, text(node, "draw"));
    if (!of) return;
    target.slot = *of;
    if (const Node* mean = node.find("mean")) {
      const auto value = Decimal::parse(mean->text);
      if (!value || !made_.draws[*of].is_number()) return wrong(*mean, {"数值", "a number"});
      target.mean = value;
    }
    if (const Node* where = node.find("where");
        where != nullptr && where->kind == Node::Kind::map && !where->fields.empty()) {
      const auto& [name, values] = where->fields[0];
      target.where = slot(values, name);
      if (!target.where) return;
      for (const Node& value : values.items)
        target.where_values.push_back(value_of(value, *target.where, value.text));
    }
    if (const Node* shares = node.find("shares")) read_shares(node, *shares, target);
    if (faults_.empty()) made_.targets.push_back(std::move(target));
  }

  std::uint32_t value_of(const Node& at, SlotIndex slot, const std::string& value) {
    const auto& values = made_.draws[slot].values;
    const auto found = std::find(values.begin(), values.end(), value);
    if (found == values.end()) wrong(at, {"能抽到的值", "a value that can be drawn"});
    return static_cast<std::uint32_t>(found - values.begin());
  }

  void read_shares(const Node& node, const Node& shares, SyntheticTarget& target) {
    Draw listed;
    listed.name = made_.draws[target.slot].name;
    read_choose(shares, listed);
    if (!faults_.empty() || listed.weights.size() != 1) return;
    const WeightedValues& all = listed.weights[0];
    Decimal total(static_cast<std::int64_t>(all.up_to.back()));
    if (const Node* written = node.find("total"))
      total = Decimal(whole(*written, written->text, 1, 1'000'000'000).value_or(1));
    std::uint64_t before = 0;
    for (std::size_t i = 0; i < all.values.size(); ++i) {
      const Decimal weight(static_cast<std::int64_t>(all.up_to[i] - before));
      before = all.up_to[i];
      target.shares.emplace_back(value_of(shares, target.slot, listed.values[all.values[i]]),
                                 divide(weight, total).value_or(Decimal()));
    }
  }

  /// A table beside those that are used, which no draw names, is a mistyped name somewhere.
  void report_unused() {
    std::set<std::string> folders{path_.substr(0, path_.rfind('/') + 1)};
    for (const auto& [path, csv] : tables_)
      folders.insert(path.substr(0, path.rfind('/') + 1));
    for (const auto& [path, bytes] : files_) {
      const bool beside = folders.contains(path.substr(0, path.rfind('/') + 1));
      if (!beside || !path.ends_with(".csv") || tables_.contains(path)) continue;
      fault("unused-file", Place{path, 0, 0, ""}, {"没有抽取引用这张表", "no draw uses this table"},
            {"删去它，或改正引用它的文件名",
             "take it out, or correct the name that should be this one"});
    }
  }

  const std::map<std::string, std::string>& files_;
  std::string path_;
  const law::Rulebook& book_;
  SyntheticProfile made_;
  std::string subject_;
  std::size_t kind_first_ = 0;
  std::map<std::string, Csv> tables_;
  std::map<std::string, std::uint32_t, std::less<>> value_index_;
};

}  // namespace

Result<SyntheticProfile> read_synthetic_profile(const std::map<std::string, std::string>& files,
                                                const std::string& path,
                                                const law::Rulebook& book) {
  return Reader(files, path, book).run();
}

}  // namespace fugong::enterprise_register
