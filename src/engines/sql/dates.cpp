// What hangs on the months of a day: asked of the row interpreter month by month.
#include <algorithm>

#include "engines/sql/ends.hpp"
#include "engines/sql/ranges.hpp"

namespace fugong::sql {

using feel::Kind;
using feel::Value;

namespace {

/// Days have keys of 32 for each month and one for each day in it.
constexpr std::int64_t kMonth = 32;

std::int64_t key_of(const Date& day) {
  return (std::int64_t{day.year()} * 12 + day.month()) * kMonth + day.day();
}

}  // namespace

/// The days that may occur, month by month; empty if those are too many.
std::vector<Point> Maker::months_of(const Form& form) const {
  std::vector<Point> months;
  const auto high = static_cast<std::int64_t>(form.range.high);
  for (auto from = static_cast<std::int64_t>(form.range.low); from <= high;) {
    const Date day = Date::from_days(from);
    const std::int64_t next = day.plus_days(1 - day.day()).plus_months(1).days();
    months.push_back({true, from, std::min(next - 1, high), kNumber});
    if (next <= from || months.size() > kMostPoints) return {};
    from = next;
  }
  return months;
}

/// The year or the month of a day, which is the same for all days of a month.
bool Maker::part_of_date(NodeId id) {
  const NodeId child = nodes_[id]->children[0];
  const Form& form = forms_[child];
  const std::string& part = nodes_[id]->shell->text;
  if (!form.has_number || form.unit != Unit::day || (part != "year" && part != "month")) {
    return false;
  }
  Dimension dimension{child, months_of(form)};
  if (dimension.points.empty()) return false;
  for (const Code code : form.codes)
    dimension.points.push_back({false, 0, 0, code});
  const std::vector<Dimension> kept{dimension};
  const auto outcome = [&](std::span<const Point> at) -> Outcome { return evaluate(id, kept, at); };
  if (!choose_among(id, {std::move(dimension)}, outcome)) return false;
  finish(forms_[id]);
  return true;
}

/// A day and some months more or less: within a month all days move by as many days, but not beyond
/// a last one. Whether that is so the row interpreter says of every day that may occur.
bool Maker::shift_by_months(NodeId id) {
  const NodeId child = nodes_[id]->children[0];
  const NodeId by = nodes_[id]->children[1];
  const Form& days = forms_[child];
  if (!days.has_number || days.unit != Unit::day) return false;
  if (!forms_[by].is_constant) return shift_by_months_of_row(id);
  if (constant(by).kind() != Kind::months_duration) return false;
  std::vector<Point> points = months_of(days);
  if (points.empty() || days.range.high - days.range.low >= Wide{kMostTuples}) return false;
  Form& form = forms_[id];
  const std::vector<Dimension> operand{{child, {}}};
  const auto at_day = [&](std::int64_t day) -> std::optional<std::int64_t> {
    const Point at{true, day, day, kNumber};
    const Code code = evaluate(id, operand, {&at, 1});
    if (code == kAsk || form.dictionary.at(code).kind() != Kind::date) return std::nullopt;
    return form.dictionary.at(code).date().days();
  };
  std::vector<std::int64_t> offsets;
  std::vector<std::int64_t> lasts;
  std::optional<Range> range;
  for (const Point& month : points) {
    const auto first = at_day(month.low);
    const auto last = at_day(month.high);
    if (!first || !last) return false;
    for (std::int64_t day = month.low; day <= month.high; ++day) {
      if (at_day(day) != std::min(day + *first - month.low, *last)) return false;
    }
    offsets.push_back(*first - month.low);
    lasts.push_back(*last);
    range = range ? Range{std::min<Wide>(range->low, *first), std::max<Wide>(range->high, *last)}
                  : Range{*first, *last};
  }
  // The days of the attempt are no values of the form.
  forget(id);
  std::vector<std::uint32_t> next;
  for (std::uint32_t month = 0; month < points.size(); ++month)
    next.push_back(month);
  const auto none = static_cast<std::uint32_t>(points.size());
  for (const Code code : days.codes) {
    points.push_back({false, 0, 0, code});
    next.push_back(none);
  }
  const auto of_month = [&](const std::vector<std::int64_t>& of) {
    return branch_on(child, points, next, [&](std::uint32_t month) {
      return month == none ? null_number() : whole(of[month], true);
    });
  };
  form.unit = Unit::day;
  form.range = *range;
  form.number = text({request_.dialect == Dialect::sqlite ? "min(" : "least(", ", ", ")"},
                     {infix(number_at(child, 0), " + ", of_month(offsets)), of_month(lasts)});
  const std::vector<Dimension> kept{{child, points_as_one(child)}};
  const auto outcome = [&](std::span<const Point> at) -> Outcome {
    return at[0].is_number ? Outcome{kNumber} : evaluate(id, kept, at);
  };
  if (!choose_among(id, kept, outcome)) return false;
  form.has_number = true;
  finish(form);
  return true;
}

/// The key of a node's days, NULL where it has none; empty if there are too many.
ExprPtr Maker::key_of_days(NodeId child, Range& range) {
  const Form& days = forms_[child];
  std::vector<Point> points;
  std::vector<ExprPtr> keys;
  std::optional<Range> all;
  const auto add = [&](const Point& at, const ExprPtr& key, const Range& of) {
    points.push_back(at);
    keys.push_back(key);
    all = all ? around(*all, of) : of;
  };
  if (days.has_number) {
    if (days.unit != Unit::day) return nullptr;
    const ExprPtr day = number_at(child, 0);
    for (const Point& month : months_of(days)) {
      const std::int64_t low = key_of(Date::from_days(month.low));
      add(month, infix(day, " + ", whole(low - month.low, true)),
          {low, low + month.high - month.low});
    }
    if (keys.empty()) return nullptr;
  }
  for (const Code code : days.codes) {
    const Point at{false, 0, 0, code};
    if (code != kAsk && days.dictionary.at(code).kind() == Kind::date) {
      const std::int64_t key = key_of(days.dictionary.at(code).date());
      add(at, whole(key, true), {key, key});
    } else {
      points.push_back(at);
      keys.push_back(null_number());
    }
  }
  if (!all) return nullptr;
  range = *all;
  if (days.is_constant) return keys[0];
  std::vector<std::uint32_t> next;
  for (std::uint32_t point = 0; point < points.size(); ++point)
    next.push_back(point);
  return branch_on(child, points, next, [&](std::uint32_t point) { return keys[point]; });
}

/// The same by months that hang on the row, of which few differ. A key moves by whole months; the
/// month that it is then of says what its first and its last day are.
bool Maker::shift_by_months_of_row(NodeId id) {
  const NodeId child = nodes_[id]->children[0];
  const NodeId by = nodes_[id]->children[1];
  const Form& shift = forms_[by];
  const std::int64_t sign = nodes_[id]->shell->op == decision::Op::add ? 1 : -1;
  Range keys;
  const ExprPtr key = shift.has_number ? nullptr : key_of_days(child, keys);
  if (key == nullptr) return false;
  const auto is_months = [&](Code code) {
    return code != kAsk && shift.dictionary.at(code).kind() == Kind::months_duration;
  };
  const std::vector<Point> points = points_as_one(by);
  std::vector<std::uint32_t> next;
  std::vector<ExprPtr> moves;
  std::optional<Range> range;
  for (const Point& at : points) {
    next.push_back(static_cast<std::uint32_t>(next.size()));
    moves.push_back(null_number());
    if (!is_months(at.code)) continue;
    const Wide months = Wide{shift.dictionary.at(at.code).months_duration().months} * sign;
    range = range ? around(*range, {months, months}) : Range{months, months};
    if (range->size() > Wide{kMostPoints}) return false;
    moves.back() = whole(static_cast<std::int64_t>(months) * kMonth, true);
  }
  if (!range) return false;
  const auto first = static_cast<std::int64_t>(keys.low / kMonth + range->low);
  const auto last = static_cast<std::int64_t>(keys.high / kMonth + range->high);
  if (first < 1 || last - first >= static_cast<std::int64_t>(kMostPoints)) return false;
  // Months count from January of the year 0, which is the twelfth of none.
  std::vector<std::int64_t> firsts;
  for (std::int64_t month = first; month <= last + 1; ++month) {
    const auto day = Date::from_civil((month - 1) / 12, static_cast<int>((month - 1) % 12) + 1, 1);
    if (!day) return false;
    firsts.push_back(day->days());
  }
  if (!moves_as_keys_do(id, sign)) return false;
  forget(id);
  Form& form = forms_[id];
  form.month_key = infix(
      key, " + ", branch_on(by, points, next, [&](std::uint32_t point) { return moves[point]; }));
  const ExprPtr moved = value_of_node(id, Flavour::month_key);
  const ExprPtr month = infix(infix(moved, " / ", whole(kMonth, true)), " - ", whole(first, true));
  const ExprPtr day = infix(infix(moved, " % ", whole(kMonth, true)), " - ", whole(1, true));
  const ExprPtr at_day = infix(looked_up(month, {firsts.begin(), firsts.end() - 1}), " + ", day);
  const ExprPtr at_last = looked_up(month, [&] {
    std::vector<std::int64_t> lasts;
    for (std::size_t i = 1; i < firsts.size(); ++i)
      lasts.push_back(firsts[i] - 1);
    return lasts;
  }());
  form.unit = Unit::day;
  form.range = {firsts.front(), firsts.back() - 1};
  form.number = best_of({at_day, at_last}, false, request_.dialect);
  const std::vector<Dimension> kept{{child, points_as_one(child)}, {by, points}};
  const auto outcome = [&](std::span<const Point> at) -> Outcome {
    if (at[0].code == kAsk || at[1].code == kAsk) return kAsk;
    const Form& days = forms_[child];
    const bool is_day = at[0].is_number || days.dictionary.at(at[0].code).kind() == Kind::date;
    if (is_day && is_months(at[1].code)) return kNumber;
    const bool nothing = (!at[0].is_number && is_nothing(days.dictionary.at(at[0].code))) ||
                         is_nothing(shift.dictionary.at(at[1].code));
    return at[0].is_number && !nothing ? Outcome{kAsk} : Outcome{evaluate(id, kept, at)};
  };
  if (!choose_among(id, kept, outcome)) return false;
  form.has_number = true;
  finish(form);
  return true;
}

/// Whether the row interpreter moves the last day of every month as its key moves: no further than
/// to the last of a month.
bool Maker::moves_as_keys_do(NodeId id, std::int64_t sign) {
  const NodeId child = nodes_[id]->children[0];
  const NodeId by = nodes_[id]->children[1];
  const std::vector<Dimension> operands{{child, {}}, {by, {}}};
  for (const Point& month : months_of(forms_[child])) {
    for (const Point& at : points_as_one(by)) {
      if (at.code == kAsk) continue;
      const Value& shift = forms_[by].dictionary.at(at.code);
      if (shift.kind() != Kind::months_duration) continue;
      const Date day = Date::from_days(month.high);
      const std::int64_t moved = key_of(day) / kMonth + shift.months_duration().months * sign - 1;
      const auto first = Date::from_civil(moved / 12, static_cast<int>(moved % 12) + 1, 1);
      if (!first) return false;
      const std::int64_t last = first->plus_months(1).days() - 1;
      const Point both[] = {{true, month.high, month.high, kNumber}, at};
      const Code code = evaluate(id, operands, both);
      const Form& form = forms_[id];
      if (code == kAsk || form.dictionary.at(code).kind() != Kind::date ||
          form.dictionary.at(code).date().days() != std::min(first->days() + day.day() - 1, last)) {
        return false;
      }
    }
  }
  return true;
}

/// Whole months from one day to another: a code for each count that may occur. That is the
/// difference of the days' keys by 32.
bool Maker::months_between(NodeId id) {
  const std::vector<NodeId>& children = nodes_[id]->children;
  if (children.size() != 2) return false;
  std::vector<Dimension> dimensions;
  ExprPtr keys[2];
  Range ranges[2];
  for (std::size_t i = 0; i < 2; ++i) {
    keys[i] = key_of_days(children[i], ranges[i]);
    if (keys[i] == nullptr) return false;
    if (!forms_[children[i]].is_constant) {
      dimensions.push_back({children[i], points_as_one(children[i])});
    }
  }
  const auto low = static_cast<std::int64_t>((ranges[1].low - ranges[0].high) / kMonth);
  const auto high = static_cast<std::int64_t>((ranges[1].high - ranges[0].low) / kMonth);
  if (high - low >= static_cast<std::int64_t>(kMostPoints)) return false;
  Form& form = forms_[id];
  Special made;
  for (std::int64_t months = low; months <= high; ++months)
    made.codes.push_back(form.dictionary.intern(Value::of(feel::MonthsDuration{months})));
  const ExprPtr months = infix(infix(keys[1], " - ", keys[0]), " / ", whole(kMonth, true));
  made.code = infix(months, " + ", whole(made.codes[0] - low, true));
  const std::vector<Dimension> kept = dimensions;
  const auto outcome = [&](std::span<const Point> at) -> Outcome {
    bool days = true;
    bool nothing = false;
    for (std::size_t i = 0, child = 0; child < 2; ++child) {
      const Form& of = forms_[children[child]];
      const Point point = of.is_constant ? Point{false, 0, 0, of.codes[0]} : at[i++];
      if (point.is_number) continue;
      if (point.code == kAsk) return kAsk;
      const Value& value = of.dictionary.at(point.code);
      days = days && value.kind() == Kind::date;
      nothing = nothing || is_nothing(value);
    }
    if (days) return special(id, made);
    const bool own =
        std::any_of(at.begin(), at.end(), [](const Point& of) { return of.is_number; });
    return own && !nothing ? Outcome{kAsk} : Outcome{evaluate(id, kept, at)};
  };
  if (!choose_among(id, std::move(dimensions), outcome)) return false;
  finish(form);
  return true;
}

}  // namespace fugong::sql
