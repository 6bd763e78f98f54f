// Kept rules: which rules of each decision table surely fire, and which may, for every row of a
// register, in one file beside what was counted. docs/assess.md has the format.
//
//   RulesWriter writer(head, to_file);                   // assess() is given it (Options::rules)
//   writer.finish();
//
//   auto kept = KeptRules::open(source, "rules.columns"); // the file, or bytes
//   kept->verify(group);                                 // before anything of it is read
//   kept->hits(table, group, row).sure                   // {3}: the third rule of the table
//
// A row has a number for each table, which says in as few bits as it needs which of the sets of
// rules that occurred is its own. Groups are those of the snapshot that was counted, and stand in
// their order; a group is written as soon as it is counted, whichever thread did it. So the file
// is the same however many threads there were, and its writer holds as many groups as threads.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/fault.hpp"
#include "base/tree.hpp"
#include "desks/register/column_file.hpp"
#include "engines/law/census.hpp"

namespace fugong::assessment {

/// Different sets of rules that may fire together in one table, and their rules in all tables.
inline constexpr std::size_t kMaxRuleSets = 60'000;
inline constexpr std::size_t kMaxRulesInSets = 500'000;

/// Of which count the rules are.
struct RulesHead {
  std::string pack;      ///< its hash
  std::string snapshot;  ///< its fingerprint
  law::Moment moment;
  std::size_t firms = 0;
  friend bool operator==(const RulesHead& a, const RulesHead& b) {
    return a.pack == b.pack && a.snapshot == b.snapshot && a.moment.on == b.moment.on &&
           a.moment.known_at == b.moment.known_at && a.firms == b.firms;
  }
};

/// Where a group stands in the file.
struct RulesGroup {
  std::uint64_t offset = 0;
  std::uint64_t bytes = 0;
  std::uint64_t checksum = 0;
  std::vector<std::size_t> rows;  ///< of each kind
};

/// What a census of Depth::rules says of a group, block after block. Of one thread.
class RuleRows {
 public:
  /// The census must outlive it.
  explicit RuleRows(const law::Census& census) : census_(census) {}
  void begin_group();
  /// The block that was counted last.
  void add_block();

 private:
  friend class RulesWriter;
  struct OfTable {
    std::vector<std::uint32_t> of_row;   // as TableRows
    std::vector<std::uint32_t> numbers;  // in the file, of what the census knows; or none yet
  };
  const law::Census& census_;
  std::vector<OfTable> tables_;
  std::vector<std::size_t> rows_;  // of each kind
};

class RulesWriter {
 public:
  using Write = std::function<Result<void>(std::string_view bytes)>;
  /// `write` appends to the file; it is called by one thread at a time.
  RulesWriter(RulesHead head, Write write);

  /// Before all else: the tables of the censuses that will be told of, and the kinds of their rows.
  void begin(const law::Source& source, std::span<const law::CensusTable> tables);
  /// From any thread; waits until all groups before it were written. Every group must be written,
  /// or the writer stopped.
  Result<void> write(std::size_t group, RuleRows& rows);
  /// Nothing is written any more: some group will not come.
  void stop();
  /// Without it the file is none.
  Result<void> finish();

 private:
  struct OfTable {
    std::string provision;
    std::string decision;
    std::string name;
    std::size_t kind = 0;
    std::map<columns::Hits, std::uint32_t> numbers;
    std::vector<const columns::Hits*> sets;  // by number
  };
  Result<void> write_group(RuleRows& rows);
  Result<std::uint32_t> number_of(OfTable& table, const columns::Hits& hits);
  Result<void> append(std::string_view bytes);
  std::string directory() const;

  const RulesHead head_;
  const Write write_;
  std::mutex mutex_;
  std::condition_variable turn_;
  bool stopped_ = false;
  std::vector<std::string> kinds_;
  std::vector<OfTable> tables_;
  std::size_t rules_in_sets_ = 0;
  std::vector<RulesGroup> groups_;
  std::uint64_t offset_ = 0;
};

/// A table of the file.
struct KeptTable {
  std::string provision;  ///< whose step it is; empty of a decision
  std::string decision;
  std::string name;
  std::size_t kind = 0;             ///< index into KeptRules::kinds()
  std::vector<columns::Hits> sets;  ///< of rules that occurred
};

/// Immutable; any thread may read.
class KeptRules {
 public:
  /// Reads the directory at the end of the file. What it is given must outlive it.
  static Result<KeptRules> open(enterprise_register::ColumnSource source, std::string file);

  const RulesHead& head() const { return head_; }
  const std::string& file() const { return file_; }
  const std::vector<std::string>& kinds() const { return kinds_; }
  const std::vector<KeptTable>& tables() const { return tables_; }
  std::size_t groups() const { return groups_.size(); }
  std::size_t rows(std::size_t group, std::size_t kind) const { return groups_[group].rows[kind]; }
  /// Reads a group into memory, and whether it is what was written: its checksum, and that every
  /// number is one of a set. One thread at a time may work with a group.
  Result<void> verify(std::size_t group) const;
  /// Of a row of the table's kind in a verified group.
  const columns::Hits& hits(std::size_t table, std::size_t group, std::size_t row) const;

 private:
  explicit KeptRules(enterprise_register::ColumnSource source) : source_(std::move(source)) {}
  tl::unexpected<Faults> broken(const std::string& pointer, Text what) const;
  Result<void> read(const Node& directory);
  Result<void> read_tables(const Node& all);
  Result<void> read_groups(const Node& all);
  bool is_sound(std::size_t group) const;

  enterprise_register::ColumnSource source_;
  std::string file_;
  RulesHead head_;
  std::vector<std::string> kinds_;
  std::vector<KeptTable> tables_;
  std::vector<RulesGroup> groups_;
  std::unique_ptr<enterprise_register::LoadedGroups> loaded_;
};

}  // namespace fugong::assessment
