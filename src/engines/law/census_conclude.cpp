// What a provision makes of rows that nothing refuses: the state, the amount or its range.
#include <algorithm>

#include "engines/law/counting.hpp"

namespace fugong::law {

using columns::Code;
using columns::kAsk;
using columns::kFirst;
using columns::kNumber;
using columns::Vector;
using feel::Value;

Counting::Part Counting::part_of(Slot slot) {
  const Vector& vector = batch_->evaluate(slot, level_);
  std::vector<std::uint8_t>& known = by_dictionary_[vector.dictionary].known;
  if (known.empty()) {
    known.resize(kFirst, 0);
    known[kNumber] = 1;
  }
  for (std::size_t code = known.size(); code < vector.dictionary->end(); ++code) {
    const Value& value = vector.dictionary->at(static_cast<Code>(code));
    known.push_back(!value.is_unknown() && !value.is_null() ? 1 : 0);
  }
  return {slot, &vector, &known};
}

void Counting::conclude_rows(std::size_t index, const CompiledProvision& compiled, Work& work) {
  has_amounts_ = true;
  std::vector<Part> parts;
  for (const auto& slot :
       {compiled.amount, compiled.rate, compiled.period_from, compiled.period_to}) {
    if (slot) parts.push_back(part_of(*slot));
  }
  const bool has_amount = compiled.amount.has_value();
  if (has_amount) round_amounts(compiled, *parts[0].vector);
  // Most rows: every value known, the amount a number of the row. What that hangs on row by row:
  bool may_be_plain = !compiled.is_filled() && !rounding_failed_;
  std::vector<const Part*> mixed;
  for (const Part& part : parts) {
    const bool is_amount = has_amount && &part == &parts[0];
    if (part.vector->constant) {
      may_be_plain = may_be_plain && !is_amount && part.knows(part.vector->codes[0]);
    } else if (!part.vector->codes.empty()) {
      mixed.push_back(&part);
    }
  }
  const Code* amounts = has_amount && !mixed.empty() && mixed[0] == &parts[0]
                            ? parts[0].vector->codes.data()
                            : nullptr;
  for (std::size_t row = 0; row < standing_.size(); ++row) {
    const std::uint8_t standing = standing_[row];
    if ((standing & kFails) != 0) continue;
    bool plain = may_be_plain && (standing & kUnsure) == 0 &&
                 (amounts == nullptr || amounts[row] == kNumber);
    for (const Part* part : mixed)
      plain = plain && part->knows(part->vector->codes[row]);
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

void Counting::conclude_row(std::size_t index, const CompiledProvision& compiled, Work& work,
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
    const bool alike = parts[i].knows(code) && !(i == 0 && has_amount);
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

namespace {

/// Upper ends of amounts. One that is far beyond all that is stated has no bound as it is
/// (high_of_row), and need not fit when it is rounded: it would take its whole block with it.
std::vector<std::int64_t> without_unstated(const Vector& amounts) {
  std::vector<std::int64_t> highs = amounts.highs;
  if (!amounts.divisors.empty()) return highs;
  std::int64_t beyond = 2 * kLargestStatedYuan;
  for (int digits = 0; digits < amounts.scale; ++digits) {
    if (beyond > columns::kFar / 10) return highs;
    beyond *= 10;
  }
  for (std::int64_t& high : highs)
    high = high > beyond ? columns::kFar : high;
  return highs;
}

}  // namespace

void Counting::round_amounts(const CompiledProvision& compiled, const Vector& amounts) {
  const Benefit& benefit = *compiled.provision->benefit;
  const auto round = [&](const std::vector<std::int64_t>& counts) {
    return columns::round_counts(amounts, counts, benefit.rounding_scale, benefit.rounding);
  };
  rounded_ = round(amounts.numbers);
  rounded_lows_ = round(amounts.lows);
  rounded_highs_ = round(without_unstated(amounts));
  rounding_failed_ = benefit.rounding_scale > 2 || benefit.rounding_scale < -6 ||
                     rounded_.size() != amounts.numbers.size() ||
                     rounded_lows_.size() != amounts.lows.size() ||
                     rounded_highs_.size() != amounts.highs.size();
  fen_factor_ = 1;
  for (int digits = benefit.rounding_scale; !rounding_failed_ && digits < 2; ++digits)
    fen_factor_ *= 10;
  most_rounded_ = Money::kMaxFen / fen_factor_;
}

/// Whole fen; kNoAmount where that is no sum of money.
std::int64_t Counting::fen_of(std::int64_t rounded) const {
  const bool fits = rounded <= most_rounded_ && rounded >= -most_rounded_;
  return fits ? rounded * fen_factor_ : kNoAmount;
}

std::int64_t Counting::low_of_row(const Part& amount, std::size_t row) const {
  if (rounding_failed_) return kNoAmount;
  return fen_of(amount.is_span(row) ? rounded_lows_[row] : rounded_[row]);
}

std::int64_t Counting::high_of_row(const Part& amount, std::size_t row) const {
  if (rounding_failed_) return kNoAmount;
  if (!amount.is_span(row)) return fen_of(rounded_[row]);
  const std::int64_t high = fen_of(rounded_highs_[row]);
  return high == kNoAmount || high / 100 > kLargestStatedYuan ? kNoBound : high;
}

/// As a check concludes, with the values of this row for what is in the key.
Counting::Conclusion Counting::conclude_one(const CompiledProvision& compiled, const Work& work,
                                            const std::vector<Part>& parts, std::size_t row) {
  std::vector<std::pair<Slot, Value>> values;
  for (const Part& part : parts)
    values.emplace_back(part.slot, part.vector->value(row));
  const Settlement* settlement = compiled.is_filled() ? &work.settlements[settled_[row]] : nullptr;
  const bool open = (standing_[row] & kOpen) != 0;
  Conclusion made{conclude_with(compiled, settlement, open, values)};
  made.takes_amount = made.low != kNoAmount && parts[0].is_own(row);
  return made;
}

void Counting::by_itself(std::size_t index, std::size_t row) {
  ++by_row_[index];
  const RowFinding outcome = row_lane_.judge(*roster_, kinds_, index, row);
  findings_[row] = outcome.finding;
  low_[row] = outcome.low;
  high_[row] = outcome.high;
}

}  // namespace fugong::law
