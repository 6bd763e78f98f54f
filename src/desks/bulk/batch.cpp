#include "desks/bulk/batch.hpp"

#include <algorithm>
#include <array>

#include "base/json_writer.hpp"
#include "base/tree.hpp"

namespace fugong::bulk {
namespace {

using sheets::SheetCell;
using store::Cell;
using store::Row;
using store::text;
using store::Transaction;

// Rows hold what people wrote into their table: until they go.
constexpr const char* kFirst = R"(CREATE TABLE bulk_batch (
  id TEXT PRIMARY KEY NOT NULL,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  made_by TEXT NOT NULL,
  made_ms INTEGER NOT NULL,
  columns TEXT NOT NULL
) STRICT;
CREATE INDEX bulk_made ON bulk_batch (made_ms);
CREATE TABLE bulk_line (
  batch TEXT NOT NULL REFERENCES bulk_batch (id) ON DELETE CASCADE,
  line INTEGER NOT NULL,
  cells TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('unchecked', 'good', 'bad', 'done', 'failed')),
  etag TEXT NOT NULL,
  case_reference TEXT NOT NULL,
  faults TEXT NOT NULL,
  PRIMARY KEY (batch, line)
) STRICT;
)";

constexpr std::array<std::string_view, 5> kStates{"unchecked", "good", "bad", "done", "failed"};

std::string json_of(const std::vector<std::string>& texts) {
  JsonWriter w;
  w.begin_array();
  for (const std::string& one : texts)
    w.string(one);
  return w.end_array().take();
}

std::string json_of(const std::vector<SheetCell>& cells) {
  JsonWriter w;
  w.begin_array();
  for (const SheetCell& cell : cells)
    w.begin_array().number(static_cast<std::int64_t>(cell.kind)).string(cell.text).end_array();
  return w.end_array().take();
}

std::string json_of(const std::vector<LineFault>& faults) {
  JsonWriter w;
  w.begin_array();
  for (const LineFault& fault : faults) {
    w.begin_array().string(fault.column).string(fault.code).string(fault.detail);
    w.string(fault.remedy).end_array();
  }
  return w.end_array().take();
}

/// A list that json_of wrote.
template <class One, class Make>
Result<std::vector<One>> list_of(const std::string& json, Make&& make) {
  const auto list = parse_json(json, "");
  if (!list) return fail(list.error());
  std::vector<One> all;
  for (const Node& item : list->items)
    all.push_back(make(item));
  return all;
}

Result<Line> line_of(const Row& row) {
  Line line;
  line.row = std::get<std::int64_t>(row[0]);
  auto cells = list_of<SheetCell>(text(row[1]), [](const Node& pair) {
    const std::string& kind = pair.items.at(0).text;
    return SheetCell{static_cast<SheetCell::Kind>(kind.front() - '0'), pair.items.at(1).text};
  });
  if (!cells) return fail(std::move(cells.error()));
  line.cells = std::move(*cells);
  line.state = static_cast<LineState>(std::ranges::find(kStates, text(row[2])) - kStates.begin());
  line.etag = text(row[3]);
  line.case_reference = text(row[4]);
  auto faults = list_of<LineFault>(text(row[5]), [](const Node& fault) {
    return LineFault{fault.items.at(0).text, fault.items.at(1).text, fault.items.at(2).text,
                     fault.items.at(3).text};
  });
  if (!faults) return fail(std::move(faults.error()));
  line.faults = std::move(*faults);
  return line;
}

}  // namespace

std::string_view name_of(LineState state) {
  return kStates[static_cast<std::size_t>(state)];
}

const std::vector<store::Migration>& migrations() {
  static const std::vector<store::Migration> kMigrations{{1, "bulk", kFirst}};
  return kMigrations;
}

Result<void> remove_old(Transaction& t, std::int64_t now_ms) {
  auto gone = t.run("DELETE FROM bulk_batch WHERE made_ms <= ?", {now_ms - kKeptMs});
  if (!gone) return fail(std::move(gone.error()));
  return {};
}

Result<void> put(Transaction& t, const Batch& batch, const Table& table) {
  auto made = t.run("INSERT INTO bulk_batch VALUES (?, ?, ?, ?, ?, ?)",
                    {batch.id, std::string(name_of(batch.kind)), batch.name, batch.made_by,
                     batch.made_ms, json_of(batch.columns)});
  if (!made) return fail(std::move(made.error()));
  for (const sheets::SheetRow& row : table.rows) {
    auto added = t.run("INSERT INTO bulk_line VALUES (?, ?, ?, 'unchecked', '', '', '[]')",
                       {batch.id, row.row, json_of(row.cells)});
    if (!added) return fail(std::move(added.error()));
  }
  return {};
}

Result<std::optional<std::int64_t>> row_about(Transaction& t, const std::string& batch,
                                              const std::string& reference, std::int64_t but) {
  const auto rows = t.run(
      "SELECT line FROM bulk_line WHERE batch = ? AND case_reference = ? AND line <> ? AND state "
      "<> "
      "'bad' ORDER BY line LIMIT 1",
      {batch, reference, but});
  if (!rows) return fail(rows.error());
  if (rows->empty()) return std::optional<std::int64_t>();
  return std::optional(store::integer(rows->front()[0]));
}

Result<std::optional<Batch>> find(Transaction& t, std::string_view id, std::string_view made_by) {
  const auto rows =
      t.run("SELECT kind, name, made_ms, columns FROM bulk_batch WHERE id = ? AND made_by = ?",
            {std::string(id), std::string(made_by)});
  if (!rows) return fail(rows.error());
  if (rows->empty()) return std::optional<Batch>();
  const Row& row = rows->front();
  const auto kind = kind_of(text(row[0]));
  FUGONG_CHECK(kind.has_value(), "only our own words are kept");
  auto columns = list_of<std::string>(text(row[3]), [](const Node& column) { return column.text; });
  if (!columns) return fail(std::move(columns.error()));
  return std::optional(Batch{std::string(id), *kind, text(row[1]), std::string(made_by),
                             std::get<std::int64_t>(row[2]), std::move(*columns)});
}

Result<std::vector<Line>> lines_in(Transaction& t, std::string_view id,
                                   std::optional<LineState> state, std::int64_t limit) {
  std::string sql =
      "SELECT line, cells, state, etag, case_reference, faults FROM bulk_line WHERE batch = ?";
  std::vector<Cell> parameters{std::string(id)};
  if (state) {
    sql += " AND state = ?";
    parameters.emplace_back(std::string(name_of(*state)));
  }
  sql += " ORDER BY line LIMIT ?";
  parameters.emplace_back(limit);
  const auto rows = t.run(sql, parameters);
  if (!rows) return fail(rows.error());
  std::vector<Line> lines;
  for (const Row& row : *rows) {
    auto line = line_of(row);
    if (!line) return fail(std::move(line.error()));
    lines.push_back(std::move(*line));
  }
  return lines;
}

Result<void> settle(Transaction& t, std::string_view id, const Line& line, LineState was) {
  auto kept = t.run(
      "UPDATE bulk_line SET state = ?, etag = ?, case_reference = ?, faults = ? WHERE batch = ? "
      "AND "
      "line = ? AND state = ?",
      {std::string(name_of(line.state)), line.etag, line.case_reference, json_of(line.faults),
       std::string(id), line.row, std::string(name_of(was))});
  if (!kept) return fail(std::move(kept.error()));
  return {};
}

}  // namespace fugong::bulk
