#include "platform/ledger/rows.hpp"

#include <algorithm>
#include <bit>
#include <span>
#include <utility>

namespace fugong::ledger {
namespace {

using store::Cell;
using store::Row;

/// Rows in one statement of SQLite, at most: a power of two, so that few statements are prepared.
constexpr std::size_t kMaxRowsSqlite = 16;

/// One column of rows as an array of PostgreSQL, which is one parameter however many they are.
std::string array_of(std::span<const Cell> cells, std::size_t column, std::size_t width) {
  std::string text = "{";
  for (std::size_t i = column; i < cells.size(); i += width) {
    if (i >= width) text += ',';
    if (const auto* number = std::get_if<std::int64_t>(&cells[i])) {
      text += std::to_string(*number);
      continue;
    }
    text += '"';
    for (const char c : text_of(cells[i])) {
      if (c == '"' || c == '\\') text += '\\';
      text += c;
    }
    text += '"';
  }
  return text += '}';
}

/// Rows as a part of a statement that reads them as a table, and its parameters.
struct Table {
  std::string sql;
  std::vector<Cell> cells;
};

Table arrays_of(std::span<const Cell> cells, std::size_t width) {
  Table table{"SELECT ", {}};
  for (std::size_t column = 0; column < width; ++column) {
    const bool is_number = std::holds_alternative<std::int64_t>(cells[column]);
    table.sql.append(column == 0 ? "" : ", ");
    table.sql.append(is_number ? "unnest(?::bigint[])" : "unnest(?::text[])");
    table.cells.emplace_back(array_of(cells, column, width));
  }
  return table;
}

/// As many rows as a power of two; the last ones may be there for their number only.
Table values_of(std::span<const Cell> cells, std::size_t width, const Cell& nothing) {
  Table table{"VALUES ", std::vector<Cell>(cells.begin(), cells.end())};
  table.cells.resize(std::bit_ceil(cells.size() / width) * width, nothing);
  for (std::size_t i = 0; i < table.cells.size(); ++i) {
    table.sql.append(i % width > 0 ? ", ?" : i > 0 ? "), (?" : "(?");
  }
  table.sql += ')';
  return table;
}

}  // namespace

const std::vector<std::string>& entry_columns() {
  static const std::vector<std::string> kColumns = {
      "shard",   "seq",    "id",       "kind",     "book",       "fund",   "debit",
      "credit",  "amount", "frees",    "origin",   "expires_on", "linked", "document",
      "purpose", "actor",  "approver", "case_ref", "at_ms",      "hash"};
  return kColumns;
}

const std::string& entry_column_list() {
  static const std::string kList = [] {
    std::string list;
    for (const std::string& column : entry_columns())
      list.append(list.empty() ? "" : ", ").append(column);
    return list;
  }();
  return kList;
}

std::int64_t number_of(const Cell& cell) {
  return std::get<std::int64_t>(cell);
}

const std::string& text_of(const Cell& cell) {
  return std::get<std::string>(cell);
}

Result<Entry> read_entry(const Row& row, const std::string& database) {
  Entry entry;
  Transfer& of = entry.transfer;
  entry.seq = number_of(row[1]);
  of.id = text_of(row[2]);
  const auto kind = kind_named(text_of(row[3]));
  const std::string& book = text_of(row[4]);
  if (!kind || (book != "budget" && book != "cash")) {
    return fail("ledger-row-damaged", Place{database, 0, 0, "/" + std::to_string(entry.seq)},
                {"账目的种类或账本不可识别", "an entry has a kind or a book that nobody knows"},
                {"停用此库，与备份核对", "stop using this database and compare it with a backup"});
  }
  of.kind = *kind;
  entry.book = book == "budget" ? Book::budget : Book::cash;
  entry.fund = number_of(row[5]);
  of.debit = number_of(row[6]);
  of.credit = number_of(row[7]);
  of.amount_fen = number_of(row[8]);
  entry.frees_fen = number_of(row[9]);
  if (const auto* origin = std::get_if<std::string>(&row[10])) of.origin = *origin;
  if (const auto* day = std::get_if<std::int64_t>(&row[11])) of.expires_on = Date::from_days(*day);
  of.linked = number_of(row[12]) != 0;
  of.document = text_of(row[13]);
  of.purpose = text_of(row[14]);
  of.actor = text_of(row[15]);
  of.approver = text_of(row[16]);
  of.case_ref = text_of(row[17]);
  entry.at_ms = number_of(row[18]);
  entry.hash = text_of(row[19]);
  return entry;
}

void write_entry(const Entry& entry, Shard shard, Row& row) {
  const Transfer& of = entry.transfer;
  // Cell by cell, so that a text goes where the one of the entry before had its room.
  row.resize(entry_columns().size());
  auto cell = row.begin();
  const auto put = [&cell](const auto& value) { *cell++ = value; };
  put(shard);
  put(entry.seq);
  put(of.id);
  put(name_of(of.kind));
  put(name_of(entry.book));
  put(entry.fund);
  put(of.debit);
  put(of.credit);
  put(of.amount_fen);
  put(entry.frees_fen);
  of.origin.empty() ? put(std::monostate()) : put(of.origin);
  of.expires_on ? put(of.expires_on->days()) : put(std::monostate());
  put(std::int64_t{of.linked});
  put(of.document);
  put(of.purpose);
  put(of.actor);
  put(of.approver);
  put(of.case_ref);
  put(entry.at_ms);
  put(entry.hash);
}

Result<void> scan_wanted(store::Transaction& transaction, const Wanted& wanted,
                         std::string_view statement, Shard shard,
                         const std::function<bool(const Row&)>& each) {
  const auto width = static_cast<std::size_t>(std::ranges::count(wanted.columns, ',')) + 1;
  const bool is_sqlite = transaction.dialect() == store::Dialect::sqlite;
  std::span<const Cell> left = wanted.cells;
  while (!left.empty()) {
    const std::size_t size =
        is_sqlite ? std::min(left.size(), kMaxRowsSqlite * width) : left.size();
    const std::span<const Cell> cells = left.first(size);
    left = left.subspan(size);
    Table table = is_sqlite ? values_of(cells, width, wanted.nothing) : arrays_of(cells, width);
    std::string sql = "WITH wanted (";
    sql.append(wanted.columns).append(") AS (").append(table.sql).append(") ").append(statement);
    table.cells.emplace_back(shard);
    if (is_sqlite) {
      auto scanned = transaction.scan(sql, table.cells, each);
      if (!scanned) return scanned;
      continue;
    }
    // One by one each would come in an answer of its own.
    const auto rows = transaction.run(sql, table.cells);
    if (!rows) return fail(rows.error());
    for (const Row& row : *rows) {
      if (!each(row)) break;
    }
  }
  return {};
}

}  // namespace fugong::ledger
