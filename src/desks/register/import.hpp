// Import: a table of the official register, or of another office, into the register.
//
//   auto report = import_firms(reg, map, {.file = "firms.csv", .read = read, .stated_on = today});
//   report->count(RowResult::added) ...; report_text(*report, "zh")
//
// Streams the file: a part of kRowsAtOnce rows is read, then kept in one transaction. A row with a
// fault is reported (row, column, what is wrong, how to mend it) and left out, all others are kept.
// If the program is killed, the parts that were kept stay, and importing the file again goes on
// from there: what is already known is "same". A dry run does everything but keep. Memory: one
// part, and about 100 bytes for each row to find what stands twice.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/csv_rows.hpp"
#include "desks/register/column_map.hpp"
#include "desks/register/register.hpp"

namespace fugong::enterprise_register {

inline constexpr std::size_t kRowsAtOnce = 5'000;
inline constexpr std::int64_t kMaxImportRows = 2'000'000;
inline constexpr std::size_t kMaxNameBytes = 600;
inline constexpr std::size_t kMaxTypeBytes = 200;
inline constexpr std::size_t kMaxChildIdBytes = 100;
inline constexpr std::int64_t kEarliestYear = 1800;

/// Something to say about a row: a fault, or a remark about a row that is kept.
struct RowRemark {
  std::int64_t row = 0;
  std::string column;  ///< header; empty: the row as a whole
  Fault fault;         ///< of a remark `remedy` may be empty
};

/// A value that an import replaced, or that sources disagree about.
struct Change {
  std::int64_t row = 0;
  std::string id;     ///< credit code
  std::string child;  ///< "loan L1"; empty: the enterprise
  std::string field;
  std::string before;
  std::string after;
  std::string other_source;  ///< of a conflict: whose value `before` is
  bool ours_counts = true;   ///< of a conflict
};

enum class RowResult : std::uint8_t { added, changed, same, older, bad };
inline constexpr std::size_t kRowResults = 5;

enum class Match : std::uint8_t { code, name, ambiguous, unknown };
inline constexpr std::size_t kMatches = 4;

/// Everything that an import says, in the order of the rows.
struct ImportReport {
  std::string file;
  std::string source;
  Date stated_on;
  bool dry_run = false;
  bool of_facts = false;
  bool complete = false;
  std::optional<Encoding> encoding;
  bool encoding_was_found_out = false;
  std::vector<std::string> unread_columns;
  std::int64_t rows = 0;  ///< without the header
  std::array<std::int64_t, kRowResults> results{};
  std::array<std::int64_t, kMatches> matches{};  ///< of_facts only
  std::map<std::string, std::int64_t> bad_by_code;
  std::map<std::string, std::int64_t> remarks_by_code;
  std::int64_t changes = 0;
  std::int64_t conflicts = 0;
  std::int64_t gone = 0;  ///< -1: a row without a readable code may be any, so none was marked
  std::optional<std::int64_t> earlier_run_stopped_after;  ///< rows that a run that was cut off kept
  // The first of each, for the text; the observer gets all of them.
  std::vector<RowRemark> first_faults;
  std::vector<RowRemark> first_remarks;
  std::vector<Change> first_changes;
  std::vector<Change> first_conflicts;
  std::vector<std::string> first_gone;

  std::int64_t count(RowResult result) const { return results[static_cast<std::size_t>(result)]; }
  std::int64_t count(Match match) const { return matches[static_cast<std::size_t>(match)]; }
};

/// Is told everything while the import runs; each function may be empty.
struct ImportObserver {
  std::function<void(const RowRemark&, bool is_fault)> row;
  std::function<void(const Change&, bool is_conflict)> change;
  std::function<void(const std::string& id)> gone;
};

struct ImportOptions {
  std::string file;  ///< for messages
  ReadBytes read;
  std::optional<Encoding> encoding;
  std::string source = "market";
  Date stated_on;  ///< where no column says it; no date of a row may lie after it
  bool dry_run = false;
  bool complete = false;  ///< the file lists every enterprise: mark those that it hasn't as gone
  bool mix = false;       ///< synthetic firms may come to stand beside real ones
  CsvRowLimits limits;
  std::int64_t max_rows = kMaxImportRows;
  ImportObserver observer;
  /// Is called in the transaction that begins the import, and in the one that ends it; not in a dry
  /// run. May be empty.
  std::function<Result<void>(store::Transaction&, const ImportReport&, bool has_ended)> record;
};

/// A table of enterprises: credit code, name, particulars and facts.
Result<ImportReport> import_firms(Register& reg, const ColumnMap* map,
                                  const ImportOptions& options);
/// A table of another office about enterprises that the register knows, matched by credit code,
/// else by name; with children if the map names a subject.
Result<ImportReport> import_facts(Register& reg, const ColumnMap* map,
                                  const ImportOptions& options);

/// For people, in "zh" or "en".
std::string report_text(const ImportReport& report, std::string_view language);
/// One line of the table of everything said; csv_header() first.
std::string csv_header();
std::string csv_line(const RowRemark& remark, bool is_fault, std::string_view language);
std::string csv_line(const Change& change, bool is_conflict);
std::string csv_line_gone(std::string_view id);

}  // namespace fugong::enterprise_register
