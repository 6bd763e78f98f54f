#include "desks/register/generate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "desks/register/credit_code.hpp"

namespace fugong::enterprise_register {

using law::FactType;

namespace {

constexpr std::uint64_t kGivenDraw = 1ULL << 32;  ///< away from the numbers that give values
constexpr std::uint64_t kChildDraw = 1ULL << 16;

std::size_t group_of(const SyntheticProfile& profile, const Draw& draw,
                     std::span<const Drawn> slots) {
  std::size_t group = 0;
  for (const SlotIndex slot : draw.by)
    group = group * profile.draws[slot].values.size() + slots[slot].value;
  return group;
}

/// Between two points in whole numbers, so that every machine finds the same.
std::int64_t between(const std::vector<QuantilePoint>& points, std::uint64_t bits) {
  const std::uint64_t at = bits >> 32;
  std::size_t i = 1;
  while (i + 1 < points.size() && points[i].at <= at)
    ++i;
  const QuantilePoint& low = points[i - 1];
  const QuantilePoint& high = points[i];
  const auto fraction = static_cast<std::int64_t>(((at - low.at) << 20) / (high.at - low.at));
  const std::int64_t width = high.value - low.value;
  return low.value + (width >> 20) * fraction + (((width & 0xfffff) * fraction) >> 20);
}

std::int64_t to_step(std::int64_t value, std::int64_t step) {
  const std::int64_t up = value + step / 2;
  const std::int64_t steps = up / step - (up % step < 0 ? 1 : 0);
  return steps * step;
}

std::int64_t looked_up(const Draw& draw, std::int64_t day) {
  auto after = std::upper_bound(draw.number_of.begin(), draw.number_of.end(), day,
                                [](std::int64_t d, const auto& row) { return d < row.first; });
  return after == draw.number_of.begin() ? after->second : std::prev(after)->second;
}

void append_number(FactType type, std::int64_t number, std::string& to) {
  const auto out = std::back_inserter(to);
  if (type == FactType::date) {
    const Date day = Date::from_days(number);
    fmt::format_to(out, "{:04}-{:02}-{:02}", day.year(), day.month(), day.day());
  } else if (type == FactType::money || type == FactType::percent) {
    if (number < 0) to += '-';
    const std::int64_t size = number < 0 ? -number : number;
    fmt::format_to(out, "{}.{:02}", size / 100, size % 100);
  } else {
    fmt::format_to(out, "{}", number);
  }
}

feel::Value number_value(FactType type, std::int64_t number) {
  if (type == FactType::date) return feel::Value::of(Date::from_days(number));
  const bool hundredths = type == FactType::money || type == FactType::percent;
  return feel::Value::of(Decimal(number, hundredths ? -2 : 0));
}

}  // namespace

Generator::Generator(const SyntheticProfile& profile, std::uint64_t seed,
                     std::optional<int> unknown_percent)
    : profile_(profile),
      random_(seed),
      seed_(seed),
      unknown_percent_(unknown_percent.value_or(profile.unknown_percent)) {}

Drawn Generator::draw_one(const Draw& draw, std::span<const Drawn> slots,
                          std::uint64_t bits) const {
  Drawn drawn;
  switch (draw.kind) {
    case Draw::Kind::choose:
    case Draw::Kind::below: {
      const std::size_t group =
          draw.kind == Draw::Kind::below ? slots[draw.of].value : group_of(profile_, draw, slots);
      const WeightedValues& weights = draw.weights[group];
      const std::uint64_t at = CounterRandom::below(bits, weights.up_to.back());
      const auto found = std::upper_bound(weights.up_to.begin(), weights.up_to.end(), at);
      drawn.value = weights.values[static_cast<std::size_t>(found - weights.up_to.begin())];
      break;
    }
    case Draw::Kind::quantiles:
      drawn.number = between(draw.points[group_of(profile_, draw, slots)], bits);
      if (draw.times) drawn.number *= slots[*draw.times].number;
      if (draw.plus) drawn.number += slots[*draw.plus].number;
      drawn.number = to_step(drawn.number, draw.step);
      break;
    case Draw::Kind::lookup:
      if (draw.values.empty()) {
        drawn.number = looked_up(draw, slots[draw.of].number);
      } else {
        drawn.value = draw.value_of[slots[draw.of].value];
      }
      break;
  }
  return drawn;
}

bool Generator::is_given(const Draw& draw, std::uint64_t bits) const {
  const int percent =
      draw.given_percent == Draw::kOrdinary ? 100 - unknown_percent_ : draw.given_percent;
  return CounterRandom::below(bits, 100) < static_cast<std::uint64_t>(percent);
}

void Generator::draw(std::uint64_t index, FirmDraws& into) const {
  into.index = index;
  into.code = synthetic_credit_code(seed_, index);
  into.slots.resize(profile_.draws.size());
  into.children.clear();
  into.child_slots.clear();
  into.kind_given.assign(profile_.children.size(), false);
  const auto fill = [&](SlotIndex slot, std::uint64_t key) {
    const Draw& draw = profile_.draws[slot];
    Drawn& drawn = into.slots[slot];
    drawn = draw_one(draw, into.slots, random_.at(index, key));
    drawn.given = draw.given_percent == 100 || is_given(draw, random_.at(index, key + kGivenDraw));
  };
  for (SlotIndex slot = 0; slot < profile_.firm_draws; ++slot)
    fill(slot, slot);
  for (std::size_t kind = 0; kind < profile_.children.size(); ++kind) {
    const ChildDraws& child = profile_.children[kind];
    fill(child.first, child.first);
    const Drawn count = into.slots[child.first];
    into.kind_given[kind] = count.given;
    if (!count.given) continue;
    const std::uint32_t children = profile_.draws[child.first].value_of[count.value];
    for (std::uint32_t i = 1; i <= children; ++i) {
      into.children.push_back({kind, into.child_slots.size()});
      for (auto slot = static_cast<SlotIndex>(child.first + 1); slot < child.last; ++slot) {
        fill(slot, slot + i * kChildDraw);
        into.child_slots.push_back(into.slots[slot]);
      }
    }
  }
}

void Generator::append_name(const FirmDraws& draws, const std::string& pattern,
                            std::string& to) const {
  for (std::size_t at = 0; at < pattern.size();) {
    if (pattern.compare(at, 8, "{number}") == 0) {
      fmt::format_to(std::back_inserter(to), "{:08}", draws.index + 1);
      at += 8;
    } else if (profile_.tail && pattern.compare(at, 6, "{tail}") == 0) {
      to += profile_.draws[*profile_.tail].values[draws.slots[*profile_.tail].value];
      at += 6;
    } else {
      to += pattern[at++];
    }
  }
}

void Generator::append_fact(const Draw& draw, const Drawn& drawn, std::string& csv) const {
  csv += ',';
  if (!drawn.given) return;
  if (draw.is_number()) {
    append_number(draw.type, drawn.number, csv);
  } else {
    csv += draw.values[drawn.value];
  }
}

void Generator::append_firm_header(std::string& csv) const {
  csv += "uscc,name,type";
  if (profile_.registered_on) csv += ",registered_on";
  if (profile_.registered_capital) csv += ",registered_capital";
  for (SlotIndex slot = 0; slot < profile_.firm_draws; ++slot) {
    if (profile_.draws[slot].fact) csv += "," + profile_.draws[slot].name;
  }
  csv += '\n';
}

void Generator::append_firm(const FirmDraws& draws, std::string& csv) const {
  csv += draws.code;
  csv += ',';
  append_name(draws, profile_.name.zh, csv);
  csv += ',';
  csv += profile_.type;
  for (const auto& slot : {profile_.registered_on, profile_.registered_capital}) {
    if (slot) append_fact(profile_.draws[*slot], draws.slots[*slot], csv);
  }
  for (SlotIndex slot = 0; slot < profile_.firm_draws; ++slot) {
    const Draw& draw = profile_.draws[slot];
    if (draw.fact) append_fact(draw, draws.slots[slot], csv);
  }
  csv += '\n';
}

void Generator::append_child_header(std::size_t kind, std::string& csv) const {
  const ChildDraws& child = profile_.children[kind];
  csv += "uscc,id";
  for (auto slot = static_cast<SlotIndex>(child.first + 1); slot < child.last; ++slot) {
    if (profile_.draws[slot].fact) csv += "," + profile_.draws[slot].name;
  }
  csv += '\n';
}

void Generator::append_children(std::size_t kind, const FirmDraws& draws, std::string& csv) const {
  const ChildDraws& child = profile_.children[kind];
  int number = 0;
  for (const FirmDraws::Child& one : draws.children) {
    if (one.kind != kind) continue;
    csv += draws.code;
    fmt::format_to(std::back_inserter(csv), ",{}", ++number);
    std::size_t at = one.first;
    for (auto slot = static_cast<SlotIndex>(child.first + 1); slot < child.last; ++slot, ++at) {
      if (profile_.draws[slot].fact) append_fact(profile_.draws[slot], draws.child_slots[at], csv);
    }
    csv += '\n';
  }
}

Enterprise Generator::enterprise(const FirmDraws& draws) const {
  Enterprise made;
  made.id = draws.code;
  append_name(draws, profile_.name.zh, made.name.zh);
  append_name(draws, profile_.name.en, made.name.en);
  made.origin = Origin::generated;
  made.particulars.type = profile_.type;
  if (const auto slot = profile_.registered_on; slot && draws.slots[*slot].given)
    made.particulars.registered_on = Date::from_days(draws.slots[*slot].number);
  if (const auto slot = profile_.registered_capital; slot && draws.slots[*slot].given) {
    made.particulars.capital = Money{draws.slots[*slot].number};
    made.particulars.currency = "CNY";
  }
  const auto give = [](const Draw& draw, const Drawn& drawn, law::Subject& subject) {
    if (!draw.fact || !drawn.given) return;
    subject.facts.push_back({*draw.fact, draw.is_number() ? number_value(draw.type, drawn.number)
                                                          : draw.as_fact[drawn.value]});
  };
  for (const law::SubjectKind& kind : profile_.book->source().subjects) {
    if (kind.parent.empty()) made.subject.kind = kind.name;
  }
  for (SlotIndex slot = 0; slot < profile_.firm_draws; ++slot)
    give(profile_.draws[slot], draws.slots[slot], made.subject);
  std::vector<int> count(profile_.children.size(), 0);
  for (const FirmDraws::Child& one : draws.children) {
    const ChildDraws& kind = profile_.children[one.kind];
    law::Subject child;
    child.kind = kind.kind;
    child.id = std::to_string(++count[one.kind]);
    std::size_t at = one.first;
    for (auto slot = static_cast<SlotIndex>(kind.first + 1); slot < kind.last; ++slot)
      give(profile_.draws[slot], draws.child_slots[at++], child);
    made.subject.children.push_back(std::move(child));
  }
  for (std::size_t kind = 0; kind < count.size(); ++kind) {
    if (draws.kind_given[kind] && count[kind] == 0)
      made.subject.none_of.push_back(profile_.children[kind].kind);
  }
  return made;
}

}  // namespace fugong::enterprise_register
