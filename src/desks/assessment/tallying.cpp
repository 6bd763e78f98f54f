#include "desks/assessment/tallying.hpp"

#include <algorithm>
#include <cstring>

namespace fugong::assessment {

using law::Finding;

namespace {

// Months whose lines are found at once, and days whose months are: 1990 to 2049.
constexpr std::int32_t kFirstMonth = 1990 * 12;
constexpr std::int32_t kMonths = 60 * 12;
constexpr std::int64_t kFirstDay = 7'305;
constexpr std::int64_t kDays = 21'915;

std::int32_t calendar_month(std::int64_t day) {
  if (day < Date::kFirstDay) return kNoMonth;
  const Date date = Date::from_days(day);
  return static_cast<std::int32_t>(std::clamp<std::int64_t>(date.year(), -99'999'999, 99'999'999)) *
             12 +
         date.month() - 1;
}

/// A calendar is too slow to be asked for every row.
std::int32_t month_of(std::int64_t day) {
  static const std::vector<std::int32_t> kNear = [] {
    std::vector<std::int32_t> months;
    for (std::int64_t at = kFirstDay; at < kFirstDay + kDays; ++at)
      months.push_back(calendar_month(at));
    return months;
  }();
  const bool near = day >= kFirstDay && day < kFirstDay + kDays;
  return near ? kNear[static_cast<std::size_t>(day - kFirstDay)] : calendar_month(day);
}

bool is_near(std::int32_t month) {
  return month >= kFirstMonth && month < kFirstMonth + kMonths;
}

std::vector<std::string> decisions_of(const GroupRows& rows, const HoldingTally& holding) {
  std::vector<std::string> names = rows.decisions();
  for (std::string& limit : holding.limits())
    names.push_back(std::move(limit));
  return names;
}

}  // namespace

Tallying::Tallying(const pack::Pack& pack, const enterprise_register::Snapshot& snapshot,
                   const Options& options, const std::vector<std::size_t>* only)
    : assessment_(pack, options, snapshot.firms(), snapshot.info().synthetic),
      on_(options.moment.on.days()),
      rows_(pack, assessment_.groupings_),
      holding_(pack, options.moment.on),
      census_(pack.book, options.moment, options.measures, decisions_of(rows_, holding_), only,
              options.rules != nullptr ? law::Depth::rules : law::Depth::findings),
      cursor_(snapshot),
      roster_(cursor_, rows_) {
  const auto& provisions = pack.book.source().provisions;
  assessment_.set_judged(census_.provisions());
  month_lines_.resize(provisions.size());
  funds_of_.resize(provisions.size());
  for (std::size_t fund = 0; fund < options.funds.size(); ++fund) {
    for (const std::string& id : options.funds[fund].provisions) {
      const law::Provision* found = pack.book.find_provision(id);
      if (found == nullptr) continue;
      funds_of_[static_cast<std::size_t>(found - provisions.data())].push_back(fund);
    }
  }
}

void Tallying::count(std::size_t first, std::size_t firms, const Seen& seen,
                     std::span<const Offer> held_besides) {
  holding_.begin();
  bool begun = false;
  census_.count(roster_, first, firms, [&](const law::Tally& tally) {
    if (!std::exchange(begun, true)) {
      rows_.find_groups(roster_, census_);
      count_rows();
    }
    add(tally);
    holding_.add(tally, rows_.firms_of(tally.kind));
    if (seen) seen(tally, rows_.firms_of(tally.kind));
  });
  holding_.finish(census_);
  if (!begun) rows_.find_groups(roster_, census_);
  sums_.assign(firms, {});
  for (const Offer& offer : holding_.held())
    add_held(offer, true);
  for (const Offer& offer : held_besides)
    add_held(offer, false);
  add_holdings();
  assessment_.by_row_ = census_.by_row();
}

void Tallying::count_rows() {
  for (std::size_t kind = 0; kind < assessment_.rows_.size(); ++kind) {
    Assessment::Rows& rows = assessment_.rows_[kind];
    const auto firms = rows_.firms_of(kind);
    rows.all += static_cast<std::int64_t>(firms.size());
    for (std::size_t i = 0; i < rows.by.size(); ++i) {
      for (const std::uint32_t firm : firms)
        ++rows.by[i][rows_.group(i, firm)];
    }
  }
}

Line& Tallying::month_line(std::size_t provision, std::int32_t month) {
  auto& months = assessment_.lines_[provision].months;
  if (!is_near(month)) return months[month];
  std::vector<Line*>& known = month_lines_[provision];
  if (known.empty()) known.assign(kMonths, nullptr);
  Line*& line = known[static_cast<std::size_t>(month - kFirstMonth)];
  if (line == nullptr) line = &months[month];  // lines of a map stay where they are
  return *line;
}

Tallying::Lines Tallying::firm_lines_of(std::size_t provision, std::uint32_t firm) {
  Assessment::OfProvision& of = assessment_.lines_[provision];
  Lines lines;
  lines.at[lines.count++] = &of.all;
  for (std::size_t i = 0; i < of.by.size(); ++i)
    lines.at[lines.count++] = &of.by[i][rows_.group(i, firm)];
  return lines;
}

Tallying::Lines Tallying::lines_of(std::size_t provision, std::uint32_t firm, std::int64_t day) {
  Lines lines = firm_lines_of(provision, firm);
  lines.at[lines.count++] = &month_line(provision, month_of(day));
  return lines;
}

namespace {

/// The next row, from `row` on, of which there is something to be counted. Most have nothing.
std::size_t next_counted(std::span<const Finding> findings, std::size_t row) {
  constexpr std::uint64_t kNothing =
      0x0101010101010101ULL * static_cast<std::uint64_t>(Finding::not_entitled);
  static_assert(sizeof(Finding) == 1);
  std::uint64_t word = kNothing;
  for (; row + sizeof(word) <= findings.size() && word == kNothing; row += sizeof(word))
    std::memcpy(&word, findings.data() + row, sizeof(word));
  if (word != kNothing) row -= sizeof(word);
  while (row < findings.size() && findings[row] == Finding::not_entitled)
    ++row;
  return row;
}

}  // namespace

void Tallying::add(const law::Tally& tally) {
  const auto firms = rows_.firms_of(tally.kind);
  const bool one_day = tally.days.empty();
  std::uint32_t last = std::numeric_limits<std::uint32_t>::max();
  settled_.clear();
  open_.clear();
  for (std::size_t row = next_counted(tally.findings, 0); row < tally.findings.size();
       row = next_counted(tally.findings, row + 1)) {
    const Finding finding = tally.findings[row];
    if (finding == Finding::replaced) {
      Lines of_firms = firm_lines_of(tally.provision, firms[row]);
      for (Line* line : of_firms.all())
        ++line->refused;  // set right by set_refused()
      continue;
    }
    const std::int64_t day = one_day ? on_ : tally.days[row];
    const std::int64_t low = tally.low[row];
    const std::int64_t high = tally.high[row];
    const bool entitled = finding == Finding::entitled;
    const bool is_first = entitled && std::exchange(last, firms[row]) != firms[row];
    const bool stated = low != law::kNoAmount;
    const std::uint32_t firms_here = is_first ? 1 : 0;
    if (entitled && low == high) {  // also of none that is stated
      settled_.push_back({{1, firms_here, stated ? low : 0}, day, firms[row]});
      continue;
    }
    const bool bounded = high != law::kNoBound;
    open_.push_back({{entitled ? 1U : 0U, entitled ? 0U : 1U, firms_here,
                      stated && !bounded ? 1U : 0U, stated ? low : 0, stated && bounded ? high : 0},
                     day,
                     firms[row]});
  }
  add_rows<Settled>(tally.provision, settled_, one_day);
  add_rows<Open>(tally.provision, open_, one_day);
}

void Tallying::Settled::add_to(Line& line) const {
  line.entitled += entitled;
  line.firms += firms;
  line.amount += amount;
}

void Tallying::Open::add_to(Line& line) const {
  line.entitled += entitled;
  line.depends += depends;
  line.firms += firms;
  line.open_low += low;
  line.open_high += high;
  line.open_unbounded += unbounded;
}

namespace {

/// Rows that are added up at once: their amounts can't leave the 64 bits.
constexpr std::size_t kRowsAtOnce = 1'000;
static_assert(std::numeric_limits<std::int64_t>::max() / Money::kMaxFen >= kRowsAtOnce);

}  // namespace

/// Most of the time goes here. The lines of all provisions are too many to lie near: rows are added
/// up in cells, and those once to the lines. `one_day`: all of the same.
template <class Block>
void Tallying::add_rows(std::size_t provision, std::span<const Row<Block>> rows, bool one_day) {
  if (rows.size() > kRowsAtOnce) {
    add_rows(provision, rows.first(kRowsAtOnce), one_day);
    return add_rows(provision, rows.subspan(kRowsAtOnce), one_day);
  }
  if (rows.empty()) return;
  Assessment::OfProvision& of = assessment_.lines_[provision];
  Block all;
  for (const Row<Block>& row : rows)
    all.add(row.block);
  all.add_to(of.all);
  std::vector<Block> cells;
  for (std::size_t i = 0; i < of.by.size(); ++i) {
    std::vector<Line>& lines = of.by[i];
    const std::uint16_t* groups = rows_.groups(i).data();
    cells.assign(lines.size(), {});
    for (const Row<Block>& row : rows)
      cells[groups[row.firm]].add(row.block);
    for (std::size_t group = 0; group < lines.size(); ++group) {
      if (cells[group].any()) cells[group].add_to(lines[group]);
    }
  }
  if (!one_day) return add_months(provision, rows);
  all.firms = 0;
  all.add_to(month_line(provision, month_of(rows[0].day)));
}

/// Firms aren't counted by month: one may have rows of several.
template <class Block>
void Tallying::add_months(std::size_t provision, std::span<const Row<Block>> rows) {
  months_.resize(rows.size());
  std::int32_t first = kFirstMonth + kMonths;
  std::int32_t end = kFirstMonth;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    months_[i] = month_of(rows[i].day);
    if (!is_near(months_[i])) continue;
    first = std::min(first, months_[i]);
    end = std::max(end, months_[i] + 1);
  }
  std::vector<Block> cells(static_cast<std::size_t>(std::max(end - first, 0)));
  const auto add = [&](Block block, std::int32_t month) {
    block.firms = 0;
    block.add_to(month_line(provision, month));
  };
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (is_near(months_[i])) {
      cells[static_cast<std::size_t>(months_[i] - first)].add(rows[i].block);
    } else {
      add(rows[i].block, months_[i]);
    }
  }
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (cells[i].any()) add(cells[i], first + static_cast<std::int32_t>(i));
  }
}

/// `counted`: in the lines of its provision.
void Tallying::add_held(const Offer& offer, bool counted) {
  const auto total = holding_.total_of(offer.provision);
  FirmSum& firm = sums_[offer.firm];
  firm.combined = firm.combined || offer.compared;
  if (!total) return;
  const bool bounded = offer.high != law::kNoBound;
  const std::int64_t high = bounded ? offer.high : 0;
  if (counted) {
    Lines lines = lines_of(offer.provision, offer.firm, offer.day);
    for (Line* line : lines.all()) {
      ++line->held;
      line->held_low += offer.low;
      line->held_high += high;
      line->held_unbounded += bounded ? 0 : 1;
    }
  }
  for (const std::size_t fund : funds_of_[offer.provision]) {
    FundDays& days = assessment_.funds_[fund];
    FundDays::Day& day = offer.day < Date::kFirstDay ? days.undated : days.days[offer.day];
    day.low += offer.low;
    day.high += bounded ? high : offer.low;
  }
  Holdings::Total& sum = firm.totals[*total];
  sum.firms = 1;
  sum.low += offer.low;
  sum.high += high;
  sum.unbounded = sum.unbounded != 0 || !bounded ? 1 : 0;
}

void Tallying::add_holdings() {
  for (std::size_t firm = 0; firm < sums_.size(); ++firm) {
    Holdings one;
    one.combined = sums_[firm].combined ? 1 : 0;
    bool any = one.combined != 0;
    for (std::size_t total = 0; total < one.totals.size(); ++total) {
      one.totals[total] = sums_[firm].totals[total];
      if (one.totals[total].unbounded != 0) one.totals[total].high = 0;
      any = any || one.totals[total].firms != 0;
    }
    if (!any) continue;
    assessment_.holdings_ += one;
    for (std::size_t i = 0; i < rows_.groupings(); ++i)
      assessment_.held_by_[i][rows_.group(i, firm)] += one;
  }
}

Held Tallying::held_by(std::size_t firm) const {
  Held held{};
  for (std::size_t total = 0; total < held.size(); ++total)
    held[total] = static_cast<std::int64_t>(sums_[firm].totals[total].low);
  return held;
}

Assessment Tallying::take() {
  assessment_.set_refused();
  return std::move(assessment_);
}

}  // namespace fugong::assessment
