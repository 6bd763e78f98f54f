#include "platform/ledger/verify.hpp"

#include <algorithm>
#include <map>
#include <unordered_map>
#include <utility>

#include "base/clock.hpp"
#include "platform/ledger/rows.hpp"

namespace fugong::ledger {
namespace {

using store::Cell;
using store::Row;
using store::Transaction;

struct Known {
  Book book = Book::budget;
  std::int64_t fund = 0;
  bool limited = true;
  Balance balance;
  std::string role;  ///< with its book: "budget available"
};

/// What an entry names, as it stands in the database.
struct Origin {
  std::int64_t seq = 0;  ///< 0: it is not there
  std::string kind;
  std::int64_t debit = 0;
  std::int64_t credit = 0;
  std::int64_t amount = 0;
  std::optional<std::int64_t> last_day;
};

std::string named_in_zh(const Checkpoint& checkpoint) {
  return checkpoint.kept_in.empty() ? "" : "（" + checkpoint.kept_in + "）";
}
std::string named_in_en(const Checkpoint& checkpoint) {
  return checkpoint.kept_in.empty() ? "" : " (" + checkpoint.kept_in + ")";
}

class Verifier {
 public:
  Verifier(Transaction& transaction, Shard shard, const std::vector<Checkpoint>& checkpoints)
      : transaction_(transaction), shard_(shard) {
    for (const Checkpoint& checkpoint : checkpoints) {
      if (checkpoint.shard == shard) checkpoints_.push_back(checkpoint);
    }
    std::ranges::stable_sort(checkpoints_, {}, &Checkpoint::seq);
  }

  Result<Verified> run() {
    for (const auto step :
         {&Verifier::read_accounts, &Verifier::read_chain, &Verifier::compare_head,
          &Verifier::compare_balances, &Verifier::compare_totals}) {
      auto done = (this->*step)();
      if (!done) return fail(std::move(done.error()));
    }
    return verified_;
  }

 private:
  Result<void> read_accounts();
  Result<void> read_chain();
  Result<void> compare_head();
  Result<void> compare_balances();
  Result<void> compare_totals();

  /// What is wrong with an entry behind those before it; empty if nothing is.
  Text judge(const Entry& entry, const Origin& origin);
  Text judge_origin(const Entry& entry, const Origin& origin);
  /// That of the entry, among the heads that were kept.
  Text judge_checkpoints(const Entry& entry);
  void count_day(const Entry& entry);

  tl::unexpected<Faults> wrong(const char* code, const char* table, std::int64_t number,
                               Text what) const {
    return fail(code,
                Place{transaction_.name(), 0, 0,
                      std::string("/") + table + "/" + std::to_string(shard_) + "/" +
                          std::to_string(number)},
                std::move(what),
                {"停止记账，保留现场，与备份和留存的链头核对",
                 "stop writing, keep everything as it is, and compare it with backups and with "
                 "heads that were kept elsewhere"});
  }

  Transaction& transaction_;
  const Shard shard_;
  std::vector<Checkpoint> checkpoints_;  ///< in order
  std::size_t next_checkpoint_ = 0;
  std::unordered_map<std::int64_t, Known> accounts_;
  std::vector<bool> settled_;  ///< by seq
  Head end_;                   ///< as far as the chain was read
  bool open_ = false;          ///< the last entry is linked to a next one
  Verified verified_;
};

Result<void> Verifier::read_accounts() {
  std::optional<std::int64_t> forged;
  const auto read = [&](const AccountBalance& of) {
    if (of.account.id() != of.id) forged = of.id;
    accounts_[of.id] = {of.account.book,
                        of.account.fund.id(),
                        of.account.limited,
                        {},
                        name_of(of.account.book) + ' ' + of.account.role};
    return !forged;
  };
  auto scanned = scan_balances(transaction_, shard_, {}, read);
  if (!scanned) return scanned;
  if (forged) {
    return wrong("ledger-account-forged", "ledger_account", *forged,
                 {"账户或资金的内容与其编号不符", "an account or its fund isn't what its id says"});
  }
  auto counted = transaction_.run(
      "SELECT (SELECT count(*) FROM ledger_account WHERE shard = ?), "
      "(SELECT count(*) FROM ledger_balance WHERE shard = ?), "
      "(SELECT count(*) FROM ledger_fund WHERE shard = ?)",
      {shard_, shard_, shard_});
  if (!counted) return fail(std::move(counted.error()));
  const Row& row = counted->front();
  verified_.accounts = static_cast<std::int64_t>(accounts_.size());
  verified_.funds = number_of(row[2]);
  if (number_of(row[0]) == verified_.accounts && number_of(row[1]) == verified_.accounts) return {};
  return wrong("ledger-balance-differs", "ledger_balance", 0,
               {"账户与余额不是一一对应", "accounts and balances don't match one to one"});
}

Result<void> Verifier::read_chain() {
  end_ = {shard_, 0, first_hash(), 0};
  std::string columns;
  for (const std::string& column : entry_columns())
    columns += "t." + column + ", ";
  std::optional<Faults> faults;
  auto scanned = transaction_.scan(
      "SELECT " + columns +
          "o.seq, o.kind, o.debit, o.credit, o.amount, o.expires_on FROM ledger_transfer t LEFT "
          "JOIN "
          "ledger_transfer o ON o.shard = t.shard AND o.id = t.origin WHERE t.shard = ? ORDER BY "
          "t.seq",
      {shard_}, [&](const Row& row) {
        auto entry = read_entry(row, transaction_.name());
        if (!entry) {
          faults = std::move(entry.error());
          return false;
        }
        const std::size_t at = entry_columns().size();
        Origin origin;
        if (!std::holds_alternative<std::monostate>(row[at])) {
          origin = {number_of(row[at]),     text_of(row[at + 1]),   number_of(row[at + 2]),
                    number_of(row[at + 3]), number_of(row[at + 4]), std::nullopt};
          if (const auto* day = std::get_if<std::int64_t>(&row[at + 5])) origin.last_day = *day;
        }
        if (entry->seq != end_.seq + 1 || entry->hash != hash_of(*entry, shard_, end_.hash)) {
          faults = wrong("ledger-chain-broken", "ledger_transfer", end_.seq + 1,
                         {"哈希链在此断开：有账目被改动、删除或插入",
                          "the hash chain breaks here: an entry was changed, taken away or put in"})
                       .value();
          return false;
        }
        Text what = judge(*entry, origin);
        if (!what.en.empty()) {
          faults =
              wrong("ledger-entry-invalid", "ledger_transfer", entry->seq, std::move(what)).value();
          return false;
        }
        what = judge_checkpoints(*entry);
        if (!what.en.empty()) {
          faults =
              wrong("ledger-checkpoint-differs", "ledger_transfer", entry->seq, std::move(what))
                  .value();
          return false;
        }
        count_day(*entry);
        end_ = {shard_, entry->seq, entry->hash, entry->at_ms};
        open_ = entry->transfer.linked;
        return true;
      });
  if (!scanned) return scanned;
  if (faults) return fail(std::move(*faults));
  if (open_) {
    return wrong("ledger-entry-invalid", "ledger_transfer", end_.seq,
                 {"连在一起的一组账目不全", "a chain of linked entries isn't whole"});
  }
  if (next_checkpoint_ < checkpoints_.size()) {
    const Checkpoint& checkpoint = checkpoints_[next_checkpoint_];
    return wrong("ledger-checkpoint-differs", "ledger_transfer", checkpoint.seq,
                 {"账目比留存的链头少" + named_in_zh(checkpoint),
                  "the chain ends before a head that was kept" + named_in_en(checkpoint)});
  }
  return {};
}

Text Verifier::judge_checkpoints(const Entry& entry) {
  while (next_checkpoint_ < checkpoints_.size() &&
         checkpoints_[next_checkpoint_].seq == entry.seq) {
    const Checkpoint& checkpoint = checkpoints_[next_checkpoint_++];
    if (checkpoint.hash == entry.hash) continue;
    return {"哈希与留存的链头不符：整条链被重写过" + named_in_zh(checkpoint),
            "the hash isn't that of the head that was kept: the chain was written anew" +
                named_in_en(checkpoint)};
  }
  return {};
}

void Verifier::count_day(const Entry& entry) {
  const Date day = FixedClock(entry.at_ms).today();
  std::vector<DayEnd>& days = verified_.days;
  if (days.empty() || days.back().day != day) {
    if (days.empty()) {
      days.emplace_back();
    } else {
      days.push_back(days.back());
    }
    days.back().day = day;
  }
  DayEnd& end = days.back();
  end.seq = entry.seq;
  end.hash = entry.hash;
  if (entry.transfer.kind == Kind::pending) return;
  end.held[accounts_.at(entry.transfer.debit).role] -= entry.transfer.amount_fen;
  end.held[accounts_.at(entry.transfer.credit).role] += entry.transfer.amount_fen;
}

Text Verifier::judge(const Entry& entry, const Origin& origin) {
  const Transfer& of = entry.transfer;
  if (entry.at_ms < end_.at_ms) return {"时间倒退", "it is older than the one before it"};
  for (const std::string* text :
       {&of.id, &of.document, &of.purpose, &of.actor, &of.approver, &of.case_ref}) {
    if (text->empty()) return {"缺少要素", "a text of it is missing"};
  }
  if (of.actor == of.approver) return {"审批人就是经办人", "its approver is its actor"};
  const auto debit = accounts_.find(of.debit);
  const auto credit = accounts_.find(of.credit);
  if (debit == accounts_.end() || credit == accounts_.end()) {
    return {"账户不存在", "one of its accounts is not there"};
  }
  for (const Known* known : {&debit->second, &credit->second}) {
    if (known->book != entry.book) return {"跨账本", "it leaves its book"};
    if (known->fund != entry.fund) return {"跨资金", "it leaves its fund"};
  }
  const bool frees_all = of.kind == Kind::voided || of.kind == Kind::expire;
  if (frees_all ? of.amount_fen != 0 : of.amount_fen <= 0) {
    return {"金额不合规定", "its amount is not fit"};
  }
  settled_.resize(static_cast<std::size_t>(entry.seq) + 1);
  if (Text what = judge_origin(entry, origin); !what.en.empty()) return what;
  if (of.debit == of.credit ||
      !apply(entry, debit->second.balance, debit->second.limited, credit->second.balance)) {
    return {"账户透支或发生额过大", "it overdraws an account, or a total gets too large"};
  }
  return {};
}

Text Verifier::judge_origin(const Entry& entry, const Origin& origin) {
  const Transfer& of = entry.transfer;
  const bool is_settlement = settles(of.kind);
  if (of.origin.empty()) {
    if (is_settlement || entry.frees_fen != 0 || of.purpose == kCorrection) {
      return {"没有原记账", "it names no entry that it is about"};
    }
    return {};
  }
  if (origin.seq <= 0 || origin.seq >= entry.seq) {
    return {"原记账不在其前", "what it names does not stand before it"};
  }
  const auto at = static_cast<std::size_t>(origin.seq);
  if (settled_[at]) return {"原记账被处理两次", "what it names is settled twice"};
  settled_[at] = true;
  if (is_settlement) {
    const bool fits = origin.kind == "pending" && entry.frees_fen == origin.amount &&
                      of.amount_fen <= origin.amount && of.debit == origin.debit &&
                      of.credit == origin.credit;
    if (!fits) return {"与所处理的预留不符", "it doesn't fit what it settles"};
    const bool is_over =
        origin.last_day && *origin.last_day < FixedClock(entry.at_ms).today().days();
    if (of.kind == Kind::post && is_over) return {"过期后过账", "it posts what had expired"};
    if (of.kind == Kind::expire && !is_over) return {"未到期而作到期", "it expires what had not"};
    return {};
  }
  const bool fits = of.kind == Kind::direct && entry.frees_fen == 0 &&
                    (origin.kind == "direct" || origin.kind == "post") &&
                    of.debit == origin.credit && of.amount_fen <= origin.amount &&
                    (of.purpose != kCorrection || of.credit == origin.debit);
  return fits ? Text{} : Text{"与所退回的记账不符", "it doesn't fit what it takes back"};
}

Result<void> Verifier::compare_head() {
  const auto stored = head(transaction_, shard_);
  if (!stored) return fail(stored.error());
  verified_.head = *stored;
  if (stored->seq == end_.seq && stored->hash == end_.hash) return {};
  return wrong("ledger-head-differs", "ledger_head", stored->seq,
               {"记录的链头与最后一笔账目不符", "the head that is stored isn't the last entry's"});
}

Result<void> Verifier::compare_balances() {
  std::optional<std::int64_t> differs;
  auto scanned = scan_balances(transaction_, shard_, {}, [&](const AccountBalance& of) {
    if (of.balance != accounts_.at(of.id).balance) differs = of.id;
    return !differs;
  });
  if (!scanned) return scanned;
  if (!differs) return {};
  return wrong("ledger-balance-differs", "ledger_balance", *differs,
               {"存的余额与按账目重算的不同",
                "the balance that is stored isn't what the entries "
                "come to"});
}

Result<void> Verifier::compare_totals() {
  // Of what is stored, not of what was replayed: the two were compared above, and this holds even
  // where both were wrong.
  std::map<std::pair<std::int64_t, Book>, __int128> held;
  auto scanned = scan_balances(transaction_, shard_, {}, [&](const AccountBalance& of) {
    held[{accounts_.at(of.id).fund, of.account.book}] += of.balance.held();
    return true;
  });
  if (!scanned) return scanned;
  for (const auto& [of, sum] : held) {
    if (sum == 0) continue;
    return wrong(
        "ledger-not-conserved", "ledger_fund", of.first,
        {"这笔资金的收支不平", "what the accounts of this fund hold doesn't add up to nought"});
  }
  return {};
}

}  // namespace

Result<Verified> verify(Transaction& transaction, Shard shard,
                        const std::vector<Checkpoint>& checkpoints) {
  return Verifier(transaction, shard, checkpoints).run();
}

Result<std::vector<Shard>> shards(Transaction& transaction) {
  std::vector<Shard> found;
  auto scanned = transaction.scan(
      "SELECT shard FROM ledger_head UNION SELECT shard FROM ledger_account ORDER BY shard", {},
      [&](const Row& row) {
        found.push_back(number_of(row[0]));
        return true;
      });
  if (!scanned) return fail(std::move(scanned.error()));
  return found;
}

}  // namespace fugong::ledger
