#include "platform/ledger/ledger.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "platform/ledger/posting.hpp"
#include "platform/ledger/rows.hpp"
#include "platform/ledger/schema.hpp"

namespace fugong::ledger {
namespace {

using store::Cell;
using store::Row;
using store::Transaction;

/// Takes the shard for this transaction: whoever else writes to it waits, or runs again.
Result<ChainEnd> take_end(Transaction& transaction, Shard shard) {
  ChainEnd end;
  auto taken = transaction.run(
      "UPDATE ledger_head SET seq = seq WHERE shard = ? RETURNING seq, hash, at_ms", {shard});
  if (!taken) return fail(std::move(taken.error()));
  if (!taken->empty()) {
    const Row& row = taken->front();
    return ChainEnd{number_of(row[0]), text_of(row[1]), number_of(row[2])};
  }
  auto made = transaction.run(
      "INSERT INTO ledger_head (shard, seq, hash, at_ms) VALUES (?, 0, ?, 0) "
      "ON CONFLICT DO NOTHING",
      {shard, end.hash});
  if (!made) return fail(std::move(made.error()));
  return end;
}

Result<void> put_end(Transaction& transaction, Shard shard, const ChainEnd& before,
                     const ChainEnd& end) {
  auto put = transaction.run(
      "UPDATE ledger_head SET seq = ?, hash = ?, at_ms = ? WHERE shard = ? AND seq = ? AND hash = "
      "? "
      "RETURNING seq",
      {end.seq, end.hash, end.at_ms, shard, before.seq, before.hash});
  if (!put) return fail(std::move(put.error()));
  FUGONG_CHECK(put->size() == 1, "nobody else moves the end of a chain that is taken");
  return {};
}

/// Keys without repetition, as cells.
template <class Key>
std::vector<Cell> distinct(std::vector<Key> keys) {
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  std::vector<Cell> cells;
  cells.reserve(keys.size());
  for (Key& key : keys)
    cells.emplace_back(std::move(key));
  return cells;
}

/// Most ids of a batch are new: they are looked for in the index alone, whatever a database's
/// statistics say, and only entries that are there are read.
Result<void> know_entries(Transaction& transaction, Shard shard,
                          const std::vector<Transfer>& transfers, Posting& posting,
                          std::vector<std::int64_t>& accounts) {
  std::vector<std::string> ids;
  std::vector<std::string> origins;
  for (const Transfer& transfer : transfers) {
    // What isn't fit is nowhere, and a database need not even take it as a question.
    if (is_fit_text(transfer.id)) ids.push_back(transfer.id);
    if (!is_fit_text(transfer.origin)) continue;
    ids.push_back(transfer.origin);
    origins.push_back(transfer.origin);
  }
  std::vector<std::int64_t> seqs;
  auto read = scan_wanted(
      transaction, {"key", distinct(std::move(ids)), std::string()},
      "SELECT seq FROM (SELECT (SELECT t.seq FROM ledger_transfer t WHERE t.id = key AND t.shard = "
      "?) AS seq FROM wanted) AS known WHERE seq IS NOT NULL",
      shard, [&](const Row& row) {
        seqs.push_back(number_of(row[0]));
        return true;
      });
  if (!read) return read;
  Faults faults;
  read = scan_wanted(transaction, {"key", distinct(std::move(seqs)), std::int64_t{0}},
                     "SELECT " + entry_column_list() +
                         " FROM wanted CROSS JOIN ledger_transfer t WHERE t.shard = ? AND t.seq = "
                         "key",
                     shard, [&](const Row& row) {
                       auto entry = read_entry(row, transaction.name());
                       if (!entry) {
                         faults = std::move(entry.error());
                         return false;
                       }
                       accounts.push_back(entry->transfer.debit);
                       accounts.push_back(entry->transfer.credit);
                       posting.know_entry(std::move(*entry));
                       return true;
                     });
  if (!read) return read;
  if (!faults.empty()) return fail(std::move(faults));
  return scan_wanted(
      transaction, {"key", distinct(std::move(origins)), std::string()},
      "SELECT origin FROM (SELECT (SELECT t.origin FROM ledger_transfer t WHERE t.origin = key AND "
      "t.shard = ?) AS origin FROM wanted) AS known WHERE origin IS NOT NULL",
      shard, [&](const Row& row) {
        posting.know_settled(text_of(row[0]));
        return true;
      });
}

Result<void> know_accounts(Transaction& transaction, Shard shard, std::vector<std::int64_t> ids,
                           Posting& posting) {
  return scan_wanted(
      transaction, {"key", distinct(std::move(ids)), std::int64_t{0}},
      "SELECT account, book, fund, limited, debit, credit, debit_pending, credit_pending "
      "FROM wanted CROSS JOIN ledger_balance b WHERE b.shard = ? AND b.account = key",
      shard, [&](const Row& row) {
        const Balance balance{number_of(row[4]), number_of(row[5]), number_of(row[6]),
                              number_of(row[7])};
        posting.know_account(number_of(row[0]),
                             {text_of(row[1]) == "budget" ? Book::budget : Book::cash,
                              number_of(row[2]), number_of(row[3]) != 0, balance, balance});
        return true;
      });
}

Result<void> check_account(const Account& account, std::size_t index) {
  const std::string at = "/accounts/" + std::to_string(index) + "/";
  struct Field {
    const std::string& text;
    const char* name;
    bool may_be_empty;
  };
  for (const Field& field :
       {Field{account.fund.fund, "fund", false}, Field{account.fund.source, "source", false},
        Field{account.fund.purpose, "purpose", false}, Field{account.role, "role", false},
        Field{account.party, "party", true}, Field{account.reference, "reference", true}}) {
    auto fit = check_text(field.text, at + field.name, field.may_be_empty);
    if (!fit) return fit;
  }
  return {};
}

tl::unexpected<Faults> account_differs(const Transaction& transaction) {
  return fail("ledger-account-differs", Place{transaction.name(), 0, 0, "/accounts"},
              {"已有编号相同而内容不同的账户或资金",
               "an account or a fund has the same id and is another one"},
              {"运行 fugong ledger verify；若无损坏，换一个名称",
               "run fugong ledger verify; if nothing is damaged, take another name"});
}

Row row_of(Shard shard, std::int64_t id, const Account& account) {
  const std::int64_t limited = account.limited ? 1 : 0;
  return {shard,
          id,
          account.fund.id(),
          name_of(account.book),
          account.role,
          account.party,
          account.reference,
          limited};
}

Row row_of(Shard shard, const FundKey& fund) {
  return {shard, fund.id(), fund.fund, fund.year, fund.source, fund.purpose};
}

/// Rows with their id in the second cell; those that the database has already go.
Result<void> drop_known(Transaction& transaction, Shard shard, std::string_view query,
                        std::vector<Row>& rows) {
  std::map<std::int64_t, Row> wanted;
  for (Row& row : rows) {
    const auto put = wanted.emplace(number_of(row[1]), row);
    if (!put.second && put.first->second != row) return account_differs(transaction);
  }
  std::vector<Cell> ids;
  for (const auto& [id, row] : wanted)
    ids.emplace_back(id);
  bool differs = false;
  auto read = scan_wanted(transaction, {"key", std::move(ids), std::int64_t{0}}, query, shard,
                          [&](const Row& known) {
                            const auto found = wanted.find(number_of(known[1]));
                            differs = found == wanted.end() || found->second != known;
                            if (!differs) wanted.erase(found);
                            return !differs;
                          });
  if (!read) return read;
  if (differs) return account_differs(transaction);
  rows.clear();
  for (auto& [id, row] : wanted)
    rows.push_back(std::move(row));
  return {};
}

Result<void> load_rows(Transaction& transaction, std::string_view table,
                       const std::vector<std::string>& columns, const std::vector<Row>& rows) {
  std::size_t next = 0;
  auto loaded = transaction.load(table, columns, [&](Row& row) -> Result<bool> {
    if (next == rows.size()) return false;
    row = rows[next++];
    return true;
  });
  if (!loaded) return fail(std::move(loaded.error()));
  return {};
}

Result<void> open_accounts(Transaction& transaction, Shard shard,
                           const std::vector<Account>& accounts) {
  std::vector<Row> rows;
  for (std::size_t i = 0; i < accounts.size(); ++i) {
    auto fit = check_account(accounts[i], i);
    if (!fit) return fit;
    rows.push_back(row_of(shard, accounts[i].id(), accounts[i]));
  }
  auto known = drop_known(
      transaction, shard,
      "SELECT shard, id, fund, book, role, party, reference, limited FROM wanted CROSS JOIN "
      "ledger_account a WHERE a.shard = ? AND a.id = key",
      rows);
  if (!known || rows.empty()) return known;
  std::vector<Row> funds;
  for (const Account& account : accounts)
    funds.push_back(row_of(shard, account.fund));
  known = drop_known(
      transaction, shard,
      "SELECT shard, id, fund, year, source, purpose FROM wanted CROSS JOIN ledger_fund f "
      "WHERE f.shard = ? AND f.id = key",
      funds);
  if (!known) return known;
  auto loaded = load_rows(transaction, "ledger_fund",
                          {"shard", "id", "fund", "year", "source", "purpose"}, funds);
  if (!loaded) return loaded;
  loaded =
      load_rows(transaction, "ledger_account",
                {"shard", "id", "fund", "book", "role", "party", "reference", "limited"}, rows);
  if (!loaded) return loaded;
  for (Row& row : rows)
    row = {row[0], row[1], row[2], row[3], row[7]};
  return load_rows(transaction, "ledger_balance", {"shard", "account", "fund", "book", "limited"},
                   rows);
}

Result<void> put_balances(Transaction& transaction, Shard shard, const Posting& posting) {
  std::vector<std::pair<std::int64_t, Balance>> changes;
  for (const auto& [id, account] : posting.accounts()) {
    const Balance& now = account.balance;
    const Balance& was = account.stored;
    if (now == was) continue;
    changes.push_back(
        {id,
         {now.debit - was.debit, now.credit - was.credit, now.debit_pending - was.debit_pending,
          now.credit_pending - was.credit_pending}});
  }
  std::sort(changes.begin(), changes.end(),
            [](const auto& a, const auto& b) { return a.first < b.first; });
  if (transaction.dialect() == store::Dialect::sqlite) {
    auto next = changes.begin();
    return transaction.run_each(
        "UPDATE ledger_balance SET debit = debit + ?, credit = credit + ?, debit_pending = "
        "debit_pending + ?, credit_pending = credit_pending + ? WHERE account = ? AND shard = ?",
        [&](Row& row) -> Result<bool> {
          if (next == changes.end()) return false;
          const auto& [id, by] = *next++;
          row = {by.debit, by.credit, by.debit_pending, by.credit_pending, id, shard};
          return true;
        });
  }
  std::vector<Cell> cells;
  cells.reserve(5 * changes.size());
  for (const auto& [id, by] : changes)
    cells.insert(cells.end(), {id, by.debit, by.credit, by.debit_pending, by.credit_pending});
  return scan_wanted(
      transaction,
      {"account, debit, credit, debit_pending, credit_pending", std::move(cells), std::int64_t{0}},
      "UPDATE ledger_balance SET debit = ledger_balance.debit + wanted.debit, "
      "credit = ledger_balance.credit + wanted.credit, "
      "debit_pending = ledger_balance.debit_pending + wanted.debit_pending, "
      "credit_pending = ledger_balance.credit_pending + wanted.credit_pending "
      "FROM wanted WHERE ledger_balance.shard = ? AND ledger_balance.account = wanted.account",
      shard, [](const Row&) { return true; });
}

Result<void> put_entries(Transaction& transaction, Shard shard, const std::deque<Entry>& entries) {
  std::size_t next = 0;
  auto loaded = transaction.load("ledger_transfer", entry_columns(), [&](Row& row) -> Result<bool> {
    if (next == entries.size()) return false;
    write_entry(entries[next++], shard, row);
    return true;
  });
  if (!loaded) return fail(std::move(loaded.error()));
  return {};
}

tl::unexpected<Faults> too_large() {
  return fail("ledger-batch-too-large", Place{"", 0, 0, "/transfers"},
              {"一批记账太多", "the batch is too large"},
              {"每批至多 8192 笔，并附至多 24576 个账户",
               "submit at most 8192 transfers with 24576 accounts at once"});
}

}  // namespace

Result<void> Ledger::migrate(store::Database& database) {
  return database.migrate("ledger", migrations());
}

Result<void> Ledger::begin_day(Transaction& transaction, Date day) {
  const std::int64_t begins_ms = day.days() * kDayMs - kChinaMs;
  auto moved =
      transaction.run("UPDATE ledger_head SET at_ms = ? WHERE at_ms < ?", {begins_ms, begins_ms});
  return moved ? Result<void>{} : fail(std::move(moved.error()));
}

Result<std::vector<Answer>> Ledger::submit(Transaction& transaction, const Batch& batch) const {
  if (batch.transfers.size() > kMaxBatch || batch.accounts.size() > kMaxAccounts) {
    return too_large();
  }
  auto before = take_end(transaction, shard_);
  if (!before) return fail(std::move(before.error()));
  const std::int64_t now_ms = clock_->now_ms();
  if (now_ms < before->at_ms - kMaxClockBehindMs) {
    return fail("ledger-clock-behind", Place{transaction.name(), 0, 0, ""},
                {"本机时钟早于最后一笔账目，或早于已结的一天",
                 "this machine's clock stands behind the last entry, or on a day that is closed"},
                {"校准时钟后再记账", "set the clock right before you submit"});
  }
  ChainEnd end = *before;
  end.at_ms = std::max(now_ms, before->at_ms);
  auto opened = open_accounts(transaction, shard_, batch.accounts);
  if (!opened) return fail(std::move(opened.error()));
  Posting posting(shard_, end);
  std::vector<std::int64_t> accounts;
  for (const Transfer& transfer : batch.transfers) {
    accounts.push_back(transfer.debit);
    accounts.push_back(transfer.credit);
  }
  auto known = know_entries(transaction, shard_, batch.transfers, posting, accounts);
  if (!known) return fail(std::move(known.error()));
  known = know_accounts(transaction, shard_, std::move(accounts), posting);
  if (!known) return fail(std::move(known.error()));
  std::vector<Answer> answers = posting.run(batch.transfers);
  if (posting.created().empty()) return answers;
  auto put = put_entries(transaction, shard_, posting.created());
  if (put) put = put_balances(transaction, shard_, posting);
  if (put) put = put_end(transaction, shard_, *before, posting.end());
  if (!put) return fail(std::move(put.error()));
  return answers;
}

Result<std::vector<Answer>> Ledger::submit(store::Database& database, const Batch& batch) const {
  std::vector<Answer> answers;
  auto done = database.transact([&](Transaction& transaction) -> Result<void> {
    auto submitted = submit(transaction, batch);
    if (!submitted) return fail(std::move(submitted.error()));
    answers = std::move(*submitted);
    return {};
  });
  if (!done) return fail(std::move(done.error()));
  return answers;
}

}  // namespace fugong::ledger
