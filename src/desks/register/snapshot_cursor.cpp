// Reads a snapshot block by block, and a firm by itself.
#include <algorithm>
#include <limits>

#include "desks/register/snapshot_impl.hpp"

namespace fugong::enterprise_register {

using columns::Code;
using columns::kFirst;
using columns::kNumber;
using columns::kUnsaid;

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
    const SnapshotFact& of = snapshot_.facts[here];
    const Range range = ranges_[of.kind];
    return read_rows(here, range.first, range.count, into);
  }

  std::string_view name(std::size_t kind, std::size_t row) const {
    const std::size_t here = *snapshot_.kind_here[kind];
    const SegmentHead names = snapshot_.head(group_, snapshot_.names_segment(here));
    return name_at(snapshot_.group_bytes(group_) + names.offset,
                   snapshot_.groups[group_].rows[here], ranges_[here].first + row);
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
    if (above.count == 0) return;
    const std::vector<std::uint32_t>& starts = starts_[here];
    columns::Leaf counts;
    SegmentHead head = snapshot_.head(group_, snapshot_.children_segment(here));
    head.has_numbers = 0;  // these are in `starts`
    unpack(head, snapshot_.group_bytes(group_), starts.size() - 1, above.first, above.count,
           counts);
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
    const SnapshotFact& of = snapshot_.facts[here];
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
    // An enterprise goes by its code (Snapshot::id), not by an id of its own.
    const SegmentHead names = snapshot_.head(group_, snapshot_.names_segment(here));
    if (here != snapshot_.root)
      made.id = name_at(snapshot_.group_bytes(group_) + names.offset,
                        snapshot_.groups[group_].rows[here], row);
    columns::Leaf leaf;  // one room for all
    for (std::size_t fact = 0; fact < snapshot_.fact_here.size(); ++fact) {
      const auto& in_file = snapshot_.fact_here[fact];
      if (!in_file || snapshot_.facts[*in_file].kind != here) continue;
      leaf.codes.clear();
      leaf.numbers.clear();
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

std::string_view SnapshotCursor::name(std::size_t kind, std::size_t row) const {
  return impl_->name(kind, row);
}

}  // namespace fugong::enterprise_register
