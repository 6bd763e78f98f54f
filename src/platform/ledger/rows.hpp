// Rows of the ledger's tables, read by many keys at once. Private to the ledger.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/ledger/transfer.hpp"
#include "platform/store/database.hpp"

namespace fugong::ledger {

/// Columns of ledger_transfer in the order in which rows are read and loaded.
const std::vector<std::string>& entry_columns();
/// The same, with commas.
const std::string& entry_column_list();
/// A fault "ledger-row-damaged" where the row holds what the ledger never writes.
Result<Entry> read_entry(const store::Row& row, const std::string& database);
void write_entry(const Entry& entry, Shard shard, store::Row& row);

std::int64_t number_of(const store::Cell& cell);
const std::string& text_of(const store::Cell& cell);

/// Rows for a statement to work on.
struct Wanted {
  std::string_view columns;        ///< "account, debit"
  std::vector<store::Cell> cells;  ///< row by row; a column is all numbers or all texts
  store::Cell nothing;             ///< in a column that no row of the database has
};

/// Runs a statement over the table `wanted`, which holds some of the rows at a time; its one
/// parameter is the shard. A join, or a query in brackets for each row, and not "IN", which a
/// database without statistics answers from the whole table.
Result<void> scan_wanted(store::Transaction& transaction, const Wanted& wanted,
                         std::string_view statement, Shard shard,
                         const std::function<bool(const store::Row&)>& each);

}  // namespace fugong::ledger
