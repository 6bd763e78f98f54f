#include "desks/funds/fund_view.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <tuple>

#include "base/clock.hpp"

namespace fugong::funds {
namespace {

using ledger::FundSummary;
using ledger::Shard;
using store::Transaction;

constexpr std::size_t kProvinceDigits = 2;
constexpr Shard kPlacesOfProvince = 10'000;

std::optional<std::int64_t> whole(std::string_view text) {
  std::int64_t number = 0;
  const char* begin = text.data();
  const char* end = begin + text.size();
  const auto read = std::from_chars(begin, end, number);
  if (text.empty() || read.ec != std::errc{} || read.ptr != end || number < 0) return std::nullopt;
  return number;
}

std::int64_t promised(const FundSummary& summary) {
  return summary.reserved + summary.committed + summary.expended;
}

const NamedFund* name_of(const ledger::FundKey& key, Shard shard,
                         const std::vector<NamedFund>& named) {
  const auto found = std::ranges::find_if(
      named, [&](const NamedFund& one) { return one.key(key.year) == key && one.is_in(shard); });
  return found == named.end() ? nullptr : &*found;
}

}  // namespace

bool NamedFund::is_in(Shard shard) const {
  return regions.empty() || std::ranges::any_of(regions, [&](const std::string& place) {
           const auto province = whole(std::string_view(place).substr(0, kProvinceDigits));
           return province && *province == shard / kPlacesOfProvince;
         });
}

std::string Reference::text() const {
  return fmt::format("{:06}-{}", shard, fund);
}

std::optional<Reference> read_reference(std::string_view text) {
  const std::size_t dash = text.find('-');
  if (dash == std::string_view::npos) return std::nullopt;
  const auto shard = whole(text.substr(0, dash));
  const auto fund = whole(text.substr(dash + 1));
  if (!shard || !fund) return std::nullopt;
  const Reference read{*shard, *fund};
  return read.text() == text ? std::optional(read) : std::nullopt;
}

Result<std::vector<FundView>> funds_of(Transaction& t, Shard shard,
                                       const std::vector<NamedFund>& named, std::int64_t year) {
  const auto summaries = ledger::summaries(t, shard);
  if (!summaries) return fail(summaries.error());
  std::vector<FundView> found;
  for (const ledger::SummaryOfFund& of : *summaries) {
    if (of.key.year == year)
      found.push_back({shard, of.key, of.summary, true, name_of(of.key, shard, named)});
  }
  for (const NamedFund& one : named) {
    const bool there =
        std::ranges::any_of(found, [&](const FundView& fund) { return fund.key == one.key(year); });
    if (!there && one.is_in(shard)) found.push_back({shard, one.key(year), {}, false, &one});
  }
  std::ranges::sort(found, {}, [](const FundView& one) {
    return std::tie(one.key.fund, one.key.source, one.key.purpose);
  });
  return found;
}

Result<std::optional<FundView>> fund_with(Transaction& t, const Reference& reference,
                                          const std::vector<NamedFund>& named, const Years& years) {
  const auto summaries = ledger::summaries(t, reference.shard, {.fund = reference.fund});
  if (!summaries) return fail(summaries.error());
  if (!summaries->empty()) {
    const ledger::SummaryOfFund& of = summaries->front();
    return FundView{reference.shard, of.key, of.summary, true,
                    name_of(of.key, reference.shard, named)};
  }
  for (const NamedFund& one : named) {
    for (std::int64_t year = years.first; year <= years.last; ++year) {
      if (one.is_in(reference.shard) && one.key(year).id() == reference.fund)
        return FundView{reference.shard, one.key(year), {}, false, &one};
    }
  }
  return std::nullopt;
}

Result<std::optional<RunOut>> run_out_of(Transaction& t, const FundView& fund, Date today) {
  if (!fund.opened) return std::nullopt;
  const std::int64_t id = fund.key.id();
  const auto first = ledger::statement(t, fund.shard, {.fund = id}, 0, 1);
  if (!first) return fail(first.error());
  if (first->entries.empty()) return std::nullopt;
  const Date began = FixedClock(first->entries.front().at_ms).today();
  const Date since = std::max(began, today.plus_days(1 - kPaceDays));
  FundSummary then;
  if (since > began) {
    const auto before = ledger::summaries(t, fund.shard, {.fund = id, .on = since.plus_days(-1)});
    if (!before) return fail(before.error());
    if (!before->empty()) then = before->front().summary;
  }
  const std::int64_t taken = promised(fund.summary) - promised(then);
  const std::int64_t days = today.days() - since.days() + 1;
  if (taken <= 0 || days <= 0) return std::nullopt;
  RunOut run_out{since, std::max<std::int64_t>(taken / days, 1), std::nullopt};
  const std::int64_t left = fund.summary.available / run_out.per_day_fen;
  if (left < kFarDays) run_out.on = today.plus_days(left + 1);
  return run_out;
}

}  // namespace fugong::funds
