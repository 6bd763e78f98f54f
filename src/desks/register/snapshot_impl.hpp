// What a snapshot knows of its file. Private to desks/register.
#pragma once

#include <fmt/format.h>

#include <cstring>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/tree.hpp"
#include "desks/register/column_file.hpp"
#include "desks/register/segment.hpp"
#include "desks/register/snapshot.hpp"

namespace fugong::enterprise_register {

struct SnapshotGroup {
  std::uint64_t offset = 0;
  std::uint64_t bytes = 0;
  std::uint64_t checksum = 0;
  std::vector<std::size_t> rows;  // of each kind of the file
};

struct SnapshotFact {
  std::size_t kind = 0;               // of the file
  std::optional<law::FactType> type;  // of one that the book knows
  std::vector<feel::Value> values;
};

/// A value as the directory writes it: null, or a text.
Result<feel::Value> read_kept_value(const law::Rulebook& book, const law::Fact& fact,
                                    const Node& value);

/// The names of a segment of them.
inline std::string_view name_at(const char* names, std::size_t rows, std::size_t row) {
  std::uint32_t from = 0;
  std::uint32_t to = 0;
  if (row > 0) std::memcpy(&from, names + 4 * (row - 1), 4);
  std::memcpy(&to, names + 4 * row, 4);
  return {names + 4 * rows + from, to - from};
}

struct Snapshot::Impl {
  explicit Impl(ColumnSource from) : source(std::move(from)) {}
  ColumnSource source;
  std::string file;
  const law::Rulebook* book = nullptr;
  SnapshotInfo info;
  std::size_t firms = 0;
  std::string fingerprint;
  std::size_t kinds = 0;                              // of the file
  std::size_t root = 0;                               // of the file
  std::vector<std::optional<std::size_t>> parents;    // of each kind of the file
  std::vector<std::optional<std::size_t>> kind_here;  // of each kind of the book, in the file
  std::vector<SnapshotFact> facts;
  std::vector<std::optional<std::size_t>> fact_here;  // of each fact of the book, in the file
  std::vector<SnapshotGroup> groups;
  std::unique_ptr<LoadedGroups> loaded;

  std::size_t segments() const { return 2 * kinds + facts.size(); }
  std::size_t names_segment(std::size_t kind) const { return kind; }
  std::size_t children_segment(std::size_t kind) const { return kinds + kind; }
  std::size_t fact_segment(std::size_t fact) const { return 2 * kinds + fact; }
  const char* group_bytes(std::size_t group) const { return loaded->at(group).data(); }
  SegmentHead head(std::size_t group, std::size_t segment) const {
    SegmentHead made;
    std::memcpy(&made, group_bytes(group) + segment * sizeof made, sizeof made);
    return made;
  }

  tl::unexpected<Faults> broken(const std::string& pointer, Text what) const {
    return fail("snapshot-broken", Place{file, 0, 0, pointer}, std::move(what),
                {"从登记库重新生成快照", "make the snapshot anew from the register"});
  }

  /// Made with a pack that knows other kinds of subject.
  tl::unexpected<Faults> other_pack(const std::string& pointer, const std::string& kind) const {
    return fail("snapshot-kind", Place{file, 0, 0, pointer},
                {fmt::format("主体类别“{}”在政策包中的位置不同", kind),
                 fmt::format("the kind '{}' has another place in the pack", kind)},
                {"用这一政策包重新生成快照", "make the snapshot anew with this pack"});
  }

  Result<void> read_directory(const Node& directory);
  Result<void> read_facts(const Node& directory);
  Result<void> read_groups(const Node& directory);
  bool is_sound(std::size_t group) const;
  bool are_names_sound(const SegmentHead& head, std::size_t group, std::size_t rows) const;
  static bool is_of_type(const SegmentHead& head, std::optional<law::FactType> type);
  bool are_numbers_sound(const SegmentHead& head, std::size_t group, std::size_t rows) const;
  bool are_codes_sound(const SegmentHead& head, std::size_t group, std::size_t rows,
                       std::size_t values) const;
};

}  // namespace fugong::enterprise_register
