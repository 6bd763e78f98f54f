#include "desks/casework/figures.hpp"

#include <fmt/format.h>

#include <algorithm>

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
      "(is_open = 1 OR waits_for NOT IN ('', 'owner'))",  // a firm's debt is no office's work
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

namespace {

/// Which of these counts are not to be shown, beside those of `rows_hidden`: the small ones, and
/// the next larger ones as long as the sum of what is hidden, which follows from another grouping,
/// would tell them.
std::vector<bool> hidden(const std::vector<std::int64_t>& counts,
                         const std::vector<bool>& rows_hidden) {
  std::vector<bool> is_hidden(counts.size());
  std::int64_t sum = 0, rows = 0;
  const auto hide = [&](std::size_t at) {
    is_hidden[at] = true;
    sum += counts[at];
    ++rows;
  };
  for (std::size_t i = 0; i < counts.size(); ++i)
    if (counts[i] > 0 && (rows_hidden[i] || counts[i] < kLeastShown)) hide(i);
  // A single one is the sum; a small sum is a small count; where the sum is as many as the rows
  // each is one.
  while (rows > 0 && (rows == 1 || sum < kLeastShown || sum == rows)) {
    std::size_t next = counts.size();
    for (std::size_t i = 0; i < counts.size(); ++i)
      if (!is_hidden[i] && counts[i] > 0 && (next == counts.size() || counts[i] < counts[next]))
        next = i;
    if (next == counts.size()) break;
    hide(next);
  }
  return is_hidden;
}

}  // namespace

void mask(std::vector<Figure>& rows) {
  std::vector<std::int64_t> open, late;
  for (const Figure& row : rows) {
    open.push_back(*row.open);
    late.push_back(*row.late);
  }
  const auto no_open = hidden(open, std::vector<bool>(rows.size()));
  const auto no_late = hidden(late, no_open);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (no_late[i]) rows[i].late = std::nullopt;
    if (no_open[i]) rows[i].open = rows[i].late = rows[i].days_mean = std::nullopt;
  }
}

}  // namespace fugong::casework
