// A fund in the words of those who run it: what each step of public money is in the two books.
//
//   const Fund fund({"epidemic-relief", 2020, "central", "loan-discount"});
//   Batch batch;
//   fund.reserve(batch, {.id = "res-17", .document = "...", .actor = "clerk", .approver = "head",
//                        .case_ref = "case-17"}, 16'012'500, *Date::parse("2020-06-30"));
//   ledger.submit(database, batch);
//
// Every step adds transfers to a batch and does nothing else; what it would overdraw is refused by
// the ledger when the batch is submitted. A step in both books is linked: both stand or neither.
//
//   budget   source -> available -> committed (of a case) -> expended -> returned | lapsed
//   cash     treasury -> bank -> beneficiary -> owed (of a payment) -> bank | treasury
//
// An arrow is a debit on its left and a credit on its right; all accounts are limited but the
// source and the treasury, where money comes into the ledger. Amounts are fen, above nought.
// Values; any thread.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "platform/ledger/books.hpp"
#include "platform/ledger/transfer.hpp"

namespace fugong::ledger {

/// Who does a step, and by what right.
struct Act {
  std::string
      id;  ///< of the step, kept before it is submitted; the step in the cash book adds ":cash"
  std::string document;
  std::string actor;
  std::string approver;  ///< somebody else than the actor
  std::string case_ref;  ///< the case or the budget file
};

/// Where money that comes back goes.
enum class ReturnTo : std::uint8_t {
  fund,      ///< to the fund's bank account; it may be made available again (`reuse`)
  treasury,  ///< away for good: it lapses
};

class Fund {
 public:
  explicit Fund(FundKey key);
  const FundKey& key() const { return key_; }

  // Budget accounts: authority to spend.
  Account source() const;
  Account available() const;
  Account committed(const std::string& case_ref) const;
  Account expended() const;
  Account returned() const;
  Account lapsed() const;
  // Cash accounts.
  Account treasury() const;
  Account bank() const;
  Account beneficiary(const std::string& party) const;
  Account owed(const std::string& party, const std::string& payment) const;

  /// An appropriation: the fund may spend so much more.
  void appropriate(Batch& batch, const Act& act, std::int64_t amount_fen) const;
  /// The treasury pays money into the fund's bank account.
  void pay_in(Batch& batch, const Act& act, std::int64_t amount_fen) const;
  /// What is in the bank and not needed goes back to the treasury.
  void pay_back(Batch& batch, const Act& act, std::int64_t amount_fen) const;

  /// A case of this amount is filed: pending, so that nobody else gets the money meanwhile. After
  /// `last_day` it can't be approved any more.
  void reserve(Batch& batch, const Act& act, std::int64_t amount_fen,
               std::optional<Date> last_day = std::nullopt) const;
  /// A commitment to the case of the reservation: of all or a part; the rest is available again.
  void approve(Batch& batch, const Act& act, const std::string& reservation,
               std::int64_t amount_fen) const;
  /// All of it is available again.
  void reject(Batch& batch, const Act& act, const std::string& reservation) const;
  /// The same because its last day is over (`overdue` tells which).
  void expire(Batch& batch, const Act& act, const std::string& reservation) const;
  /// What was committed to the case of the act and isn't needed is available again.
  void decommit(Batch& batch, const Act& act, std::int64_t amount_fen) const;

  /// Pays the beneficiary out of what is committed to the case of the act and in the bank. The
  /// act's id is that of the payment.
  void disburse(Batch& batch, const Act& act, const std::string& beneficiary,
                std::int64_t amount_fen) const;

  /// The beneficiary owes back at most what the payment was. Once for a payment, whatever the id.
  void claim_back(Batch& batch, const Act& act, const std::string& beneficiary,
                  const std::string& payment, std::int64_t amount_fen) const;
  /// What was claimed back comes in; in several parts if need be, together at most what is owed.
  void receive_back(Batch& batch, const Act& act, const std::string& beneficiary,
                    const std::string& payment, std::int64_t amount_fen, ReturnTo to) const;
  /// What was claimed back isn't owed after all, be it in part.
  void waive(Batch& batch, const Act& act, const std::string& beneficiary,
             const std::string& payment, std::int64_t amount_fen) const;
  /// Authority that came back may be spent again.
  void reuse(Batch& batch, const Act& act, std::int64_t amount_fen) const;
  /// Authority that ends with the budget year. Nothing lapses by itself.
  void lapse(Batch& batch, const Act& act, std::int64_t amount_fen) const;

  /// Takes back entries that were wrong, each in full, all or none. Linked legs belong together.
  static void correct(Batch& batch, const Act& act, std::span<const Entry> wrong);

 private:
  Account account(Book book, const char* role, bool limited, std::string party = {},
                  std::string reference = {}) const;
  static Transfer& add(Batch& batch, const Act& act, const char* purpose);
  void move(Batch& batch, const Act& act, const char* purpose, const Account& from,
            const Account& to, std::int64_t amount_fen, bool linked = false) const;

  FundKey key_;
};

/// The answer that tells how a step went: the refusal that has a reason of its own, if there is
/// one. `answers` are those to the transfers of one step.
const Answer& answer_of_step(std::span<const Answer> answers);

/// Where the money of a fund stands, in fen. At every moment
///   appropriated = available + reserved + committed + expended + returned + lapsed
///   paid_in      = in_bank + paid_out + owed
struct FundSummary {
  std::int64_t appropriated = 0;
  std::int64_t available = 0;  ///< free to be reserved
  std::int64_t reserved = 0;   ///< pending
  std::int64_t committed = 0;
  std::int64_t expended = 0;
  std::int64_t returned = 0;
  std::int64_t lapsed = 0;
  std::int64_t paid_in = 0;  ///< by the treasury, less what went back to it
  std::int64_t in_bank = 0;
  std::int64_t paid_out = 0;  ///< with the beneficiaries, less what they owe back
  std::int64_t owed = 0;
  friend bool operator==(const FundSummary&, const FundSummary&) = default;
};

struct SummaryOfFund {
  FundKey key;
  FundSummary summary;
};

/// Of all funds of a shard or of one (`which`), from the postings of its accounts only.
Result<std::vector<SummaryOfFund>> summaries(store::Transaction& transaction, Shard shard,
                                             const Which& which = {});

}  // namespace fugong::ledger
