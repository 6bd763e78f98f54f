// Fund view: the funds that there are for people: those of the ledger, and those that a pack's
// procedures pay out of and nobody has given money yet.
//
//   auto funds = funds_of(t, 210000, named, 2020);
//   auto one = fund_with(t, *read_reference("210000-4611686018427387904"), named, {2019, 2021});
//
// A fund's reference is the place whose money it is, and its id in the ledger. Balances come from
// the postings alone. No people, no HTTP. Values; any thread with a transaction of its own.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/ledger/fund.hpp"

namespace fugong::funds {

/// A procedure that pays out of a fund.
struct PaidFrom {
  std::string id;
  Text title;
  std::vector<std::string> provisions;
};

/// A fund that a pack names: of each year, in the provinces of these places; none: in every one.
struct NamedFund {
  std::string fund;
  std::string source;
  std::string purpose;
  std::vector<std::string> regions;
  std::vector<PaidFrom> procedures;

  ledger::FundKey key(std::int64_t year) const { return {fund, year, source, purpose}; }
  bool is_in(ledger::Shard shard) const;
};

struct FundView {
  ledger::Shard shard = 0;
  ledger::FundKey key;
  ledger::FundSummary summary;
  bool opened = false;               ///< the ledger has it
  const NamedFund* named = nullptr;  ///< of a pack; null: none of its procedures pays out of it
};

struct Reference {
  ledger::Shard shard = 0;
  std::int64_t fund = 0;  ///< FundKey::id
  /// "210000-4611686018427387904"
  std::string text() const;
};
/// Empty for a text that is none.
std::optional<Reference> read_reference(std::string_view text);

/// All of a shard and a year: by name, source and purpose.
Result<std::vector<FundView>> funds_of(store::Transaction& t, ledger::Shard shard,
                                       const std::vector<NamedFund>& named, std::int64_t year);

/// One; empty where there is none. What the ledger doesn't have is looked for in the years from
/// `first` to `last`.
struct Years {
  std::int64_t first = 0;
  std::int64_t last = 0;
};
Result<std::optional<FundView>> fund_with(store::Transaction& t, const Reference& reference,
                                          const std::vector<NamedFund>& named, const Years& years);

/// When a fund will have nothing left to promise, if it goes on as in the last days.
struct RunOut {
  Date since;                    ///< the first day that was looked at
  std::int64_t per_day_fen = 0;  ///< promised a day (reserved, committed, spent); above nought
  std::optional<Date> on;        ///< the first day without money; empty: beyond kFarDays
};
inline constexpr std::int64_t kPaceDays = 28;
inline constexpr std::int64_t kFarDays = 3'660;

/// Empty where nothing has been promised lately. Replays the fund's entries up to kPaceDays ago.
Result<std::optional<RunOut>> run_out_of(store::Transaction& t, const FundView& fund, Date today);

}  // namespace fugong::funds
