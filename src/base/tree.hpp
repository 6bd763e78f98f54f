// Tree: one parsed document, from YAML or JSON, with the place of every part. Untrusted text comes
// in here and nowhere else; the limits below hold for both readers.
//
//   auto doc = parse_yaml(text, "measure.yaml");     // Result<Node>
//   const Node* id = doc->find("id");                // map lookup, nullptr if absent
//
// YAML: a subset in which nothing is guessed. A plain scalar is text until a schema gives it a type
// (no Norway problem); anchors, aliases, tags, merges, several documents and duplicate keys are
// faults; so are duplicate keys in JSON. Keys are text. All faults of a document are reported where
// the reader can go on, else the first.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/fault.hpp"

namespace fugong {

struct TreeLimits {
  std::size_t max_bytes = 1u << 20;  ///< 1 MiB of text
  std::size_t max_depth = 32;        ///< nested lists and maps
  std::size_t max_nodes = 100'000;
  std::size_t max_name_bytes = 1024;  ///< of one key
  /// Of all pointers together: a long name over many values would multiply the text's size.
  std::size_t max_pointer_bytes = 32u << 20;
};

struct Node {
  enum class Kind : unsigned char {
    null,     ///< JSON null, YAML null or ~ or nothing
    boolean,  ///< JSON only
    number,   ///< JSON only; `text` keeps the digits as written
    string,   ///< JSON string, quoted or block YAML scalar
    plain,    ///< YAML plain scalar: its type is up to the schema
    list,
    map,
  };
  Kind kind = Kind::null;
  bool truth = false;                                ///< of a boolean
  std::string text;                                  ///< of number, string, plain
  std::vector<Node> items;                           ///< of a list
  std::vector<std::pair<std::string, Node>> fields;  ///< of a map, in the order of the text
  Place place;                                       ///< with JSON pointer

  // Out of line: `fields` holds pairs of the type that is being declared here.
  Node();
  Node(const Node&);
  Node(Node&&) noexcept;
  Node& operator=(const Node&);
  Node& operator=(Node&&) noexcept;
  ~Node();

  const Node* find(std::string_view key) const;
  bool is_text() const { return kind == Kind::string || kind == Kind::plain; }
  bool is_scalar() const { return kind != Kind::list && kind != Kind::map; }
};

Result<Node> parse_yaml(std::string_view text, std::string file, const TreeLimits& limits = {});
/// JSON as in RFC 8259, UTF-8 checked. `file` may be empty (a request body).
Result<Node> parse_json(std::string_view text, std::string file, const TreeLimits& limits = {});

/// RFC 6901: appends "/key" with ~ and / escaped.
std::string pointer_child(std::string_view pointer, std::string_view key);
std::string pointer_child(std::string_view pointer, std::size_t index);

}  // namespace fugong
