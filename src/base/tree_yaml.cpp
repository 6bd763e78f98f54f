// Reads libyaml's events. The only file that includes yaml.h.
#include <fmt/format.h>
#include <yaml.h>

#include <algorithm>
#include <array>
#include <memory>

#include "base/text.hpp"
#include "base/tree.hpp"
#include "base/tree_faults.hpp"

namespace fugong {
namespace {

std::string_view view(const yaml_char_t* text) {
  if (text == nullptr) return {};
  return static_cast<const char*>(static_cast<const void*>(text));
}

/// One event of libyaml, freed at the end of the scope.
class Event {
 public:
  Event() = default;
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;
  ~Event() { yaml_event_delete(&event_); }
  bool next(yaml_parser_t& parser) {
    yaml_event_delete(&event_);
    return yaml_parser_parse(&parser, &event_) != 0;
  }
  const yaml_event_t* operator->() const { return &event_; }

 private:
  yaml_event_t event_{};
};

/// What libyaml says, in our words. The first row whose `problem` is part of its message holds.
struct Problem {
  std::string_view problem;
  const char* zh;
  const char* en;
  const char* remedy_zh;
  const char* remedy_en;
};

constexpr Problem kTab = {"tab", "这里用了制表符", "a tab stands here",
                          "缩进只能用空格；把制表符换成空格",
                          "only spaces indent: replace the tab with spaces"};
constexpr Problem kOther = {"", "这里的 YAML 写法不对", "this is not correct YAML",
                            "核对缩进、冒号和引号；拿不准的文字加上双引号",
                            "check indentation, colons and quotes; put doubtful text in quotes"};
constexpr std::array<Problem, 18> kProblems{{
    {"tab character", kTab.zh, kTab.en, kTab.remedy_zh, kTab.remedy_en},
    {"mapping values are not allowed", "这里不能出现“名称: 值”",
     "a \"name: value\" can't stand here", "文字里有冒号加空格时把整段文字加上引号；否则核对缩进",
     "put a text that holds a colon and a space in quotes; otherwise check the indentation"},
    {"could not find expected ':'", "名称后面缺少冒号", "the colon after a name is missing",
     "写成“名称: 值”，冒号后面空一格；名称不能跨行",
     "write \"name: value\" with a blank after the colon, the name on one line"},
    {"did not find expected key", "这里应该是同一层的下一个名称",
     "the next name of this map was expected here", "与同层的名称左对齐；引号结束后不能再有文字",
     "align it with the other names of the map; nothing may follow a closed quote"},
    {"did not find expected '-' indicator", "这里应该是列表的下一项“- ”",
     "the next \"- \" of this list was expected here", "与同层的“-”左对齐",
     "align it with the other \"-\" of the list"},
    {"block sequence entries are not allowed", "这里不能开始列表项“- ”",
     "a list item \"- \" can't start here", "把“- ”放到新的一行并缩进",
     "put the \"- \" on a line of its own, indented"},
    {"mapping keys are not allowed", "这里不能开始新的一层", "a map can't start here", "核对缩进",
     "check the indentation"},
    {"did not find expected ',' or ']'", "[列表] 里缺少“,”或“]”",
     "\",\" or \"]\" is missing in a [list]", "各项之间用逗号，最后用 ] 结束",
     "put a comma between the items and ] at the end"},
    {"did not find expected ',' or '}'", "{映射} 里缺少“,”或“}”",
     "\",\" or \"}\" is missing in a {map}", "各项之间用逗号，最后用 } 结束",
     "put a comma between the fields and } at the end"},
    {"unexpected end of stream", "引号没有结束", "a quoted text is not closed",
     "补上右边的引号；单引号里的单引号写两个",
     "close the quote; write a single quote inside single quotes twice"},
    {"unknown escape character", "反斜杠后面的写法不对",
     "what follows the backslash is not an escape", "双引号里的反斜杠写成 \\\\；或改用单引号",
     "write a backslash inside double quotes as \\\\, or use single quotes"},
    {"document indicator", "引号里单独一行写了 --- 或 ... 标记",
     "a line --- or ... stands inside a quoted text", "把它缩进，或去掉", "indent it or remove it"},
    {"cannot start any token", "文字不能以这个字符开头", "a text can't start with this character",
     "把整段文字加上引号", "put the whole text in quotes"},
    {"expected <document start>", "文档结束后还有内容", "there is more after the document's end",
     "核对缩进：多余的内容要与前面同层，或删掉",
     "check the indentation, or remove what is left over"},
    {"alphabetic or numeric", "& 和 * 后面不是名称", "no name follows the & or *",
     "文字以 & 或 * 开头时加上引号", "put a text that starts with & or * in quotes"},
    {"comment or line break", "| 或 > 后面还有内容", "there is more after the | or >",
     "多行文字从下一行开始；文字以 | 或 > 开头时加上引号",
     "start the text on the next line; put a text that starts with | or > in quotes"},
    {"node content", "这里缺少一个值", "a value is missing here", "补上一个值，或删掉多余的标点",
     "write a value, or remove the mark that is left over"},
    {"control characters", "含有不允许的控制字符", "it holds a control character",
     "删掉这个字符；需要时在双引号里写成 \\xNN",
     "remove the character; where it is needed write \\xNN inside double quotes"},
}};

const Problem& problem_of(std::string_view said, char at) {
  if (said.find("cannot start any token") != std::string_view::npos && at == '\t') return kTab;
  const auto* found = std::find_if(kProblems.begin(), kProblems.end(), [said](const Problem& row) {
    return said.find(row.problem) != std::string_view::npos;
  });
  return found == kProblems.end() ? kOther : *found;
}

Fault directive(Place place) {
  return {"yaml-directive",
          std::move(place),
          {"不使用 %YAML、%TAG 等指令", "directives such as %YAML and %TAG are not used"},
          {"删掉以 % 开头的行", "remove the lines that start with %"}};
}

/// Byte of a line that starts with %TAG. libyaml compares each such directive with all before it,
/// so a document full of them must not reach it. Its line breaks are more than ours.
std::optional<std::size_t> find_tag_directive(std::string_view text) {
  constexpr std::array<std::string_view, 5> kBreaks{"\n", "\r", "\u0085", "\u2028", "\u2029"};
  std::size_t at = text.find("%TAG");
  for (; at != std::string_view::npos; at = text.find("%TAG", at + 1)) {
    const std::string_view before = text.substr(0, at);
    const bool starts_line =
        before.empty() || std::any_of(kBreaks.begin(), kBreaks.end(), [before](auto line_break) {
          return before.ends_with(line_break);
        });
    if (starts_line) return at;
  }
  return std::nullopt;
}

class YamlReader {
 public:
  YamlReader(std::string_view text, std::string file, const TreeLimits& limits)
      : text_(text), file_(std::move(file)), limits_(limits), tally_(limits) {
    FUGONG_CHECK(yaml_parser_initialize(&parser_) != 0, "libyaml has memory for its parser");
    const auto* bytes = static_cast<const unsigned char*>(static_cast<const void*>(text_.data()));
    yaml_parser_set_input_string(&parser_, bytes, text_.size());
    yaml_parser_set_encoding(&parser_, YAML_UTF8_ENCODING);
  }
  YamlReader(const YamlReader&) = delete;
  YamlReader& operator=(const YamlReader&) = delete;
  ~YamlReader() { yaml_parser_delete(&parser_); }

  Result<Node> read() {
    Node root;
    root.place = {file_, 1, 1, ""};
    read_stream(root);
    if (!faults_.empty()) return fail(std::move(faults_));
    return root;
  }

 private:
  // The functions below answer false where the reader can't go on; the fault is then recorded.

  bool read_stream(Node& root) {
    Event event;
    bool seen = false;
    while (true) {
      if (!event.next(parser_)) return syntax();
      switch (event->type) {
        case YAML_STREAM_END_EVENT:
          return true;
        case YAML_DOCUMENT_START_EVENT:
          if (seen) return several(event);
          check_directives(event);
          seen = true;
          if (!event.next(parser_)) return syntax();
          if (!read_node(root, event, "", 0)) return false;
          break;
        default:  // the start of the stream, the end of a document
          break;
      }
    }
  }

  bool several(const Event& event) {
    report("yaml-several-documents", place_at(event->start_mark, ""),
           {"一个文件里有多个 YAML 文档", "the file holds more than one YAML document"},
           {"一个文件只放一个文档：删掉中间的 ---，或拆成几个文件",
            "keep one document to a file: remove the --- or split the file"});
    return false;
  }

  void check_directives(const Event& event) {
    if (event->data.document_start.version_directive == nullptr) return;
    faults_.push_back(directive(place_at(event->start_mark, "")));
  }

  bool read_node(Node& node, Event& event, std::string pointer, std::size_t depth) {
    node.place = place_at(event->start_mark, std::move(pointer));
    if (auto fault = tally_.add(node.place)) {
      faults_.push_back(*std::move(fault));
      return false;
    }
    switch (event->type) {
      case YAML_ALIAS_EVENT:
        report_alias(node.place, event);
        return true;
      case YAML_SCALAR_EVENT:
        read_scalar(node, event);
        return true;
      case YAML_SEQUENCE_START_EVENT:
      case YAML_MAPPING_START_EVENT:
        break;
      default:
        FUGONG_CHECK(false, "a node starts with an alias, a scalar, a list or a map");
    }
    if (depth >= limits_.max_depth) {
      faults_.push_back(tree::too_deep(node.place, limits_));
      return false;
    }
    if (event->type == YAML_SEQUENCE_START_EVENT) {
      check_properties(node.place, event->data.sequence_start.anchor,
                       event->data.sequence_start.tag);
      return read_list(node, event, depth + 1);
    }
    check_properties(node.place, event->data.mapping_start.anchor, event->data.mapping_start.tag);
    return read_map(node, event, depth + 1);
  }

  void read_scalar(Node& node, const Event& event) {
    const auto& scalar = event->data.scalar;
    check_properties(node.place, scalar.anchor, scalar.tag);
    const std::string_view text(static_cast<const char*>(static_cast<const void*>(scalar.value)),
                                scalar.length);
    if (scalar.style != YAML_PLAIN_SCALAR_STYLE) {
      node.kind = Node::Kind::string;
    } else if (text.empty() || text == "~" || text == "null") {
      return;  // stays null
    } else {
      node.kind = Node::Kind::plain;
    }
    node.text = text;
  }

  bool read_list(Node& node, Event& event, std::size_t depth) {
    node.kind = Node::Kind::list;
    while (true) {
      if (!event.next(parser_)) return syntax();
      if (event->type == YAML_SEQUENCE_END_EVENT) return true;
      Node item;
      if (!read_node(item, event, pointer_child(node.place.pointer, node.items.size()), depth)) {
        return false;
      }
      node.items.push_back(std::move(item));
    }
  }

  bool read_map(Node& node, Event& event, std::size_t depth) {
    node.kind = Node::Kind::map;
    tree::Keys keys;
    while (true) {
      if (!event.next(parser_)) return syntax();
      if (event->type == YAML_MAPPING_END_EVENT) break;
      Node key;
      if (!read_key(key, event, node.place.pointer, depth)) return false;
      if (!event.next(parser_)) return syntax();
      Node value;
      if (!read_node(value, event, pointer_child(node.place.pointer, key.text), depth)) {
        return false;
      }
      if (!key.is_text()) continue;  // the fault is recorded
      keys.add(key.place.line, key.place.column);
      node.fields.emplace_back(std::move(key.text), std::move(value));
    }
    report_twice(node, keys);
    return true;
  }

  /// A key that is not text is reported and passed over; it stays of kind null.
  bool read_key(Node& key, Event& event, const std::string& pointer, std::size_t depth) {
    key.place = place_at(event->start_mark, pointer);
    if (event->type == YAML_ALIAS_EVENT) {
      report_alias(key.place, event);
      return true;
    }
    if (event->type == YAML_SCALAR_EVENT) {
      read_scalar(key, event);
      if (key.kind == Node::Kind::plain && key.text == "<<") {
        report("yaml-merge-key", key.place, {"不使用合并“<<”", "the merge key << is not used"},
               {"把要合并的各项写在这里", "write out here the fields to be merged"});
        key.kind = Node::Kind::null;
        return true;
      }
    }
    if (key.is_text()) {
      if (key.text.size() <= limits_.max_name_bytes) return true;
      faults_.push_back(tree::name_too_long(key.place, limits_));
      return false;
    }
    report("yaml-key-not-text", key.place, {"名称必须是文字", "a name must be text"},
           {"在冒号前写一个名称；名称叫 null 或 ~ 时加上引号",
            "write a name before the colon; put null or ~ in quotes if it is the name"});
    return event->type == YAML_SCALAR_EVENT || pass_over(event, pointer, depth);
  }

  /// Moves from the start of a list or map to its end.
  bool pass_over(Event& event, const std::string& pointer, std::size_t depth) {
    std::size_t open = 0;
    while (true) {
      if (event->type == YAML_SEQUENCE_START_EVENT || event->type == YAML_MAPPING_START_EVENT) {
        if (depth + ++open > limits_.max_depth) {
          faults_.push_back(tree::too_deep(place_at(event->start_mark, pointer), limits_));
          return false;
        }
      } else if (event->type == YAML_SEQUENCE_END_EVENT || event->type == YAML_MAPPING_END_EVENT) {
        if (--open == 0) return true;
      }
      if (!event.next(parser_)) return syntax();
    }
  }

  void report_alias(const Place& place, const Event& event) {
    const std::string name = tree::excerpt(view(event->data.alias.anchor));
    report("yaml-alias", place,
           {fmt::format("不使用引用“*{}”", name),
            fmt::format("aliases such as *{} are not used", name)},
           {"把被引用的内容写在这里", "write out here what it refers to"});
  }

  void report_twice(const Node& node, const tree::Keys& keys) {
    for (const auto& twice : keys.twice(node.fields)) {
      const std::string& key = node.fields[twice.second].first;
      report("yaml-duplicate-key",
             {file_, twice.line, twice.column, pointer_child(node.place.pointer, key)},
             {fmt::format("名称“{}”在同一层出现了两次（第一次在第 {} 行）", tree::excerpt(key),
                          twice.first_line),
              fmt::format("the name \"{}\" stands twice in the same map (first on line {})",
                          tree::excerpt(key), twice.first_line)},
             {"只保留一个", "keep only one of them"});
    }
  }

  void check_properties(const Place& place, const yaml_char_t* anchor, const yaml_char_t* tag) {
    if (anchor != nullptr) {
      report("yaml-anchor", place,
             {fmt::format("不使用锚点“&{}”", tree::excerpt(view(anchor))),
              fmt::format("anchors such as &{} are not used", tree::excerpt(view(anchor)))},
             {"删掉它；文字以 & 开头时加上引号",
              "remove it; put a text that starts with & in quotes"});
    }
    if (tag != nullptr) {
      report("yaml-tag", place,
             {fmt::format("不使用类型标记“{}”", tree::excerpt(view(tag))),
              fmt::format("tags such as {} are not used", tree::excerpt(view(tag)))},
             {"删掉它：类型由字段决定；文字以 ! 开头时加上引号",
              "remove it: the field decides the type; put a text that starts with ! in quotes"});
    }
  }

  bool syntax() {
    const std::string_view said = parser_.problem == nullptr ? "" : parser_.problem;
    Place place;
    std::size_t offset = text_.size();
    if (parser_.error == YAML_READER_ERROR) {
      offset = std::min(parser_.problem_offset, text_.size());
      place = tree::place_of(text_, offset, file_);
    } else {
      // Found out at the end of the file or of the line, but to be mended where it starts.
      const bool open = said.find("unexpected end of stream") != std::string_view::npos ||
                        said.find("could not find expected ':'") != std::string_view::npos;
      const yaml_mark_t& mark = open ? parser_.context_mark : parser_.problem_mark;
      offset = std::min(offset, byte_of(mark));
      place = place_at(mark, "");
    }
    FUGONG_CHECK(parser_.error != YAML_MEMORY_ERROR, "there is memory to read a document");
    const Problem& problem = problem_of(said, offset < text_.size() ? text_[offset] : '\0');
    Text message{problem.zh, problem.en};
    if (&problem == &kOther && !said.empty()) {
      message.zh += fmt::format("（{}）", said);
      message.en += fmt::format(" ({})", said);
    }
    faults_.push_back({"yaml-syntax",
                       std::move(place),
                       std::move(message),
                       {problem.remedy_zh, problem.remedy_en}});
    return false;
  }

  /// libyaml's marks count characters.
  std::size_t byte_of(const yaml_mark_t& mark) const {
    std::size_t offset = 0;
    for (std::size_t i = 0; i < mark.index && offset < text_.size(); ++i) {
      next_code_point(text_, offset);
    }
    return offset;
  }

  Place place_at(const yaml_mark_t& mark, std::string pointer) const {
    return {file_, static_cast<std::int32_t>(mark.line) + 1,
            static_cast<std::int32_t>(mark.column) + 1, std::move(pointer)};
  }

  void report(std::string code, Place place, Text message, Text remedy) {
    if (faults_.size() >= tree::kMaxFaults) return;
    faults_.push_back({std::move(code), std::move(place), std::move(message), std::move(remedy)});
  }

  std::string_view text_;
  std::string file_;
  const TreeLimits& limits_;
  yaml_parser_t parser_{};
  tree::Tally tally_;
  Faults faults_;
};

}  // namespace

Result<Node> parse_yaml(std::string_view text, std::string file, const TreeLimits& limits) {
  if (auto fault = tree::check_text(text, file, limits)) return fail(Faults{*std::move(fault)});
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  if (const auto at = find_tag_directive(text)) {
    return fail(Faults{directive(tree::place_of(text, *at, std::move(file)))});
  }
  return YamlReader(text, std::move(file), limits).read();
}

}  // namespace fugong
