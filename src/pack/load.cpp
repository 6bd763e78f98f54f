// load(): finds the files of a pack and of its imports, reads them, compiles the rules, reads the
// facts of the examples.
#include <fmt/format.h>

#include <algorithm>

#include "base/hash.hpp"
#include "base/text.hpp"
#include "pack/archive.hpp"
#include "pack/reader.hpp"

namespace fugong::pack {

namespace {

bool ends_with(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

/// Of which kind a desk's file of a measure is; empty if it is none.
std::string_view desk_file(std::string_view name) {
  for (const std::string_view kind : kDeskFiles) {
    if (name.starts_with(kind) && name.substr(kind.size()).starts_with("-")) return kind;
  }
  return {};
}

/// The same of a pack.
std::string_view pack_desk_file(std::string_view name) {
  for (const std::string_view kind : kPackDeskFiles) {
    if (name.starts_with(kind) && name.substr(kind.size()) == ".yaml") return kind;
  }
  return {};
}

struct Header {
  std::string id;
  std::string version;
  Text title;
  Text credit;
};

class Loader {
 public:
  explicit Loader(const Files& files) : reading_{files, {}, {}} {}

  Result<Pack> run(const std::string& id) {
    if (!reading_.files.contains(id + "/pack.yaml")) return no_pack(id);
    visit(id, "", Place{}, 0);
    check_limits();
    if (!reading_.faults.empty()) return fail(std::move(reading_.faults));
    read_files();
    check_notice(draft_.notice, reading_);
    report_unused();
    if (!reading_.faults.empty()) return fail(std::move(reading_.faults));
    link_shared_limits();
    auto book = law::Rulebook::build(std::move(draft_.source));
    if (!book) return fail(std::move(book.error()));
    return finish(std::move(*book));
  }

 private:
  Result<Pack> no_pack(const std::string& id) {
    std::vector<std::string> ids;
    for (const auto& [path, bytes] : reading_.files) {
      if (ends_with(path, "/pack.yaml")) ids.push_back(path.substr(0, path.find('/')));
    }
    Text remedy{"文件夹里应有 pack.yaml", "its folder must hold a pack.yaml"};
    if (const auto near = nearest(id, ids)) {
      remedy = {fmt::format("是否想写“{}”？", *near), fmt::format("did you mean '{}'?", *near)};
    }
    return fail("missing-pack", Place{id + "/pack.yaml", 0, 0, ""},
                {fmt::format("没有政策包“{}”", id), fmt::format("there is no pack '{}'", id)},
                std::move(remedy));
  }

  /// Imports first, so that a pack may build on what they declare.
  void visit(const std::string& id, const std::string& version, const Place& asked_at,
             std::size_t depth) {
    if (std::find(open_.begin(), open_.end(), id) != open_.end() || depth > kMaxImportDepth) {
      import_cycle(id, asked_at);
      return;
    }
    const auto done = std::find_if(packs_.begin(), packs_.end(),
                                   [&](const Header& header) { return header.id == id; });
    if (done != packs_.end()) {
      compare_version(*done, version, asked_at);
      return;
    }
    if (!reading_.files.contains(id + "/pack.yaml")) {
      reading_.fault("missing-import", asked_at,
                     {fmt::format("没有要导入的政策包“{}”", id),
                      fmt::format("there is no pack '{}' to import", id)},
                     {"放入这个包，或改正 imports", "add the pack, or correct imports"});
      return;
    }
    const auto document = reading_.yaml(id + "/pack.yaml");
    if (!document) return;
    open_.push_back(id);
    read_header(*document, id, version, asked_at, depth);
    open_.pop_back();
  }

  void read_header(const Node& document, const std::string& id, const std::string& version,
                   const Place& asked_at, std::size_t depth) {
    Fields fields(document, reading_);
    Header header;
    header.id = fields.need_string("id");
    header.version = fields.need_string("version");
    header.title = fields.need_text("title");
    header.credit = fields.need_text("credit");
    if (header.id != id && !header.id.empty()) {
      reading_.fault("pack-id", document.place,
                     {fmt::format("id“{}”与文件夹“{}”不同", header.id, id),
                      fmt::format("the id '{}' differs from the folder '{}'", header.id, id)},
                     {"把二者改成一样", "make them the same"});
    }
    header.id = id;
    for (const Node& node : fields.list("imports"))
      import(node, depth);
    if (!version.empty()) compare_version(header, version, asked_at);
    const std::string place_list = fields.string("place_list");
    const std::string place_fact = fields.string("place_fact");
    if (!place_list.empty()) draft_.source.place_list = place_list;
    if (!place_fact.empty()) draft_.source.place_fact = place_fact;
    read_subjects(fields, reading_, draft_.source);
    for (const Node& node : fields.list("breakdowns"))
      read_breakdown(node);
    fields.finish();
    packs_.push_back(std::move(header));
  }

  void read_breakdown(const Node& node) {
    Fields fields(node, reading_);
    Breakdown breakdown;
    breakdown.name = fields.need_name("name");
    breakdown.label = fields.need_text("label");
    breakdown.of = fields.need_name("of");
    breakdown.place = node.place;
    fields.finish();
    breakdowns_.push_back(std::move(breakdown));
  }

  void import(const Node& node, std::size_t depth) {
    const auto text = read_scalar(node, "imports", reading_);
    if (!text) return;
    const std::size_t blank = text->find(' ');
    if (blank == std::string::npos || trim(text->substr(blank)).empty()) {
      reading_.fault("import-version", node.place,
                     {fmt::format("导入“{}”没有写版本", *text),
                      fmt::format("the import '{}' has no version", *text)},
                     {"例如 cn-base 2020.1", "for example cn-base 2020.1"});
      return;
    }
    visit(text->substr(0, blank), std::string(trim(text->substr(blank))), node.place, depth + 1);
  }

  void compare_version(const Header& header, const std::string& version, const Place& asked_at) {
    if (version.empty() || version == header.version) return;
    reading_.fault(
        "import-version", asked_at,
        {fmt::format("{} 现为版本 {}，要求 {}", header.id, header.version, version),
         fmt::format("{} is version {}, and {} is asked for", header.id, header.version, version)},
        {"改正 imports 中的版本", "correct the version in imports"});
  }

  void import_cycle(const std::string& id, const Place& asked_at) {
    std::string path;
    for (const std::string& at : open_)
      path += at + " -> ";
    path += id;
    reading_.fault("import-cycle", asked_at,
                   {"导入成环或过深：" + path, "imports go in a circle or too deep: " + path},
                   {"去掉其中一个导入", "take one of the imports out"});
  }

  void check_limits() {
    std::size_t bytes = 0;
    std::size_t count = 0;
    for (const Header& header : packs_) {
      for_files(header.id, [&](const std::string&, const std::string& text) {
        bytes += text.size();
        ++count;
      });
    }
    if (bytes <= kMaxPackBytes && count <= kMaxPackFiles) return;
    const std::string first = packs_.empty() ? std::string() : packs_.back().id + "/pack.yaml";
    reading_.fault(
        "pack-too-large", Place{first, 0, 0, ""},
        {fmt::format("政策包最多 {} 个文件、{} 字节", kMaxPackFiles, kMaxPackBytes),
         fmt::format("a pack has at most {} files and {} bytes", kMaxPackFiles, kMaxPackBytes)},
        {"拆分政策包", "split the pack"});
  }

  template <class F>
  void for_files(const std::string& id, F&& use) const {
    const std::string prefix = id + "/";
    for (auto file = reading_.files.lower_bound(prefix);
         file != reading_.files.end() && file->first.starts_with(prefix); ++file) {
      use(file->first, file->second);
    }
  }

  void read_files() {
    for (const Header& header : packs_) {
      for_files(header.id, [&](const std::string& path, const std::string&) {
        if (ends_with(path, ".yaml") && !ends_with(path, "/pack.yaml")) {
          read_file(header.id, path);
        }
      });
    }
    read_measures();
  }

  /// By where it stands in its pack.
  void read_file(const std::string& id, const std::string& path) {
    const std::string inside = path.substr(id.size() + 1);
    const std::string name = inside.substr(inside.rfind('/') + 1);
    const auto folders = std::count(inside.begin(), inside.end(), '/');
    // What synthetic firms are made of is read by whoever makes them.
    if (folders == 1 && inside.starts_with("synthetic/")) return;
    const bool known =
        (folders == 0 && (name == "facts.yaml" || name == "data.yaml" || name == "notice.yaml" ||
                          name == "stacking.yaml" || !pack_desk_file(name).empty())) ||
        (folders == 1 && (inside.starts_with("decisions/") || inside.starts_with("demo/"))) ||
        (folders == 2 && inside.starts_with("measures/") &&
         (name == "measure.yaml" || name == "facts.yaml" || name == "data.yaml" ||
          name.starts_with("provision-") || name.starts_with("examples-") ||
          !desk_file(name).empty()));
    if (!known) {
      reading_.fault("unknown-file", Place{path, 0, 0, ""},
                     {"政策包里没有这种文件", "a pack has no such file"},
                     {"见 docs/pack-format.md 的文件一览", "see the files in docs/pack-format.md"});
      return;
    }
    auto node = reading_.yaml(path);
    if (!node) return;
    if (name == "facts.yaml") {
      read_facts(*node, reading_, draft_.source);
    } else if (name == "data.yaml") {
      read_data(*node, reading_, draft_.source);
    } else if (folders == 2) {
      const std::string folder = path.substr(0, path.rfind('/'));
      auto& documents = measures_[folder];
      documents.push_back(std::move(*node));
    } else if (inside.starts_with("demo/")) {
      read_demo(*node, reading_, draft_.demo);
    } else if (ends_with(name, ".examples.yaml")) {
      read_examples(*node, reading_, draft_.examples);
    } else if (folders == 1) {
      read_decision(*node, reading_, draft_.source);
    } else if (name == "stacking.yaml") {
      read_stacking(*node, reading_, draft_.stacking);
    } else if (const std::string_view kind = pack_desk_file(name); !kind.empty()) {
      desk_files_.push_back({std::string(kind), 0, std::move(*node)});
    } else {
      read_notice(*node, reading_, draft_.notice);
    }
  }

  /// A folder of measures/: its measure first, because provisions carry its number.
  void read_measures() {
    for (const auto& [folder, documents] : measures_) {
      const std::size_t before = draft_.notice.measures.size();
      for (const Node& document : documents) {
        if (document.place.file == folder + "/measure.yaml") {
          read_measure(document, reading_, draft_.notice);
        }
      }
      int number = 0;
      if (draft_.notice.measures.size() > before) {
        number = draft_.notice.measures.back().number;
      } else if (!reading_.used.contains(folder + "/measure.yaml")) {
        reading_.text_of(folder + "/measure.yaml", Place{folder + "/measure.yaml", 0, 0, ""});
      }
      for (const Node& document : documents) {
        const std::string name = document.place.file.substr(folder.size() + 1);
        if (name.starts_with("provision-")) {
          read_provision(document, number, reading_, draft_.source);
        } else if (name.starts_with("examples-")) {
          read_examples(document, reading_, draft_.examples);
        } else if (const std::string_view kind = desk_file(name); !kind.empty()) {
          desk_files_.push_back({std::string(kind), number, document});
        }
      }
    }
    std::stable_sort(draft_.notice.measures.begin(), draft_.notice.measures.end(),
                     [](const Measure& a, const Measure& b) { return a.number < b.number; });
  }

  /// A table that nothing reads is a mistyped name somewhere.
  void report_unused() {
    for (const Header& header : packs_) {
      for_files(header.id, [&](const std::string& path, const std::string&) {
        if (!ends_with(path, ".csv") || reading_.used.contains(path)) return;
        // Those of the synthetic firms are read, and held to be used, by their profile.
        if (path.starts_with(header.id + "/synthetic/")) return;
        reading_.fault("unused-file", Place{path, 0, 0, ""},
                       {"没有文件引用这张表", "no file of the pack uses this table"},
                       {"删去它，或改正引用它的文件名",
                        "take it out, or correct the name that should be this one"});
      });
    }
  }

  std::vector<std::string> parts() const {
    std::vector<std::string> ids;
    for (const Header& header : packs_)
      ids.push_back(header.id);
    return ids;
  }

  Result<Pack> finish(law::Rulebook book) {
    Faults faults;
    const auto read = [&](const Node& facts, law::Subject& into) {
      auto subject = law::read_subject(book, facts);
      if (subject) {
        into = std::move(*subject);
      } else {
        append(faults, std::move(subject.error()));
      }
    };
    std::vector<Example> examples;
    for (DraftExample& draft : draft_.examples) {
      read(draft.facts, draft.example.subject);
      check_references(book, draft.example, faults);
      examples.push_back(std::move(draft.example));
    }
    std::vector<DemoFirm> demo;
    for (DraftFirm& draft : draft_.demo) {
      read(draft.facts, draft.firm.subject);
      demo.push_back(std::move(draft.firm));
    }
    append(faults, stacking::check(draft_.stacking, book));
    link_breakdowns(book, faults);
    if (!faults.empty()) return fail(std::move(faults));
    std::vector<std::string> ids = parts();
    std::string digest = sha256_hex(archive_bytes(reading_.files, ids));
    Header& header = packs_.back();
    return Pack{std::move(header.id),     std::move(header.version),
                std::move(header.title),  std::move(header.credit),
                std::move(digest),        std::move(ids),
                std::move(draft_.notice), std::move(examples),
                std::move(demo),          std::move(draft_.stacking),
                std::move(breakdowns_),   std::move(desk_files_),
                std::move(book)};
  }

  /// The list whose codes a fact or a decision of an enterprise has; empty if it has none.
  static std::string list_of(const law::Source& source, const std::string& name) {
    const auto is_root = [&](const std::string& subject) {
      return std::any_of(source.subjects.begin(), source.subjects.end(), [&](const auto& kind) {
        return kind.name == subject && kind.parent.empty();
      });
    };
    for (const law::Fact& fact : source.facts) {
      if (fact.name == name && is_root(fact.subject)) return fact.list;
    }
    for (const law::Decision& decision : source.decisions) {
      if (decision.definition.name == name && is_root(decision.subject)) {
        return decision.definition.list;
      }
    }
    return {};
  }

  void link_breakdowns(const law::Rulebook& book, Faults& faults) {
    for (std::size_t i = 0; i < breakdowns_.size(); ++i) {
      Breakdown& breakdown = breakdowns_[i];
      breakdown.list = list_of(book.source(), breakdown.of);
      if (breakdown.list.empty()) {
        faults.push_back({"breakdown-of",
                          breakdown.place,
                          {fmt::format("“{}”不是企业的代码类事实或判定", breakdown.of),
                           fmt::format("'{}' is no fact or decision of an enterprise whose values "
                                       "are codes of a list",
                                       breakdown.of)},
                          {"写一个类型为 code 的事实或判定", "name one whose type is code"}});
      }
      const auto same = [&](const Breakdown& other) { return other.name == breakdown.name; };
      const auto end = breakdowns_.begin() + static_cast<std::ptrdiff_t>(i);
      if (std::any_of(breakdowns_.begin(), end, same) || breakdown.name == kByMonth ||
          i >= kMaxBreakdowns) {
        faults.push_back(
            {"breakdown-name",
             breakdown.place,
             {fmt::format("“{}”重名，或超过 {} 个分组", breakdown.name, kMaxBreakdowns),
              fmt::format("'{}' stands twice, or is beyond {} breakdowns", breakdown.name,
                          kMaxBreakdowns)},
             {"换一个名称，或去掉它", "give it another name, or take it out"}});
      }
    }
  }

  void link_shared_limits() {
    for (const stacking::CapRule& cap : draft_.stacking.caps) {
      for (law::Provision& provision : draft_.source.provisions) {
        const auto& members = cap.provisions;
        if (std::find(members.begin(), members.end(), provision.id) == members.end()) continue;
        provision.shared_limits.push_back(cap.limit);
      }
    }
  }

  static void check_references(const law::Rulebook& book, const Example& example, Faults& faults) {
    for (const Example::Expected& expected : example.expected) {
      const auto& decisions = book.source().decisions;
      const bool known = expected.provision.empty()
                             ? std::any_of(decisions.begin(), decisions.end(),
                                           [&](const law::Decision& decision) {
                                             return decision.definition.name == expected.decision;
                                           })
                             : book.find_provision(expected.provision) != nullptr;
      if (known) continue;
      const std::string& name = expected.provision.empty() ? expected.decision : expected.provision;
      faults.push_back({"unknown-provision",
                        expected.place,
                        {fmt::format("没有规定或定义“{}”", name),
                         fmt::format("there is no provision or decision '{}'", name)},
                        {"写政策包里有的编号或名称", "name one that the pack has"}});
    }
  }

  Reading reading_;
  Draft draft_;
  std::vector<Header> packs_;
  std::vector<Breakdown> breakdowns_;  ///< imports before the packs that import them
  std::vector<DeskFile> desk_files_;
  std::vector<std::string> open_;  ///< the way down to the pack being read
  std::map<std::string, std::vector<Node>> measures_;
};

}  // namespace

Result<Pack> load(const Files& files, std::string_view id) {
  return Loader(files).run(std::string(id));
}

}  // namespace fugong::pack
