// One batch against what the ledger holds, in memory: what stands and what is refused. Private to
// the ledger.
//
// Told beforehand of every entry, account and settlement that the batch could touch; whatever it is
// not told of does not exist.
#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "platform/ledger/transfer.hpp"

namespace fugong::ledger {

struct KnownAccount {
  Book book = Book::budget;
  std::int64_t fund = 0;
  bool limited = true;
  Balance stored;   ///< as the database has it
  Balance balance;  ///< with what of the batch stands
};

/// The end of a chain.
struct ChainEnd {
  std::int64_t seq = 0;
  std::string hash = first_hash();
  std::int64_t at_ms = 0;
};

class Posting {
 public:
  /// `end.at_ms` is the time of the batch.
  Posting(Shard shard, ChainEnd end);

  void know_entry(Entry entry);
  void know_account(std::int64_t id, const KnownAccount& account);
  void know_settled(const std::string& origin);

  /// One answer to each. Once.
  std::vector<Answer> run(const std::vector<Transfer>& transfers);

  const std::deque<Entry>& created() const { return created_; }
  const std::unordered_map<std::int64_t, KnownAccount>& accounts() const { return accounts_; }
  const ChainEnd& end() const { return end_; }

 private:
  struct Undo {
    std::int64_t account;
    Balance before;
  };
  using Refusal = std::optional<Fault>;

  void run_chain(std::size_t first, std::size_t last);
  bool answer_what_exists(std::size_t first, std::size_t last);
  void refuse_others(std::size_t first, std::size_t last, std::size_t culprit);
  /// Puts it behind the others unless it is refused.
  Refusal take(std::size_t index);
  Refusal read_origin(std::size_t index, Entry& entry) const;
  Refusal read_taken_back(std::size_t index, const Entry& origin, const std::string& about) const;
  Refusal move_money(std::size_t index, const Entry& entry);
  const KnownAccount* account(std::int64_t id) const;

  const Shard shard_;
  const Date today_;
  ChainEnd end_;
  std::deque<Entry> known_;
  /// Of known_ and created_, neither of which moves what it has.
  std::unordered_map<std::string_view, const Entry*> entries_;
  std::unordered_map<std::int64_t, KnownAccount> accounts_;
  std::unordered_set<std::string> settled_;
  std::deque<Entry> created_;
  std::vector<Undo> undo_;  ///< of the chain that runs
  const std::vector<Transfer>* transfers_ = nullptr;
  std::vector<Answer> answers_;
};

}  // namespace fugong::ledger
