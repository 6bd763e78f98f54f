#include "platform/ledger/rows.hpp"

#include <algorithm>
#include <bit>
#include <utility>

namespace fugong::ledger {
namespace {

using store::Cell;
using store::Row;

// A statement of PostgreSQL costs a journey to the server, one of SQLite next to nothing.
constexpr std::size_t kMaxKeysPostgres = 512;
constexpr std::size_t kMaxKeysSqlite = 16;

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

std::size_t keys_at_once(store::Dialect dialect, std::size_t left) {
  const std::size_t most = dialect == store::Dialect::sqlite ? kMaxKeysSqlite : kMaxKeysPostgres;
  return std::min(most, std::bit_ceil(left));
}

Result<void> scan_keys(store::Transaction& transaction, std::string_view query, Shard shard,
                       const std::vector<Cell>& keys, const Cell& nothing,
                       const std::function<bool(const Row&)>& each) {
  std::size_t at = 0;
  while (at < keys.size()) {
    const std::size_t size = keys_at_once(transaction.dialect(), keys.size() - at);
    std::string sql = "WITH wanted (key) AS (VALUES ";
    std::vector<Cell> cells;
    for (std::size_t i = 0; i < size; ++i) {
      sql += i == 0 ? "(?)" : ", (?)";
      cells.push_back(at + i < keys.size() ? keys[at + i] : nothing);
    }
    sql.append(") ").append(query);
    cells.emplace_back(shard);
    auto scanned = transaction.scan(sql, cells, each);
    if (!scanned) return scanned;
    at += size;
  }
  return {};
}

Result<void> without_rows(Result<std::vector<Row>> rows) {
  if (!rows) return fail(std::move(rows.error()));
  return {};
}

}  // namespace fugong::ledger
