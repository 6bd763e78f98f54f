// What hangs on the months of a day: asked of the row interpreter month by month.
#include <algorithm>

#include "engines/sql/maker.hpp"

namespace fugong::sql {

using feel::Kind;

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

}  // namespace fugong::sql
