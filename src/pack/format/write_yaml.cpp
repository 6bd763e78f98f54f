#include <algorithm>

#include "base/text.hpp"
#include "pack/format/comments.hpp"
#include "pack/format/format.hpp"
#include "pack/format/pipe_table.hpp"
#include "pack/format/scalars.hpp"
#include "pack/format/writers.hpp"

namespace fugong::pack {

bool is_text_map(const Node& node) {
  return node.kind == Node::Kind::map && !node.fields.empty() &&
         std::all_of(node.fields.begin(), node.fields.end(), [](const auto& field) {
           return (field.first == "zh" || field.first == "en") && field.second.is_text();
         });
}

std::optional<std::vector<std::string>> aligned_rows(std::string_view rules) {
  std::vector<std::vector<std::string>> rows;
  std::vector<std::size_t> widths;
  for (const std::string_view line : split_lines(rules)) {
    if (trim(line).empty()) continue;
    const auto cells = split_row(line);
    if (!cells) return std::nullopt;
    std::vector<std::string>& row = rows.emplace_back();
    for (std::size_t i = 0; i < cells->size(); ++i) {
      std::string text;
      for (const char c : (*cells)[i].text) {
        if (c == '|') text += '\\';
        text += c;
      }
      if (i == widths.size()) widths.push_back(0);
      widths[i] = std::max(widths[i], count_code_points(text));
      row.push_back(std::move(text));
    }
  }
  if (rows.empty()) return std::nullopt;
  std::vector<std::string> lines;
  for (const auto& row : rows) {
    std::string& line = lines.emplace_back("|");
    for (std::size_t i = 0; i < row.size(); ++i) {
      (line += ' ') += row[i];
      line.append(widths[i] - count_code_points(row[i]), ' ') += " |";
    }
  }
  return lines;
}

namespace {

using Lines = std::vector<std::string>;

class Writer {
 public:
  explicit Writer(const Layout& layout) : layout_(layout) {}

  std::string run(const Node& root, const Shape* shape) {
    Lines lines = layout_.head;
    if (root.is_scalar() || can_be_braced(root, shape, 0)) {
      lines.push_back(root.is_scalar() ? scalar(root, false, false) : braced(root, shape));
    } else {
      add(lines, block(root, shape, 0), 0);
    }
    if (!layout_.foot.empty() && !layout_.foot.front().empty()) add(lines, layout_.foot, 0);
    std::string out;
    for (const std::string& line : lines)
      (out += line) += '\n';
    return out;
  }

 private:
  static void add(Lines& to, const Lines& lines, std::size_t indent) {
    for (const std::string& line : lines)
      to.push_back(line.empty() ? line : std::string(indent, ' ') + line);
  }

  static const Shape* shape_in(const Shape* shape, std::string_view key) {
    const Shape::Key* found = shape == nullptr ? nullptr : shape->find(key);
    return found == nullptr ? nullptr : found->value;
  }

  /// Fields in the order of the shape, those that it doesn't know at the end.
  static std::vector<const std::pair<std::string, Node>*> ordered(const Node& node,
                                                                  const Shape* shape) {
    static const Shape kText{{{"zh"}, {"en"}}, true};
    if (is_text_map(node)) shape = &kText;
    std::vector<const std::pair<std::string, Node>*> fields;
    for (const auto& field : node.fields)
      fields.push_back(&field);
    if (shape == nullptr) return fields;
    const auto rank = [&](const std::pair<std::string, Node>* field) {
      const Shape::Key* key = shape->find(field->first);
      return key == nullptr ? shape->keys.size()
                            : static_cast<std::size_t>(key - shape->keys.data());
    };
    std::stable_sort(fields.begin(), fields.end(),
                     [&](const auto* a, const auto* b) { return rank(a) < rank(b); });
    return fields;
  }

  // ---- on one line

  static bool fits_in_braces(const Node& node, bool is_text) {
    if (node.kind == Node::Kind::plain) return is_text || is_plain(node.text, true);
    if (node.is_scalar()) return true;
    const bool texts = is_text_map(node);
    return std::all_of(node.items.begin(), node.items.end(),
                       [](const Node& item) { return fits_in_braces(item, false); }) &&
           std::all_of(node.fields.begin(), node.fields.end(),
                       [texts](const auto& field) { return fits_in_braces(field.second, texts); });
  }

  bool can_be_braced(const Node& node, const Shape* shape, std::size_t columns_before) const {
    if (node.items.empty() && node.fields.empty()) return true;
    const bool wanted = layout_.braced.contains(node.place.pointer) || is_text_map(node) ||
                        (node.kind == Node::Kind::map && shape != nullptr && shape->one_line);
    return wanted && !layout_.has_comment_inside(node.place.pointer) &&
           fits_in_braces(node, false) &&
           columns_before + count_code_points(braced(node, shape)) <= kLineColumns;
  }

  static std::string braced(const Node& node, const Shape* shape) {
    if (node.is_scalar()) return scalar(node, true, false);
    std::string out;
    if (node.kind == Node::Kind::list) {
      for (const Node& item : node.items)
        (out += out.empty() ? "" : ", ") += braced(item, shape);
      return "[" + out + "]";
    }
    const bool texts = is_text_map(node);
    for (const auto* field : ordered(node, shape)) {
      (out += out.empty() ? "" : ", ") += key(field->first) + ": ";
      out += texts ? scalar(field->second, true, true)
                   : braced(field->second, shape_in(shape, field->first));
    }
    return "{" + out + "}";
  }

  static std::string key(const std::string& name) {
    return is_plain(name, true) ? name : quoted(name);
  }

  static std::string scalar(const Node& node, bool in_braces, bool is_text) {
    if (node.kind == Node::Kind::null) return "null";
    if (is_text) return is_plain(node.text, in_braces) ? node.text : quoted(node.text);
    return node.kind == Node::Kind::plain ? node.text : quoted(node.text);
  }

  // ---- on several lines

  Lines block(const Node& node, const Shape* shape, std::size_t indent) const {
    Lines lines;
    bool first = true;
    const auto entry = [&](const Node& value, const std::string& head, const Shape* inside,
                           bool is_text) {
      const EntryNotes& notes = layout_.notes(value.place.pointer);
      const bool apart = head == "-" && shape != nullptr && shape->apart && !node_is_short(value);
      if (!first && (notes.gap || apart)) lines.emplace_back();
      add(lines, notes.before, 0);
      add(lines, one(value, head, inside, is_text, indent), 0);
      first = false;
    };
    const bool texts = is_text_map(node);
    for (const Node& item : node.items)
      entry(item, "-", shape, false);
    const bool table = node.find("hit") != nullptr;
    for (const auto* field : ordered(node, shape)) {
      const bool rows = table && field->first == "rules";
      entry(field->second, key(field->first) + ":", rows ? &rules_ : shape_in(shape, field->first),
            texts);
    }
    add(lines, layout_.notes(node.place.pointer).tail, 0);
    return lines;
  }

  bool node_is_short(const Node& node) const {
    return node.is_scalar() || layout_.braced.contains(node.place.pointer);
  }

  /// One entry: `head` is "key:" or "-".
  Lines one(const Node& value, std::string head, const Shape* shape, bool is_text,
            std::size_t indent) const {
    const std::string& comment = layout_.notes(value.place.pointer).behind;
    const std::string behind = comment.empty() ? "" : "  " + comment;
    const std::size_t before = indent + count_code_points(head) + 1;
    if (value.is_scalar())
      return scalar_entry(value, std::move(head), behind, shape, is_text, before, indent);
    if (can_be_braced(value, shape, before)) return {head + " " + braced(value, shape) + behind};
    const Lines inside = block(value, shape, indent + 2);
    Lines lines;
    if (head != "-") {
      lines.push_back(head + behind);
      add(lines, inside, 2);
      return lines;
    }
    if (!comment.empty()) lines.push_back(comment);
    // Comments above the first field go above the dash.
    std::size_t start = 0;
    while (start < inside.size() && (inside[start].empty() || inside[start].starts_with('#'))) {
      if (!inside[start].empty()) lines.push_back(inside[start]);
      ++start;
    }
    lines.push_back("- " + inside[start]);
    add(lines, Lines(inside.begin() + static_cast<std::ptrdiff_t>(start) + 1, inside.end()), 2);
    return lines;
  }

  Lines scalar_entry(const Node& value, std::string head, const std::string& behind,
                     const Shape* shape, bool is_text, std::size_t before,
                     std::size_t indent) const {
    const auto with = [&](const char* mark, const Lines& content) {
      Lines lines{head + " " + mark + behind};
      add(lines, content, 2);
      return lines;
    };
    if (value.kind == Node::Kind::string && shape == &rules_) {
      if (const auto rows = aligned_rows(value.text)) return with("|", *rows);
    }
    if (value.is_text() && value.text.find('\n') != std::string::npos) {
      if (const auto lines = literal_lines(value.text)) {
        return with(value.text.ends_with('\n') ? "|" : "|-", *lines);
      }
    }
    std::string written = scalar(value, false, is_text);
    const bool may_fold = is_text || layout_.folded.contains(value.place.pointer);
    if (may_fold && before + count_code_points(written) > kLineColumns) {
      if (const auto lines = folded_lines(value.text, kLineColumns - indent - 2)) {
        return with(">-", *lines);
      }
    }
    return {head + " " + written + behind};
  }

  /// Marks the rows of a table among the values.
  static inline const Shape rules_{};
  const Layout& layout_;
};

}  // namespace

std::string write_yaml(const Node& root, const Layout& layout, const Shape* shape) {
  return Writer(layout).run(root, shape);
}

}  // namespace fugong::pack
