// What hangs on the months of a day: asked of the row interpreter month by month.
#include <algorithm>

#include "engines/sql/maker.hpp"
#include "engines/sql/ranges.hpp"

namespace fugong::sql {

using feel::Kind;
using feel::Value;

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
  if (!days.has_number || days.unit != Unit::day || !forms_[by].is_constant ||
      constant(by).kind() != Kind::months_duration) {
    return false;
  }
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

/// Whole months from one day to another: a code for each count that may occur. Where each day has a
/// key of 32 for each month and one for each day in it, that is the keys' difference by 32.
bool Maker::months_between(NodeId id) {
  constexpr std::int64_t kMonth = 32;
  const auto key_of = [](const Date& day) {
    return (std::int64_t{day.year()} * 12 + day.month()) * kMonth + day.day();
  };
  const std::vector<NodeId>& children = nodes_[id]->children;
  if (children.size() != 2) return false;
  std::vector<Dimension> dimensions;
  ExprPtr keys[2];
  std::optional<Range> ranges[2];
  for (std::size_t i = 0; i < 2; ++i) {
    const NodeId child = children[i];
    const Form& days = forms_[child];
    std::vector<Point> points;
    std::vector<ExprPtr> exprs;
    const auto add = [&](const Point& at, const ExprPtr& key, Wide low, Wide high) {
      points.push_back(at);
      exprs.push_back(key);
      ranges[i] = ranges[i] ? around(*ranges[i], {low, high}) : Range{low, high};
    };
    if (days.has_number) {
      if (days.unit != Unit::day) return false;
      const auto months = months_of(days);
      if (months.empty()) return false;
      const ExprPtr day = number_at(child, 0);
      for (const Point& month : months) {
        const std::int64_t low = key_of(Date::from_days(month.low));
        add(month, infix(day, " + ", whole(low - month.low, true)), low,
            low + month.high - month.low);
      }
    }
    for (const Code code : days.codes) {
      const Point at{false, 0, 0, code};
      if (code != kAsk && days.dictionary.at(code).kind() == Kind::date) {
        const std::int64_t key = key_of(days.dictionary.at(code).date());
        add(at, whole(key, true), key, key);
      } else {
        points.push_back(at);
        exprs.push_back(null_number());
      }
    }
    if (!ranges[i]) return false;
    std::vector<std::uint32_t> next;
    for (std::uint32_t point = 0; point < points.size(); ++point)
      next.push_back(point);
    keys[i] = days.is_constant ? exprs[0]
                               : branch_on(child, points, next,
                                           [&](std::uint32_t point) { return exprs[point]; });
    if (!days.is_constant) dimensions.push_back({child, points_as_one(child)});
  }
  const auto low = static_cast<std::int64_t>((ranges[1]->low - ranges[0]->high) / kMonth);
  const auto high = static_cast<std::int64_t>((ranges[1]->high - ranges[0]->low) / kMonth);
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
