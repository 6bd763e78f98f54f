#include "desks/assessment/assessment.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <numeric>
#include <utility>

#include "desks/assessment/rule_keeping.hpp"
#include "desks/assessment/tallying.hpp"
#include "desks/assessment/workers.hpp"

namespace fugong::assessment {

using enterprise_register::Snapshot;
using enterprise_register::SnapshotCursor;
using law::Finding;

Line& Line::operator+=(const Line& other) {
  entitled += other.entitled;
  depends += other.depends;
  refused += other.refused;
  firms += other.firms;
  amount += other.amount;
  open_low += other.open_low;
  open_high += other.open_high;
  open_unbounded += other.open_unbounded;
  held += other.held;
  held_low += other.held_low;
  held_high += other.held_high;
  held_unbounded += other.held_unbounded;
  return *this;
}

Holdings& Holdings::operator+=(const Holdings& other) {
  for (std::size_t i = 0; i < totals.size(); ++i) {
    totals[i].firms += other.totals[i].firms;
    totals[i].low += other.totals[i].low;
    totals[i].high += other.totals[i].high;
    totals[i].unbounded += other.totals[i].unbounded;
  }
  combined += other.combined;
  return *this;
}

std::string month_name(std::int32_t month) {
  return month == kNoMonth ? std::string() : fmt::format("{:04}-{:02}", month / 12, month % 12 + 1);
}

Assessment::Assessment(const pack::Pack& pack, const Options& options, std::size_t firms,
                       bool synthetic)
    : pack_(&pack),
      moment_(options.moment),
      firms_(firms),
      synthetic_(synthetic),
      groupings_(groupings_of(pack)),
      lines_(pack.book.source().provisions.size()),
      funds_(options.funds.size()) {
  for (const Grouping& grouping : groupings_)
    held_by_.emplace_back(grouping.groups.size());
}

void Assessment::set_judged(std::vector<std::size_t> provisions) {
  judged_ = std::move(provisions);
  rows_.resize(pack_->book.source().subjects.size());
  std::vector<std::vector<Line>> by;
  for (const Grouping& grouping : groupings_)
    by.emplace_back(grouping.groups.size());
  for (const std::size_t provision : judged_)
    lines_[provision].by = by;
  for (Rows& rows : rows_) {
    for (const Grouping& grouping : groupings_)
      rows.by.emplace_back(grouping.groups.size(), 0);
  }
}

void Assessment::add(const Assessment& other) {
  for (std::size_t provision = 0; provision < lines_.size(); ++provision) {
    OfProvision& to = lines_[provision];
    const OfProvision& from = other.lines_[provision];
    to.all += from.all;
    for (std::size_t i = 0; i < to.by.size(); ++i) {
      for (std::size_t group = 0; group < to.by[i].size(); ++group)
        to.by[i][group] += from.by[i][group];
    }
    for (const auto& [month, line] : from.months)
      to.months[month] += line;
  }
  for (std::size_t kind = 0; kind < rows_.size(); ++kind) {
    rows_[kind].all += other.rows_[kind].all;
    for (std::size_t i = 0; i < groupings_.size(); ++i) {
      for (std::size_t group = 0; group < groupings_[i].groups.size(); ++group)
        rows_[kind].by[i][group] += other.rows_[kind].by[i][group];
    }
  }
  holdings_ += other.holdings_;
  for (std::size_t i = 0; i < held_by_.size(); ++i) {
    for (std::size_t group = 0; group < held_by_[i].size(); ++group)
      held_by_[i][group] += other.held_by_[i][group];
  }
  const auto add_day = [](FundDays::Day& to, const FundDays::Day& from) {
    to.low += from.low;
    to.high += from.high;
  };
  for (std::size_t fund = 0; fund < funds_.size(); ++fund) {
    add_day(funds_[fund].undated, other.funds_[fund].undated);
    for (const auto& [day, sums] : other.funds_[fund].days)
      add_day(funds_[fund].days[day], sums);
  }
  by_row_.resize(lines_.size(), 0);
  for (std::size_t i = 0; i < other.by_row_.size(); ++i)
    by_row_[i] += other.by_row_[i];
}

void Assessment::set_refused() {
  const auto& source = pack_->book.source();
  const auto set = [](Line& line, std::int64_t rows) {
    line.refused = rows - line.refused - line.entitled - line.depends;
  };
  for (const std::size_t provision : judged_) {
    std::size_t kind = 0;
    while (source.subjects[kind].name != source.provisions[provision].subject)
      ++kind;
    OfProvision& lines = lines_[provision];
    set(lines.all, rows_[kind].all);
    for (std::size_t i = 0; i < lines.by.size(); ++i) {
      for (std::size_t group = 0; group < lines.by[i].size(); ++group)
        set(lines.by[i][group], rows_[kind].by[i][group]);
    }
  }
}

Line Assessment::total(std::size_t provision) const {
  return lines_[provision].all;
}

Line Assessment::total(std::string_view provision) const {
  const law::Provision* found = pack_->book.find_provision(provision);
  if (found == nullptr) return {};
  return total(static_cast<std::size_t>(found - pack_->book.source().provisions.data()));
}

Line Assessment::of(std::size_t provision, std::size_t grouping, std::size_t group) const {
  const auto& by = lines_[provision].by;
  return by.empty() ? Line{} : by[grouping][group];
}

Line Assessment::of(std::string_view provision, std::string_view grouping,
                    std::string_view code) const {
  const law::Provision* found = pack_->book.find_provision(provision);
  if (found == nullptr) return {};
  for (std::size_t i = 0; i < groupings_.size(); ++i) {
    if (groupings_[i].name != grouping) continue;
    for (std::size_t group = 0; group < groupings_[i].groups.size(); ++group) {
      if (groupings_[i].groups[group].code != code) continue;
      return of(static_cast<std::size_t>(found - pack_->book.source().provisions.data()), i, group);
    }
  }
  return {};
}

const std::map<std::int32_t, Line>& Assessment::months(std::size_t provision) const {
  return lines_[provision].months;
}

const Holdings& Assessment::holdings(std::size_t grouping, std::size_t group) const {
  return held_by_[grouping][group];
}

std::uint64_t Assessment::by_row(std::size_t provision) const {
  return provision < by_row_.size() ? by_row_[provision] : 0;
}

std::uint64_t Assessment::by_row() const {
  return std::accumulate(by_row_.begin(), by_row_.end(), std::uint64_t{0});
}

Result<Assessment> assess(const pack::Pack& pack, const Snapshot& snapshot,
                          const Options& options) {
  const std::size_t workers = workers_for(snapshot, options.workers);
  std::vector<std::unique_ptr<Tallying>> tallyings;
  RuleKeeping rules(options.rules, pack.book.source());
  for (std::size_t i = 0; i < workers; ++i) {
    tallyings.push_back(std::make_unique<Tallying>(pack, snapshot, options));
    rules.add_worker(tallyings[i]->census());
  }
  auto counted =
      for_each_group(snapshot, workers, options.progress,
                     [&](std::size_t worker, std::size_t group) -> Result<void> {
                       if (auto sound = snapshot.verify(group); !sound) return rules.give_up(sound);
                       rules.begin_group(worker);
                       for_blocks(snapshot, group, [&](std::size_t first, std::size_t firms) {
                         tallyings[worker]->count(first, firms);
                         rules.add_block(worker);
                       });
                       snapshot.let_go(group);
                       return rules.write(worker, group);
                     });
  if (!counted) return fail(std::move(counted.error()));
  for (std::size_t i = 1; i < workers; ++i)
    tallyings[0]->add(*tallyings[i]);
  return tallyings[0]->take();
}

namespace {

/// Whether a tally says of a row what a check says.
bool says(const law::Tally& tally, std::size_t row, const law::Entitlement& one) {
  const auto finding = one.state == law::State::entitled  ? Finding::entitled
                       : one.state == law::State::depends ? Finding::depends
                                                          : Finding::not_entitled;
  std::optional<law::AmountRange> range = one.amount_range;
  if (one.amount) range = law::AmountRange{*one.amount, one.amount};
  if (finding == Finding::not_entitled) range.reset();
  const std::int64_t low = range ? range->low.fen : law::kNoAmount;
  const std::int64_t high = !range        ? law::kNoAmount
                            : range->high ? range->high->fen
                                          : law::kNoBound;
  return finding == tally.findings[row] && low == tally.low[row] && high == tally.high[row];
}

}  // namespace

std::string difference(const pack::Pack& pack, const Snapshot& snapshot, std::size_t firm,
                       const law::Answer& answer) {
  law::Census census(pack.book, answer.moment);
  SnapshotCursor cursor(snapshot);
  std::string found;
  const law::Provision* first = pack.book.source().provisions.data();
  census.count(cursor, firm, 1, [&](const law::Tally& tally) {
    std::vector<const law::Entitlement*> expected;
    for (const law::Entitlement& each : answer.entitlements) {
      const bool absent = !each.conditions.empty() &&
                          each.conditions[0].origin == law::ConditionAnswer::Origin::has_subject;
      const bool here = static_cast<std::size_t>(each.provision - first) == tally.provision;
      if (here && !each.hypothetical && !absent) expected.push_back(&each);
    }
    std::size_t next = 0;
    for (std::size_t row = 0; row < tally.findings.size() && found.empty(); ++row) {
      if (tally.findings[row] == Finding::replaced) continue;
      const law::Entitlement* one = next < expected.size() ? expected[next++] : nullptr;
      if (one == nullptr || !says(tally, row, *one)) found = first[tally.provision].id;
    }
    if (found.empty() && next != expected.size()) found = first[tally.provision].id;
  });
  return found;
}

}  // namespace fugong::assessment
