#include "desks/register/snapshot.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/hash.hpp"
#include "base/tree.hpp"
#include "desks/register/column_file.hpp"
#include "desks/register/segment.hpp"
#include "desks/register/snapshot_format.hpp"
#include "desks/register/snapshot_impl.hpp"
#include "engines/law/facts.hpp"

namespace fugong::enterprise_register {

using columns::Code;
using columns::kFirst;
using columns::kNumber;
using feel::Value;

namespace {

constexpr std::size_t kMaxKinds = 1'000;
constexpr std::size_t kMaxFacts = 20'000;
constexpr std::uint64_t kMaxFirms = std::uint64_t{1} << 40;

}  // namespace

Result<Value> read_kept_value(const law::Rulebook& book, const law::Fact& fact, const Node& value) {
  if (value.kind == Node::Kind::null) return Value();
  if (fact.type == law::FactType::boolean) return Value::of(value.text == "true");
  return law::read_fact_value(book, fact, value);
}

Result<void> Snapshot::Impl::read_directory(const Node& directory) {
  if (text_of(directory.find("format")) != kSnapshotFormat) {
    return fail("snapshot-format", Place{file, 0, 0, "/format"},
                {"这份快照的格式本程序不认识", "this program doesn't know the format"},
                {"用同一版本的程序生成快照", "make the snapshot with this version of the program"});
  }
  const auto day = Date::parse(text_of(directory.find("taken_on")));
  const auto count = whole_number(directory.find("firms"));
  const Node* synthetic = directory.find("synthetic");
  const auto in_group = whole_number(directory.find("firms_in_group"));
  const Node* all = directory.find("kinds");
  if (!day || !count || synthetic == nullptr || in_group != kFirmsInGroup || all == nullptr) {
    return broken("", {"目录缺项", "the directory lacks a part"});
  }
  if (*count > kMaxFirms || all->items.size() > kMaxKinds) {
    return broken("", {"企业或主体类别过多", "too many firms or kinds of subject"});
  }
  info = {*day, synthetic->truth};
  firms = static_cast<std::size_t>(*count);
  kinds = all->items.size();
  std::size_t roots = 0;
  for (std::size_t i = 0; i < kinds; ++i) {
    const std::string parent = text_of(all->items[i].find("parent"));
    std::optional<std::size_t> found;
    const std::string name = text_of(all->items[i].find("name"));
    for (std::size_t other = 0; other < i; ++other) {
      const std::string before = text_of(all->items[other].find("name"));
      if (before == parent) found = other;
      if (before == name) {
        return broken(fmt::format("/kinds/{}", i), {"主体类别重复", "a kind stands twice"});
      }
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
  bool has_root = false;
  for (const law::SubjectKind& kind : book->source().subjects) {
    std::optional<std::size_t> found;
    for (std::size_t i = 0; i < kinds; ++i) {
      if (text_of(all->items[i].find("name")) == kind.name) found = i;
    }
    if (found && text_of(all->items[*found].find("parent")) != kind.parent) {
      return other_pack(fmt::format("/kinds/{}", *found), kind.name);
    }
    has_root = has_root || (found == root && kind.parent.empty());
    kind_here.push_back(found);
  }
  if (!has_root) return other_pack("/kinds", text_of(all->items[root].find("name")));
  if (auto read = read_facts(directory); !read) return read;
  return read_groups(directory);
}

Result<void> Snapshot::Impl::read_facts(const Node& directory) {
  const Node* all = directory.find("facts");
  const Node* named = directory.find("kinds");
  if (all == nullptr) return broken("", {"目录缺项", "the directory lacks a part"});
  if (all->items.size() > kMaxFacts) return broken("/facts", {"事实过多", "too many facts"});
  fact_here.resize(book->facts().size());
  for (std::size_t i = 0; i < all->items.size(); ++i) {
    const Node& one = all->items[i];
    const std::string pointer = fmt::format("/facts/{}", i);
    SnapshotFact made;
    const std::string kind = text_of(one.find("kind"));
    while (made.kind < kinds && text_of(named->items[made.kind].find("name")) != kind)
      ++made.kind;
    const Node* values = one.find("values");
    if (made.kind == kinds || values == nullptr) {
      return broken(pointer, {"事实缺项", "the fact lacks a part"});
    }
    if (values->items.size() > kMaxSnapshotValues) {
      return broken(pointer, {"取值过多", "the fact has too many values"});
    }
    const auto index = book->fact_index(text_of(one.find("name")));
    if (index) {
      const law::Fact& fact = book->facts()[*index];
      if (fact_here[*index]) return broken(pointer, {"事实重复", "a fact stands twice"});
      made.type = fact.type;
      if (type_name(fact.type) != text_of(one.find("type")) || fact.subject != kind) {
        return fail(
            "snapshot-fact", Place{file, 0, 0, pointer},
            {fmt::format("事实“{}”在政策包中的类型或主体不同", fact.name),
             fmt::format("the fact '{}' is of another type or subject in the pack", fact.name)},
            {"用这一政策包重新生成快照", "make the snapshot anew with this pack"});
      }
      for (const Node& value : values->items) {
        auto read = read_kept_value(*book, fact, value);
        if (!read) return fail(std::move(read.error()));
        made.values.push_back(std::move(*read));
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
    const auto offset = whole_number(one.find("offset"));
    const auto size = whole_number(one.find("bytes"));
    const auto checksum = whole_number(one.find("checksum"), 16);
    const Node* rows = one.find("rows");
    if (!offset || !size || !checksum || rows == nullptr || rows->items.size() != kinds ||
        *offset > source.size || *size > source.size - *offset ||
        *size < segments() * sizeof(SegmentHead)) {
      return broken(pointer, {"分组越出文件", "the group lies outside of the file"});
    }
    SnapshotGroup group{*offset, *size, *checksum, {}};
    std::uint64_t together = 0;
    for (const Node& count : rows->items) {
      const auto number = whole_number(&count);
      together += number ? std::min(*number, std::uint64_t{kMaxRowsInGroup} + 1) : 0;
      if (!number || together > kMaxRowsInGroup) {
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
  loaded = std::make_unique<LoadedGroups>(groups.size());
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

/// Whether it counts what its fact counts.
bool Snapshot::Impl::is_of_type(const SegmentHead& head, std::optional<law::FactType> type) {
  if (!type || head.has_numbers == 0) return true;
  constexpr int kFinest = 9;
  switch (*type) {
    case law::FactType::boolean:
    case law::FactType::code:
    case law::FactType::text:
      return false;
    case law::FactType::date:
      return head.unit == static_cast<std::uint8_t>(columns::Unit::day) && head.scale == 0;
    default:
      return head.unit == static_cast<std::uint8_t>(columns::Unit::number) && head.scale <= kFinest;
  }
}

/// Whether all are so small that sums of two are numbers too (columns::Leaf).
bool Snapshot::Impl::are_numbers_sound(const SegmentHead& head, std::size_t group,
                                       std::size_t rows) const {
  constexpr std::int64_t kMost = std::int64_t{1} << 60;
  if (head.has_numbers == 0) return true;
  if (head.base > kMost || head.base < -kMost) return false;
  if (head.number_bytes < 8) return head.base <= kMost - (std::int64_t{1} << 32);
  columns::Leaf leaf;
  unpack(head, group_bytes(group), rows, 0, rows, leaf);
  return std::all_of(leaf.numbers.begin(), leaf.numbers.end(),
                     [](std::int64_t number) { return number <= kMost && number >= -kMost; });
}

bool Snapshot::Impl::is_sound(std::size_t group) const {
  const SnapshotGroup& of = groups[group];
  for (std::size_t kind = 0; kind < kinds; ++kind) {
    if (!are_names_sound(head(group, names_segment(kind)), group, of.rows[kind])) return false;
    if (!parents[kind]) continue;
    // As many children as there are rows of them.
    const std::size_t rows = of.rows[*parents[kind]];
    const SegmentHead counts = head(group, children_segment(kind));
    if (rows == 0) {
      if (of.rows[kind] != 0) return false;
      continue;
    }
    if (!enterprise_register::is_sound(counts, rows, of.bytes) ||
        !are_codes_sound(counts, group, rows, 0)) {
      return false;
    }
    columns::Leaf leaf;
    unpack(counts, group_bytes(group), rows, 0, rows, leaf);
    std::size_t all = 0;
    for (const std::int64_t count : leaf.numbers) {
      if (count < 0 || static_cast<std::size_t>(count) > kMaxRowsInGroup) return false;
      all += static_cast<std::size_t>(count);
    }
    if (all != of.rows[kind]) return false;
  }
  for (std::size_t fact = 0; fact < facts.size(); ++fact) {
    const SegmentHead segment = head(group, fact_segment(fact));
    const std::size_t rows = of.rows[facts[fact].kind];
    if (segment.bytes == 0 && segment.has_codes == 0 && segment.has_numbers == 0) continue;
    if (!enterprise_register::is_sound(segment, rows, of.bytes) ||
        !are_codes_sound(segment, group, rows, facts[fact].values.size()) ||
        !is_of_type(segment, facts[fact].type) || !are_numbers_sound(segment, group, rows)) {
      return false;
    }
  }
  return true;
}

Result<Snapshot> Snapshot::open(ColumnSource source, std::string file, const law::Rulebook& book) {
  auto impl = std::make_unique<Impl>(std::move(source));
  impl->file = std::move(file);
  impl->book = &book;
  auto found = find_directory(impl->source, kSnapshotMagic);
  if (!found) return fail(std::move(found.error()));
  if (!found->is_magic) {
    return fail("snapshot-format", Place{impl->file, 0, 0, ""},
                {"这不是登记库快照", "this is no snapshot of a register"},
                {"用 fugong register snapshot 生成", "make one with fugong register snapshot"});
  }
  if (!found->wrong.en.empty()) return impl->broken("", found->wrong);
  auto directory = enterprise_register::read_directory(found->text, impl->file);
  if (!directory) return fail(std::move(directory.error()));
  impl->fingerprint = sha256_hex(found->text);
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

bool Snapshot::has_kind(std::size_t kind) const {
  return impl_->kind_here.at(kind).has_value();
}

bool Snapshot::has_fact(std::size_t fact) const {
  return impl_->fact_here.at(fact).has_value();
}

const law::Rulebook& Snapshot::book() const {
  return *impl_->book;
}

const std::string& Snapshot::fingerprint() const {
  return impl_->fingerprint;
}

Result<void> Snapshot::verify(std::size_t group) const {
  const SnapshotGroup& of = impl_->groups.at(group);
  auto wrong = impl_->loaded->verify(impl_->source, group, of.offset, of.bytes, of.checksum,
                                     [&] { return impl_->is_sound(group); });
  if (!wrong) return fail(std::move(wrong.error()));
  if (wrong->en.empty()) return {};
  return impl_->broken(fmt::format("/groups/{}", group), std::move(*wrong));
}

void Snapshot::let_go(std::size_t group) const {
  impl_->loaded->let_go(group);
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
    let_go(group);
  }
  return std::nullopt;
}

}  // namespace fugong::enterprise_register
