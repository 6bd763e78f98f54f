// Where a row stands before its benefit is looked at: whether the text covers the day and the
// place, whether the conditions hold, and what fills its open terms.
#include <algorithm>
#include <cstring>

#include "engines/feel/domain.hpp"
#include "engines/law/counting.hpp"

namespace fugong::law {

using columns::Code;
using columns::kAsk;
using columns::kFirst;
using columns::kNumber;
using columns::Vector;
using feel::Kind;
using feel::Value;

namespace {

// Days whose coverage stands in a table: 1990 to 2049.
constexpr std::int64_t kFirstDay = 7'305;
constexpr std::int64_t kDays = 21'915;
constexpr std::int64_t kNoDay = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kAskDay = kNoDay + 1;  // only the row interpreter can say
constexpr std::uint8_t kUncovered = 0xFF;     // not known yet
/// Days and places whose settlement is remembered.
constexpr std::size_t kMaxSettled = 100'000;

}  // namespace

std::uint8_t Counting::covered_on(const CompiledProvision& compiled, Work& work, std::int64_t day) {
  if (day == kAskDay) return kUnsure;
  if (day == kNoDay) {
    if (!work.by_no_day) work.by_no_day = covered(compiled, std::nullopt);
    return *work.by_no_day;
  }
  if (day < kFirstDay || day >= kFirstDay + kDays) {
    const auto [at, is_new] = work.by_far_day.try_emplace(day, kUncovered);
    if (is_new) at->second = covered(compiled, Date::from_days(day));
    return at->second;
  }
  if (work.by_day.empty()) work.by_day.assign(kDays, kUncovered);
  std::uint8_t& known = work.by_day[static_cast<std::size_t>(day - kFirstDay)];
  if (known == kUncovered) known = covered(compiled, Date::from_days(day));
  return known;
}

/// Empty: the service date is the event of every row.
void Counting::read_days(const CompiledProvision& compiled) {
  days_ = {};
  if (!compiled.event_fact) return;
  const Vector& events = batch_->evaluate(book_.fact_slots[*compiled.event_fact], level_);
  if (events.has_numbers() && events.codes.empty()) {
    days_ = events.numbers;
    return;
  }
  // Many provisions go by the same event.
  std::vector<std::int64_t>& own = own_days_[{book_.fact_slots[*compiled.event_fact], level_}];
  if (own.empty()) {
    own.resize(standing_.size());
    for (std::size_t row = 0; row < own.size(); ++row)
      own[row] = day_of(events, row);
  }
  days_ = own;
}

std::int64_t Counting::day_of(const Vector& events, std::size_t row) {
  const Code code = events.code(row);
  if (code == kNumber) return events.numbers[row];
  if (code == kAsk) return kAskDay;
  const Value& value = events.dictionary->at(code);
  return value.kind() == Kind::date ? value.date().days() : kNoDay;
}

void Counting::find_coverage(const CompiledProvision& compiled, Work& work) {
  read_days(compiled);
  if (days_.empty()) {
    if (!work.by_no_day) work.by_no_day = covered(compiled, moment_.on);
    standing_.assign(standing_.size(), *work.by_no_day);
  } else {
    cover_days(compiled, work);
  }
  if (std::memchr(standing_.data(), kReplaced, standing_.size()) == nullptr) return;
  for (std::size_t row = 0; row < standing_.size(); ++row)
    findings_[row] = standing_[row] == kReplaced ? Finding::replaced : Finding::not_entitled;
}

/// Near days that were met before by the table, all others one by one.
void Counting::cover_days(const CompiledProvision& compiled, Work& work) {
  if (work.by_day.empty()) work.by_day.assign(kDays, kUncovered);
  const std::uint8_t* by_day = work.by_day.data();
  bool all = true;
  for (std::size_t row = 0; row < days_.size(); ++row) {
    const std::uint64_t at =
        static_cast<std::uint64_t>(days_[row]) - static_cast<std::uint64_t>(kFirstDay);
    const std::uint8_t known = at < kDays ? by_day[at] : kUncovered;
    standing_[row] = known;
    all = all && known != kUncovered;
  }
  for (std::size_t row = 0; !all && row < days_.size(); ++row) {
    if (standing_[row] == kUncovered) standing_[row] = covered_on(compiled, work, days_[row]);
  }
}

/// False if nothing is left to be judged.
bool Counting::find_region(const CompiledProvision& compiled, Work& work) {
  if (compiled.region.empty()) return any_stands();
  if (!place_fact_) {
    for (std::uint8_t& standing : standing_)
      standing |= kOpen;
    return any_stands();
  }
  const Vector& places = places_here();
  const std::size_t end =
      places.constant ? std::size_t{places.codes[0]} + 1 : places.dictionary->end();
  for (std::size_t code = work.region_by_code.size(); code < end; ++code)
    work.region_by_code.push_back(in_region(compiled, places, static_cast<Code>(code)));
  if (!places.constant) return columns::mark(places.codes, work.region_by_code, kFails, standing_);
  const std::uint8_t all = in_region(compiled, work, places, 0);
  for (std::uint8_t& standing : standing_)
    standing |= all;
  return any_stands();
}

Code Counting::in_region(const CompiledProvision& compiled, const Vector& places, Code code) {
  if (code < kFirst) return kUnsure;
  set_place(places.dictionary->at(code));
  return standing_of(region_truth(compiled));
}

/// Of a row; the codes of the block's places were looked at.
std::uint8_t Counting::in_region(const CompiledProvision& compiled, Work& work,
                                 const Vector& places, std::size_t row) {
  const Code code = places.code(row);
  for (std::size_t next = work.region_by_code.size(); next <= code; ++next)
    work.region_by_code.push_back(in_region(compiled, places, static_cast<Code>(next)));
  return static_cast<std::uint8_t>(work.region_by_code[code]);
}

bool Counting::any_stands() const {
  return std::any_of(standing_.begin(), standing_.end(),
                     [](std::uint8_t standing) { return (standing & kFails) == 0; });
}

/// False if it leaves nothing to be judged.
bool Counting::apply(Slot slot, bool negated) {
  const Vector& truth = batch_->evaluate(slot, level_);
  if (truth.constant) {
    const std::uint8_t all = standing_of(truth.value(0), negated);
    for (std::uint8_t& standing : standing_)
      standing |= all;
    return any_stands();
  }
  std::vector<Code>& by_code = by_dictionary_[truth.dictionary].standing[negated ? 1 : 0];
  by_code.resize(std::max<std::size_t>(by_code.size(), kFirst), kUnsure);
  for (std::size_t code = by_code.size(); code < truth.dictionary->end(); ++code)
    by_code.push_back(standing_of(truth.dictionary->at(static_cast<Code>(code)), negated));
  return columns::mark(truth.codes, by_code, kFails, standing_);
}

/// What fills the open terms of each row: few different things, however many days and places.
void Counting::settle_rows(std::size_t index, const CompiledProvision& compiled, Work& work) {
  settled_.assign(standing_.size(), 0);
  settled_of_ = index;
  if (work.settled.size() > kMaxSettled) work.settled.clear();
  work.term_values.resize(compiled.terms.size());
  const Vector* places = place_fact_ ? &places_here() : nullptr;
  for (std::size_t row = 0; row < settled_.size(); ++row) {
    if ((standing_[row] & kFails) != 0 && !in_full_) continue;
    const std::int64_t day = days_.empty() ? moment_.on.days() : days_[row];
    const Code place = places == nullptr ? kAsk : places->code(row);
    if (day == kAskDay || (places != nullptr && place == kAsk)) {
      standing_[row] |= kUnsure;
      continue;
    }
    const auto [at, is_new] = work.settled.emplace(std::pair(day, place), Code{});
    if (is_new) {
      const bool unsure = place == kAsk;
      const auto event = day == kNoDay ? std::nullopt : std::optional(Date::from_days(day));
      Settlement made =
          settle_on(compiled, event, unsure ? nullptr : &places->dictionary->at(place));
      const auto same = [&made](const Settlement& other) { return made.same(other); };
      const auto found = std::find_if(work.settlements.begin(), work.settlements.end(), same);
      at->second = static_cast<Code>(found - work.settlements.begin());
      if (found == work.settlements.end()) {
        for (std::size_t term = 0; term < compiled.terms.size(); ++term)
          work.term_values[term].push_back(made.values[term]);
        work.settlements.push_back(std::move(made));
      }
    }
    settled_[row] = at->second;
  }
}

void Counting::read_term(Slot slot, columns::Leaf& leaf) {
  const auto [index, term] = term_of_.at(slot);
  FUGONG_CHECK(settled_of_ == index, "a term is seen by its own provision");
  leaf.values = work_[index].term_values[term];
  // A row that needs none has any: the first, or (there is none yet) it was not said.
  const bool some = !leaf.values.empty();
  leaf.codes.resize(settled_.size());
  for (std::size_t row = 0; row < settled_.size(); ++row)
    leaf.codes[row] = some ? static_cast<Code>(kFirst + settled_[row]) : columns::kUnsaid;
}

}  // namespace fugong::law
