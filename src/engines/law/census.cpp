#include "engines/law/census.hpp"

#include <algorithm>
#include <compare>
#include <map>
#include <utility>

#include "engines/law/checking.hpp"
#include "engines/law/row_lane.hpp"

namespace fugong::law {

using columns::Code;
using columns::kAsk;
using columns::kFalse;
using columns::kFirst;
using columns::kNumber;
using columns::kTrue;
using columns::Vector;
using feel::Kind;
using feel::Value;

namespace {

// Of a condition for a row, or of all so far: bits.
constexpr std::uint8_t kHolds = 0;
constexpr std::uint8_t kOpen = 1;
constexpr std::uint8_t kFails = 2;
constexpr std::uint8_t kUnsure = 4;
constexpr std::uint8_t kReplaced = 8 | kFails;
constexpr std::uint8_t kUncovered = 0xFF;

// Days whose coverage stands in a table: 1990 to 2049.
constexpr std::int64_t kFirstDay = 7'305;
constexpr std::int64_t kDays = 21'915;
constexpr std::int64_t kNoDay = std::numeric_limits<std::int64_t>::min();

CheckOptions without_trace(std::vector<int> measures) {
  return {.trace = false, .measures = std::move(measures)};
}

std::uint8_t standing_of(Truth truth) {
  return truth == Truth::holds ? kHolds : truth == Truth::open ? kOpen : kFails;
}

std::uint8_t standing_of(const Value& value, bool negated) {
  if (value.kind() != Kind::boolean) return kOpen;
  return value.boolean() != negated ? kHolds : kFails;
}

/// What a provision makes of what its slots come to, the amount of the row apart.
struct Conclusion {
  Finding finding = Finding::depends;
  std::int64_t low = kNoAmount;
  std::int64_t high = kNoAmount;
  bool takes_amount = false;  // the row's own
};

/// What a conclusion hangs on: the codes of the parts of the benefit, and what else.
struct ConclusionKey {
  std::uint64_t codes = 0;
  std::uint64_t rest = 0;
  friend auto operator<=>(const ConclusionKey&, const ConclusionKey&) = default;
};

/// A text's day and place, and what fills its open terms then.
struct Settlement {
  std::optional<Date> event;
  std::optional<std::vector<const ListEntry*>> place;
};

}  // namespace

class Census::Impl final : public Checking {
 public:
  Impl(const Rulebook::Impl& book, const Moment& moment, std::vector<int> measures)
      : Checking(book, moment, without_trace(measures)),
        row_lane_(book, moment, without_trace(measures)),
        by_row_(book.provisions.size(), 0),
        judged_(book.provisions.size(), 0),
        work_(book.provisions.size()) {
    for (const std::vector<std::size_t>& chosen : provisions_)
      chosen_.insert(chosen_.end(), chosen.begin(), chosen.end());
    std::sort(chosen_.begin(), chosen_.end());
    set_levels();
    set_terms();
    make_batch();
  }

  void count(Roster& roster, std::size_t first, std::size_t count,
             const std::function<void(const Tally&)>& sink) {
    roster_ = &roster;
    kinds_ = roster.go_to(first, count);
    FUGONG_CHECK(kinds_.size() == book_.kinds.size(), "rows for each kind");
    std::vector<columns::LevelRows> levels(kinds_.size());
    for (std::size_t kind = 0; kind < kinds_.size(); ++kind)
      levels[level_of_kind_[kind]] = {kinds_[kind].rows(), kinds_[kind].parents};
    batch_->begin(levels);
    row_lane_.begin();
    for (const std::size_t index : chosen_) {
      judge(index);
      Tally tally;
      tally.provision = index;
      tally.kind = book_.provisions[index].kind;
      tally.findings = findings_;
      tally.low = low_;
      tally.high = high_;
      sink(tally);
    }
  }

  const std::vector<std::size_t>& chosen() const { return chosen_; }
  const std::vector<std::uint64_t>& by_row() const { return by_row_; }
  const std::vector<std::uint64_t>& judged() const { return judged_; }

 private:
  using Checking::judge;

  /// Levels are kinds, parents first.
  void set_levels() {
    level_of_kind_.assign(book_.kinds.size(), 0);
    std::vector<std::size_t> order;
    for (std::size_t kind = 0; kind < book_.kinds.size(); ++kind) {
      if (book_.kinds[kind].kind->parent.empty()) order.push_back(kind);
    }
    parents_.push_back({});
    for (std::size_t at = 0; at < order.size(); ++at) {
      level_of_kind_[order[at]] = at;
      for (const std::size_t child : book_.kinds[order[at]].children) {
        order.push_back(child);
        parents_.push_back({at});
      }
    }
    for (std::size_t fact = 0; fact < book_.source.facts.size(); ++fact) {
      const auto kind =
          std::find_if(book_.kinds.begin(), book_.kinds.end(), [&](const CompiledKind& each) {
            return each.kind->name == book_.source.facts[fact].subject;
          });
      const auto index = static_cast<std::size_t>(kind - book_.kinds.begin());
      input_level_[book_.fact_slots[fact]] = level_of_kind_[index];
      fact_of_[book_.fact_slots[fact]] = static_cast<std::uint16_t>(fact);
    }
  }

  /// A term that no text may fill is the same for all.
  void set_terms() {
    for (const std::size_t index : chosen_) {
      const CompiledProvision& compiled = book_.provisions[index];
      if (!compiled.is_filled()) {
        Entitlement nobody;
        settle_terms(compiled, nobody);
        continue;
      }
      for (std::size_t i = 0; i < compiled.terms.size(); ++i) {
        input_level_[compiled.terms[i].slot] = level_of_kind_[compiled.kind];
        term_of_[compiled.terms[i].slot] = {index, i};
      }
    }
  }

  void make_batch() {
    std::vector<Slot> wanted;
    const auto want = [&](const std::optional<Slot>& slot) {
      if (slot) wanted.push_back(*slot);
    };
    if (place_fact_) wanted.push_back(book_.fact_slots[*place_fact_]);
    for (const std::size_t index : chosen_) {
      const CompiledProvision& compiled = book_.provisions[index];
      if (compiled.event_fact) wanted.push_back(book_.fact_slots[*compiled.event_fact]);
      wanted.insert(wanted.end(), compiled.conditions.begin(), compiled.conditions.end());
      want(compiled.excluded);
      want(compiled.amount);
      want(compiled.rate);
      want(compiled.period_from);
      want(compiled.period_to);
    }
    columns::Settings settings;
    settings.functions = &host_;
    settings.today = moment_.on;
    settings.levels = parents_;
    settings.level_of = [this](Slot slot) {
      const auto found = input_level_.find(slot);
      return found == input_level_.end() ? std::nullopt : std::optional(found->second);
    };
    settings.read = [this](Slot slot, columns::Leaf& leaf) {
      const auto fact = fact_of_.find(slot);
      if (fact != fact_of_.end()) return roster_->read(fact->second, leaf);
      read_term(slot, leaf);
      return true;
    };
    // What the day alone decides was set by set_validity() and set_terms().
    const auto fix = [&](Slot slot) {
      if (decision::Program::has(frame_, slot)) settings.fixed.emplace_back(slot, value_of(slot));
    };
    for (const CompiledDecision& decision : book_.decisions)
      fix(decision.in_force);
    for (const std::size_t index : chosen_) {
      for (const CompiledTerm& term : book_.provisions[index].terms) {
        if (!term_of_.contains(term.slot)) fix(term.slot);
      }
    }
    batch_.emplace(*book_.program, std::move(settings), wanted);
  }

  // ---- one provision for the rows of a block

  void judge(std::size_t index) {
    const CompiledProvision& compiled = book_.provisions[index];
    const std::size_t rows = kinds_[compiled.kind].rows();
    level_ = level_of_kind_[compiled.kind];
    judged_[index] += rows;
    findings_.assign(rows, Finding::not_entitled);
    low_.assign(rows, kNoAmount);
    high_.assign(rows, kNoAmount);
    if (rows == 0) return;
    Work& work = work_[index];
    standing_.assign(rows, kHolds);
    find_coverage(compiled, work);
    if (!find_region(compiled, work)) return;
    if (compiled.is_filled()) settle_rows(index, compiled, work);
    for (const Slot slot : compiled.conditions) {
      if (!apply(slot, false)) return;
    }
    if (compiled.excluded && !apply(*compiled.excluded, true)) return;
    conclude_rows(index, compiled, work);
  }

  struct Work {
    std::vector<std::uint8_t> by_day;  // kUncovered: not known yet
    std::map<std::int64_t, std::uint8_t> by_far_day;
    std::optional<std::uint8_t> by_no_day;
    std::vector<std::uint8_t> region_by_code;               // 0xFF: not known yet
    std::map<std::pair<std::int64_t, Code>, Code> settled;  // by day and place
    std::vector<Settlement> settlements;
    std::vector<std::vector<Value>> term_values;  // of each term, by settlement
    std::map<ConclusionKey, Conclusion> conclusions;
    const std::pair<const ConclusionKey, Conclusion>* last = nullptr;
    std::optional<Conclusion> plain[2];  // of rows whose values are all known; the second if open
  };

  /// Whether the text covers an event, or is replaced there.
  std::uint8_t covered(const CompiledProvision& compiled, const std::optional<Date>& event) {
    const Coverage coverage = coverage_of(compiled, event);
    return coverage.replaced_by != nullptr ? kReplaced : standing_of(coverage.in_force);
  }

  std::uint8_t covered_on(const CompiledProvision& compiled, Work& work, std::int64_t day) {
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
  void read_days(const CompiledProvision& compiled) {
    days_.clear();
    if (!compiled.event_fact) return;
    const Vector& events = batch_->evaluate(book_.fact_slots[*compiled.event_fact], level_);
    if (events.has_numbers() && events.codes.empty()) {
      days_ = events.numbers;
      return;
    }
    days_.resize(standing_.size());
    for (std::size_t row = 0; row < days_.size(); ++row)
      days_[row] = day_of(events, row);
  }

  static std::int64_t day_of(const Vector& events, std::size_t row) {
    const Code code = events.code(row);
    if (code == kNumber) return events.numbers[row];
    if (code == kAsk) return kNoDay;
    const Value& value = events.dictionary->at(code);
    return value.kind() == Kind::date ? value.date().days() : kNoDay;
  }

  void find_coverage(const CompiledProvision& compiled, Work& work) {
    read_days(compiled);
    if (days_.empty()) {
      if (!work.by_no_day) work.by_no_day = covered(compiled, moment_.on);
      standing_.assign(standing_.size(), *work.by_no_day);
    } else {
      for (std::size_t row = 0; row < days_.size(); ++row)
        standing_[row] = covered_on(compiled, work, days_[row]);
    }
    for (std::size_t row = 0; row < standing_.size(); ++row)
      findings_[row] = standing_[row] == kReplaced ? Finding::replaced : Finding::not_entitled;
  }

  /// False if nothing is left to be judged.
  bool find_region(const CompiledProvision& compiled, Work& work) {
    if (!compiled.region.empty()) {
      const Vector* places = place_fact_ ? &places_here() : nullptr;
      for (std::size_t row = 0; row < standing_.size(); ++row)
        standing_[row] |=
            places == nullptr ? std::uint8_t{kOpen} : in_region(compiled, work, *places, row);
    }
    return any_stands();
  }

  const Vector& places_here() { return batch_->evaluate(book_.fact_slots[*place_fact_], level_); }

  std::uint8_t in_region(const CompiledProvision& compiled, Work& work, const Vector& places,
                         std::size_t row) {
    const Code code = places.code(row);
    if (code == kAsk) return kUnsure;
    std::vector<std::uint8_t>& known = work.region_by_code;
    if (known.size() <= code) known.resize(std::size_t{code} + 1, 0xFF);
    if (known[code] == 0xFF) {
      set_place(places.dictionary->at(code));
      known[code] = standing_of(region_truth(compiled));
    }
    return known[code];
  }

  void set_place(const Value& place) {
    place_path_.reset();
    if (place.kind() == Kind::string && book_.places != nullptr) {
      place_path_ = book_.places->ancestry(place.string());
    }
  }

  bool any_stands() const {
    return std::any_of(standing_.begin(), standing_.end(),
                       [](std::uint8_t standing) { return (standing & kFails) == 0; });
  }

  /// False if it leaves nothing to be judged.
  bool apply(Slot slot, bool negated) {
    const Vector& truth = batch_->evaluate(slot, level_);
    if (truth.constant) {
      const std::uint8_t all = standing_of(truth.value(0), negated);
      for (std::uint8_t& standing : standing_)
        standing |= all;
      return any_stands();
    }
    const std::size_t end = truth.dictionary->end();
    by_code_.assign(end, kUnsure);
    for (std::size_t code = kFirst; code < end; ++code)
      by_code_[code] = standing_of(truth.dictionary->at(static_cast<Code>(code)), negated);
    return columns::mark(truth.codes, by_code_, kFails, standing_);
  }

  // ---- open terms that texts of the day and the place fill

  void settle_rows(std::size_t index, const CompiledProvision& compiled, Work& work) {
    settled_.assign(standing_.size(), 0);
    settled_of_ = index;
    const Vector* places = place_fact_ ? &places_here() : nullptr;
    for (std::size_t row = 0; row < settled_.size(); ++row) {
      if ((standing_[row] & kFails) != 0 && row > 0) continue;
      const std::int64_t day = days_.empty() ? moment_.on.days() : days_[row];
      const Code place = places == nullptr ? kAsk : places->code(row);
      const auto [at, is_new] = work.settled.emplace(std::pair(day, place), Code{});
      if (is_new) {
        Settlement made;
        if (day != kNoDay) made.event = Date::from_days(day);
        if (places != nullptr) {
          set_place(places->dictionary->at(place));
          made.place = place_path_;
        }
        at->second = static_cast<Code>(work.settlements.size());
        work.term_values.resize(compiled.terms.size());
        Entitlement entitlement;
        settle_as(made, compiled, entitlement);
        for (std::size_t term = 0; term < compiled.terms.size(); ++term)
          work.term_values[term].push_back(value_of(compiled.terms[term].slot));
        work.settlements.push_back(std::move(made));
      }
      settled_[row] = at->second;
    }
  }

  void settle_as(const Settlement& settlement, const CompiledProvision& compiled,
                 Entitlement& entitlement) {
    place_path_ = settlement.place;
    entitlement.event_date = settlement.event;
    settle_terms(compiled, entitlement);
  }

  void read_term(Slot slot, columns::Leaf& leaf) {
    const auto [index, term] = term_of_.at(slot);
    FUGONG_CHECK(settled_of_ == index, "a term is seen by its own provision");
    leaf.values = work_[index].term_values[term];
    leaf.codes.resize(settled_.size());
    for (std::size_t row = 0; row < settled_.size(); ++row)
      leaf.codes[row] = static_cast<Code>(kFirst + settled_[row]);
  }

  // ---- the conclusion

  /// A slot of the benefit, in the key of a conclusion: known, or which unknown.
  struct Part {
    Slot slot = 0;
    const Vector* vector = nullptr;
    std::vector<std::uint8_t> known;  // by code
    bool is_span(std::size_t row) const { return vector->dictionary->is_span(vector->code(row)); }
    bool is_own(std::size_t row) const { return vector->code(row) == kNumber || is_span(row); }
  };

  Part part_of(Slot slot) {
    Part part{slot, &batch_->evaluate(slot, level_), {}};
    part.known.assign(part.vector->dictionary->end(), 0);
    part.known[kNumber] = 1;
    for (std::size_t code = kFirst; code < part.known.size(); ++code) {
      const Value& value = part.vector->dictionary->at(static_cast<Code>(code));
      part.known[code] = !value.is_unknown() && !value.is_null() ? 1 : 0;
    }
    return part;
  }

  void conclude_rows(std::size_t index, const CompiledProvision& compiled, Work& work) {
    std::vector<Part> parts;
    for (const auto& slot :
         {compiled.amount, compiled.rate, compiled.period_from, compiled.period_to}) {
      if (slot) parts.push_back(part_of(*slot));
    }
    const bool has_amount = compiled.amount.has_value();
    if (has_amount) round_amounts(compiled, *parts[0].vector);
    const bool filled = compiled.is_filled();
    const bool may_be_plain = !filled && !rounding_failed_;
    for (std::size_t row = 0; row < standing_.size(); ++row) {
      const std::uint8_t standing = standing_[row];
      if ((standing & kFails) != 0) continue;
      // Most rows: every value known, the amount a number of the row.
      const bool plain = may_be_plain && (standing & kUnsure) == 0 &&
                         std::all_of(parts.begin(), parts.end(),
                                     [row](const Part& part) {
                                       return part.known[part.vector->code(row)] != 0;
                                     }) &&
                         (!has_amount || parts[0].vector->code(row) == kNumber);
      const std::int64_t amount = plain && has_amount ? fen_of(rounded_[row]) : 0;
      if (!plain || amount == kNoAmount) {
        conclude_row(index, compiled, work, parts, row);
        continue;
      }
      std::optional<Conclusion>& known = work.plain[standing & kOpen];
      if (!known) known = conclude_one(compiled, work, parts, row);
      findings_[row] = known->finding;
      low_[row] = known->takes_amount ? amount : known->low;
      high_[row] = known->takes_amount ? amount : known->high;
    }
  }

  void conclude_row(std::size_t index, const CompiledProvision& compiled, Work& work,
                    const std::vector<Part>& parts, std::size_t row) {
    const bool has_amount = compiled.amount.has_value();
    const std::uint8_t standing = standing_[row];
    bool unsure = (standing & kUnsure) != 0;
    FUGONG_CHECK(parts.size() <= 4, "an amount, a rate and a period");
    ConclusionKey key;
    bool own_number = false;
    for (std::size_t i = 0; i < parts.size(); ++i) {
      const Code code = parts[i].vector->code(row);
      unsure = unsure || code == kAsk;
      // An amount of a dictionary is kept with its own conclusion.
      const bool alike = parts[i].known[code] != 0 && !(i == 0 && has_amount);
      key.codes |= std::uint64_t{alike ? kNumber : code} << 16 * i;
      own_number = own_number || (i == 0 && has_amount && code == kNumber);
    }
    // Whether the row has an amount of its own, or ends of one.
    const bool own = has_amount && !unsure && parts[0].is_own(row);
    const std::int64_t low = own ? low_of_row(parts[0], row) : kNoAmount;
    const std::int64_t high = own ? high_of_row(parts[0], row) : kNoAmount;
    if (own_number && low == kNoAmount) unsure = true;
    if (unsure || (own && rounding_failed_)) return by_itself(index, row);
    key.rest = (standing & kOpen) | (low == kNoAmount ? 2U : 0U) | (high == kNoBound ? 4U : 0U) |
               std::uint64_t{compiled.is_filled() ? settled_[row] : Code{0}} << 16;
    if (work.last == nullptr || work.last->first != key) {
      auto found = work.conclusions.find(key);
      if (found == work.conclusions.end()) {
        found = work.conclusions.emplace(key, conclude_one(compiled, work, parts, row)).first;
      }
      work.last = &*found;
    }
    const Conclusion& conclusion = work.last->second;
    findings_[row] = conclusion.finding;
    low_[row] = conclusion.takes_amount ? low : conclusion.low;
    high_[row] = conclusion.takes_amount ? high : conclusion.high;
  }

  void round_amounts(const CompiledProvision& compiled, const Vector& amounts) {
    const Benefit& benefit = *compiled.provision->benefit;
    const auto round = [&](const std::vector<std::int64_t>& counts) {
      return columns::round_counts(amounts, counts, benefit.rounding_scale, benefit.rounding);
    };
    rounded_ = round(amounts.numbers);
    rounded_lows_ = round(amounts.lows);
    rounded_highs_ = round(amounts.highs);
    rounding_failed_ = benefit.rounding_scale > 2 || benefit.rounding_scale < -6 ||
                       rounded_.size() != amounts.numbers.size() ||
                       rounded_lows_.size() != amounts.lows.size() ||
                       rounded_highs_.size() != amounts.highs.size();
    fen_factor_ = 1;
    for (int digits = benefit.rounding_scale; !rounding_failed_ && digits < 2; ++digits)
      fen_factor_ *= 10;
  }

  /// Whole fen; kNoAmount where that is no sum of money.
  std::int64_t fen_of(std::int64_t rounded) const {
    const std::int64_t most = Money::kMaxFen / fen_factor_;
    return rounded > most || rounded < -most ? kNoAmount : rounded * fen_factor_;
  }

  std::int64_t low_of_row(const Part& amount, std::size_t row) const {
    if (rounding_failed_) return kNoAmount;
    return fen_of(amount.is_span(row) ? rounded_lows_[row] : rounded_[row]);
  }

  std::int64_t high_of_row(const Part& amount, std::size_t row) const {
    if (rounding_failed_) return kNoAmount;
    if (!amount.is_span(row)) return fen_of(rounded_[row]);
    const std::int64_t high = fen_of(rounded_highs_[row]);
    return high == kNoAmount || high / 100 > kLargestStatedYuan ? kNoBound : high;
  }

  /// As a check concludes, with the values of this row for what is in the key.
  Conclusion conclude_one(const CompiledProvision& compiled, const Work& work,
                          const std::vector<Part>& parts, std::size_t row) {
    Entitlement entitlement;
    entitlement.provision = compiled.provision;
    entitlement.tainted = compiled.provision->is_tainted();
    const std::size_t mark = decision::Program::mark(frame_);
    environment_.errors.clear();
    if (compiled.is_filled()) settle_as(work.settlements[settled_[row]], compiled, entitlement);
    for (const Part& part : parts)
      book_.program->keep(frame_, part.slot, part.vector->value(row));
    if ((standing_[row] & kOpen) != 0) {
      static const Text kSomething{"有条件未定", "a condition is open"};
      entitlement.open.reasons.push_back(kSomething);
    }
    conclude(compiled, entitlement);
    decision::Program::go_back(frame_, mark);
    Conclusion made;
    made.finding = entitlement.state == State::entitled ? Finding::entitled : Finding::depends;
    std::optional<AmountRange> range = entitlement.amount_range;
    if (entitlement.amount) range = AmountRange{*entitlement.amount, entitlement.amount};
    if (!range) return made;
    made.low = range->low.fen;
    made.high = range->high ? range->high->fen : kNoBound;
    made.takes_amount = parts[0].is_own(row);
    return made;
  }

  void by_itself(std::size_t index, std::size_t row) {
    ++by_row_[index];
    const RowLane::Outcome outcome = row_lane_.judge(*roster_, kinds_, index, row);
    findings_[row] = outcome.finding;
    low_[row] = outcome.low;
    high_[row] = outcome.high;
  }

  RowLane row_lane_;
  Roster* roster_ = nullptr;
  std::vector<std::size_t> chosen_;
  std::vector<std::size_t> level_of_kind_;
  std::vector<columns::Level> parents_;
  std::map<Slot, std::size_t> input_level_;
  std::map<Slot, std::uint16_t> fact_of_;
  std::map<Slot, std::pair<std::size_t, std::size_t>> term_of_;
  std::optional<columns::Batch> batch_;
  std::vector<std::uint64_t> by_row_;
  std::vector<std::uint64_t> judged_;
  std::vector<Work> work_;

  // of the block, and of the provision at hand
  std::vector<KindRows> kinds_;
  std::size_t level_ = 0;
  std::vector<Finding> findings_;
  std::vector<std::int64_t> low_;
  std::vector<std::int64_t> high_;
  std::vector<std::uint8_t> standing_;
  std::vector<Code> by_code_;
  std::vector<std::int64_t> days_;
  std::vector<Code> settled_;
  std::size_t settled_of_ = 0;
  std::vector<std::int64_t> rounded_;
  std::vector<std::int64_t> rounded_lows_;
  std::vector<std::int64_t> rounded_highs_;
  bool rounding_failed_ = false;
  std::int64_t fen_factor_ = 1;
};

Census::Census(const Rulebook& book, const Moment& moment, std::vector<int> measures)
    : impl_(std::make_unique<Impl>(*book.impl_, moment, std::move(measures))) {}
Census::~Census() = default;
Census::Census(Census&&) noexcept = default;
Census& Census::operator=(Census&&) noexcept = default;

void Census::count(Roster& roster, std::size_t first, std::size_t count,
                   const std::function<void(const Tally&)>& sink) {
  impl_->count(roster, first, count, sink);
}

std::vector<std::size_t> Census::provisions() const {
  return impl_->chosen();
}

const std::vector<std::uint64_t>& Census::by_row() const {
  return impl_->by_row();
}

const std::vector<std::uint64_t>& Census::judged() const {
  return impl_->judged();
}

}  // namespace fugong::law
