#include "pack/format/layout.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "pack/format/comments.hpp"

namespace fugong::pack {

const EntryNotes& Layout::notes(std::string_view pointer) const {
  static const EntryNotes kNone;
  const auto found = entries.find(pointer);
  return found == entries.end() ? kNone : found->second;
}

bool Layout::has_comment_inside(std::string_view pointer) const {
  if (opened.contains(pointer) || !notes(pointer).tail.empty()) return true;
  const std::string prefix = std::string(pointer) + "/";
  for (auto at = entries.lower_bound(prefix); at != entries.end() && at->first.starts_with(prefix);
       ++at) {
    const EntryNotes& notes = at->second;
    if (!notes.before.empty() || !notes.behind.empty() || !notes.tail.empty()) return true;
  }
  return false;
}

namespace {

constexpr std::size_t kNoEntry = static_cast<std::size_t>(-1);

struct Entry {
  std::string pointer;
  std::string owner;        ///< pointer of the collection that it is in
  std::int32_t line = 0;    ///< of its key or dash
  std::int32_t column = 0;  ///< of the collection
  std::size_t parent = kNoEntry;
};

class LayoutReader {
 public:
  LayoutReader(std::string_view text, const Node& root)
      : lines_(split_lines(text)), comments_(find_comments(text)), root_(root) {}

  Layout run() {
    note_styles(root_);
    open_commented();
    gather(root_, kNoEntry);
    std::size_t next = 0;
    for (const Comment& comment : comments_) {
      while (next < entries_.size() && is_before(entries_[next], comment))
        ++next;
      if (comment.own_line) {
        attach_line(comment, next);
      } else {
        attach_behind(comment, next);
      }
    }
    note_gaps();
    return std::move(layout_);
  }

 private:
  static bool is_before(const Entry& entry, const Comment& comment) {
    return entry.line < comment.line || (entry.line == comment.line && !comment.own_line);
  }

  std::string_view line(std::int32_t number) const {
    const auto at = static_cast<std::size_t>(number) - 1;
    return number >= 1 && at < lines_.size() ? lines_[at] : std::string_view();
  }

  char character(const Place& place) const {
    const std::string_view text = line(place.line);
    std::size_t at = 0;
    for (std::int32_t column = 1; column < place.column && at < text.size(); ++column)
      next_code_point(text, at);
    return at < text.size() ? text[at] : ' ';
  }

  void note_styles(const Node& node) {
    const char first = character(node.place);
    if (!node.is_scalar() && (first == '{' || first == '[')) {
      layout_.braced.insert(node.place.pointer);
    }
    if (node.kind == Node::Kind::string && first == '>') layout_.folded.insert(node.place.pointer);
    order_.push_back(&node);
    for (const Node& item : node.items)
      note_styles(item);
    for (const auto& [key, value] : node.fields)
      note_styles(value);
  }

  /// Braces around a comment are opened into a block, so that the comment has a line to stand on.
  void open_commented() {
    for (const Comment& comment : comments_) {
      if (!comment.in_flow) continue;
      const Node* last = nullptr;
      for (const Node* node : order_) {
        const bool after = node->place.line > comment.line ||
                           (node->place.line == comment.line && !comment.own_line &&
                            node->place.column > comment.column);
        if (after) break;
        last = node;
      }
      if (last == nullptr) continue;
      std::string pointer = last->place.pointer;
      for (;;) {
        if (layout_.braced.contains(pointer)) layout_.opened.insert(pointer);
        if (pointer.empty()) break;
        pointer.resize(pointer.rfind('/'));
      }
    }
  }

  bool is_block(const Node& node) const {
    return !layout_.braced.contains(node.place.pointer) ||
           layout_.opened.contains(node.place.pointer);
  }

  /// The line of the key or dash of an entry whose value starts at `value`.
  std::int32_t entry_line(const Node& owner, std::string_view key, const Place& value) const {
    if (layout_.opened.contains(owner.place.pointer)) return value.line;
    const auto at = static_cast<std::size_t>(owner.place.column) - 1;
    for (std::int32_t number = value.line; number >= owner.place.line; --number) {
      std::string_view text = line(number);
      if (text.size() <= at) continue;
      text.remove_prefix(at);
      if (owner.kind == Node::Kind::list) {
        if (text.starts_with('-')) return number;
        continue;
      }
      if (text.starts_with('"') || text.starts_with('\'')) text.remove_prefix(1);
      if (text.starts_with(key)) return number;
    }
    return value.line;
  }

  void gather(const Node& node, std::size_t parent) {
    if (node.is_scalar() || !is_block(node)) return;
    const auto add = [&](const Node& value, std::string_view key) {
      const std::size_t mine = entries_.size();
      entries_.push_back({value.place.pointer, node.place.pointer,
                          entry_line(node, key, value.place), node.place.column, parent});
      gather(value, mine);
    };
    for (const Node& item : node.items)
      add(item, "");
    for (const auto& [key, value] : node.fields)
      add(value, key);
  }

  bool blank_above(std::int32_t number) const {
    return number > 1 && trim(line(number - 1)).empty();
  }

  void push(std::vector<std::string>& into, const Comment& comment) const {
    if (!into.empty() && blank_above(comment.line)) into.emplace_back();
    into.push_back(comment.text);
  }

  void attach_line(const Comment& comment, std::size_t next) {
    if (next == 0) {
      push(layout_.head, comment);
      return;
    }
    const bool last = next == entries_.size();
    if (last || entries_[next].column < comment.column || comment.in_flow) {
      // Below the last entry of a collection that reaches as far to the right as the comment.
      std::size_t at = next - 1;
      while (entries_[at].parent != kNoEntry && entries_[at].column > comment.column)
        at = entries_[at].parent;
      const bool ends = last || entries_[next].column < entries_[at].column ||
                        (comment.in_flow && entries_[next].owner != entries_[at].owner);
      if (ends && entries_[at].owner.empty()) {
        push(layout_.foot, comment);
        return;
      }
      if (ends) {
        push(layout_.entries[entries_[at].owner].tail, comment);
        return;
      }
    }
    EntryNotes& notes = layout_.entries[entries_[next].pointer];
    if (notes.before.empty()) notes.gap = blank_above(comment.line);
    push(notes.before, comment);
  }

  void attach_behind(const Comment& comment, std::size_t next) {
    if (next == 0) {
      push(layout_.head, comment);
      return;
    }
    EntryNotes& notes = layout_.entries[entries_[next - 1].pointer];
    if (notes.behind.empty()) {
      notes.behind = comment.text;
    } else {
      notes.before.push_back(comment.text);
    }
  }

  void note_gaps() {
    std::int32_t before = 0;
    for (std::size_t i = 0; i < entries_.size(); ++i) {
      const Entry& entry = entries_[i];
      if (entry.line != before && blank_above(entry.line)) {
        if (i == 0) {
          if (!layout_.head.empty()) layout_.head.emplace_back();
        } else {
          EntryNotes& notes = layout_.entries[entry.pointer];
          if (notes.before.empty()) {
            notes.gap = true;
          } else {
            notes.before.emplace_back();
          }
        }
      }
      before = entry.line;
    }
  }

  std::vector<std::string_view> lines_;
  std::vector<Comment> comments_;
  const Node& root_;
  std::vector<const Node*> order_;
  std::vector<Entry> entries_;
  Layout layout_;
};

}  // namespace

Layout lay_out(std::string_view text, const Node& root) {
  return LayoutReader(text, root).run();
}

}  // namespace fugong::pack
