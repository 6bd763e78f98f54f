// Snapshot: a register as it stood at one moment, in columns, in one file: for counting all firms
// at once. docs/snapshot.md has the format.
//
//   SnapshotWriter writer(book, {.taken_on = today}, to_file);
//   writer.add(id, subject) ...; writer.finish();
//   auto snapshot = Snapshot::open(source, "r.columns", book);    // the file, or bytes in memory
//   snapshot->verify(group);                                      // before it is read
//   SnapshotCursor cursor(*snapshot);                             // a law::Roster
//   snapshot->let_go(group);                                      // afterwards
//
// Firms stand in groups, in each sorted by place; a group is whole by itself, with a checksum of
// its own, so that a register of any size is written and read with the memory of a few groups.
// Facts are kept as a census reads them: codes in as few bits as they need, numbers as distances
// from the least of the group.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.hpp"
#include "base/fault.hpp"
#include "desks/register/column_file.hpp"
#include "engines/law/census.hpp"

namespace fugong::enterprise_register {

inline constexpr std::size_t kFirmsInGroup = 16'384;
/// Different values that a fact which is no number may have in one register.
inline constexpr std::size_t kMaxSnapshotValues = 60'000;

struct SnapshotInfo {
  Date taken_on;
  bool synthetic = false;  ///< of invented firms
};

class SnapshotWriter {
 public:
  using Write = std::function<Result<void>(std::string_view bytes)>;
  /// `write` appends to the file; `book` must outlive it.
  SnapshotWriter(const law::Rulebook& book, const SnapshotInfo& info, Write write);
  ~SnapshotWriter();

  Result<void> add(std::string_view id, const law::Subject& enterprise);
  /// Without it the file is no snapshot.
  Result<void> finish();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

class Snapshot {
 public:
  /// Reads the directory at the end of the file. Kinds and facts that the rulebook doesn't know are
  /// passed over; a fact of another type is a fault. What it is given must outlive it.
  static Result<Snapshot> open(ColumnSource source, std::string file, const law::Rulebook& book);
  Snapshot(Snapshot&&) noexcept;
  Snapshot& operator=(Snapshot&&) noexcept;
  ~Snapshot();

  const SnapshotInfo& info() const;
  std::size_t firms() const;
  std::size_t groups() const { return (firms() + kFirmsInGroup - 1) / kFirmsInGroup; }
  /// Reads a group into memory, and whether it is what was written: its checksum, and that every
  /// code and count is possible. To be called before anything of it is read; one thread at a time
  /// may work with a group.
  Result<void> verify(std::size_t group) const;
  /// Nothing of the group is read any more until it is verified again.
  void let_go(std::size_t group) const;
  /// Of a firm by its position; of a verified group.
  std::string_view id(std::size_t firm) const;
  /// The position of a firm, whose group is verified then; empty if it isn't there.
  Result<std::optional<std::size_t>> find(std::string_view id) const;
  /// Whether it says anything of a kind or a fact, by its place in the rulebook.
  bool has_kind(std::size_t kind) const;
  bool has_fact(std::size_t fact) const;
  const law::Rulebook& book() const;
  /// Names the register as it stood: the hash of the directory, which holds every checksum.
  const std::string& fingerprint() const;

  struct Impl;

 private:
  friend class SnapshotCursor;
  explicit Snapshot(std::unique_ptr<const Impl> impl);
  std::unique_ptr<const Impl> impl_;
};

/// Reads a snapshot for a census; one for each thread. A block lies inside of one group.
class SnapshotCursor final : public law::Roster {
 public:
  explicit SnapshotCursor(const Snapshot& snapshot);
  ~SnapshotCursor() override;

  std::vector<law::KindRows> go_to(std::size_t first, std::size_t count) override;
  bool read(std::uint16_t fact, columns::Leaf& into) override;
  law::Subject subject(std::size_t row) override;
  /// The credit code or the id of a subject of the block.
  std::string_view name(std::size_t kind, std::size_t row) const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace fugong::enterprise_register
