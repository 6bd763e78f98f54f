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

/// How many keys go into one statement: a power of two, so that few statements are prepared.
std::size_t keys_at_once(store::Dialect dialect, std::size_t left);

/// Runs a query over the table `wanted`, whose column `key` holds some of the keys at a time; the
/// query's one parameter is the shard. `nothing` is a key that no row has. A join, or a query in
/// brackets for each key, and not "IN", which a database without statistics answers from the whole
/// table.
Result<void> scan_keys(store::Transaction& transaction, std::string_view query, Shard shard,
                       const std::vector<store::Cell>& keys, const store::Cell& nothing,
                       const std::function<bool(const store::Row&)>& each);

/// The fault of a run that read something, with its rows dropped.
Result<void> without_rows(Result<std::vector<store::Row>> rows);

}  // namespace fugong::ledger
