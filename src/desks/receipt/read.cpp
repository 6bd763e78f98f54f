// Reading papers: every byte of them is checked.
#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>
#include <set>

#include "base/hash.hpp"
#include "desks/receipt/parts.hpp"

namespace fugong::receipt {

namespace {

/// Reads the fields of one paper and gathers what is wrong with them.
class Reader {
 public:
  explicit Reader(const std::string& file) : file_(file) {}

  /// The document, if its bytes are the canonical ones.
  std::optional<Node> document(std::string_view bytes, std::string_view format) {
    auto node = parse_json(bytes, file_, kPaperLimits);
    if (!node) {
      append(faults, std::move(node.error()));
      return std::nullopt;
    }
    const auto text = canonical(bytes);
    if (!text || *text != bytes) {
      const std::size_t at = text ? first_difference(*text, bytes) : 0;
      wrong("paper-not-canonical", node->place,
            {fmt::format("不是规范 JSON（RFC 8785），第 {} 字节起不同", at + 1),
             fmt::format("not canonical JSON (RFC 8785) from byte {} on", at + 1)});
      return std::nullopt;
    }
    if (this->text(*node, "format") != format) {
      wrong("paper-format", node->place,
            {fmt::format("format 不是 {}", format), fmt::format("its format is not {}", format)});
      return std::nullopt;
    }
    return std::move(*node);
  }

  /// Exactly these fields.
  bool has_fields(const Node& map, std::initializer_list<std::string_view> names,
                  std::string_view optional = {}) {
    if (map.kind != Node::Kind::map) return shape(map);
    for (const auto& [key, value] : map.fields) {
      if (key != optional && std::find(names.begin(), names.end(), key) == names.end()) {
        return shape(value);
      }
    }
    for (const std::string_view name : names) {
      if (map.find(name) == nullptr) return shape(map);
    }
    return true;
  }

  const Node* child(const Node& map, std::string_view name, Node::Kind kind) {
    const Node* node = map.find(name);
    if (node != nullptr && node->kind == kind) return node;
    shape(node != nullptr ? *node : map);
    return nullptr;
  }

  std::string text(const Node& map, std::string_view name) {
    const Node* node = child(map, name, Node::Kind::string);
    return node != nullptr ? node->text : std::string();
  }

  /// So many lower-case hex digits.
  std::string digits(const Node& map, std::string_view name, std::size_t count) {
    const Node* node = child(map, name, Node::Kind::string);
    if (node == nullptr) return {};
    if (!is_hex(node->text, count)) shape(*node);
    return node->text;
  }

  Date day(const Node& map, std::string_view name) {
    const auto date = Date::parse(text(map, name));
    if (!date) shape(map);
    return date.value_or(Date());
  }

  bool shape(const Node& node) {
    wrong("paper-shape", node.place,
          {"不是这种文书应有的内容", "this is not what such a paper holds here"});
    return false;
  }

  void wrong(const char* code, Place place, Text what) {
    if (place.file.empty()) place.file = file_;
    faults.push_back({code,
                      std::move(place),
                      std::move(what),
                      {"取回未改动的原件", "bring back the unchanged original"}});
  }

  Faults faults;

 private:
  static std::size_t first_difference(std::string_view a, std::string_view b) {
    const auto ends = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
    return static_cast<std::size_t>(ends.second - b.begin());
  }

  const std::string& file_;
};

std::string hash_without(Node document, std::string_view name) {
  std::erase_if(document.fields, [&](const auto& field) { return field.first == name; });
  return sha256_hex(text_of(document));
}

void check_hashes(Reader& reader, const Receipt& receipt) {
  const Node& decision = *receipt.document.find("decision");
  if (sha256_hex(text_of(decision)) != receipt.decision_hash) {
    reader.wrong("decision-changed", decision.place,
                 {"决定部分与 decision_hash 不符：其一被改动",
                  "the decision part doesn't have its decision_hash: one of them was changed"});
  }
  if (hash_without(receipt.document, "hash") != receipt.hash) {
    reader.wrong(
        "receipt-changed", receipt.document.place,
        {"回执与其 hash 不符：有内容被改动", "the receipt doesn't have its hash: it was changed"});
  }
}

void read_fact(Reader& reader, const Node& node, Opening& opening) {
  if (!reader.has_fields(node, {"path", "salt", "source", "stated_on", "value"})) return;
  FactLine line;
  line.path = reader.text(node, "path");
  line.value = *node.find("value");
  line.source = reader.text(node, "source");
  line.stated_on = reader.text(node, "stated_on");
  reader.day(node, "stated_on");
  line.salt = reader.digits(node, "salt", 2 * kSaltBytes);
  if (line.source.size() > kMaxSourceBytes) reader.shape(*node.find("source"));
  const bool in_order = opening.facts.empty() || opening.facts.back().path < line.path;
  if (!in_order) reader.shape(*node.find("path"));
  opening.facts.push_back(std::move(line));
}

Fault mismatch(const Opening& opening, const char* code, const Node* where, Text what) {
  Place place = where != nullptr ? where->place : Place{};
  if (place.file.empty()) place.file = opening.file;
  return {code,
          std::move(place),
          std::move(what),
          {"取回同一次查询的回执和明细", "bring the receipt and the opening of the same check"}};
}

}  // namespace

Result<Receipt> read_receipt(std::string_view bytes, const std::string& file) {
  Reader reader(file);
  auto document = reader.document(bytes, kReceiptFormat);
  if (!document) return fail(std::move(reader.faults));
  const Node& root = *document;
  Receipt receipt;
  receipt.file = file;
  reader.has_fields(root, {"decision", "decision_hash", "engine", "facts", "format", "hash",
                           "moment", "pack", "provisions", "trace"});
  const Node* engine = reader.child(root, "engine", Node::Kind::map);
  const Node* moment = reader.child(root, "moment", Node::Kind::map);
  const Node* pack = reader.child(root, "pack", Node::Kind::map);
  const Node* facts = reader.child(root, "facts", Node::Kind::list);
  reader.child(root, "decision", Node::Kind::map);
  reader.child(root, "provisions", Node::Kind::list);
  if (!reader.faults.empty()) return fail(std::move(reader.faults));
  receipt.hash = reader.digits(root, "hash", kSha256Digits);
  receipt.decision_hash = reader.digits(root, "decision_hash", kSha256Digits);
  receipt.trace = reader.digits(root, "trace", kSha256Digits);
  receipt.program = reader.text(*engine, "program");
  if (const Node* semantics = reader.child(*engine, "semantics", Node::Kind::number)) {
    receipt.semantics = semantics->text;
  }
  receipt.pack_id = reader.text(*pack, "id");
  receipt.pack_version = reader.text(*pack, "version");
  receipt.pack_hash = reader.digits(*pack, "hash", kSha256Digits);
  receipt.moment = {reader.day(*moment, "on"), reader.day(*moment, "known_at")};
  for (const Node& fact : facts->items) {
    if (fact.kind != Node::Kind::string || !is_hex(fact.text, kSha256Digits)) {
      reader.shape(fact);
    }
    receipt.facts.push_back(fact.text);
  }
  receipt.document = std::move(*document);
  if (reader.faults.empty()) check_hashes(reader, receipt);
  if (!reader.faults.empty()) return fail(std::move(reader.faults));
  return receipt;
}

Result<Opening> read_opening(std::string_view bytes, const std::string& file) {
  Reader reader(file);
  auto document = reader.document(bytes, kOpeningFormat);
  if (!document) return fail(std::move(reader.faults));
  Opening opening;
  opening.file = file;
  reader.has_fields(*document, {"facts", "format", "receipt"}, "trace");
  opening.receipt = reader.digits(*document, "receipt", kSha256Digits);
  if (const Node* facts = reader.child(*document, "facts", Node::Kind::list)) {
    for (const Node& fact : facts->items)
      read_fact(reader, fact, opening);
  }
  if (const Node* trace = document->find("trace")) {
    if (reader.has_fields(*trace, {"salt", "value"})) {
      opening.trace =
          TraceLine{reader.digits(*trace, "salt", 2 * kSaltBytes), *trace->find("value")};
    }
  }
  if (!reader.faults.empty()) return fail(std::move(reader.faults));
  return opening;
}

Faults match(const Receipt& receipt, const Opening& opening, Whole whole) {
  if (opening.receipt != receipt.hash) {
    return {mismatch(opening, "opening-other-receipt", nullptr,
                     {fmt::format("明细属于另一份回执 {}", opening.receipt),
                      fmt::format("the opening is of another receipt, {}", opening.receipt)})};
  }
  Faults faults;
  const std::set<std::string> committed(receipt.facts.begin(), receipt.facts.end());
  std::set<std::string> shown;
  for (const FactLine& line : opening.facts) {
    std::string commitment = line.commitment();
    if (committed.contains(commitment)) {
      shown.insert(std::move(commitment));
      continue;
    }
    const std::string path = line.path.substr(0, 200);
    faults.push_back(
        mismatch(opening, "fact-not-committed", &line.value,
                 {fmt::format("回执没有承诺事实“{}”的这个值、来源、日期和盐", path),
                  fmt::format("the receipt has no commitment to this value, source, day and salt "
                              "of the fact '{}'",
                              path)}));
  }
  if (opening.trace && opening.trace->commitment() != receipt.trace) {
    faults.push_back(mismatch(
        opening, "trace-not-committed", &opening.trace->value,
        {"计算过程与回执的承诺不符", "the trace is not the one that the receipt commits to"}));
  }
  if (whole == Whole::no) return faults;
  if (!opening.trace) {
    faults.push_back(mismatch(
        opening, "opening-incomplete", nullptr,
        {"明细没有计算过程，只是一部分", "the opening has no trace: it is only a part of one"}));
  }
  if (faults.empty() && shown.size() != receipt.facts.size()) {
    const std::size_t missing = receipt.facts.size() - shown.size();
    faults.push_back(
        mismatch(opening, "opening-incomplete", nullptr,
                 {fmt::format("明细缺少回执承诺的 {} 条事实", missing),
                  fmt::format("the opening leaves out {} facts of the receipt", missing)}));
  }
  return faults;
}

}  // namespace fugong::receipt
