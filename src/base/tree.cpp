#include "base/tree.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "base/text.hpp"
#include "base/tree_faults.hpp"

namespace fugong {

Node::Node() = default;
Node::Node(const Node&) = default;
Node::Node(Node&&) noexcept = default;
Node& Node::operator=(const Node&) = default;
Node& Node::operator=(Node&&) noexcept = default;
Node::~Node() = default;

const Node* Node::find(std::string_view key) const {
  for (const auto& [name, node] : fields) {
    if (name == key) return &node;
  }
  return nullptr;
}

std::string pointer_child(std::string_view pointer, std::string_view key) {
  std::string out(pointer);
  out += '/';
  for (const char c : key) {
    if (c == '~') {
      out += "~0";
    } else if (c == '/') {
      out += "~1";
    } else {
      out += c;
    }
  }
  return out;
}

std::string pointer_child(std::string_view pointer, std::size_t index) {
  return fmt::format("{}/{}", pointer, index);
}

namespace tree {

void Cursor::move_to(std::size_t offset) {
  FUGONG_CHECK(offset >= at_ && offset <= text_.size(), "a cursor only moves forward in its text");
  for (; at_ < offset; ++at_) {
    const char c = text_[at_];
    if (c == '\n') {
      ++line_;
      column_ = 1;
    } else if ((static_cast<unsigned char>(c) & 0xC0) != 0x80) {
      ++column_;
    }
  }
}

Place place_of(std::string_view text, std::size_t offset, std::string file) {
  Cursor cursor(text);
  cursor.move_to(std::min(offset, text.size()));
  return {std::move(file), cursor.line(), cursor.column(), ""};
}

std::optional<Fault> check_text(std::string_view text, const std::string& file,
                                const TreeLimits& limits) {
  if (text.size() > limits.max_bytes) {
    return Fault{"document-too-large",
                 {file, 0, 0, ""},
                 {fmt::format("文档有 {} 字节，超过上限 {} 字节", text.size(), limits.max_bytes),
                  fmt::format("the document has {} bytes; the limit is {} bytes", text.size(),
                              limits.max_bytes)},
                 {"请把文档拆成几份", "split the document into several"}};
  }
  if (const auto offset = find_invalid_utf8(text)) {
    return Fault{
        "text-not-utf8",
        place_of(text, *offset, file),
        {fmt::format("第 {} 个字节起不是有效的 UTF-8 文本", *offset + 1),
         fmt::format("from byte {} on this is not valid UTF-8 text", *offset + 1)},
        {"请用 UTF-8 编码重新保存（不要用 GBK）", "save it again encoded as UTF-8 (not GBK)"}};
  }
  return std::nullopt;
}

Fault too_deep(Place place, const TreeLimits& limits) {
  return {"document-too-deep",
          std::move(place),
          {fmt::format("列表和映射嵌套超过 {} 层", limits.max_depth),
           fmt::format("lists and maps are nested more than {} deep", limits.max_depth)},
          {"请减少嵌套层数", "nest them less deeply"}};
}

Fault name_too_long(Place place, const TreeLimits& limits) {
  return {"document-name-too-long",
          std::move(place),
          {fmt::format("名称超过 {} 字节", limits.max_name_bytes),
           fmt::format("the name has more than {} bytes", limits.max_name_bytes)},
          {"改用短一些的名称", "use a shorter name"}};
}

std::optional<Fault> Tally::add(const Place& place) {
  if (++nodes_ > limits_.max_nodes) {
    return Fault{"document-too-many-nodes",
                 place,
                 {fmt::format("文档的值超过 {} 个", limits_.max_nodes),
                  fmt::format("the document has more than {} values", limits_.max_nodes)},
                 {"请把文档拆成几份", "split the document into several"}};
  }
  pointer_bytes_ += place.pointer.size();
  if (pointer_bytes_ <= limits_.max_pointer_bytes) return std::nullopt;
  return Fault{"document-too-many-names",
               place,
               {"长名称下面的值太多", "too many values stand under long names"},
               {"改用短一些的名称，或把文档拆成几份",
                "use shorter names, or split the document into several"}};
}

std::string excerpt(std::string_view text) {
  constexpr std::size_t kMostCodePoints = 60;
  std::size_t end = 0;
  for (std::size_t i = 0; i < kMostCodePoints && end < text.size(); ++i) {
    next_code_point(text, end);
  }
  return std::string(text.substr(0, end)) + (end < text.size() ? "…" : "");
}

std::vector<Keys::Twice> Keys::twice(
    const std::vector<std::pair<std::string, Node>>& fields) const {
  FUGONG_CHECK(fields.size() == positions_.size(), "every field has the position of its key");
  std::vector<std::size_t> order(fields.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&fields](std::size_t a, std::size_t b) {
    const int keys = fields[a].first.compare(fields[b].first);
    return keys < 0 || (keys == 0 && a < b);
  });
  std::vector<Twice> found;
  std::size_t first = 0;  // into order: the first field with the key at hand
  for (std::size_t i = 1; i < order.size(); ++i) {
    if (fields[order[i]].first != fields[order[first]].first) {
      first = i;
      continue;
    }
    const Position& here = positions_[order[i]];
    found.push_back(
        {order[first], order[i], positions_[order[first]].line, here.line, here.column});
  }
  std::sort(found.begin(), found.end(),
            [](const Twice& a, const Twice& b) { return a.second < b.second; });
  return found;
}

}  // namespace tree
}  // namespace fugong
