// A reader of our own rather than a library's, because it has to give line and column of every
// part, keep the digits of numbers as written, and say in two languages what is wrong. The tests
// hold it to simdjson: both accept the same texts.
#include <fmt/format.h>

#include <algorithm>

#include "base/ascii.hpp"
#include "base/text.hpp"
#include "base/tree.hpp"
#include "base/tree_faults.hpp"

namespace fugong {
namespace {

int hex_value(char c) {
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// Bytes of a number at the start of the text, 0 if none stands there (RFC 8259, section 6).
std::size_t number_length(std::string_view text) {
  std::size_t at = 0;
  const auto digits = [&] {
    const std::size_t start = at;
    while (at < text.size() && is_digit(text[at]))
      ++at;
    return at > start;
  };
  if (at < text.size() && text[at] == '-') ++at;
  if (at < text.size() && text[at] == '0') {
    ++at;
  } else if (!digits()) {
    return 0;
  }
  if (at < text.size() && text[at] == '.') {
    ++at;
    if (!digits()) return 0;
  }
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    if (at < text.size() && (text[at] == '+' || text[at] == '-')) ++at;
    if (!digits()) return 0;
  }
  return at;
}

class JsonReader {
 public:
  JsonReader(std::string_view text, std::string file, const TreeLimits& limits)
      : text_(text), file_(std::move(file)), limits_(limits), cursor_(text), tally_(limits) {}

  Result<Node> read() {
    Node root;
    if (text_.starts_with("\xEF\xBB\xBF")) {
      syntax({"文档以字节顺序标记（BOM）开头", "the document starts with a byte order mark"},
             {"请保存为不带 BOM 的 UTF-8", "save it as UTF-8 without a BOM"});
    } else if (read_value(root, "", 0)) {
      skip_blanks();
      pointer_.clear();
      if (at_ < text_.size()) {
        syntax(
            {fmt::format("文档结束后还有内容，从{}开始", seen(true)),
             fmt::format("there is more after the end of the document, from {} on", seen(false))},
            {"一份 JSON 只能有一个值：请删掉多余的部分",
             "A JSON text has one value: remove the rest"});
      }
    }
    if (!faults_.empty()) return fail(std::move(faults_));
    return root;
  }

 private:
  Place here() {
    cursor_.move_to(at_);
    return {file_, cursor_.line(), cursor_.column(), pointer_};
  }

  /// What stands at the reader's position, for a message.
  std::string seen(bool zh) const {
    if (at_ >= text_.size()) return zh ? "文档末尾" : "the end of the document";
    std::size_t end = at_;
    const char32_t code = next_code_point(text_, end);
    if (code < 0x20 || code == 0x7F) {
      return fmt::format("{} U+{:04X}", zh ? "字符" : "the character",
                         static_cast<std::uint32_t>(code));
    }
    const std::string_view mark = text_.substr(at_, end - at_);
    return zh ? fmt::format("“{}”", mark) : fmt::format("\"{}\"", mark);
  }

  /// Always false: the reader can't go on.
  bool syntax(Text message, Text remedy) {
    faults_.push_back({"json-syntax", here(), std::move(message), std::move(remedy)});
    return false;
  }

  bool expected(std::string_view zh, std::string_view en, Text remedy) {
    return syntax({fmt::format("这里应该是{}，却是{}", zh, seen(true)),
                   fmt::format("expected {} here, found {}", en, seen(false))},
                  std::move(remedy));
  }

  void skip_blanks() {
    while (at_ < text_.size() &&
           (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n' || text_[at_] == '\r')) {
      ++at_;
    }
  }

  bool at(char c) const { return at_ < text_.size() && text_[at_] == c; }

  bool read_value(Node& node, std::string pointer, std::size_t depth) {
    skip_blanks();
    pointer_ = std::move(pointer);
    node.place = here();
    if (auto fault = tally_.add(node.place)) {
      faults_.push_back(*std::move(fault));
      return false;
    }
    if (at('{') || at('[')) {
      if (depth >= limits_.max_depth) {
        faults_.push_back(tree::too_deep(node.place, limits_));
        return false;
      }
      return at('{') ? read_map(node, depth + 1) : read_list(node, depth + 1);
    }
    if (at('"')) {
      node.kind = Node::Kind::string;
      return read_string(node.text);
    }
    if (at_ < text_.size() && (text_[at_] == '-' || is_digit(text_[at_]))) return read_number(node);
    return read_word(node);
  }

  bool read_word(Node& node) {
    std::size_t end = at_;
    while (end < text_.size() &&
           ((text_[end] >= 'a' && text_[end] <= 'z') || (text_[end] >= 'A' && text_[end] <= 'Z'))) {
      ++end;
    }
    const std::string_view word = text_.substr(at_, end - at_);
    if (word == "true" || word == "false") {
      node.kind = Node::Kind::boolean;
      node.truth = word == "true";
    } else if (word == "null") {
      node.kind = Node::Kind::null;
    } else {
      return expected("一个值", "a value",
                      {"值可以是文字（加双引号）、数字、true、false、null、[列表] 或 {对象}",
                       "a value is a text in double quotes, a number, true, false, null, a [list] "
                       "or an {object}"});
    }
    at_ = end;
    return true;
  }

  bool read_number(Node& node) {
    const std::size_t length = number_length(text_.substr(at_));
    // "01", "1.2.3" and "12abc" are not numbers followed by something: they are spelt wrongly.
    const char next = at_ + length < text_.size() ? text_[at_ + length] : ' ';
    if (length == 0 || is_digit(next) || next == '.' || next == '-' || next == '+' ||
        (next >= 'a' && next <= 'z') || (next >= 'A' && next <= 'Z')) {
      return syntax({"这个数字写得不对", "this number is not written correctly"},
                    {"请写成 12、-3.5 或 1e3：前面没有多余的 0，小数点两边都有数字",
                     "write 12, -3.5 or 1e3: no leading zeros, digits on both sides of the point"});
    }
    node.kind = Node::Kind::number;
    node.text = text_.substr(at_, length);
    at_ += length;
    return true;
  }

  bool read_list(Node& node, std::size_t depth) {
    node.kind = Node::Kind::list;
    const std::string pointer = node.place.pointer;
    ++at_;
    skip_blanks();
    if (at(']')) return ++at_, true;
    while (true) {
      // Read aside: a vector that grows would move its elements while they are being filled.
      Node item;
      if (!read_value(item, pointer_child(pointer, node.items.size()), depth)) return false;
      node.items.push_back(std::move(item));
      pointer_ = pointer;
      skip_blanks();
      if (at(']')) return ++at_, true;
      if (!at(',')) {
        return expected("“,”或“]”", "\",\" or \"]\"",
                        {"列表的各项之间用逗号，列表用 ] 结束",
                         "put a comma between the items of a list and ] at its end"});
      }
      ++at_;
    }
  }

  bool read_map(Node& node, std::size_t depth) {
    node.kind = Node::Kind::map;
    const std::string pointer = node.place.pointer;
    tree::Keys keys;
    ++at_;
    skip_blanks();
    if (at('}')) return ++at_, true;
    while (true) {
      skip_blanks();
      if (!at('"')) {
        return expected("加双引号的名称", "a name in double quotes",
                        {"对象里的每一项写成 \"名称\": 值；最后一项后面没有逗号",
                         "write each field as \"name\": value, with no comma after the last"});
      }
      const Place key_place = here();
      std::string key;
      if (!read_string(key)) return false;
      if (key.size() > limits_.max_name_bytes) {
        faults_.push_back(tree::name_too_long(key_place, limits_));
        return false;
      }
      skip_blanks();
      if (!at(':')) {
        return expected("“:”", "\":\"",
                        {"名称和值之间要有冒号", "put a colon between name and value"});
      }
      ++at_;
      Node value;
      if (!read_value(value, pointer_child(pointer, key), depth)) return false;
      keys.add(key_place.line, key_place.column);
      node.fields.emplace_back(std::move(key), std::move(value));
      pointer_ = pointer;
      skip_blanks();
      if (at('}')) break;
      if (!at(',')) {
        return expected("“,”或“}”", "\",\" or \"}\"",
                        {"各项之间用逗号，对象用 } 结束",
                         "put a comma between the fields and } at the end of the object"});
      }
      ++at_;
    }
    ++at_;
    report_twice(node, keys);
    return true;
  }

  void report_twice(const Node& node, const tree::Keys& keys) {
    for (const auto& twice : keys.twice(node.fields)) {
      if (faults_.size() >= tree::kMaxFaults) return;
      const std::string& key = node.fields[twice.second].first;
      faults_.push_back(
          {"json-duplicate-key",
           {file_, twice.line, twice.column, pointer_child(node.place.pointer, key)},
           {fmt::format("名称“{}”在同一个对象里出现了两次（第一次在第 {} 行）", tree::excerpt(key),
                        twice.first_line),
            fmt::format("the name \"{}\" stands twice in the same object (first on line {})",
                        tree::excerpt(key), twice.first_line)},
           {"请只保留一个", "keep only one of them"}});
    }
  }

  bool read_string(std::string& out) {
    ++at_;
    while (true) {
      const std::size_t start = at_;
      while (at_ < text_.size() && text_[at_] != '"' && text_[at_] != '\\' &&
             static_cast<unsigned char>(text_[at_]) >= 0x20) {
        ++at_;
      }
      out.append(text_, start, at_ - start);
      if (at('"')) return ++at_, true;
      if (at('\\')) {
        if (!read_escape(out)) return false;
        continue;
      }
      if (at_ >= text_.size()) {
        return syntax({"文字没有结束：缺少右边的双引号",
                       "the text is not closed: its second double quote is missing"},
                      {"请补上双引号；文字里的双引号写成 \\\"",
                       "add the double quote; inside a text write it as \\\""});
      }
      return syntax(
          {fmt::format("文字里不能直接放控制字符（{}）", seen(true)),
           fmt::format("A text can't hold a control character ({}) as it is", seen(false))},
          {"换行写成 \\n，制表符写成 \\t，其他写成 \\u00XX",
           "write a line break as \\n, a tab as \\t, others as \\u00XX"});
    }
  }

  /// The four hex digits after "\u" at `from`, or -1.
  int hex4(std::size_t from) const {
    if (from + 4 > text_.size()) return -1;
    int value = 0;
    for (std::size_t i = from; i < from + 4; ++i) {
      const int digit = hex_value(text_[i]);
      if (digit < 0) return -1;
      value = value * 16 + digit;
    }
    return value;
  }

  bool bad_escape() {
    return syntax({"反斜杠后面的写法不对", "what follows the backslash is not an escape"},
                  {"可以写 \\\" \\\\ \\/ \\b \\f \\n \\r \\t，或 \\u 加四个十六进制数字"
                   "（成对的代理项要写全）",
                   "write \\\" \\\\ \\/ \\b \\f \\n \\r \\t, or \\u and four hex digits "
                   "(surrogates only in pairs)"});
  }

  bool read_escape(std::string& out) {
    static constexpr std::string_view kLetters = "\"\\/bfnrt";
    static constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
    const char letter = at_ + 1 < text_.size() ? text_[at_ + 1] : '\0';
    if (letter != 'u') {
      const std::size_t which = kLetters.find(letter);
      if (which == std::string_view::npos) return bad_escape();
      out += kMeanings[which];
      at_ += 2;
      return true;
    }
    const int first = hex4(at_ + 2);
    if (first < 0 || (first >= 0xDC00 && first <= 0xDFFF)) return bad_escape();
    if (first < 0xD800 || first > 0xDBFF) {
      append_utf8(out, static_cast<char32_t>(first));
      at_ += 6;
      return true;
    }
    const int second = text_.substr(at_ + 6).starts_with("\\u") ? hex4(at_ + 8) : -1;
    if (second < 0xDC00 || second > 0xDFFF) return bad_escape();
    append_utf8(out, static_cast<char32_t>(0x10000 + (first - 0xD800) * 0x400 + second - 0xDC00));
    at_ += 12;
    return true;
  }

  std::string_view text_;
  std::string file_;
  const TreeLimits& limits_;
  tree::Cursor cursor_;
  tree::Tally tally_;
  std::size_t at_ = 0;
  std::string pointer_;  // of the part that is being read
  Faults faults_;
};

}  // namespace

Result<Node> parse_json(std::string_view text, std::string file, const TreeLimits& limits) {
  if (auto fault = tree::check_text(text, file, limits)) return fail(Faults{*std::move(fault)});
  return JsonReader(text, std::move(file), limits).read();
}

}  // namespace fugong
