#include "platform/ledger/fund.hpp"

#include <limits>
#include <map>
#include <utility>

namespace fugong::ledger {
namespace {

constexpr const char* kAvailable = "available";
constexpr const char* kSource = "source";
constexpr const char* kTreasury = "treasury";

/// Where a role's money is told in a summary.
const std::map<std::string, std::int64_t FundSummary::*>& places_of_roles() {
  static const std::map<std::string, std::int64_t FundSummary::*> kPlaces = {
      {kSource, &FundSummary::appropriated},   {kAvailable, &FundSummary::available},
      {"committed", &FundSummary::committed},  {"expended", &FundSummary::expended},
      {"returned", &FundSummary::returned},    {"lapsed", &FundSummary::lapsed},
      {kTreasury, &FundSummary::paid_in},      {"bank", &FundSummary::in_bank},
      {"beneficiary", &FundSummary::paid_out}, {"owed", &FundSummary::owed}};
  return kPlaces;
}

/// False if the sum is too large.
bool add_to(std::int64_t& sum, std::int64_t amount) {
  return !__builtin_add_overflow(sum, amount, &sum);
}

/// The source and the treasury have given what the others hold.
bool add_account(FundSummary& summary, const AccountBalance& of) {
  const auto& places = places_of_roles();
  const auto place = places.find(of.account.role);
  if (place == places.end()) return true;
  const std::int64_t held = of.balance.held();
  std::int64_t& sum = summary.*place->second;
  if (of.account.role == kSource || of.account.role == kTreasury) {
    return held != std::numeric_limits<std::int64_t>::min() && add_to(sum, -held);
  }
  if (of.account.role != kAvailable) return add_to(sum, held);
  return add_to(sum, of.balance.free()) && add_to(summary.reserved, of.balance.debit_pending);
}

std::string cash_leg(const std::string& id) {
  return id + ":cash";
}

}  // namespace

Fund::Fund(FundKey key) : key_(std::move(key)) {}

Account Fund::account(Book book, const char* role, bool limited, std::string party,
                      std::string reference) const {
  return {book, key_, role, std::move(party), std::move(reference), limited};
}

Account Fund::source() const {
  return account(Book::budget, kSource, false);
}
Account Fund::available() const {
  return account(Book::budget, kAvailable, true);
}
Account Fund::committed(const std::string& case_ref) const {
  return account(Book::budget, "committed", true, "", case_ref);
}
Account Fund::expended() const {
  return account(Book::budget, "expended", true);
}
Account Fund::returned() const {
  return account(Book::budget, "returned", true);
}
Account Fund::lapsed() const {
  return account(Book::budget, "lapsed", true);
}
Account Fund::treasury() const {
  return account(Book::cash, kTreasury, false);
}
Account Fund::bank() const {
  return account(Book::cash, "bank", true);
}
Account Fund::beneficiary(const std::string& party) const {
  return account(Book::cash, "beneficiary", true, party);
}
Account Fund::owed(const std::string& party, const std::string& payment) const {
  return account(Book::cash, "owed", true, party, payment);
}

Transfer& Fund::add(Batch& batch, const Act& act, const char* purpose) {
  Transfer& of = batch.transfers.emplace_back();
  of.id = act.id;
  of.document = act.document;
  of.purpose = purpose;
  of.actor = act.actor;
  of.approver = act.approver;
  of.case_ref = act.case_ref;
  return of;
}

void Fund::move(Batch& batch, const Act& act, const char* purpose, const Account& from,
                const Account& to, std::int64_t amount_fen, bool linked) const {
  Transfer& of = add(batch, act, purpose);
  of.debit = from.id();
  of.credit = to.id();
  of.amount_fen = amount_fen;
  of.linked = linked;
  if (from.book == Book::cash) of.id = cash_leg(act.id);
  batch.accounts.push_back(from);
  batch.accounts.push_back(to);
}

void Fund::appropriate(Batch& batch, const Act& act, std::int64_t amount_fen) const {
  move(batch, act, "appropriate", source(), available(), amount_fen);
}

void Fund::pay_in(Batch& batch, const Act& act, std::int64_t amount_fen) const {
  move(batch, act, "pay-in", treasury(), bank(), amount_fen);
}

void Fund::pay_back(Batch& batch, const Act& act, std::int64_t amount_fen) const {
  move(batch, act, "pay-back", bank(), treasury(), amount_fen);
}

void Fund::reserve(Batch& batch, const Act& act, std::int64_t amount_fen,
                   std::optional<Date> last_day) const {
  move(batch, act, "reserve", available(), committed(act.case_ref), amount_fen);
  batch.transfers.back().kind = Kind::pending;
  batch.transfers.back().expires_on = last_day;
}

void Fund::approve(Batch& batch, const Act& act, const std::string& reservation,
                   std::int64_t amount_fen) const {
  Transfer& of = add(batch, act, "approve");
  of.kind = Kind::post;
  of.origin = reservation;
  of.amount_fen = amount_fen;
}

void Fund::reject(Batch& batch, const Act& act, const std::string& reservation) const {
  Transfer& of = add(batch, act, "reject");
  of.kind = Kind::voided;
  of.origin = reservation;
}

void Fund::expire(Batch& batch, const Act& act, const std::string& reservation) const {
  Transfer& of = add(batch, act, "expire");
  of.kind = Kind::expire;
  of.origin = reservation;
}

void Fund::decommit(Batch& batch, const Act& act, std::int64_t amount_fen) const {
  move(batch, act, "decommit", committed(act.case_ref), available(), amount_fen);
}

void Fund::disburse(Batch& batch, const Act& act, const std::string& beneficiary_party,
                    std::int64_t amount_fen) const {
  move(batch, act, "disburse", committed(act.case_ref), expended(), amount_fen, true);
  move(batch, act, "disburse", bank(), beneficiary(beneficiary_party), amount_fen);
}

void Fund::claim_back(Batch& batch, const Act& act, const std::string& beneficiary_party,
                      const std::string& payment, std::int64_t amount_fen) const {
  move(batch, act, "claim-back", beneficiary(beneficiary_party), owed(beneficiary_party, payment),
       amount_fen);
  batch.transfers.back().origin = cash_leg(payment);
}

void Fund::receive_back(Batch& batch, const Act& act, const std::string& beneficiary_party,
                        const std::string& payment, std::int64_t amount_fen, ReturnTo to) const {
  const bool to_fund = to == ReturnTo::fund;
  move(batch, act, "receive-back", expended(), to_fund ? returned() : lapsed(), amount_fen, true);
  move(batch, act, "receive-back", owed(beneficiary_party, payment), to_fund ? bank() : treasury(),
       amount_fen);
}

void Fund::waive(Batch& batch, const Act& act, const std::string& beneficiary_party,
                 const std::string& payment, std::int64_t amount_fen) const {
  move(batch, act, "waive", owed(beneficiary_party, payment), beneficiary(beneficiary_party),
       amount_fen);
}

void Fund::reuse(Batch& batch, const Act& act, std::int64_t amount_fen) const {
  move(batch, act, "reuse", returned(), available(), amount_fen);
}

void Fund::lapse(Batch& batch, const Act& act, std::int64_t amount_fen) const {
  move(batch, act, "lapse", available(), lapsed(), amount_fen);
}

void Fund::correct(Batch& batch, const Act& act, std::span<const Entry> wrong) {
  for (std::size_t i = 0; i < wrong.size(); ++i) {
    const Entry& entry = wrong[i];
    Transfer& of = add(batch, act, kCorrection);
    if (entry.book == Book::cash) of.id = cash_leg(act.id);
    of.debit = entry.transfer.credit;
    of.credit = entry.transfer.debit;
    of.amount_fen = entry.transfer.amount_fen;
    of.origin = entry.transfer.id;
    of.linked = i + 1 < wrong.size();
  }
}

const Answer& answer_of_step(std::span<const Answer> answers) {
  FUGONG_CHECK(!answers.empty(), "a step has a transfer");
  for (const Answer& answer : answers) {
    if (answer.fault && answer.fault->code != "ledger-linked") return answer;
  }
  return answers.front();
}

Result<std::vector<SummaryOfFund>> summaries(store::Transaction& transaction, Shard shard,
                                             const Which& which) {
  std::vector<SummaryOfFund> found;
  bool fits = true;
  auto scanned = scan_balances(transaction, shard, which, [&](const AccountBalance& of) {
    if (found.empty() || found.back().key != of.account.fund)
      found.push_back({of.account.fund, {}});
    fits = add_account(found.back().summary, of);
    return fits;
  });
  if (!scanned) return fail(std::move(scanned.error()));
  if (!fits) {
    return fail("ledger-overflow", Place{transaction.name(), 0, 0, "/ledger_balance"},
                {"汇总超过 2^63 - 1 分", "a total of a fund passes 2^63 - 1 fen"},
                {"逐个账户查看", "look at the accounts one by one"});
  }
  return found;
}

}  // namespace fugong::ledger
