// A subject as lines of an opening, and back.
//
//   place                 "360100"
//   loans                 ["L1", null]          ids; [] says that there are none
//   loans/L1/loan_rate    "3.15"
//   loans/~#2/loan_rate   "4.35"                the second, which has no id
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/money.hpp"
#include "desks/receipt/parts.hpp"

namespace fugong::receipt {

using law::FactType;

namespace {

/// As docs/receipt.md says: yes and no as such, money in fen, all else as text.
Node value_node(const law::Fact& fact, const feel::Value& value) {
  Node node;
  if (value.kind() == feel::Kind::boolean) {
    node.kind = Node::Kind::boolean;
    node.truth = value.boolean();
    return node;
  }
  if (fact.type == FactType::money && value.kind() == feel::Kind::number) {
    if (const auto money = Money::from_yuan(value.number())) {
      node.kind = Node::Kind::number;
      node.text = std::to_string(money->fen);
      return node;
    }
  }
  return text_node(feel::to_display(value));
}

/// How a child is called in a path. "~" and "/" are written as in a JSON pointer, so that "~#" is
/// free for one without an id.
std::string segment_of(const std::string& id, std::size_t position) {
  if (id.empty()) return fmt::format("~#{}", position + 1);
  std::string segment;
  for (const char c : id) {
    if (c == '~') {
      segment += "~0";
    } else if (c == '/') {
      segment += "~1";
    } else {
      segment += c;
    }
  }
  return segment;
}

class LineWriter {
 public:
  LineWriter(const law::Rulebook& book, const Origin& origin) : book_(book), origin_(origin) {}

  void write(const law::Subject& subject, const std::string& prefix) {
    for (const law::GivenFact& given : subject.facts) {
      if (given.value.is_unknown() || given.value.is_null()) continue;
      const law::Fact& fact = book_.facts()[given.fact];
      add(prefix + fact.name, value_node(fact, given.value));
    }
    for (const law::SubjectKind& kind : book_.source().subjects) {
      if (kind.parent == subject.kind) write_children(subject, kind, prefix);
    }
  }

  void add(std::string path, Node value) {
    lines.push_back(
        {std::move(path), std::move(value), origin_.source, origin_.stated_on.to_string(), ""});
  }

  std::vector<FactLine> lines;

 private:
  void write_children(const law::Subject& subject, const law::SubjectKind& kind,
                      const std::string& prefix) {
    Node ids;
    ids.kind = Node::Kind::list;
    for (const law::Subject& child : subject.children) {
      if (child.kind != kind.name) continue;
      write(child, prefix + kind.plural + "/" + segment_of(child.id, ids.items.size()) + "/");
      ids.items.push_back(child.id.empty() ? Node() : text_node(child.id));
    }
    const auto& none = subject.none_of;
    const bool said = std::find(none.begin(), none.end(), kind.name) != none.end();
    if (said || !ids.items.empty()) add(prefix + kind.plural, std::move(ids));
  }

  const law::Rulebook& book_;
  const Origin& origin_;
};

class LineReader {
 public:
  LineReader(const law::Rulebook& book, const std::vector<FactLine>& lines) : book_(book) {
    for (const FactLine& line : lines)
      lines_.emplace(line.path, &line);
  }

  Result<law::Subject> run() {
    law::Subject root;
    for (const law::SubjectKind& kind : book_.source().subjects) {
      if (kind.parent.empty()) root = read(kind.name, "");
    }
    if (const FactLine* id = take("id")) {
      if (id->value.kind != Node::Kind::string) wrong_shape(*id);
      root.id = id->value.text;
    }
    for (const auto& [path, line] : lines_) {
      faults_.push_back({"unknown-fact",
                         line->value.place,
                         {fmt::format("政策包没有事实“{}”", path.substr(0, 100)),
                          fmt::format("the pack has no fact '{}'", path.substr(0, 100))},
                         {"这份明细不属于这个政策包", "this opening belongs to another pack"}});
    }
    if (!faults_.empty()) return fail(std::move(faults_));
    return root;
  }

 private:
  const FactLine* take(const std::string& path) {
    const auto found = lines_.find(path);
    if (found == lines_.end()) return nullptr;
    const FactLine* line = found->second;
    lines_.erase(found);
    return line;
  }

  void wrong_shape(const FactLine& line) {
    faults_.push_back(
        {"fact-type",
         line.value.place,
         {fmt::format("“{}”的值不是应有的形式", line.path.substr(0, 100)),
          fmt::format("the value of '{}' has the wrong form", line.path.substr(0, 100))},
         {"见 docs/receipt.md 的事实一节", "see the facts in docs/receipt.md"}});
  }

  law::Subject read(const std::string& kind, const std::string& prefix) {
    law::Subject subject;
    subject.kind = kind;
    for (std::size_t i = 0; i < book_.facts().size(); ++i) {
      const law::Fact& fact = book_.facts()[i];
      if (fact.subject != kind) continue;
      if (const FactLine* line = take(prefix + fact.name)) {
        read_value(subject, static_cast<std::uint16_t>(i), *line);
      }
    }
    for (const law::SubjectKind& child : book_.source().subjects) {
      if (child.parent != kind) continue;
      if (const FactLine* line = take(prefix + child.plural)) {
        read_children(subject, child, *line);
      }
    }
    return subject;
  }

  void read_value(law::Subject& subject, std::uint16_t index, const FactLine& line) {
    const law::Fact& fact = book_.facts()[index];
    Node node = line.value;
    // Only money is a number, and only in fen.
    if ((fact.type == FactType::money) != (node.kind == Node::Kind::number)) {
      return wrong_shape(line);
    }
    if (fact.type == FactType::money) {
      const auto fen = Decimal::parse(node.text);
      const auto whole = fen ? fen->to_int64() : std::nullopt;
      if (!whole) return wrong_shape(line);
      node.kind = Node::Kind::string;
      node.text = Money{*whole}.to_string();
    }
    auto value = law::read_fact_value(book_, fact, node);
    if (!value) {
      append(faults_, std::move(value.error()));
      return;
    }
    subject.facts.push_back({index, std::move(*value)});
  }

  void read_children(law::Subject& subject, const law::SubjectKind& kind, const FactLine& line) {
    if (line.value.kind != Node::Kind::list) return wrong_shape(line);
    if (line.value.items.empty()) subject.none_of.push_back(kind.name);
    children_ += line.value.items.size();
    if (children_ > law::kMaxChildren) return wrong_shape(line);
    std::set<std::string> ids;
    for (std::size_t i = 0; i < line.value.items.size(); ++i) {
      const Node& id = line.value.items[i];
      const bool named = id.kind == Node::Kind::string && !id.text.empty();
      if (!named && id.kind != Node::Kind::null) return wrong_shape(line);
      if (named && !ids.insert(id.text).second) return wrong_shape(line);
      const std::string path = line.path + "/" + segment_of(id.text, i) + "/";
      law::Subject child = read(kind.name, path);
      child.id = id.text;
      subject.children.push_back(std::move(child));
    }
  }

  const law::Rulebook& book_;
  std::map<std::string, const FactLine*> lines_;
  Faults faults_;
  std::size_t children_ = 0;
};

}  // namespace

Node text_node(std::string_view text) {
  Node node;
  node.kind = Node::Kind::string;
  node.text = text;
  return node;
}

std::vector<FactLine> lines_of(const law::Rulebook& book, const law::Subject& subject,
                               const Origin& origin) {
  LineWriter writer(book, origin);
  writer.write(subject, "");
  if (!subject.id.empty()) writer.add("id", text_node(subject.id));
  std::sort(writer.lines.begin(), writer.lines.end(),
            [](const FactLine& a, const FactLine& b) { return a.path < b.path; });
  return std::move(writer.lines);
}

Result<law::Subject> subject_of(const law::Rulebook& book, const std::vector<FactLine>& lines) {
  return LineReader(book, lines).run();
}

}  // namespace fugong::receipt
