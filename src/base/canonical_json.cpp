#include "base/canonical_json.hpp"

#include <algorithm>
#include <charconv>

#include "base/json_writer.hpp"
#include "base/text.hpp"

namespace fugong {

namespace {

constexpr std::int64_t kMaxWhole = 9'007'199'254'740'991;  // 2^53 - 1

/// The first UTF-16 code unit of a code point.
char32_t first_unit(char32_t point) {
  return point < 0x10000 ? point : 0xD800 + ((point - 0x10000) >> 10);
}

bool is_canonical_whole(std::string_view digits) {
  std::int64_t value = 0;
  const char* begin = digits.begin();
  const char* end = digits.end();
  const auto [stop, error] = std::from_chars(begin, end, value);
  return error == std::errc() && stop == end && digits != "-0" && value <= kMaxWhole &&
         value >= -kMaxWhole;
}

class Writer {
 public:
  void write(const Node& node) {
    switch (node.kind) {
      case Node::Kind::null:
        out += "null";
        return;
      case Node::Kind::boolean:
        out += node.truth ? "true" : "false";
        return;
      case Node::Kind::number:
        write_number(node);
        return;
      case Node::Kind::string:
      case Node::Kind::plain:
        append_json_string(out, node.text);
        return;
      case Node::Kind::list:
        write_list(node);
        return;
      case Node::Kind::map:
        write_map(node);
        return;
    }
  }

  std::string out;
  Faults faults;

 private:
  void write_number(const Node& node) {
    if (is_canonical_whole(node.text)) {
      out += node.text;
      return;
    }
    const std::string shown = node.text.substr(0, 40);
    faults.push_back({"number-not-canonical",
                      node.place,
                      {"数 " + shown + " 不是 ±(2^53-1) 以内的整数",
                       "the number " + shown + " is not a whole one within ±(2^53 - 1)"},
                      {"写成文字，如 \"3.15\"", "write it as text, such as \"3.15\""}});
  }

  void write_list(const Node& node) {
    out += '[';
    for (std::size_t i = 0; i < node.items.size(); ++i) {
      if (i != 0) out += ',';
      write(node.items[i]);
    }
    out += ']';
  }

  void write_map(const Node& node) {
    std::vector<const std::pair<std::string, Node>*> fields;
    fields.reserve(node.fields.size());
    for (const auto& field : node.fields)
      fields.push_back(&field);
    std::sort(fields.begin(), fields.end(),
              [](const auto* a, const auto* b) { return before_in_utf16(a->first, b->first); });
    out += '{';
    for (const auto* field : fields) {
      if (field != fields.front()) out += ',';
      append_json_string(out, field->first);
      out += ':';
      write(field->second);
    }
    out += '}';
  }
};

}  // namespace

bool before_in_utf16(std::string_view a, std::string_view b) {
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < a.size() && j < b.size()) {
    const char32_t x = next_code_point(a, i);
    const char32_t y = next_code_point(b, j);
    if (x == y) continue;
    const char32_t unit_x = first_unit(x);
    const char32_t unit_y = first_unit(y);
    // Two code points behind one lead surrogate differ in the trail, as they do in value.
    return unit_x != unit_y ? unit_x < unit_y : x < y;
  }
  return i == a.size() && j < b.size();
}

Result<std::string> canonical_json(const Node& node) {
  Writer writer;
  writer.write(node);
  if (!writer.faults.empty()) return fail(std::move(writer.faults));
  return std::move(writer.out);
}

}  // namespace fugong
