#include "platform/ledger/posting.hpp"

#include <utility>

#include "base/clock.hpp"
#include "platform/ledger/refusals.hpp"

namespace fugong::ledger {
namespace {

std::optional<Fault> check_texts(const Transfer& of, std::size_t index) {
  const std::string at = "/transfers/" + std::to_string(index) + "/";
  struct Field {
    const std::string& text;
    const char* name;
    bool may_be_empty;
  };
  for (const Field& field :
       {Field{of.id, "id", false}, Field{of.origin, "origin", true},
        Field{of.document, "document", false}, Field{of.purpose, "purpose", false},
        Field{of.actor, "actor", false}, Field{of.approver, "approver", false},
        Field{of.case_ref, "case_ref", false}}) {
    auto fit = check_text(field.text, at + field.name, field.may_be_empty);
    if (!fit) return std::move(fit.error().front());
  }
  return std::nullopt;
}

/// What is wrong with a transfer whatever the ledger holds.
std::optional<Fault> check_shape(const Transfer& of, std::size_t index, Date today) {
  if (auto fault = check_texts(of, index)) return fault;
  if (of.actor == of.approver) return refusal(Why::same_person, index);
  const bool is_settlement = settles(of.kind);
  const bool has_accounts = of.debit > 0 && of.credit > 0;
  if (is_settlement ? of.debit != 0 || of.credit != 0 || of.origin.empty()
                    : !has_accounts || (of.kind == Kind::pending && !of.origin.empty())) {
    return refusal(Why::kind_fields, index);
  }
  if (has_accounts && of.debit == of.credit) return refusal(Why::same_account, index);
  const bool frees_all = of.kind == Kind::voided || of.kind == Kind::expire;
  if (frees_all ? of.amount_fen != 0 : of.amount_fen <= 0) return refusal(Why::amount, index);
  if (of.expires_on && (of.kind != Kind::pending || *of.expires_on < today)) {
    return refusal(Why::expiry_day, index);
  }
  if (of.purpose == kCorrection && (of.kind != Kind::direct || of.origin.empty())) {
    return refusal(Why::correction, index);
  }
  return std::nullopt;
}

/// A settlement is submitted without accounts and kept with them.
bool is_same_body(const Transfer& submitted, Transfer kept) {
  if (settles(kept.kind)) kept.debit = kept.credit = 0;
  return submitted == kept;
}

}  // namespace

Posting::Posting(Shard shard, ChainEnd end)
    : shard_(shard), today_(FixedClock(end.at_ms).today()), end_(std::move(end)) {}

void Posting::know_entry(Entry entry) {
  known_.push_back(std::move(entry));
  entries_.insert_or_assign(known_.back().transfer.id, &known_.back());
}

void Posting::know_account(std::int64_t id, const KnownAccount& account) {
  accounts_.insert_or_assign(id, account);
}

void Posting::know_settled(const std::string& origin) {
  settled_.insert(origin);
}

const KnownAccount* Posting::account(std::int64_t id) const {
  const auto found = accounts_.find(id);
  return found == accounts_.end() ? nullptr : &found->second;
}

std::vector<Answer> Posting::run(const std::vector<Transfer>& transfers) {
  transfers_ = &transfers;
  answers_.assign(transfers.size(), {});
  std::size_t first = 0;
  for (std::size_t i = 0; i < transfers.size(); ++i) {
    if (transfers[i].linked && i + 1 < transfers.size()) continue;
    run_chain(first, i + 1);
    first = i + 1;
  }
  return std::move(answers_);
}

void Posting::run_chain(std::size_t first, std::size_t last) {
  if (answer_what_exists(first, last)) return;
  const std::size_t created_before = created_.size();
  const ChainEnd end_before = end_;
  undo_.clear();
  std::optional<std::size_t> culprit;
  for (std::size_t i = first; i < last && !culprit; ++i) {
    answers_[i].fault = take(i);
    if (answers_[i].fault) culprit = i;
  }
  if (!culprit && (*transfers_)[last - 1].linked) {
    culprit = last - 1;
    answers_[last - 1] = {Outcome::refused, 0, refusal(Why::linked_open, last - 1)};
  }
  if (!culprit) return;
  for (auto undo = undo_.rbegin(); undo != undo_.rend(); ++undo)
    accounts_.at(undo->account).balance = undo->before;
  for (std::size_t i = created_before; i < created_.size(); ++i) {
    const Transfer& gone = created_[i].transfer;
    if (!gone.origin.empty()) settled_.erase(gone.origin);
    entries_.erase(gone.id);
  }
  created_.resize(created_before);
  end_ = end_before;
  refuse_others(first, last, *culprit);
}

/// A chain that was kept is kept whole: where only a part of it is there, it is another chain.
bool Posting::answer_what_exists(std::size_t first, std::size_t last) {
  std::size_t same = 0;
  std::optional<std::size_t> there;
  std::optional<std::size_t> differs;
  for (std::size_t i = first; i < last; ++i) {
    const auto found = entries_.find((*transfers_)[i].id);
    if (found == entries_.end()) continue;
    if (!there) there = i;
    if (is_same_body((*transfers_)[i], found->second->transfer)) {
      ++same;
      answers_[i] = {Outcome::exists, found->second->seq, std::nullopt};
    } else if (!differs) {
      differs = i;
    }
  }
  if (!there) return false;
  if (same == last - first) return true;
  const std::size_t culprit = differs.value_or(*there);
  answers_[culprit] = {Outcome::conflict, 0,
                       refusal(Why::conflict, culprit, (*transfers_)[culprit].id)};
  refuse_others(first, last, culprit);
  return true;
}

void Posting::refuse_others(std::size_t first, std::size_t last, std::size_t culprit) {
  for (std::size_t i = first; i < last; ++i) {
    if (i == culprit) continue;
    answers_[i] = {Outcome::refused, 0, refusal(Why::linked, i, (*transfers_)[culprit].id)};
  }
}

Posting::Refusal Posting::take(std::size_t index) {
  const Transfer& of = (*transfers_)[index];
  if (auto fault = check_shape(of, index, today_)) return fault;
  // Twice in one chain; any other id that is there has been answered.
  if (entries_.contains(of.id)) {
    answers_[index].outcome = Outcome::conflict;
    return refusal(Why::conflict, index, of.id);
  }
  Entry entry;
  entry.transfer = of;
  if (!of.origin.empty()) {
    if (auto fault = read_origin(index, entry)) return fault;
  }
  if (auto fault = move_money(index, entry)) return fault;
  const KnownAccount& debit = accounts_.at(entry.transfer.debit);
  entry.book = debit.book;
  entry.fund = debit.fund;
  entry.seq = end_.seq + 1;
  entry.at_ms = end_.at_ms;
  entry.hash = hash_of(entry, shard_, end_.hash);
  end_.seq = entry.seq;
  end_.hash = entry.hash;
  if (!of.origin.empty()) settled_.insert(of.origin);
  answers_[index] = {Outcome::created, entry.seq, std::nullopt};
  created_.push_back(std::move(entry));
  entries_.emplace(created_.back().transfer.id, &created_.back());
  return std::nullopt;
}

Posting::Refusal Posting::read_origin(std::size_t index, Entry& entry) const {
  const Transfer& of = entry.transfer;
  const auto found = entries_.find(of.origin);
  if (found == entries_.end()) return refusal(Why::unknown_origin, index, of.origin);
  const Entry& origin = *found->second;
  if (settled_.contains(of.origin)) return refusal(Why::settled, index, of.origin);
  if (!settles(of.kind)) return read_taken_back(index, origin, of.origin);
  const Transfer& pending = origin.transfer;
  if (pending.kind != Kind::pending) return refusal(Why::not_pending, index, of.origin);
  if (of.amount_fen > pending.amount_fen) {
    return refusal(Why::exceeds_pending, index, std::to_string(pending.amount_fen));
  }
  const bool has_expired = pending.expires_on && *pending.expires_on < today_;
  if (of.kind == Kind::post && has_expired) {
    return refusal(Why::expired, index, pending.expires_on->to_string());
  }
  if (of.kind == Kind::expire && !has_expired) return refusal(Why::not_expired, index);
  entry.transfer.debit = pending.debit;
  entry.transfer.credit = pending.credit;
  entry.frees_fen = pending.amount_fen;
  return std::nullopt;
}

Posting::Refusal Posting::read_taken_back(std::size_t index, const Entry& origin,
                                          const std::string& about) const {
  const Transfer& of = (*transfers_)[index];
  const Transfer& was = origin.transfer;
  if (was.kind != Kind::direct && was.kind != Kind::post) {
    return refusal(Why::not_posted, index, about);
  }
  if (of.debit != was.credit) return refusal(Why::other_side, index);
  if (of.purpose == kCorrection && of.credit != was.debit) {
    return refusal(Why::correction, index);
  }
  if (of.amount_fen > was.amount_fen) {
    return refusal(Why::exceeds_origin, index, std::to_string(was.amount_fen));
  }
  return std::nullopt;
}

Posting::Refusal Posting::move_money(std::size_t index, const Entry& entry) {
  const auto debit = accounts_.find(entry.transfer.debit);
  const auto credit = accounts_.find(entry.transfer.credit);
  if (debit == accounts_.end() || credit == accounts_.end()) {
    return refusal(Why::unknown_account, index);
  }
  KnownAccount& from = debit->second;
  KnownAccount& to = credit->second;
  if (from.book != to.book) return refusal(Why::other_book, index);
  if (from.fund != to.fund) return refusal(Why::other_fund, index);
  const Undo undo_debit{debit->first, from.balance};
  const Undo undo_credit{credit->first, to.balance};
  if (!apply(entry, from.balance, from.limited, to.balance)) {
    if (from.limited && entry.transfer.amount_fen > from.balance.free()) {
      return refusal(Why::overdrawn, index, std::to_string(from.balance.free()));
    }
    return refusal(Why::overflow, index);
  }
  undo_.push_back(undo_debit);
  undo_.push_back(undo_credit);
  return std::nullopt;
}

}  // namespace fugong::ledger
