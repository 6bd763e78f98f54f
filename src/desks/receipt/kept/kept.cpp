#include "desks/receipt/kept/kept.hpp"

namespace fugong::receipt {
namespace {

using store::Transaction;

constexpr const char* kSchema = R"(CREATE TABLE case_receipt (
  number INTEGER NOT NULL,
  hash TEXT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (number, hash)
) STRICT;
APPEND ONLY case_receipt;
-- What the firm stated, with the salts: personal, and can be erased.
CREATE TABLE case_opening (
  number INTEGER NOT NULL,
  hash TEXT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (number, hash)
) STRICT;
)";

// The kept form (packs.hpp) in base64.
constexpr const char* kPacks = R"(CREATE TABLE kept_pack (
  hash TEXT PRIMARY KEY NOT NULL,
  body TEXT NOT NULL
) STRICT;
APPEND ONLY kept_pack;
)";

Result<std::optional<std::string>> body_of(Transaction& t, const char* sql, std::int64_t number,
                                           std::string_view hash) {
  auto rows = t.run(sql, {number, std::string(hash)});
  if (!rows) return fail(std::move(rows.error()));
  if (rows->empty()) return std::nullopt;
  return std::get<std::string>(rows->front()[0]);
}

}  // namespace

const std::vector<store::Migration>& schema() {
  static const std::vector<store::Migration> kMigrations = {{1, "receipts-of-cases", kSchema},
                                                            {2, "kept-packs", kPacks}};
  return kMigrations;
}

Result<std::string> keep(Transaction& t, std::int64_t number, const Papers& papers) {
  // Nothing is kept that could not be handed out.
  const auto read = read_receipt(papers.receipt, "receipt");
  if (!read) return fail(read.error());
  const auto opening = read_opening(papers.opening, "opening");
  if (!opening) return fail(opening.error());
  Faults wrong = match(*read, *opening, Whole::yes);
  if (!wrong.empty()) return fail(std::move(wrong));
  auto kept = t.run(
      "INSERT INTO case_receipt (number, hash, body) VALUES (?, ?, ?) ON CONFLICT (number, hash) "
      "DO "
      "NOTHING",
      {number, read->hash, papers.receipt});
  if (kept) {
    kept = t.run(
        "INSERT INTO case_opening (number, hash, body) VALUES (?, ?, ?) ON CONFLICT (number, hash) "
        "DO NOTHING",
        {number, read->hash, papers.opening});
  }
  if (!kept) return fail(std::move(kept.error()));
  return read->hash;
}

Result<std::optional<std::string>> find_receipt(Transaction& t, std::int64_t number,
                                                std::string_view hash) {
  return body_of(t, "SELECT body FROM case_receipt WHERE number = ? AND hash = ?", number, hash);
}

Result<std::optional<std::string>> find_opening(Transaction& t, std::int64_t number,
                                                std::string_view hash) {
  return body_of(t, "SELECT body FROM case_opening WHERE number = ? AND hash = ?", number, hash);
}

Result<std::int64_t> erase_openings(Transaction& t, std::int64_t number) {
  auto erased = t.run("DELETE FROM case_opening WHERE number = ? RETURNING hash", {number});
  if (!erased) return fail(std::move(erased.error()));
  return static_cast<std::int64_t>(erased->size());
}

}  // namespace fugong::receipt
