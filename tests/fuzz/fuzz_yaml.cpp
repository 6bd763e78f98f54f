// Fuzz target of the YAML reader: whatever the bytes, it answers with a tree within the limits, or
// with faults that have a place and both languages.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <set>
#include <string>
#include <string_view>

#include "base/text.hpp"
#include "base/tree.hpp"

namespace {

using fugong::Node;

void require(bool condition) {
  if (!condition) std::abort();
}

std::size_t check(const Node& node, std::size_t depth) {
  require(node.kind != Node::Kind::number && node.kind != Node::Kind::boolean);  // only in JSON
  require(node.place.line > 0 && node.place.column > 0 && node.place.file == "fuzz.yaml");
  require(!fugong::find_invalid_utf8(node.text));
  require(node.is_scalar() || depth <= fugong::TreeLimits().max_depth);
  std::size_t nodes = 1;
  for (std::size_t i = 0; i < node.items.size(); ++i) {
    require(node.items[i].place.pointer == fugong::pointer_child(node.place.pointer, i));
    nodes += check(node.items[i], depth + 1);
  }
  std::set<std::string_view> keys;
  for (const auto& [key, value] : node.fields) {
    require(keys.insert(key).second);
    require(value.place.pointer == fugong::pointer_child(node.place.pointer, key));
    nodes += check(value, depth + 1);
  }
  return nodes;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto tree = fugong::parse_yaml(text, "fuzz.yaml");
  if (tree) {
    require(check(*tree, 1) <= fugong::TreeLimits().max_nodes);
    return 0;
  }
  require(!tree.error().empty());
  for (const auto& fault : tree.error()) {
    require(!fault.message.zh.empty() && !fault.message.en.empty());
    require(!fault.remedy.zh.empty() && !fault.remedy.en.empty());
    require(fault.place.line > 0 || fault.code == "document-too-large");
    require(!fugong::describe(fault, "en").empty());
  }
  return 0;
}
