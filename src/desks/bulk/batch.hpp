// Batch: the rows of one bulk upload, what was found wrong with each and what came of it, in the
// database. It is of whoever uploaded it, and of nobody else. Private to the room but for
// migrations() and remove_old().
//
//   auto batch = put(t, random.hex(16), {...}, table);
//   auto lines = lines_in(t, batch->id, LineState::unchecked, 50);
//   settle(t, batch->id, line, LineState::unchecked);      // only from that state on
//
// Texts of faults are in the language of whoever uploaded it. Batches go after kKeptMs.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "desks/bulk/kinds.hpp"
#include "desks/bulk/table.hpp"
#include "platform/store/database.hpp"

namespace fugong::bulk {

inline constexpr std::int64_t kKeptMs = std::int64_t{30} * 86'400'000;

enum class LineState : std::uint8_t {
  unchecked,
  good,  ///< would be done
  bad,   ///< would not
  done,
  failed,  ///< was good, and then was not
};
std::string_view name_of(LineState state);

/// In the language of whoever uploaded it.
struct LineFault {
  std::string column;  ///< empty: the whole row
  std::string code;
  std::string detail;
  std::string remedy;
};

struct Line {
  std::int64_t row = 0;  ///< as the spreadsheet counts
  std::vector<sheets::SheetCell> cells;
  LineState state = LineState::unchecked;
  std::string etag;            ///< of the case as it was when the row was checked
  std::string case_reference;  ///< that it made or is about; empty: not known
  std::vector<LineFault> faults;
};

struct Batch {
  std::string id;
  Kind kind = Kind::filings;
  std::string name;  ///< of the file, to show
  std::string made_by;
  std::int64_t made_ms = 0;
  std::vector<std::string> columns;  ///< as its head has them
};

/// The schema, for Database::migrate("bulk", ...).
const std::vector<store::Migration>& migrations();

/// What a job does now and then: takes away those past their time.
Result<void> remove_old(store::Transaction& t, std::int64_t now_ms);

/// With all its rows.
Result<void> put(store::Transaction& t, const Batch& batch, const Table& table);
/// Another row of the batch about the same case that wasn't found bad; none: there is no such row.
Result<std::optional<std::int64_t>> row_about(store::Transaction& t, const std::string& batch,
                                              const std::string& reference, std::int64_t but);
/// Nothing if it isn't there, or is another's.
Result<std::optional<Batch>> find(store::Transaction& t, std::string_view id,
                                  std::string_view made_by);
/// In order; all, or those in one state, at most `limit`.
Result<std::vector<Line>> lines_in(store::Transaction& t, std::string_view id,
                                   std::optional<LineState> state, std::int64_t limit);
/// Keeps what a line has become, if it still is as it `was`.
Result<void> settle(store::Transaction& t, std::string_view id, const Line& line, LineState was);

}  // namespace fugong::bulk
