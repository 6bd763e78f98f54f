// Kept: receipts and openings in the database, by the case that they are of.
//
//   database.migrate("receipts", receipt::schema());
//   database.transact([&](store::Transaction& t) {
//     ...                                                   // the case is filed
//     return receipt::keep(t, number, papers);              // with what it was judged by
//   });
//   auto shown = receipt::find_receipt(t, number, hash);    // the bytes, or nothing
//
// A case has a receipt for each time that it was judged. The rows have no owner of their own:
// whoever asks has looked the case up within his scope before. Receipts are for good; an opening
// holds what the firm stated, and can be erased when it is no longer needed: every proof stays.
//
// Free functions in the caller's transaction; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "desks/receipt/receipt.hpp"
#include "platform/store/database.hpp"

namespace fugong::receipt {

/// The schema, for Database::migrate("receipts", ...).
const std::vector<store::Migration>& schema();

/// Keeps both papers of a judgement; gives the receipt's hash. The same once more changes nothing.
Result<std::string> keep(store::Transaction& t, std::int64_t number, const Papers& papers);

/// The bytes of a receipt of this case; nothing if it isn't kept.
Result<std::optional<std::string>> find_receipt(store::Transaction& t, std::int64_t number,
                                                std::string_view hash);
/// The bytes of its opening; nothing if it isn't kept, or was erased.
Result<std::optional<std::string>> find_opening(store::Transaction& t, std::int64_t number,
                                                std::string_view hash);
/// Erases the openings of a case for good; how many there were. Whoever calls this appends an event
/// to the audit log that says so.
Result<std::int64_t> erase_openings(store::Transaction& t, std::int64_t number);

}  // namespace fugong::receipt
