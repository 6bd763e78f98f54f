// Fuzz target of the JSON reader: whatever the bytes, it answers with a tree or with faults that
// have a place and both languages; a tree written with JsonWriter reads again as an equal tree;
// and simdjson accepts the same texts, but for numbers beyond its range and our own limits.
#include <simdjson.h>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/json_writer.hpp"
#include "base/tree.hpp"

namespace {

using fugong::JsonWriter;
using fugong::Node;

void require(bool condition) {
  if (!condition) std::abort();
}

void write(JsonWriter& w, const Node& node) {
  switch (node.kind) {
    case Node::Kind::null:
      w.null();
      return;
    case Node::Kind::boolean:
      w.boolean(node.truth);
      return;
    case Node::Kind::number:
      w.raw(node.text);
      return;
    case Node::Kind::string:
      w.string(node.text);
      return;
    case Node::Kind::plain:
      require(false);  // only in YAML
      return;
    case Node::Kind::list:
      w.begin_array();
      for (const Node& item : node.items)
        write(w, item);
      w.end_array();
      return;
    case Node::Kind::map:
      w.begin_object();
      for (const auto& [key, value] : node.fields)
        write(w.key(key), value);
      w.end_object();
      return;
  }
}

bool equal(const Node& a, const Node& b) {
  if (a.kind != b.kind || a.truth != b.truth || a.text != b.text) return false;
  if (a.place.pointer != b.place.pointer) return false;
  if (a.items.size() != b.items.size() || a.fields.size() != b.fields.size()) return false;
  for (std::size_t i = 0; i < a.items.size(); ++i) {
    if (!equal(a.items[i], b.items[i])) return false;
  }
  for (std::size_t i = 0; i < a.fields.size(); ++i) {
    if (a.fields[i].first != b.fields[i].first) return false;
    if (!equal(a.fields[i].second, b.fields[i].second)) return false;
  }
  return true;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto tree = fugong::parse_json(text, "fuzz.json");
  static simdjson::dom::parser peer;
  const auto theirs = peer.parse(simdjson::padded_string(text)).error();
  if (!tree) {
    const std::string& code = tree.error().front().code;
    require(theirs != simdjson::SUCCESS || code == "json-duplicate-key" ||
            code.starts_with("document-"));
    require(!tree.error().empty());
    for (const auto& fault : tree.error()) {
      require(!fault.message.zh.empty() && !fault.message.en.empty());
      require(!fault.remedy.zh.empty() && !fault.remedy.en.empty());
      require(fault.place.line > 0 || fault.code == "document-too-large");
      require(!fugong::describe(fault, "zh").empty());
    }
    return 0;
  }
  require(theirs == simdjson::SUCCESS || theirs == simdjson::NUMBER_ERROR);
  JsonWriter w;
  write(w, *tree);
  // Escapes may be longer than what they stand for.
  fugong::TreeLimits limits;
  limits.max_bytes = 8 * size + 16;
  const auto again = fugong::parse_json(w.str(), "again.json", limits);
  require(again.has_value() && equal(*tree, *again));
  return 0;
}
