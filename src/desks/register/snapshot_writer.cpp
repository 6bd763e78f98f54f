#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "base/json_writer.hpp"
#include "desks/register/column_file.hpp"
#include "desks/register/segment.hpp"
#include "desks/register/snapshot.hpp"
#include "desks/register/snapshot_format.hpp"

namespace fugong::enterprise_register {

using columns::Code;
using columns::kFirst;
using columns::kNumber;
using columns::kUnsaid;
using feel::Kind;
using feel::Value;
using law::FactType;

namespace {

constexpr int kMostScale = 9;
constexpr std::int64_t kMostKept = std::int64_t{1} << 60;

/// One fact of the rows of a group so far.
class Column {
 public:
  explicit Column(const law::Fact& fact) : fact_(fact) {
    if (fact.type == FactType::boolean) {
      code_of(Value::of(false));
      code_of(Value::of(true));
    }
  }

  /// False if the fact has too many different values.
  bool add(const Value& value) {
    if (is_number(value)) {
      rows_.push_back(kNumber);
      numbers_.push_back(value);
      return true;
    }
    const Code code = code_of(value);
    rows_.push_back(code);
    return code != kUnsaid;
  }
  void add_unsaid() { rows_.push_back(kUnsaid); }
  /// Those that were not told of it yet.
  void fill_to(std::size_t rows) { rows_.resize(rows, kUnsaid); }
  std::size_t rows() const { return rows_.size(); }

  /// Packs the rows of the group and forgets them.
  SegmentHead finish(std::string& to) {
    SegmentHead head;
    head.offset = to.size();
    const bool nobody =
        std::all_of(rows_.begin(), rows_.end(), [](Code code) { return code == kUnsaid; });
    if (!nobody) {
      int scale = 0;
      columns::Unit unit = columns::Unit::number;
      for (const Value& number : numbers_) {
        if (number.kind() == Kind::number) scale = std::max(scale, number.number().scale());
      }
      std::vector<std::int64_t> counts(numbers_.size());
      for (std::size_t i = 0; i < numbers_.size(); ++i) {
        if (!columns::count_of(numbers_[i], scale, unit, counts[i])) counts[i] = kMostKept;
      }
      head = spread(counts, unit, scale, to);
    }
    rows_.clear();
    numbers_.clear();
    return head;
  }

  const std::vector<Value>& values() const { return values_; }

 private:
  bool is_number(const Value& value) const {
    if (value.kind() == Kind::date) return true;
    if (value.kind() != Kind::number || value.number().scale() > kMostScale) return false;
    columns::Unit unit = columns::Unit::number;
    std::int64_t count = 0;
    // So small that it is one at the finest scale too.
    return columns::count_of(value, fact_.type == FactType::money ? 2 : kMostScale, unit, count) &&
           count < kMostKept && count > -kMostKept;
  }

  Code code_of(const Value& value) {
    const std::string key = feel::to_feel(value);
    const auto [at, is_new] = codes_.emplace(key, Code{});
    if (is_new) {
      if (values_.size() >= kMaxSnapshotValues) return kUnsaid;
      at->second = static_cast<Code>(kFirst + values_.size());
      values_.push_back(value);
    }
    return at->second;
  }

  /// A number for each row: of one without, the least, which costs no bits.
  SegmentHead spread(const std::vector<std::int64_t>& counts, columns::Unit unit, int scale,
                     std::string& to) {
    std::vector<std::int64_t> all;
    if (!counts.empty()) {
      const std::int64_t least = *std::min_element(counts.begin(), counts.end());
      all.reserve(rows_.size());
      std::size_t next = 0;
      for (const Code code : rows_)
        all.push_back(code == kNumber ? counts[next++] : least);
    }
    const bool every = counts.size() == rows_.size();
    return pack(every ? std::vector<Code>{} : rows_, all, unit, scale, to);
  }

  const law::Fact& fact_;
  std::vector<Code> rows_;
  std::vector<Value> numbers_;  // of the rows that have one
  std::map<std::string, Code, std::less<>> codes_;
  std::vector<Value> values_;
};

/// Names, one after the other.
class Names {
 public:
  void add(std::string_view name) {
    text_ += name;
    ends_.push_back(static_cast<std::uint32_t>(text_.size()));
  }
  SegmentHead finish(std::string& to) {
    SegmentHead head;
    head.offset = to.size();
    for (const std::uint32_t end : ends_)
      to.append(reinterpret_cast<const char*>(&end), sizeof end);
    to += text_;
    head.bytes = to.size() - head.offset;
    to.resize((to.size() + 7) / 8 * 8);
    text_.clear();
    ends_.clear();
    return head;
  }

 private:
  std::string text_;
  std::vector<std::uint32_t> ends_;
};

}  // namespace

class SnapshotWriter::Impl {
 public:
  Impl(const law::Rulebook& book, const SnapshotInfo& info, Write write)
      : book_(book), info_(info), write_(std::move(write)) {
    const auto& kinds = book.source().subjects;
    names_.resize(kinds.size());
    rows_.assign(kinds.size(), 0);
    children_.resize(kinds.size());
    for (const law::Fact& fact : book.facts())
      columns_.emplace_back(fact);
    for (const law::Fact& fact : book.facts()) {
      const auto kind = std::find_if(kinds.begin(), kinds.end(),
                                     [&](const auto& each) { return each.name == fact.subject; });
      kind_of_fact_.push_back(static_cast<std::size_t>(kind - kinds.begin()));
    }
  }

  Result<void> add(std::string_view id, const law::Subject& enterprise) {
    waiting_.push_back({place_of(enterprise), std::string(id), enterprise});
    ++firms_;
    return waiting_.size() < kFirmsInGroup ? Result<void>{} : finish_group();
  }

  Result<void> finish() {
    if (!waiting_.empty()) {
      if (auto done = finish_group(); !done) return done;
    }
    if (offset_ == 0) {
      if (auto begun = begin(); !begun) return begun;
    }
    const std::string directory = directory_text();
    if (auto done = write(directory); !done) return done;
    return write(tail_after(directory));
  }

 private:
  struct Group {
    std::uint64_t offset = 0;
    std::uint64_t bytes = 0;
    std::uint64_t checksum = 0;
    std::vector<std::uint64_t> rows;  // of each kind
  };

  std::string place_of(const law::Subject& enterprise) const {
    const auto place = book_.fact_index(book_.source().place_fact);
    for (const law::GivenFact& given : enterprise.facts) {
      if (place == given.fact && given.value.kind() == Kind::string) return given.value.string();
    }
    return {};
  }

  Result<void> add_subject(std::string_view id, const law::Subject& subject) {
    const auto& kinds = book_.source().subjects;
    std::size_t kind = 0;
    while (kinds[kind].name != subject.kind)
      ++kind;
    names_[kind].add(id);
    const std::size_t row = rows_[kind]++;
    if (++group_rows_ > kMaxRowsInGroup) return too_many_children();
    for (std::size_t i = 0; i < subject.facts.size(); ++i) {
      const law::GivenFact& given = subject.facts[i];
      // Of a fact that is given twice the last counts.
      const bool again = std::any_of(
          subject.facts.begin() + static_cast<std::ptrdiff_t>(i) + 1, subject.facts.end(),
          [&](const law::GivenFact& later) { return later.fact == given.fact; });
      if (again || given.value.is_unknown()) continue;
      Column& column = columns_[given.fact];
      column.fill_to(row);
      if (!column.add(given.value)) return too_many(book_.facts()[given.fact]);
    }
    for (std::size_t child = 0; child < kinds.size(); ++child) {
      const std::string& name = kinds[child].name;
      if (kinds[child].parent != subject.kind) continue;
      const auto& none = subject.none_of;
      const bool absent = std::find(none.begin(), none.end(), name) != none.end();
      std::int64_t count = 0;
      for (const law::Subject& each : subject.children) {
        if (each.kind != name || absent) continue;
        ++count;
        if (auto added = add_subject(each.id, each); !added) return added;
      }
      children_[child].codes.push_back(count > 0 || absent ? kNumber : kUnsaid);
      children_[child].numbers.push_back(count);
    }
    return {};
  }

  static tl::unexpected<Faults> too_many_children() {
    return fail(
        "snapshot-rows", Place{"register", 0, 0, ""},
        {fmt::format("{} 家企业的下属主体合计超过 {} 个", kFirmsInGroup, kMaxRowsInGroup),
         fmt::format("{} firms have more than {} subjects together", kFirmsInGroup,
                     kMaxRowsInGroup)},
        {"核对贷款、租约等明细是否重复", "look for loans, leases and the like that stand twice"});
  }

  static tl::unexpected<Faults> too_many(const law::Fact& fact) {
    return fail("snapshot-values", Place{"register", 0, 0, "/" + fact.name},
                {fmt::format("事实“{}”的不同取值超过 {} 个", fact.name, kMaxSnapshotValues),
                 fmt::format("the fact '{}' has more than {} different values", fact.name,
                             kMaxSnapshotValues)},
                {"核对登记库中这一事实，它应是代码而不是自由文字",
                 "look at that fact in the register: it should be a code, not free text"});
  }

  Result<void> begin() { return write({kSnapshotMagic.data(), kSnapshotMagic.size()}); }

  Result<void> write(std::string_view bytes) {
    auto written = write_(bytes);
    if (written) offset_ += bytes.size();
    return written;
  }

  /// Names of each kind, how many children each has, and the facts, behind a table of them all.
  Result<void> finish_group() {
    if (offset_ == 0) {
      if (auto begun = begin(); !begun) return begun;
    }
    // Firms of one place beside each other: most texts are of one place, and a block without it is
    // passed over.
    std::stable_sort(waiting_.begin(), waiting_.end(),
                     [](const Firm& a, const Firm& b) { return a.place < b.place; });
    for (const Firm& firm : waiting_) {
      if (auto added = add_subject(firm.id, firm.subject); !added) return added;
    }
    waiting_.clear();
    const auto& kinds = book_.source().subjects;
    const std::size_t segments = 2 * kinds.size() + columns_.size();
    std::string bytes(segments * sizeof(SegmentHead), '\0');
    std::vector<SegmentHead> heads;
    for (std::size_t kind = 0; kind < kinds.size(); ++kind)
      heads.push_back(names_[kind].finish(bytes));
    for (Children& of : children_) {
      heads.push_back(pack(of.codes, of.numbers, columns::Unit::number, 0, bytes));
      of = {};
    }
    for (std::size_t fact = 0; fact < columns_.size(); ++fact) {
      columns_[fact].fill_to(rows_[kind_of_fact_[fact]]);
      heads.push_back(columns_[fact].finish(bytes));
    }
    std::copy_n(reinterpret_cast<const char*>(heads.data()), segments * sizeof(SegmentHead),
                bytes.begin());
    Group group;
    group.offset = offset_;
    group.bytes = bytes.size();
    group.checksum = checksum_of(bytes);
    group.rows.assign(rows_.begin(), rows_.end());
    rows_.assign(kinds.size(), 0);
    group_rows_ = 0;
    groups_.push_back(std::move(group));
    return write(bytes);
  }

  std::string directory_text() const {
    JsonWriter json;
    json.begin_object();
    json.key("format").string(kSnapshotFormat);
    json.key("taken_on").string(info_.taken_on.to_string());
    json.key("synthetic").boolean(info_.synthetic);
    json.key("firms").number(static_cast<std::int64_t>(firms_));
    json.key("firms_in_group").number(static_cast<std::int64_t>(kFirmsInGroup));
    json.key("kinds").begin_array();
    for (const law::SubjectKind& kind : book_.source().subjects) {
      json.begin_object().key("name").string(kind.name);
      json.key("parent").string(kind.parent).end_object();
    }
    json.end_array();
    json.key("facts").begin_array();
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      const law::Fact& fact = book_.facts()[i];
      json.begin_object().key("name").string(fact.name);
      json.key("kind").string(fact.subject);
      json.key("type").string(type_name(fact.type));
      json.key("values").begin_array();
      for (const Value& value : columns_[i].values()) {
        if (value.is_null()) {
          json.null();
        } else {
          json.string(feel::to_display(value));
        }
      }
      json.end_array().end_object();
    }
    json.end_array();
    json.key("groups").begin_array();
    for (const Group& group : groups_) {
      json.begin_object();
      json.key("offset").number(static_cast<std::int64_t>(group.offset));
      json.key("bytes").number(static_cast<std::int64_t>(group.bytes));
      json.key("checksum").string(fmt::format("{:016x}", group.checksum));
      json.key("rows").begin_array();
      for (const std::uint64_t rows : group.rows)
        json.number(static_cast<std::int64_t>(rows));
      json.end_array().end_object();
    }
    json.end_array().end_object();
    return json.take();
  }

  struct Firm {
    std::string place;
    std::string id;
    law::Subject subject;
  };
  struct Children {
    std::vector<Code> codes;
    std::vector<std::int64_t> numbers;
  };

  const law::Rulebook& book_;
  SnapshotInfo info_;
  Write write_;
  std::vector<Firm> waiting_;  // of the group at hand
  std::vector<Names> names_;
  std::vector<std::size_t> rows_;  // of each kind in this group
  std::size_t group_rows_ = 0;
  std::vector<Children> children_;
  std::vector<Column> columns_;
  std::vector<std::size_t> kind_of_fact_;
  std::vector<Group> groups_;
  std::uint64_t offset_ = 0;
  std::uint64_t firms_ = 0;
};

SnapshotWriter::SnapshotWriter(const law::Rulebook& book, const SnapshotInfo& info, Write write)
    : impl_(std::make_unique<Impl>(book, info, std::move(write))) {}
SnapshotWriter::~SnapshotWriter() = default;

Result<void> SnapshotWriter::add(std::string_view id, const law::Subject& enterprise) {
  return impl_->add(id, enterprise);
}

Result<void> SnapshotWriter::finish() {
  return impl_->finish();
}

}  // namespace fugong::enterprise_register
