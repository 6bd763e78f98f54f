#include "desks/casework/figures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "base/clock.hpp"

namespace fugong::casework {
namespace {

using store::Cell;

/// Digits of a place below one that has so many.
std::size_t digits_below(std::size_t digits) {
  return digits < 2 ? 2 : digits < 4 ? 4 : 6;
}

std::string key_of(By by, const FiguresWanted& wanted) {
  switch (by) {
    case By::provision:
      return "provision";
    case By::place:
      return fmt::format("substr(place, 1, {})", digits_below(wanted.place_prefix.size()));
    case By::step:
      return "procedure_id";
    case By::role:
      return "waits_for";
  }
  return "provision";
}

}  // namespace

Result<std::vector<Figure>> figures(store::Transaction& t, By by, const FiguresWanted& wanted,
                                    const Date& today, std::int64_t now_ms) {
  const std::string key = key_of(by, wanted);
  const std::string step = by == By::step ? "step" : "''";
  std::string sql = fmt::format(
      "SELECT {0}, {1}, count(*), CAST(sum(CASE WHEN waits_for <> '' AND due_order < ? THEN 1 ELSE "
      "0 END) AS bigint), CAST(sum(CAST(? AS bigint) - filed_ms) AS bigint) FROM case_file WHERE "
      "(is_open = 1 OR waits_for <> '')",
      key, step);
  std::vector<Cell> cells{today.to_string(), now_ms};
  if (!wanted.place_prefix.empty()) {
    sql += " AND place >= ? AND place < ?";
    cells.insert(cells.end(), {wanted.place_prefix, wanted.place_prefix + ":"});
  }
  if (!wanted.provision.empty()) {
    sql += " AND provision = ?";
    cells.emplace_back(wanted.provision);
  }
  sql += fmt::format(" GROUP BY {0}{1} ORDER BY {0}{1} LIMIT {2}", key,
                     by == By::step ? ", step" : "", kMaxFigures);
  const auto rows = t.run(sql, cells);
  if (!rows) return fail(rows.error());
  std::vector<Figure> all;
  for (const store::Row& row : *rows) {
    const std::int64_t open = store::integer(row[2]);
    const std::int64_t waited_ms = std::max<std::int64_t>(store::integer(row[4]), 0);
    all.push_back({store::text(row[0]), store::text(row[1]), open, store::integer(row[3]),
                   waited_ms / open / kDayMs});
  }
  return all;
}

void mask(std::vector<Figure>& rows) {
  const auto hide = [](Figure& row) { row.open = row.late = row.days_mean = std::nullopt; };
  for (Figure& row : rows) {
    if (*row.open < kLeastShown) hide(row);
  }
  const auto hidden = std::ranges::count_if(rows, [](const Figure& row) { return !row.open; });
  if (hidden == 1) {
    const auto next = std::ranges::min_element(rows, {}, [](const Figure& row) {
      return row.open ? *row.open : std::numeric_limits<std::int64_t>::max();
    });
    if (next->open) hide(*next);
  }
  for (Figure& row : rows) {
    if (row.late && *row.late > 0 && *row.late < kLeastShown) row.late = std::nullopt;
  }
}

}  // namespace fugong::casework
