// Transfers: what a caller wants moved, what the ledger says to it, and what it keeps.
//
//   Transfer pay{.id = "pay-17", .debit = from, .credit = to, .amount_fen = 16'012'500,
//                .document = "财金〔2020〕5号", .purpose = "disburse", .actor = "clerk",
//                .approver = "head", .case_ref = "case-17"};
//
// A transfer moves an amount from its debit account to its credit account. It is never changed:
// what was wrong is taken back by another one that names it. Values; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/date.hpp"
#include "platform/ledger/account.hpp"

namespace fugong::ledger {

enum class Kind : std::uint8_t {
  direct,   ///< at once
  pending,  ///< set aside until it is settled, once, by one of the following
  post,     ///< of all or a part of what is pending; the rest is set free
  voided,   ///< all of it is set free
  expire,   ///< the same, because its last day has passed
};

/// Purpose of a transfer that puts money back because the one it names was wrong.
inline constexpr const char* kCorrection = "correction";

struct Transfer {
  /// Given by the caller and kept before it submits: whoever submits the same again gets "exists".
  std::string id;
  Kind kind = Kind::direct;
  /// Ids of accounts of one fund and one book; 0 where `kind` settles a pending one, whose they
  /// are.
  std::int64_t debit = 0;
  std::int64_t credit = 0;
  /// Positive; 0 where all is set free.
  std::int64_t amount_fen = 0;
  /// Of post, voided and expire: the pending transfer. Of direct: empty, or the id of a posted one
  /// from whose credit account this one takes money back, at most as much; a correction gives it to
  /// that one's debit account. Each transfer is settled or taken back once.
  std::string origin = {};
  /// Of pending: the last day on which it may be posted; empty: it does not expire.
  std::optional<Date> expires_on = std::nullopt;
  /// With the next one of the batch: both stand or neither.
  bool linked = false;
  std::string document;  ///< on which it rests
  std::string purpose;   ///< a code: why it was made
  std::string actor;     ///< who made it
  std::string approver;  ///< who approved it: somebody else
  std::string case_ref;  ///< the case or the budget file

  friend bool operator==(const Transfer&, const Transfer&) = default;
};

/// What is submitted together: accounts that may not be open yet, and transfers. Each transfer
/// stands or falls alone unless it is linked.
struct Batch {
  std::vector<Account> accounts;
  std::vector<Transfer> transfers;
};

enum class Outcome : std::uint8_t {
  created,   ///< it stands
  exists,    ///< it stood already, the same in all
  conflict,  ///< its id belongs to another one; nothing was done
  refused,   ///< nothing was done
};

/// To one transfer.
struct Answer {
  Outcome outcome = Outcome::refused;
  std::int64_t seq = 0;        ///< of created and exists: where it stands in the chain
  std::optional<Fault> fault;  ///< of conflict and refused: why, and how to mend it

  bool stands() const { return outcome == Outcome::created || outcome == Outcome::exists; }
};

/// A transfer as it is kept. `transfer.debit` and `credit` are those of the pending one where it
/// settles one.
struct Entry {
  Transfer transfer;
  std::int64_t seq = 0;  ///< from 1 on without gaps
  Book book = Book::budget;
  std::int64_t fund = 0;       ///< FundKey::id
  std::int64_t frees_fen = 0;  ///< how much is no longer pending by it
  std::int64_t at_ms = 0;      ///< when it was kept, milliseconds since 1970; never falls
  std::string hash;            ///< 64 hex digits over the text of the row and the hash before it
};

std::string name_of(Kind kind);
std::optional<Kind> kind_named(const std::string& name);

/// Whether it settles a pending transfer.
inline bool settles(Kind kind) {
  return kind == Kind::post || kind == Kind::voided || kind == Kind::expire;
}

/// The hash that stands before the first entry.
std::string first_hash();

/// The hash of an entry (its own field is not looked at) behind one with the hash `previous`:
/// SHA-256 of lines in a fixed order, each ended by a line feed (docs/ledger.md).
std::string hash_of(const Entry& entry, Shard shard, const std::string& previous);

/// What the entry does to the balances of its two accounts; false, with both as they were, if one
/// would be overdrawn or pass 2^63 - 1. `limited` is that of the debit account.
bool apply(const Entry& entry, Balance& debit, bool limited, Balance& credit);

}  // namespace fugong::ledger
