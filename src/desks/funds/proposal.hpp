// Proposal: public money that somebody wants to come into a fund or leave it, until another person
// has looked at it. Nothing of it stands in the ledger before.
//
//   Proposal p{.id = "9f86d081884c7d65", .shard = 210000, .fund = {"relief", 2020, "province",
//   ...},
//              .step = Step::appropriate, .amount_fen = 5'000'000'00, .document = "...",
//              .proposed_by = "17"};
//   put(mine, p);                                             // within a scope of regions
//   p.state = State::approved; p.decided_by = "21"; ...
//   decide(mine, p);                                          // once; "proposal-decided" after
//   that
//
// Kept in a scoped table: whoever may see a province's money sees its proposals. Values; any
// thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/ledger/fund.hpp"
#include "platform/store/database.hpp"

namespace fugong::funds {

inline constexpr std::size_t kMaxDocumentBytes = ledger::kMaxTextBytes;
inline constexpr std::size_t kMaxNoteBytes = 2'000;
inline constexpr std::int64_t kMaxProposals = 200;  ///< in one list

/// What becomes of the money; the steps of ledger/fund.hpp that belong to no case.
enum class Step : std::uint8_t {
  appropriate,  ///< so much more may be spent
  pay_in,       ///< the treasury pays it into the fund's bank account
  pay_back,     ///< and takes back what isn't needed
  reuse,        ///< authority that came back from firms may be spent again
  lapse,        ///< authority ends with the budget year
};

enum class State : std::uint8_t { proposed, approved, refused, withdrawn };

struct Proposal {
  std::string id;  ///< 16 hex digits
  ledger::Shard shard = 0;
  ledger::FundKey fund;
  Step step = Step::appropriate;
  std::int64_t amount_fen = 0;  ///< 1 to Money::kMaxFen
  std::string document;         ///< on which it rests
  std::string note;
  std::string proposed_by;  ///< id of a person
  std::int64_t proposed_ms = 0;
  State state = State::proposed;
  std::string decided_by;  ///< approved, refused, withdrawn by; empty while proposed
  std::int64_t decided_ms = 0;
  std::string decision_note;
  friend bool operator==(const Proposal&, const Proposal&) = default;
};

std::string_view name_of(Step step);
std::optional<Step> step_named(std::string_view name);
std::string_view name_of(State state);
std::optional<State> state_named(std::string_view name);

/// Six digits: the place whose money a shard is.
std::string place_of(ledger::Shard shard);

/// What an approved proposal does in the ledger: the transfers of its step, by the two people.
void add_to(ledger::Batch& batch, const Proposal& approved);

/// The schema, for Database::migrate("funds", ...).
const std::vector<store::Migration>& migrations();

/// A new one.
Result<void> put(store::Transaction& mine, const Proposal& proposal);
/// The decision on one that waits for it; else "proposal-decided".
Result<void> decide(store::Transaction& mine, const Proposal& decided);
Result<std::optional<Proposal>> find(store::Transaction& mine, const std::string& id);

/// What to list; what is empty doesn't matter.
struct Wanted {
  std::optional<State> state = {};
  std::optional<std::int64_t> fund = {};  ///< FundKey::id
  std::optional<ledger::Shard> shard = {};
};
/// The newest first, at most kMaxProposals.
Result<std::vector<Proposal>> list(store::Transaction& mine, const Wanted& wanted);

}  // namespace fugong::funds
