#include "pack/reform.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "base/text.hpp"
#include "pack/format/format.hpp"
#include "pack/reader.hpp"

namespace fugong::pack {

namespace {

/// Whether two trees say the same; quotes and the order of keys don't matter.
bool says_same(const Node& a, const Node& b) {
  if (a.is_text() != b.is_text() || (!a.is_text() && a.kind != b.kind)) return false;
  if (a.text != b.text || a.items.size() != b.items.size() || a.fields.size() != b.fields.size()) {
    return false;
  }
  for (std::size_t i = 0; i < a.items.size(); ++i) {
    if (!says_same(a.items[i], b.items[i])) return false;
  }
  return std::all_of(a.fields.begin(), a.fields.end(), [&](const auto& field) {
    const Node* other = b.find(field.first);
    return other != nullptr && says_same(field.second, *other);
  });
}

/// For people: what stands there.
std::string shown(const Node& node) {
  if (node.is_text()) return node.text;
  if (node.kind == Node::Kind::null) return "null";
  const std::size_t parts = node.items.size() + node.fields.size();
  return node.kind == Node::Kind::list ? fmt::format("[{}]", parts) : fmt::format("{{{}}}", parts);
}

/// What an item of a list is called: its id, or itself.
std::string name_of(const Node& item) {
  if (item.is_text()) return item.text;
  for (const char* key : {"id", "name", "provision", "decision"}) {
    const Node* name = item.find(key);
    if (name != nullptr && name->is_text()) return name->text;
  }
  return {};
}

std::vector<std::string> names_in(const Node& node) {
  std::vector<std::string> names;
  for (const auto& [key, value] : node.fields)
    names.push_back(key);
  for (const Node& item : node.items)
    names.push_back(name_of(item));
  return names;
}

/// A part below a node by its name; null if there is none.
Node* part_of(Node& node, std::string_view name) {
  for (auto& [key, value] : node.fields) {
    if (key == name) return &value;
  }
  for (Node& item : node.items) {
    if (name_of(item) == name) return &item;
  }
  return nullptr;
}

void erase_part(Node& node, const Node* part) {
  std::erase_if(node.fields, [part](const auto& field) { return &field.second == part; });
  const auto item = std::find_if(node.items.begin(), node.items.end(),
                                 [part](const Node& each) { return &each == part; });
  if (item != node.items.end()) node.items.erase(item);
}

/// What is written anew stands at no place of the file, so that no layout of it applies.
void leave_file(Node& node) {
  node.place = Place{};
  node.place.pointer = "new";
  for (Node& item : node.items)
    leave_file(item);
  for (auto& [key, value] : node.fields)
    leave_file(value);
}

class Reader {
 public:
  Reader(const Files& files, std::string_view pack) : reading_{files, {}, {}}, pack_(pack) {}

  Result<Reform> run(std::string_view text, const std::string& name) {
    auto document = parse_yaml(text, name);
    if (!document) return fail(std::move(document.error()));
    Fields fields(*document, reading_);
    reform_.id = fields.need_string("id");
    reform_.title = fields.need_text("title");
    reform_.note = fields.text("note");
    check_pack(fields);
    reform_.files = reading_.files;
    const std::vector<Node>& changes = fields.list("changes");
    if (changes.size() > kMaxReformChanges) {
      reading_.fault("too-many-changes", fields.find("changes")->place,
                     {fmt::format("最多 {} 处修改", kMaxReformChanges),
                      fmt::format("at most {} changes", kMaxReformChanges)},
                     {"拆成几个修改方案", "split the reform"});
    } else {
      for (const Node& change : changes)
        apply(change);
    }
    for (const Node& fund : fields.list("funds"))
      read_fund(fund);
    fields.finish();
    write();
    if (!reading_.faults.empty()) return fail(std::move(reading_.faults));
    return std::move(reform_);
  }

 private:
  void check_pack(Fields& fields) {
    const std::string of = fields.need_string("pack");
    if (of.empty() || of == pack_) return;
    reading_.fault("reform-of-another", fields.find("pack")->place,
                   {fmt::format("这个修改方案针对“{}”，不是“{}”", of, pack_),
                    fmt::format("the reform is of '{}', not of '{}'", of, pack_)},
                   {"用 --pack 指定政策包", "name the pack with --pack"});
  }

  void apply(const Node& change) {
    Fields fields(change, reading_);
    const std::string provision = fields.string("provision");
    std::string path = fields.string("file");
    const std::string at = fields.string("at");
    const Node* from = fields.find("from");
    const Node* to = fields.find("to");
    fields.finish();
    if (!fields.is_map()) return;
    if (provision.empty() == path.empty()) {
      reading_.fault("wrong-shape", change.place,
                     {"写 provision 或 file，二者取一", "give provision or file, one of them"},
                     {"例如 provision: \"5.2\"", "for example provision: \"5.2\""});
      return;
    }
    if (path.empty()) path = path_of(provision, fields.find("provision")->place);
    if (path.empty()) return;
    if (from == nullptr && to == nullptr) {
      reading_.fault(
          "wrong-shape", change.place,
          {"没有写改成什么：缺少 from 和 to", "it says no change: from and to are missing"},
          {"写 from（原来的值）和 to（改成的值）",
           "write from (what is there) and to (what is to be there)"});
      return;
    }
    const bool is_text = reform_.files.contains(path) && !path.ends_with(".yaml");
    if (at.empty() && is_text) return change_lines(path, change.place, from, to);
    if (at.empty()) return add_file(path, change.place, from, to);
    Node* tree = tree_of(path, change.place);
    if (tree != nullptr) change_part(*tree, at, fields.find("at")->place, path, from, to);
  }

  /// The file of a provision of the pack or of one that it imports.
  std::string path_of(const std::string& provision, const Place& place) {
    const std::string name = "/provision-" + provision + ".yaml";
    std::vector<std::string> known;
    for (const auto& [path, bytes] : reform_.files) {
      const std::size_t start = path.find("/provision-");
      if (start == std::string::npos || !path.ends_with(".yaml")) continue;
      if (path.ends_with(name)) return path;
      known.push_back(path.substr(start + 11, path.size() - start - 16));
    }
    unknown_part(provision, known, place);
    return {};
  }

  void add_file(const std::string& path, const Place& place, const Node* from, const Node* to) {
    const bool is_yaml = path.ends_with(".yaml");
    if (from != nullptr || to == nullptr || reform_.files.contains(path) || trees_.contains(path) ||
        is_yaml == to->is_text()) {
      reading_.fault(
          "reform-file", place,
          {"不写 at 时只能增加文件：to 是 YAML 文件的内容，或其他文件的全文",
           "without `at` a file is added: `to` is the content of YAML, or the text of another"},
          {"写 at 指明要改的部分；要废止一项规定，把它的 in_force/to 改成更早的日期",
           "name the part with `at`; to repeal a provision move its in_force/to to an earlier "
           "day"});
      return;
    }
    if (is_yaml) {
      Node root = *to;
      leave_file(root);
      trees_[path] = std::move(root);
    } else {
      reform_.files[path] = to->text;
      note_changed(path);
    }
  }

  /// Whole lines of a table or of another text, which must stand in it once.
  void change_lines(const std::string& path, const Place& place, const Node* from, const Node* to) {
    if (from == nullptr || !from->is_text() || (to != nullptr && !to->is_text())) {
      reading_.fault("reform-file", place,
                     {"改表格或文本：from 写原来的整行，to 写改成的行",
                      "of a table or a text `from` is whole lines of it, and `to` other lines"},
                     {"照文件中的样子写", "write them as they stand in the file"});
      return;
    }
    const auto lines = [](const Node* node) {
      std::string text = node == nullptr ? std::string() : node->text;
      if (!text.empty() && !text.ends_with('\n')) text += '\n';
      return text;
    };
    const std::string old = lines(from);
    std::string text = "\n" + reform_.files[path];
    const std::size_t found = text.find("\n" + old);
    const bool once =
        found != std::string::npos && text.find("\n" + old, found + 1) == std::string::npos;
    if (!once) {
      reading_.fault(
          "reform-stale", from->place,
          {fmt::format("{} 里这几行{}", path, found == std::string::npos ? "不存在" : "不止一处"),
           fmt::format("these lines stand {} in {}",
                       found == std::string::npos ? "nowhere" : "more than once", path)},
          {"按现行文本重写这处修改", "write the change anew for the text as it is"});
      return;
    }
    text.replace(found + 1, old.size(), lines(to));
    reform_.files[path] = text.substr(1);
    note_changed(path);
  }

  void note_changed(const std::string& path) {
    auto& changed = reform_.changed;
    if (std::find(changed.begin(), changed.end(), path) == changed.end()) changed.push_back(path);
  }

  Node* tree_of(const std::string& path, const Place& place) {
    const auto known = trees_.find(path);
    if (known != trees_.end()) return known->second ? &*known->second : nullptr;
    if (!path.ends_with(".yaml") || !reform_.files.contains(path)) {
      std::vector<std::string> paths;
      for (const auto& [each, bytes] : reform_.files)
        paths.push_back(each);
      unknown_part(path, paths, place);
      return nullptr;
    }
    std::optional<Node>& tree = trees_[path];
    auto root = parse_yaml(reform_.files[path], path);
    if (!root) {
      append(reading_.faults, std::move(root.error()));
      return nullptr;
    }
    tree = std::move(*root);
    return &*tree;
  }

  void change_part(Node& root, std::string_view at, const Place& place, const std::string& path,
                   const Node* from, const Node* to) {
    Node* above = &root;
    std::size_t start = 0;
    for (std::size_t slash = at.find('/'); slash != std::string_view::npos;
         start = slash + 1, slash = at.find('/', start)) {
      Node* part = part_of(*above, at.substr(start, slash - start));
      if (part == nullptr) {
        return unknown_part(std::string(at.substr(start, slash - start)), names_in(*above), place);
      }
      above = part;
    }
    const std::string_view name = at.substr(start);
    Node* part = part_of(*above, name);
    if (from == nullptr) return add_part(*above, part, std::string(name), place, to);
    if (part == nullptr) return unknown_part(std::string(name), names_in(*above), place);
    if (!says_same(*part, *from)) {
      reading_.fault(
          "reform-stale", from->place,
          {fmt::format("{} 的 {} 现为“{}”，不是“{}”", path, at, shown(*part), shown(*from)),
           fmt::format("{} of {} is '{}' now, not '{}'", at, path, shown(*part), shown(*from))},
          {"按现行文本重写这处修改", "write the change anew for the text as it is"});
      return;
    }
    if (to == nullptr) return erase_part(*above, part);
    Node replaced = *to;
    leave_file(replaced);
    replaced.place.pointer = part->place.pointer;  // comments stay with the part
    *part = std::move(replaced);
  }

  void add_part(Node& above, const Node* there, std::string name, const Place& place,
                const Node* to) {
    const bool is_list = above.kind == Node::Kind::list;
    if (there != nullptr || (!is_list && above.kind != Node::Kind::map) ||
        (is_list && name_of(*to) != name)) {
      const std::string now = there != nullptr ? shown(*there) : std::string();
      reading_.fault(
          "reform-stale", place,
          {there != nullptr ? fmt::format("“{}”已经有了：{}", name, now)
                            : fmt::format("“{}”加不到这里：列表的新成员要用 at 的末段作名称", name),
           there != nullptr
               ? fmt::format("'{}' is there already: {}", name, now)
               : fmt::format("'{}' can't be added here: a new item must have the name that "
                             "stands last in `at`",
                             name)},
          {"要改已有的部分，用 from 写出它现在的值",
           "to change what is there, write with `from` what it is now"});
      return;
    }
    Node added = *to;
    leave_file(added);
    if (is_list) {
      above.items.push_back(std::move(added));
    } else {
      above.fields.emplace_back(std::move(name), std::move(added));
    }
  }

  void unknown_part(const std::string& name, const std::vector<std::string>& known,
                    const Place& place) {
    Text remedy{"按政策包里的名称写", "write it as the pack names it"};
    if (const auto near = nearest(name, known)) {
      remedy = {fmt::format("是否想写“{}”？", *near), fmt::format("did you mean '{}'?", *near)};
    }
    reading_.fault("reform-part", place,
                   {fmt::format("没有“{}”", name), fmt::format("there is no '{}'", name)},
                   std::move(remedy));
  }

  void read_fund(const Node& node) {
    Fields fields(node, reading_);
    Fund fund;
    fund.id = fields.need_name("id");
    fund.label = fields.need_text("label");
    fund.place = node.place;
    const auto yuan = fields.decimal("amount");
    const auto amount = yuan ? Money::from_yuan(*yuan) : std::nullopt;
    if (amount && amount->fen >= 0) {
      fund.amount = *amount;
    } else {
      reading_.fault("wrong-number", node.place,
                     {"amount 应为不小于 0 的元，最多两位小数",
                      "amount must be yuan of 0 or more with at most two decimals"},
                     {"改正金额", "correct the amount"});
    }
    fund.provisions = fields.strings("provisions");
    fields.finish();
    reform_.funds.push_back(std::move(fund));
  }

  void write() {
    if (!reading_.faults.empty()) return;
    for (const auto& [path, tree] : trees_) {
      const auto old = reform_.files.find(path);
      const std::string before = old == reform_.files.end() ? std::string() : old->second;
      auto written = rewrite(path, before, *tree);
      if (!written) {
        append(reading_.faults, std::move(written.error()));
        continue;
      }
      reform_.files[path] = std::move(*written);
      note_changed(path);
    }
    std::sort(reform_.changed.begin(), reform_.changed.end());
  }

  Reading reading_;
  std::string_view pack_;
  Reform reform_;
  /// Files that something changes, by path; empty: it doesn't read.
  std::map<std::string, std::optional<Node>> trees_;
};

}  // namespace

Result<Reform> read_reform(std::string_view text, const std::string& name, const Files& files,
                           std::string_view pack) {
  return Reader(files, pack).run(text, name);
}

}  // namespace fugong::pack
