#include "desks/register/snapshot.hpp"

#include <fmt/format.h>
#include <xxhash.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <utility>

#include "base/hash.hpp"
#include "base/tree.hpp"
#include "desks/register/segment.hpp"
#include "desks/register/snapshot_format.hpp"
#include "engines/law/facts.hpp"

namespace fugong::enterprise_register {

using columns::Code;
using columns::kFirst;
using columns::kNumber;
using columns::kUnsaid;
using feel::Value;

namespace {

constexpr std::size_t kMaxDirectoryBytes = 64u << 20;
constexpr std::size_t kMaxNodes = 4'000'000;
constexpr std::uint64_t kMaxRowsInGroup = 16'000'000;

struct Group {
  std::uint64_t offset = 0;
  std::uint64_t bytes = 0;
  std::uint64_t checksum = 0;
  std::vector<std::size_t> rows;  // of each kind of the file
};

struct FileFact {
  std::size_t kind = 0;  // of the file
  std::vector<Value> values;
};

std::optional<std::uint64_t> whole(const Node* node, int base = 10) {
  if (node == nullptr || !node->is_scalar()) return std::nullopt;
  std::uint64_t number = 0;
  const char* end = node->text.data() + node->text.size();
  const auto read = std::from_chars(node->text.data(), end, number, base);
  if (read.ec != std::errc{} || read.ptr != end) return std::nullopt;
  return number;
}

std::string text_of(const Node* node) {
  return node != nullptr && node->is_text() ? node->text : std::string();
}

/// Whether bytes are those that were written. Fuzzing goes on behind it.
bool fits(std::string_view bytes, std::uint64_t checksum) {
#if defined(FUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION)
  static_cast<void>(bytes);
  static_cast<void>(checksum);
  return true;
#else
  return XXH3_64bits(bytes.data(), bytes.size()) == checksum;
#endif
}

/// The names of a segment of them.
std::string_view name_at(const char* names, std::size_t rows, std::size_t row) {
  std::uint32_t from = 0;
  std::uint32_t to = 0;
  if (row > 0) std::memcpy(&from, names + 4 * (row - 1), 4);
  std::memcpy(&to, names + 4 * row, 4);
  return {names + 4 * rows + from, to - from};
}

}  // namespace

struct Snapshot::Impl {
  std::string_view bytes;
  std::string file;
  const law::Rulebook* book = nullptr;
  SnapshotInfo info;
  std::size_t firms = 0;
  std::string fingerprint;
  std::size_t kinds = 0;                              // of the file
  std::size_t root = 0;                               // of the file
  std::vector<std::optional<std::size_t>> parents;    // of each kind of the file
  std::vector<std::optional<std::size_t>> kind_here;  // of each kind of the book, in the file
  std::vector<FileFact> facts;
  std::vector<std::optional<std::size_t>> fact_here;  // of each fact of the book, in the file
  std::vector<Group> groups;

  std::size_t segments() const { return 2 * kinds + facts.size(); }
  std::size_t names_segment(std::size_t kind) const { return kind; }
  std::size_t children_segment(std::size_t kind) const { return kinds + kind; }
  std::size_t fact_segment(std::size_t fact) const { return 2 * kinds + fact; }
  const char* group_bytes(std::size_t group) const { return bytes.data() + groups[group].offset; }
  SegmentHead head(std::size_t group, std::size_t segment) const {
    SegmentHead made;
    std::memcpy(&made, group_bytes(group) + segment * sizeof made, sizeof made);
    return made;
  }

  tl::unexpected<Faults> broken(const std::string& pointer, Text what) const {
    return fail("snapshot-broken", Place{file, 0, 0, pointer}, std::move(what),
                {"从登记库重新生成快照", "make the snapshot anew from the register"});
  }

  Result<void> read_directory(const Node& directory);
  Result<void> read_facts(const Node& directory);
  Result<void> read_groups(const Node& directory);
  bool is_sound(std::size_t group) const;
  bool are_names_sound(const SegmentHead& head, std::size_t group, std::size_t rows) const;
  bool are_codes_sound(const SegmentHead& head, std::size_t group, std::size_t rows,
                       std::size_t values) const;
};

Result<void> Snapshot::Impl::read_directory(const Node& directory) {
  if (text_of(directory.find("format")) != kSnapshotFormat) {
    return fail("snapshot-format", Place{file, 0, 0, "/format"},
                {"这份快照的格式本程序不认识", "this program doesn't know the format"},
                {"用同一版本的程序生成快照", "make the snapshot with this version of the program"});
  }
  const auto day = Date::parse(text_of(directory.find("taken_on")));
  const auto count = whole(directory.find("firms"));
  const Node* synthetic = directory.find("synthetic");
  const auto in_group = whole(directory.find("firms_in_group"));
  const Node* all = directory.find("kinds");
  if (!day || !count || synthetic == nullptr || in_group != kFirmsInGroup || all == nullptr) {
    return broken("", {"目录缺项", "the directory lacks a part"});
  }
  info = {*day, synthetic->truth};
  firms = static_cast<std::size_t>(*count);
  kinds = all->items.size();
  std::size_t roots = 0;
  for (std::size_t i = 0; i < kinds; ++i) {
    const std::string parent = text_of(all->items[i].find("parent"));
    std::optional<std::size_t> found;
    for (std::size_t other = 0; other < i; ++other) {
      if (text_of(all->items[other].find("name")) == parent) found = other;
    }
    if (parent.empty()) {
      root = i;
      ++roots;
    } else if (!found) {
      return broken(fmt::format("/kinds/{}", i),
                    {"主体类别的上级不在它之前", "the parent of a kind doesn't stand before it"});
    }
    parents.push_back(found);
  }
  if (roots != 1) return broken("/kinds", {"主体类别没有唯一的顶层", "not one kind at the top"});
  for (const law::SubjectKind& kind : book->source().subjects) {
    std::optional<std::size_t> found;
    for (std::size_t i = 0; i < kinds; ++i) {
      if (text_of(all->items[i].find("name")) == kind.name) found = i;
    }
    kind_here.push_back(found);
  }
  if (auto read = read_facts(directory); !read) return read;
  return read_groups(directory);
}

Result<void> Snapshot::Impl::read_facts(const Node& directory) {
  const Node* all = directory.find("facts");
  const Node* named = directory.find("kinds");
  if (all == nullptr) return broken("", {"目录缺项", "the directory lacks a part"});
  fact_here.resize(book->facts().size());
  for (std::size_t i = 0; i < all->items.size(); ++i) {
    const Node& one = all->items[i];
    const std::string pointer = fmt::format("/facts/{}", i);
    FileFact made;
    const std::string kind = text_of(one.find("kind"));
    while (made.kind < kinds && text_of(named->items[made.kind].find("name")) != kind)
      ++made.kind;
    const Node* values = one.find("values");
    if (made.kind == kinds || values == nullptr) {
      return broken(pointer, {"事实缺项", "the fact lacks a part"});
    }
    const auto index = book->fact_index(text_of(one.find("name")));
    if (index) {
      const law::Fact& fact = book->facts()[*index];
      if (type_name(fact.type) != text_of(one.find("type")) || fact.subject != kind) {
        return fail(
            "snapshot-fact", Place{file, 0, 0, pointer},
            {fmt::format("事实“{}”在政策包中的类型或主体不同", fact.name),
             fmt::format("the fact '{}' is of another type or subject in the pack", fact.name)},
            {"用这一政策包重新生成快照", "make the snapshot anew with this pack"});
      }
      for (const Node& value : values->items) {
        if (value.kind == Node::Kind::null) {
          made.values.emplace_back();
        } else if (fact.type == law::FactType::boolean) {
          made.values.push_back(Value::of(value.text == "true"));
        } else {
          auto read = law::read_fact_value(*book, fact, value);
          if (!read) return fail(std::move(read.error()));
          made.values.push_back(std::move(*read));
        }
      }
      fact_here[*index] = i;
    } else {
      made.values.resize(values->items.size());
    }
    facts.push_back(std::move(made));
  }
  return {};
}

Result<void> Snapshot::Impl::read_groups(const Node& directory) {
  const Node* all = directory.find("groups");
  if (all == nullptr || all->items.size() != (firms + kFirmsInGroup - 1) / kFirmsInGroup) {
    return broken("/groups", {"分组数与企业数不符", "not as many groups as the firms need"});
  }
  for (std::size_t i = 0; i < all->items.size(); ++i) {
    const Node& one = all->items[i];
    const std::string pointer = fmt::format("/groups/{}", i);
    const auto offset = whole(one.find("offset"));
    const auto size = whole(one.find("bytes"));
    const auto checksum = whole(one.find("checksum"), 16);
    const Node* rows = one.find("rows");
    if (!offset || !size || !checksum || rows == nullptr || rows->items.size() != kinds ||
        *offset > bytes.size() || *size > bytes.size() - *offset ||
        *size < segments() * sizeof(SegmentHead)) {
      return broken(pointer, {"分组越出文件", "the group lies outside of the file"});
    }
    Group group{*offset, *size, *checksum, {}};
    for (const Node& count : rows->items) {
      const auto number = whole(&count);
      if (!number || *number > kMaxRowsInGroup) {
        return broken(pointer, {"行数无效", "a number of rows is impossible"});
      }
      group.rows.push_back(static_cast<std::size_t>(*number));
    }
    const std::size_t expected = std::min(kFirmsInGroup, firms - i * kFirmsInGroup);
    if (group.rows[root] != expected) {
      return broken(pointer, {"企业数无效", "the number of firms is impossible"});
    }
    groups.push_back(std::move(group));
  }
  return {};
}

bool Snapshot::Impl::are_names_sound(const SegmentHead& head, std::size_t group,
                                     std::size_t rows) const {
  const std::uint64_t size = groups[group].bytes;
  if (head.offset > size || head.bytes > size - head.offset || head.bytes < 4 * rows) return false;
  const char* names = group_bytes(group) + head.offset;
  std::uint32_t last = 0;
  for (std::size_t row = 0; row < rows; ++row) {
    std::uint32_t end = 0;
    std::memcpy(&end, names + 4 * row, 4);
    if (end < last) return false;
    last = end;
  }
  return 4 * rows + last <= head.bytes;
}

bool Snapshot::Impl::are_codes_sound(const SegmentHead& head, std::size_t group, std::size_t rows,
                                     std::size_t values) const {
  if (head.has_codes == 0) return head.has_numbers != 0 || rows == 0;
  // As many as its bits can say, or one by one.
  if ((std::size_t{1} << head.code_bits) <= kFirst + values && head.has_numbers != 0) return true;
  columns::Leaf leaf;
  unpack(head, group_bytes(group), rows, 0, rows, leaf);
  return std::all_of(leaf.codes.begin(), leaf.codes.end(), [&](Code code) {
    return code < kFirst + values && (code != kNumber || head.has_numbers != 0);
  });
}

bool Snapshot::Impl::is_sound(std::size_t group) const {
  const Group& of = groups[group];
  for (std::size_t kind = 0; kind < kinds; ++kind) {
    if (!are_names_sound(head(group, names_segment(kind)), group, of.rows[kind])) return false;
    if (!parents[kind]) continue;
    // As many children as there are rows of them.
    const std::size_t rows = of.rows[*parents[kind]];
    const SegmentHead counts = head(group, children_segment(kind));
    if (rows == 0) continue;
    if (!enterprise_register::is_sound(counts, rows, of.bytes) ||
        !are_codes_sound(counts, group, rows, 0)) {
      return false;
    }
    columns::Leaf leaf;
    unpack(counts, group_bytes(group), rows, 0, rows, leaf);
    std::size_t all = 0;
    for (const std::int64_t count : leaf.numbers) {
      if (count < 0 || static_cast<std::uint64_t>(count) > kMaxRowsInGroup) return false;
      all += static_cast<std::size_t>(count);
    }
    if (all != of.rows[kind]) return false;
  }
  for (std::size_t fact = 0; fact < facts.size(); ++fact) {
    const SegmentHead segment = head(group, fact_segment(fact));
    const std::size_t rows = of.rows[facts[fact].kind];
    if (segment.bytes == 0 && segment.has_codes == 0 && segment.has_numbers == 0) continue;
    if (!enterprise_register::is_sound(segment, rows, of.bytes) ||
        !are_codes_sound(segment, group, rows, facts[fact].values.size())) {
      return false;
    }
  }
  return true;
}

Result<Snapshot> Snapshot::open(std::string_view bytes, std::string file,
                                const law::Rulebook& book) {
  auto impl = std::make_unique<Impl>();
  impl->bytes = bytes;
  impl->file = std::move(file);
  impl->book = &book;
  SnapshotTail tail;
  const SnapshotTail expected;
  const std::size_t least = kSnapshotMagic.size() + sizeof tail;
  if (bytes.size() < least || !bytes.starts_with(kSnapshotMagic)) {
    return fail("snapshot-format", Place{impl->file, 0, 0, ""},
                {"这不是登记库快照", "this is no snapshot of a register"},
                {"用 fugong register snapshot 生成", "make one with fugong register snapshot"});
  }
  std::memcpy(&tail, bytes.data() + bytes.size() - sizeof tail, sizeof tail);
  if (std::memcmp(tail.magic, expected.magic, sizeof tail.magic) != 0 ||
      tail.directory_bytes > std::min(kMaxDirectoryBytes, bytes.size() - least)) {
    return impl->broken("", {"文件不完整", "the file isn't whole"});
  }
  const std::string_view text =
      bytes.substr(bytes.size() - sizeof tail - tail.directory_bytes, tail.directory_bytes);
  if (!fits(text, tail.directory_checksum)) {
    return impl->broken("", {"目录的校验和不符", "the checksum of the directory doesn't fit"});
  }
  auto directory = parse_json(
      text, impl->file,
      {.max_bytes = kMaxDirectoryBytes, .max_nodes = kMaxNodes, .max_pointer_bytes = 512u << 20});
  if (!directory) return fail(std::move(directory.error()));
  impl->fingerprint = sha256_hex(text);
  if (auto read = impl->read_directory(*directory); !read) return fail(std::move(read.error()));
  return Snapshot(std::move(impl));
}

Snapshot::Snapshot(std::unique_ptr<const Impl> impl) : impl_(std::move(impl)) {}
Snapshot::Snapshot(Snapshot&&) noexcept = default;
Snapshot& Snapshot::operator=(Snapshot&&) noexcept = default;
Snapshot::~Snapshot() = default;

const SnapshotInfo& Snapshot::info() const {
  return impl_->info;
}

std::size_t Snapshot::firms() const {
  return impl_->firms;
}

const std::string& Snapshot::fingerprint() const {
  return impl_->fingerprint;
}

Result<void> Snapshot::verify(std::size_t group) const {
  const Group& of = impl_->groups.at(group);
  const std::string pointer = fmt::format("/groups/{}", group);
  if (!fits({impl_->group_bytes(group), of.bytes}, of.checksum)) {
    return impl_->broken(pointer, {fmt::format("第 {} 组的校验和不符", group),
                                   fmt::format("the checksum of group {} doesn't fit", group)});
  }
  if (!impl_->is_sound(group)) {
    return impl_->broken(pointer, {fmt::format("第 {} 组里有不可能的代码或长度", group),
                                   fmt::format("group {} has impossible codes or lengths", group)});
  }
  return {};
}

std::string_view Snapshot::id(std::size_t firm) const {
  const std::size_t group = firm / kFirmsInGroup;
  const SegmentHead head = impl_->head(group, impl_->names_segment(impl_->root));
  return name_at(impl_->group_bytes(group) + head.offset, impl_->groups[group].rows[impl_->root],
                 firm % kFirmsInGroup);
}

Result<std::optional<std::size_t>> Snapshot::find(std::string_view wanted) const {
  for (std::size_t group = 0; group < groups(); ++group) {
    if (auto sound = verify(group); !sound) return fail(std::move(sound.error()));
    const std::size_t first = group * kFirmsInGroup;
    const std::size_t last = std::min(firms(), first + kFirmsInGroup);
    for (std::size_t firm = first; firm < last; ++firm) {
      if (id(firm) == wanted) return firm;
    }
  }
  return std::nullopt;
}

// ---- the cursor

class SnapshotCursor::Impl {
 public:
  explicit Impl(const Snapshot::Impl& snapshot) : snapshot_(snapshot) {}

  std::vector<law::KindRows> go_to(std::size_t first, std::size_t count) {
    const std::size_t group = first / kFirmsInGroup;
    FUGONG_CHECK(count > 0 && (first + count - 1) / kFirmsInGroup == group,
                 "a block lies inside of a group");
    if (group_ != group) enter(group);
    ranges_.assign(snapshot_.kinds, {});
    ranges_[snapshot_.root] = {first % kFirmsInGroup, count};
    const auto& kinds = snapshot_.book->source().subjects;
    std::vector<law::KindRows> rows(kinds.size());
    for (std::size_t here = 0; here < snapshot_.kinds; ++here) {
      if (snapshot_.parents[here]) range_below(here);
    }
    for (std::size_t kind = 0; kind < kinds.size(); ++kind) {
      if (!snapshot_.kind_here[kind]) continue;
      const std::size_t here = *snapshot_.kind_here[kind];
      rows[kind].hypothetical.assign(ranges_[here].count, 0);
      if (snapshot_.parents[here]) set_parents(here, rows[kind]);
    }
    return rows;
  }

  bool read(std::uint16_t fact, columns::Leaf& into) const {
    if (!snapshot_.fact_here[fact]) return false;
    const std::size_t here = *snapshot_.fact_here[fact];
    const FileFact& of = snapshot_.facts[here];
    const Range range = ranges_[of.kind];
    return read_rows(here, range.first, range.count, into);
  }

  law::Subject subject(std::size_t row) const {
    return subject_of(snapshot_.root, ranges_[snapshot_.root].first + row);
  }

 private:
  struct Range {
    std::size_t first = 0;
    std::size_t count = 0;
  };

  /// Where the children of each row begin.
  void enter(std::size_t group) {
    group_ = group;
    starts_.assign(snapshot_.kinds, {});
    for (std::size_t here = 0; here < snapshot_.kinds; ++here) {
      if (!snapshot_.parents[here]) continue;
      const std::size_t rows = snapshot_.groups[group].rows[*snapshot_.parents[here]];
      std::vector<std::uint32_t>& starts = starts_[here];
      starts.assign(rows + 1, 0);
      if (rows == 0) continue;
      columns::Leaf counts;
      unpack(snapshot_.head(group, snapshot_.children_segment(here)), snapshot_.group_bytes(group),
             rows, 0, rows, counts);
      for (std::size_t row = 0; row < rows; ++row) {
        const std::int64_t count = counts.numbers.empty() ? 0 : counts.numbers[row];
        starts[row + 1] = starts[row] + static_cast<std::uint32_t>(count);
      }
    }
  }

  void range_below(std::size_t here) {
    const Range above = ranges_[*snapshot_.parents[here]];
    const std::vector<std::uint32_t>& starts = starts_[here];
    ranges_[here] = {starts[above.first], starts[above.first + above.count] - starts[above.first]};
  }

  void set_parents(std::size_t here, law::KindRows& rows) const {
    const Range above = ranges_[*snapshot_.parents[here]];
    const std::vector<std::uint32_t>& starts = starts_[here];
    columns::Leaf counts;
    unpack(snapshot_.head(group_, snapshot_.children_segment(here)), snapshot_.group_bytes(group_),
           starts.size() - 1, above.first, above.count, counts);
    for (std::size_t row = 0; row < above.count; ++row) {
      const std::uint32_t count = starts[above.first + row + 1] - starts[above.first + row];
      rows.parents.insert(rows.parents.end(), count, static_cast<std::uint32_t>(row));
      const bool said = counts.codes.empty() || counts.codes[row] == kNumber;
      if (count == 0)
        (said ? rows.absent_of : rows.unsaid_of).push_back(static_cast<std::uint32_t>(row));
    }
  }

  bool read_rows(std::size_t here, std::size_t first, std::size_t count,
                 columns::Leaf& into) const {
    const SegmentHead head = snapshot_.head(group_, snapshot_.fact_segment(here));
    if (head.has_codes == 0 && head.has_numbers == 0) return false;
    const FileFact& of = snapshot_.facts[here];
    unpack(head, snapshot_.group_bytes(group_), snapshot_.groups[group_].rows[of.kind], first,
           count, into);
    into.values = of.values;
    return true;
  }

  law::Subject subject_of(std::size_t here, std::size_t row) const {
    const auto& kinds = snapshot_.book->source().subjects;
    law::Subject made;
    std::size_t kind = 0;
    while (snapshot_.kind_here[kind] != here)
      ++kind;
    made.kind = kinds[kind].name;
    const SegmentHead names = snapshot_.head(group_, snapshot_.names_segment(here));
    made.id = name_at(snapshot_.group_bytes(group_) + names.offset,
                      snapshot_.groups[group_].rows[here], row);
    for (std::size_t fact = 0; fact < snapshot_.fact_here.size(); ++fact) {
      const auto& in_file = snapshot_.fact_here[fact];
      if (!in_file || snapshot_.facts[*in_file].kind != here) continue;
      columns::Leaf leaf;
      if (!read_rows(*in_file, row, 1, leaf)) continue;
      const Code code = leaf.codes.empty() ? kNumber : leaf.codes[0];
      if (code == kUnsaid) continue;
      made.facts.push_back({static_cast<std::uint16_t>(fact),
                            code == kNumber
                                ? columns::value_of(leaf.numbers[0], leaf.unit, leaf.scale)
                                : leaf.values[code - kFirst]});
    }
    for (std::size_t child = 0; child < kinds.size(); ++child) {
      const auto& below = snapshot_.kind_here[child];
      if (!below || snapshot_.parents[*below] != here) continue;
      const std::vector<std::uint32_t>& starts = starts_[*below];
      for (std::size_t at = starts[row]; at < starts[row + 1]; ++at)
        made.children.push_back(subject_of(*below, at));
      if (starts[row] != starts[row + 1]) continue;
      columns::Leaf counts;
      unpack(snapshot_.head(group_, snapshot_.children_segment(*below)),
             snapshot_.group_bytes(group_), starts.size() - 1, row, 1, counts);
      if (counts.codes.empty() || counts.codes[0] == kNumber)
        made.none_of.push_back(kinds[child].name);
    }
    return made;
  }

  const Snapshot::Impl& snapshot_;
  std::size_t group_ = std::numeric_limits<std::size_t>::max();
  std::vector<std::vector<std::uint32_t>> starts_;  // of each kind below another
  std::vector<Range> ranges_;                       // of each kind in the block
};

SnapshotCursor::SnapshotCursor(const Snapshot& snapshot)
    : impl_(std::make_unique<Impl>(*snapshot.impl_)) {}
SnapshotCursor::~SnapshotCursor() = default;

std::vector<law::KindRows> SnapshotCursor::go_to(std::size_t first, std::size_t count) {
  return impl_->go_to(first, count);
}

bool SnapshotCursor::read(std::uint16_t fact, columns::Leaf& into) {
  return impl_->read(fact, into);
}

law::Subject SnapshotCursor::subject(std::size_t row) {
  return impl_->subject(row);
}

}  // namespace fugong::enterprise_register
