#include "pack/format/format.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "base/tree.hpp"
#include "pack/format/comments.hpp"
#include "pack/format/pipe_table.hpp"
#include "pack/format/writers.hpp"

namespace fugong::pack {

std::int32_t first_difference(std::string_view a, std::string_view b) {
  const auto [at, other] = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
  return 1 + static_cast<std::int32_t>(std::count(a.begin(), at, '\n'));
}

namespace {

bool same_rows(std::string_view a, std::string_view b) {
  const auto rows = [](std::string_view text) {
    std::vector<std::vector<std::string>> found;
    for (const std::string_view line : split_lines(text)) {
      if (trim(line).empty()) continue;
      auto& row = found.emplace_back();
      const auto cells = split_row(line);
      if (!cells) {
        row.emplace_back(line);
        continue;
      }
      for (const Cell& cell : *cells)
        row.push_back(cell.text);
    }
    return found;
  };
  return rows(a) == rows(b);
}

/// Equal in what a schema can see. Whether a text for people is quoted says nothing.
bool same_tree(const Node& a, const Node& b, bool text_for_people, bool rows) {
  const bool both_text = a.is_text() && b.is_text();
  if (a.kind != b.kind && !(text_for_people && both_text)) return false;
  if (rows && both_text ? !same_rows(a.text, b.text) : a.text != b.text) return false;
  if (a.items.size() != b.items.size() || a.fields.size() != b.fields.size()) return false;
  for (std::size_t i = 0; i < a.items.size(); ++i) {
    if (!same_tree(a.items[i], b.items[i], false, false)) return false;
  }
  const bool texts = is_text_map(a);
  const bool table = a.find("hit") != nullptr;
  return std::all_of(a.fields.begin(), a.fields.end(), [&](const auto& field) {
    const Node* other = b.find(field.first);
    return other != nullptr &&
           same_tree(field.second, *other, texts, table && field.first == "rules");
  });
}

std::size_t marks(std::string_view text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '#'));
}

/// Every # of the text that no scalar and no key holds.
std::size_t marks(const Node& node) {
  std::size_t count = marks(node.text);
  for (const Node& item : node.items)
    count += marks(item);
  for (const auto& [key, value] : node.fields)
    count += marks(key) + marks(value);
  return count;
}

std::vector<std::string> sorted_comments(std::string_view text) {
  std::vector<std::string> found;
  for (Comment& comment : find_comments(text))
    found.push_back(std::move(comment.text));
  std::sort(found.begin(), found.end());
  return found;
}

tl::unexpected<Faults> doubt(const std::string& path, const Text& what) {
  return fail("format-doubt", Place{path, 0, 0, ""},
              {"不改动这个文件：" + what.zh, "the file is left as it is: " + what.en},
              {"把特别的写法改成 docs/pack-format.md 中的写法后再试",
               "write the unusual part as in docs/pack-format.md and try again"});
}

Result<std::string> canonical_yaml(const std::string& path, std::string_view text) {
  const auto before = parse_yaml(text, path);
  if (!before) return fail(before.error());
  const std::vector<std::string> comments = sorted_comments(text);
  std::size_t in_comments = 0;
  for (const std::string& comment : comments)
    in_comments += marks(comment);
  if (marks(text) != in_comments + marks(*before)) {
    return doubt(path, {"分不清哪些是注释", "it isn't clear what is a comment"});
  }
  const Shape* shape = shape_of_file(path);
  std::string out = write_yaml(*before, lay_out(text, *before), shape);
  const auto after = parse_yaml(out, path);
  if (!after || !same_tree(*before, *after, false, false)) {
    return doubt(path, {"整理后读出的内容会不同", "what is read from it would change"});
  }
  if (sorted_comments(out) != comments) {
    return doubt(path, {"注释会丢失", "a comment would be lost"});
  }
  if (write_yaml(*after, lay_out(out, *after), shape) != out) {
    return doubt(path, {"整理两次的结果不同", "a second run would change it again"});
  }
  return out;
}

Result<std::string> canonical_csv(const std::string& path, std::string_view text) {
  const auto before = parse_csv(text, path);
  if (!before) return fail(before.error());
  std::string out = write_csv(*before);
  const auto after = parse_csv(out, path);
  const auto same_cells = [](const CsvRow& a, const CsvRow& b) { return a.cells == b.cells; };
  if (!after || before->header != after->header ||
      !std::equal(before->rows.begin(), before->rows.end(), after->rows.begin(), after->rows.end(),
                  same_cells)) {
    return doubt(path, {"整理后读出的内容会不同", "what is read from it would change"});
  }
  return out;
}

}  // namespace

Result<std::string> canonical(const std::string& path, std::string_view text) {
  if (path.ends_with(".yaml")) return canonical_yaml(path, text);
  if (path.ends_with(".csv")) return canonical_csv(path, text);
  return std::string(text);
}

Result<std::string> rewrite(const std::string& path, std::string_view before, const Node& after) {
  Layout layout;
  if (!before.empty()) {
    const auto old = parse_yaml(before, path);
    if (!old) return fail(old.error());
    layout = lay_out(before, *old);
  }
  std::string out = write_yaml(after, layout, shape_of_file(path));
  const auto read = parse_yaml(out, path);
  if (!read) return fail(read.error());
  if (!same_tree(after, *read, false, false)) {
    return doubt(path, {"写出后读到的内容会不同", "what is read from it would be another"});
  }
  return out;
}

}  // namespace fugong::pack
