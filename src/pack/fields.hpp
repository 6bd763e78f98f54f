// Fields: one map of a document, read key by key. Collects faults and goes on, so that everything
// that is wrong with a file is reported at once. For the readers of src/pack, and for desks that
// read files of their own (DeskFile).
//
//   Fields f(node, reading);
//   fact.name = f.need_name("name");
//   fact.label = f.need_text("label");
//   f.finish();                          // every key that nobody asked for is a fault
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/csv.hpp"
#include "base/decimal.hpp"
#include "base/tree.hpp"
#include "engines/law/source.hpp"
#include "pack/names.hpp"
#include "pack/pack.hpp"

namespace fugong::pack {

/// What the readers of all files share.
struct Reading {
  const Files& files;
  Faults faults;
  std::set<std::string> used;  ///< files that something has read

  void fault(std::string code, const Place& place, Text message, Text remedy);
  /// A file by its path relative to the packs folder, null with a fault if it isn't there.
  const std::string* text_of(const std::string& path, const Place& asked_at);
  std::optional<Node> yaml(const std::string& path);
  std::optional<Csv> csv(const std::string& path, const Place& asked_at);
};

class Fields {
 public:
  Fields(const Node& node, Reading& reading);

  const Node& node() const { return node_; }
  const Place& place() const { return node_.place; }
  bool is_map() const { return node_.kind == Node::Kind::map; }

  /// The value of a key; null if it is not there or empty.
  const Node* find(std::string_view key);
  /// The same, and a fault if there is none.
  const Node* need(std::string_view key);

  std::string string(std::string_view key);
  std::string need_string(std::string_view key);
  /// snake_case, as FEEL names are.
  std::string need_name(std::string_view key);
  /// {zh: ..., en: ...}, both of them.
  Text text(std::string_view key);
  Text need_text(std::string_view key);
  bool boolean(std::string_view key, bool otherwise);
  std::optional<std::int64_t> integer(std::string_view key, std::int64_t low, std::int64_t high);
  std::optional<Decimal> decimal(std::string_view key);
  std::optional<Date> date(std::string_view key);
  std::optional<law::Sourced> feel(std::string_view key);
  law::Sourced need_feel(std::string_view key);
  /// A list; empty if there is none.
  const std::vector<Node>& list(std::string_view key);
  std::vector<std::string> strings(std::string_view key);

  template <class E, std::size_t N>
  E choice(std::string_view key, const std::array<Choice<E>, N>& choices, E otherwise) {
    const Node* value = find(key);
    return value == nullptr ? otherwise : pick(*value, choices, otherwise);
  }
  template <class E, std::size_t N>
  E need_choice(std::string_view key, const std::array<Choice<E>, N>& choices) {
    const Node* value = need(key);
    return value == nullptr ? choices[0].second : pick(*value, choices, choices[0].second);
  }

  /// Reports the keys that were never asked for. Call once, last.
  void finish();

 private:
  template <class E, std::size_t N>
  E pick(const Node& value, const std::array<Choice<E>, N>& choices, E otherwise) {
    std::vector<std::string> names;
    for (const auto& [name, meaning] : choices) {
      if (value.is_text() && value.text == name) return meaning;
      names.emplace_back(name);
    }
    wrong_choice(value, names);
    return otherwise;
  }
  void wrong_choice(const Node& value, const std::vector<std::string>& names);
  std::optional<std::string> scalar(const Node& value, std::string_view key);

  const Node& node_;
  Reading& reading_;
  std::vector<std::string> asked_;
};

/// A scalar as text; a fault for a list or a map.
std::optional<std::string> read_scalar(const Node& node, std::string_view name, Reading& reading);
Text read_text(const Node& node, std::string_view name, Reading& reading);
/// FEEL in a scalar, with the place of its first character.
law::Sourced read_feel(const Node& node, std::string_view name, Reading& reading);
/// Where the characters of a scalar start: behind the quote, or on the line below `|`. Columns in
/// a block count from the indentation of the block.
Place content_place(const Node& node, const Files& files);
/// A day, a month, a year, `open` (if allowed), or an interval.
law::ImpreciseDate read_date(const Node& node, bool may_be_open, Reading& reading);

/// "packs/x/data.yaml" and "lists/a.csv" to "packs/x/lists/a.csv".
std::string beside(std::string_view file, std::string_view name);

}  // namespace fugong::pack
