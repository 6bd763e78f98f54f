// Facts documents to typed subjects.
#include "engines/law/facts.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/money.hpp"
#include "base/text.hpp"
#include "engines/law/compiled.hpp"

namespace fugong::law {

using feel::Value;

namespace {

const char* name_zh(FactType type) {
  switch (type) {
    case FactType::boolean:
      return "true 或 false";
    case FactType::integer:
      return "整数";
    case FactType::number:
      return "数";
    case FactType::percent:
      return "百分数，如 3.15";
    case FactType::money:
      return "金额（元，最多两位小数）";
    case FactType::date:
      return "日期，如 2020-02-21";
    case FactType::code:
      return "代码";
    case FactType::text:
      return "文字";
  }
  return "";
}

const char* name_en(FactType type) {
  switch (type) {
    case FactType::boolean:
      return "true or false";
    case FactType::integer:
      return "a whole number";
    case FactType::number:
      return "a number";
    case FactType::percent:
      return "a percentage such as 3.15";
    case FactType::money:
      return "an amount in yuan with at most two decimals";
    case FactType::date:
      return "a date such as 2020-02-21";
    case FactType::code:
      return "a code";
    case FactType::text:
      return "text";
  }
  return "";
}

tl::unexpected<Faults> wrong_type(const Fact& fact, const Node& node) {
  return fail("fact-type", node.place,
              {fmt::format("“{}”（{}）应为{}", fact.label.zh, fact.name, name_zh(fact.type)),
               fmt::format("'{}' ({}) must be {}", fact.label.en, fact.name, name_en(fact.type))},
              {"改正这个值；不知道就留空", "correct the value; leave it out if it isn't known"});
}

/// Whether the JSON kind can stand for the type: numbers may also be strings of digits.
bool kind_fits(FactType type, const Node& node) {
  switch (type) {
    case FactType::boolean:
      return node.kind == Node::Kind::boolean || node.kind == Node::Kind::plain;
    case FactType::integer:
    case FactType::number:
    case FactType::percent:
    case FactType::money:
      return node.kind == Node::Kind::number || node.is_text();
    default:
      return node.is_text();
  }
}

class Reader {
 public:
  explicit Reader(const Rulebook& book) : book_(book) {}

  Result<Subject> run(const Node& document) {
    for (const SubjectKind& kind : book_.source().subjects) {
      if (!kind.parent.empty()) continue;
      Subject subject = read(kind, document);
      if (faults_.empty()) append(faults_, book_.contradictions(subject, document));
      if (!faults_.empty()) return fail(std::move(faults_));
      return subject;
    }
    FUGONG_CHECK(false, "a rulebook has a root subject");
  }

 private:
  Subject read(const SubjectKind& kind, const Node& node) {
    Subject subject;
    subject.kind = kind.name;
    if (node.kind != Node::Kind::map) {
      faults_.push_back({"facts-shape",
                         node.place,
                         {fmt::format("{}应为一组“名称: 值”", kind.label.zh),
                          fmt::format("{} must be an object of names and values", kind.label.en)},
                         {"写成 {\"employees\": 120}", "write {\"employees\": 120}"}});
      return subject;
    }
    for (const auto& [key, value] : node.fields)
      read_field(kind, subject, key, value);
    return subject;
  }

  void read_field(const SubjectKind& kind, Subject& subject, const std::string& key,
                  const Node& value) {
    if (key == "id") {
      if (!value.is_text() || value.text.empty() || value.text.size() > kMaxTextFactBytes) {
        faults_.push_back({"subject-id",
                           value.place,
                           {"id 应为文字", "id must be text"},
                           {"例如 \"L1\"", "for example \"L1\""}});
      } else {
        subject.id = value.text;
      }
      return;
    }
    for (const SubjectKind& child : book_.source().subjects) {
      if (child.parent == kind.name && child.plural == key) {
        read_children(child, subject, value);
        return;
      }
    }
    const auto index = book_.fact_index(key);
    if (!index || book_.facts()[*index].subject != kind.name) {
      unknown_key(kind, key, value, index);
      return;
    }
    if (value.kind == Node::Kind::null) return;
    auto read = read_fact_value(book_, book_.facts()[*index], value);
    if (!read) {
      append(faults_, std::move(read.error()));
      return;
    }
    subject.facts.push_back({*index, std::move(*read)});
  }

  void read_children(const SubjectKind& kind, Subject& subject, const Node& list) {
    if (list.kind == Node::Kind::null) return;
    if (list.kind != Node::Kind::list) {
      faults_.push_back({"facts-shape",
                         list.place,
                         {fmt::format("“{}”应为列表", kind.plural),
                          fmt::format("'{}' must be a list", kind.plural)},
                         {"没有就写 []", "write [] if there are none"}});
      return;
    }
    if (list.items.empty()) {
      subject.none_of.push_back(kind.name);
      return;
    }
    children_ += list.items.size();
    if (children_ > kMaxChildren) {
      faults_.push_back({"too-many-children",
                         list.place,
                         {fmt::format("一次最多 {} 条", kMaxChildren),
                          fmt::format("at most {} in one check", kMaxChildren)},
                         {"分几次查", "check them in several parts"}});
      return;
    }
    for (const Node& item : list.items) {
      Subject child = read(kind, item);
      const bool taken =
          std::any_of(subject.children.begin(), subject.children.end(), [&](const Subject& other) {
            return other.kind == child.kind && !child.id.empty() && other.id == child.id;
          });
      if (taken) {
        faults_.push_back({"subject-id-twice",
                           item.place,
                           {fmt::format("编号 {} 出现两次", child.id),
                            fmt::format("the id {} stands twice", child.id)},
                           {"给每一条不同的 id", "give each an id of its own"}});
      }
      subject.children.push_back(std::move(child));
    }
  }

  void unknown_key(const SubjectKind& kind, const std::string& key, const Node& value,
                   std::optional<std::uint16_t> elsewhere) {
    Text remedy{"删去它，或改用所选政策包声明的名称（facts.yaml，或 /api/v1/facts）",
                "take it out, or use a name that the chosen pack declares (facts.yaml, or "
                "/api/v1/facts)"};
    if (elsewhere) {
      const std::string& owner = book_.facts()[*elsewhere].subject;
      remedy = {fmt::format("它属于“{}”，应写在那里", owner),
                fmt::format("it belongs to '{}'; write it there", owner)};
    } else {
      std::vector<std::string> names;
      for (const Fact& fact : book_.facts()) {
        if (fact.subject == kind.name) names.push_back(fact.name);
      }
      for (const SubjectKind& child : book_.source().subjects) {
        if (child.parent == kind.name) names.push_back(child.plural);
      }
      if (const auto near = nearest(key, names)) {
        remedy = {fmt::format("是否想写“{}”？", *near), fmt::format("did you mean '{}'?", *near)};
      }
    }
    const std::string shown = key.substr(0, 100);
    faults_.push_back({"unknown-fact",
                       value.place,
                       {fmt::format("{}没有名为“{}”的事实", kind.label.zh, shown),
                        fmt::format("{} has no fact named '{}'", kind.label.en, shown)},
                       std::move(remedy)});
  }

  const Rulebook& book_;
  Faults faults_;
  std::size_t children_ = 0;
};

Result<Value> in_bounds(const Fact& fact, const Node& node, Value value) {
  if (value.kind() != feel::Kind::number) return value;
  const bool low = fact.minimum && value.number() < *fact.minimum;
  const bool high = fact.maximum && value.number() > *fact.maximum;
  if (!low && !high) return value;
  const std::string bound = (low ? *fact.minimum : *fact.maximum).to_string();
  return fail(
      "fact-out-of-bounds", node.place,
      {fmt::format("“{}”不能{} {}", fact.label.zh, low ? "小于" : "大于", bound),
       fmt::format("'{}' can't be {} than {}", fact.label.en, low ? "less" : "more", bound)},
      {"检查单位和小数点", "check the unit and the decimal point"});
}

}  // namespace

Result<Value> read_fact_value(const Rulebook& book, const Fact& fact, const Node& node) {
  if (!kind_fits(fact.type, node)) return wrong_type(fact, node);
  if (fact.type == FactType::boolean && node.kind == Node::Kind::boolean) {
    return Value::of(node.truth);
  }
  if (fact.type == FactType::text && node.text.size() > kMaxTextFactBytes) {
    return fail("fact-too-long", node.place,
                {fmt::format("“{}”最多 {} 字节", fact.label.zh, kMaxTextFactBytes),
                 fmt::format("'{}' is at most {} bytes", fact.label.en, kMaxTextFactBytes)},
                {"缩短文字", "shorten the text"});
  }
  auto value = value_from_text(fact.type, node.text);
  if (!value) return wrong_type(fact, node);
  if (fact.type == FactType::code && book.find_entry(fact.list, node.text) == nullptr) {
    return fail("unknown-code", node.place,
                {fmt::format("“{}”中没有代码 {}", fact.label.zh, node.text.substr(0, 40)),
                 fmt::format("'{}' has no code {}", fact.label.en, node.text.substr(0, 40))},
                {fmt::format("使用代码表 {} 中的代码", fact.list),
                 fmt::format("use a code of the list {}", fact.list)});
  }
  return in_bounds(fact, node, std::move(*value));
}

Result<Subject> read_subject(const Rulebook& book, const Node& document) {
  return Reader(book).run(document);
}

std::string text_of(const Rulebook& book, const Subject& enterprise, std::string_view fact) {
  const auto index = book.fact_index(fact);
  if (!index) return {};
  const FactType type = book.facts()[*index].type;
  if (type != FactType::text && type != FactType::code) return {};
  for (const GivenFact& given : enterprise.facts) {
    if (given.fact == *index) return given.value.string();
  }
  return {};
}

std::string place_of(const Rulebook& book, const Subject& enterprise) {
  return text_of(book, enterprise, book.source().place_fact);
}

}  // namespace fugong::law
