// Funds and accounts, and the names they have in the database.
//
//   const FundKey fund{"epidemic-relief", 2020, "central", "loan-discount"};
//   const Account available{Book::budget, fund, "available", "", "", true};
//   available.id()      // the same wherever and whenever it is asked
//
// The id of an account is taken from the SHA-256 of what it is, so that nobody has to look one up,
// two programs that open the same account open one, and a definition that was changed afterwards no
// longer fits the entries that name it. Values; any thread.
#pragma once

#include <cstdint>
#include <string>

#include "base/fault.hpp"

namespace fugong::ledger {

/// A part of the ledger with one writer at a time and a hash chain of its own: a place code such as
/// 330100, or 0. Money never passes from one to another.
using Shard = std::int64_t;

/// Longest text of a key, an account or an entry, in bytes.
inline constexpr std::size_t kMaxTextBytes = 128;

/// What public money is ring-fenced by: no entry leads from one key to another.
struct FundKey {
  std::string fund;
  std::int64_t year = 0;  ///< budget year
  std::string source;     ///< whose money it is, such as "central"
  std::string purpose;    ///< what it may be spent on

  /// Positive.
  std::int64_t id() const;
  friend bool operator==(const FundKey&, const FundKey&) = default;
};

/// Budget authority (what may be spent) or cash (what was). Each is conserved on its own.
enum class Book : std::uint8_t { budget, cash };

struct Account {
  Book book = Book::budget;
  FundKey fund;
  std::string role;       ///< what it holds, such as "available"
  std::string party;      ///< whose it is; empty: the fund's own
  std::string reference;  ///< a case or a payment, if it is one's own; may be empty
  /// Never gives more than it has been given, what is pending counted as given.
  bool limited = true;

  /// Positive; the same on every shard.
  std::int64_t id() const;
  friend bool operator==(const Account&, const Account&) = default;
};

/// What went through an account, in fen; none is negative, and none ever passes 2^63 - 1.
struct Balance {
  std::int64_t debit = 0;   ///< given
  std::int64_t credit = 0;  ///< received
  std::int64_t debit_pending = 0;
  std::int64_t credit_pending = 0;

  /// What it holds: received less given. Less than nothing where money comes into the ledger.
  std::int64_t held() const { return credit - debit; }
  /// What it may still give if it is limited.
  std::int64_t free() const { return credit - debit - debit_pending; }
  friend bool operator==(const Balance&, const Balance&) = default;
};

std::string name_of(Book book);

/// Whether it is 1 to kMaxTextBytes of UTF-8 without blanks at the ends and control characters.
bool is_fit_text(const std::string& text);

/// The fault of a text that isn't fit and must be (`may_be_empty`: unless it is empty).
Result<void> check_text(const std::string& text, const std::string& pointer, bool may_be_empty);

}  // namespace fugong::ledger
