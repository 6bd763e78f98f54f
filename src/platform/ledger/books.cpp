#include "platform/ledger/books.hpp"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "base/clock.hpp"
#include "platform/ledger/rows.hpp"

namespace fugong::ledger {
namespace {

using store::Cell;
using store::Row;
using store::Transaction;

/// The first moment behind a day of China, in milliseconds since 1970. Days far off have the
/// calendar's ends, which no entry reaches.
std::int64_t end_of(Date day) {
  constexpr std::int64_t kFar = 10'000'000;
  return (std::clamp(day.days(), -kFar, kFar) + 1) * kDayMs - kChinaMs;
}

Head head_of(const Row& row) {
  return {number_of(row[0]), number_of(row[1]), text_of(row[2]), number_of(row[3])};
}

/// Rows of entries until one is damaged.
Result<std::vector<Entry>> read_entries(Transaction& transaction, const std::string& sql,
                                        const std::vector<Cell>& cells) {
  std::vector<Entry> entries;
  Faults faults;
  auto scanned = transaction.scan(sql, cells, [&](const Row& row) {
    auto entry = read_entry(row, transaction.name());
    if (!entry) {
      faults = std::move(entry.error());
      return false;
    }
    entries.push_back(std::move(*entry));
    return true;
  });
  if (!scanned) return fail(std::move(scanned.error()));
  if (!faults.empty()) return fail(std::move(faults));
  return entries;
}

/// Of book, fund, year, source, purpose, role, party, reference and limited, from a column on.
Account account_of(const Row& row, std::size_t from) {
  return {text_of(row[from]) == "budget" ? Book::budget : Book::cash,
          {text_of(row[from + 1]), number_of(row[from + 2]), text_of(row[from + 3]),
           text_of(row[from + 4])},
          text_of(row[from + 5]),
          text_of(row[from + 6]),
          text_of(row[from + 7]),
          number_of(row[from + 8]) != 0};
}

tl::unexpected<Faults> not_replayable(const Transaction& transaction, std::int64_t seq) {
  return fail("ledger-row-damaged", Place{transaction.name(), 0, 0, "/" + std::to_string(seq)},
              {"账目重算不下去", "the entries can't be replayed past this one"},
              {"运行 fugong ledger verify", "run fugong ledger verify"});
}

using Balances = std::unordered_map<std::int64_t, Balance>;

Result<void> replay(Transaction& transaction, Shard shard, const Which& which, Balances& balances) {
  std::string sql =
      "SELECT seq, kind, debit, credit, amount, frees FROM ledger_transfer WHERE shard = ? AND "
      "at_ms < ?";
  std::vector<Cell> cells = {shard, end_of(*which.on)};
  if (which.fund) {
    sql += " AND fund = ?";
    cells.emplace_back(*which.fund);
  }
  std::optional<std::int64_t> stuck;
  auto scanned = transaction.scan(sql + " ORDER BY seq", cells, [&](const Row& row) {
    Entry entry;
    entry.seq = number_of(row[0]);
    const auto kind = kind_named(text_of(row[1]));
    entry.transfer.kind = kind.value_or(Kind::direct);
    entry.transfer.amount_fen = number_of(row[4]);
    entry.frees_fen = number_of(row[5]);
    Balance& debit = balances[number_of(row[2])];
    Balance& credit = balances[number_of(row[3])];
    if (!kind || !apply(entry, debit, false, credit)) stuck = entry.seq;
    return !stuck;
  });
  if (!scanned) return scanned;
  if (stuck) return not_replayable(transaction, *stuck);
  return {};
}

}  // namespace

Result<std::vector<Head>> heads(Transaction& transaction) {
  std::vector<Head> found;
  auto scanned = transaction.scan("SELECT shard, seq, hash, at_ms FROM ledger_head ORDER BY shard",
                                  {}, [&](const Row& row) {
                                    found.push_back(head_of(row));
                                    return true;
                                  });
  if (!scanned) return fail(std::move(scanned.error()));
  return found;
}

Result<Head> head(Transaction& transaction, Shard shard) {
  auto rows =
      transaction.run("SELECT shard, seq, hash, at_ms FROM ledger_head WHERE shard = ?", {shard});
  if (!rows) return fail(std::move(rows.error()));
  if (rows->empty()) return Head{shard, 0, first_hash(), 0};
  return head_of(rows->front());
}

Result<std::optional<Entry>> find(Transaction& transaction, Shard shard, const std::string& id) {
  auto found = read_entries(
      transaction,
      "SELECT " + entry_column_list() + " FROM ledger_transfer WHERE shard = ? AND id = ?",
      {shard, id});
  if (!found) return fail(std::move(found.error()));
  if (found->empty()) return std::nullopt;
  return std::move(found->front());
}

Result<std::optional<Account>> find_account(Transaction& transaction, Shard shard,
                                            std::int64_t id) {
  const auto rows = transaction.run(
      "SELECT a.book, f.fund, f.year, f.source, f.purpose, a.role, a.party, a.reference, a.limited "
      "FROM ledger_account a JOIN ledger_fund f ON f.shard = a.shard AND f.id = a.fund WHERE "
      "a.id = ? AND a.shard = ?",
      {id, shard});
  if (!rows) return fail(rows.error());
  if (rows->empty()) return std::nullopt;
  return account_of(rows->front(), 0);
}

Result<void> scan_balances(Transaction& transaction, Shard shard, const Which& which,
                           const std::function<bool(const AccountBalance&)>& each) {
  Balances replayed;
  if (which.on) {
    auto done = replay(transaction, shard, which, replayed);
    if (!done) return done;
  }
  std::string sql =
      "SELECT a.id, a.book, f.fund, f.year, f.source, f.purpose, a.role, a.party, a.reference, "
      "a.limited, b.debit, b.credit, b.debit_pending, b.credit_pending FROM ledger_account a "
      "JOIN ledger_fund f ON f.shard = a.shard AND f.id = a.fund "
      "JOIN ledger_balance b ON b.shard = a.shard AND b.account = a.id WHERE a.shard = ?";
  std::vector<Cell> cells = {shard};
  if (which.fund) {
    sql += " AND a.fund = ?";
    cells.emplace_back(*which.fund);
  }
  return transaction.scan(sql + " ORDER BY a.fund, a.book, a.id", cells, [&](const Row& row) {
    AccountBalance of;
    of.id = number_of(row[0]);
    of.account = account_of(row, 1);
    if (!which.on) {
      of.balance = {number_of(row[10]), number_of(row[11]), number_of(row[12]), number_of(row[13])};
    } else if (const auto found = replayed.find(of.id); found != replayed.end()) {
      of.balance = found->second;
    }
    return each(of);
  });
}

Result<std::vector<AccountBalance>> balances(Transaction& transaction, Shard shard,
                                             const Which& which) {
  std::vector<AccountBalance> found;
  auto scanned = scan_balances(transaction, shard, which, [&](const AccountBalance& of) {
    found.push_back(of);
    return true;
  });
  if (!scanned) return fail(std::move(scanned.error()));
  return found;
}

Result<Page> statement(Transaction& transaction, Shard shard, const StatementOf& of,
                       std::int64_t after, std::int64_t limit) {
  FUGONG_CHECK(limit >= 1 && limit <= kMaxPage, "a page holds 1 to kMaxPage entries");
  // One more than is asked for tells whether there is a next page.
  const std::int64_t most = limit + 1;
  const std::string columns = "SELECT " + entry_column_list() + " FROM ledger_transfer";
  std::string sql;
  std::vector<Cell> cells;
  if (of.account) {
    // The index by fund tells which of the fund's entries are the account's.
    sql = columns +
          " WHERE shard = ? AND seq IN (SELECT seq FROM ledger_transfer WHERE fund = (SELECT fund "
          "FROM ledger_account WHERE id = ? AND shard = ?) AND shard = ? AND seq > ? AND "
          "(debit = ? OR credit = ?) ORDER BY seq LIMIT ?) ORDER BY seq";
    const std::int64_t account = *of.account;
    cells = {shard, account, shard, shard, after, account, account, most};
  } else if (of.fund) {
    sql = columns + " WHERE fund = ? AND shard = ? AND seq > ? ORDER BY seq LIMIT ?";
    cells = {*of.fund, shard, after, most};
  } else {
    sql = columns + " WHERE shard = ? AND seq > ? ORDER BY seq LIMIT ?";
    cells = {shard, after, most};
  }
  auto entries = read_entries(transaction, sql, cells);
  if (!entries) return fail(std::move(entries.error()));
  Page page{std::move(*entries), 0};
  if (static_cast<std::int64_t>(page.entries.size()) > limit) {
    page.entries.pop_back();
    page.next = page.entries.back().seq;
  }
  return page;
}

Result<std::vector<Entry>> overdue(Transaction& transaction, Shard shard, Date today,
                                   std::int64_t limit) {
  return read_entries(transaction,
                      "SELECT " + entry_column_list() +
                          " FROM ledger_transfer p WHERE shard = ? AND expires_on < ? AND NOT "
                          "EXISTS (SELECT 1 FROM ledger_transfer s WHERE s.shard = p.shard AND "
                          "s.origin = p.id) ORDER BY expires_on, seq LIMIT ?",
                      {shard, today.days(), limit});
}

}  // namespace fugong::ledger
