// The interval functions (DMN 1.5, 10.3.4.9): how points and ranges lie to each other.
//
// A point stands for the closed range of itself alone. Where an end is missing or two ends can't
// be compared, the answer is null.
#include "engines/feel/builtins_parts.hpp"

namespace fugong::feel::parts {
namespace {

using K = Type::Kind;

struct Side {
  const Value* start;
  const Value* end;
  bool start_in;
  bool end_in;
  bool is_point;
};

Side side_of(const Value& value) {
  if (value.kind() != Kind::range) return {&value, &value, true, true, true};
  static const Value kNull;
  const Range& range = value.range();
  return {range.low ? &*range.low : &kNull, range.high ? &*range.high : &kNull, range.low_included,
          range.high_included, false};
}

/// Compares ends and remembers whether some pair could not be compared.
class Judge {
 public:
  bool less(const Value* a, const Value* b) { return order(a, b) < 0; }
  bool same(const Value* a, const Value* b) { return order(a, b) == 0; }
  bool failed() const { return failed_; }

 private:
  int order(const Value* a, const Value* b) {
    const auto found = compare(*a, *b);
    constexpr int kNeither = 2;
    if (!found) failed_ = true;
    return found.value_or(kNeither);
  }
  bool failed_ = false;
};

bool before(Judge& judge, const Side& a, const Side& b) {
  return judge.less(a.end, b.start) || ((!a.end_in || !b.start_in) && judge.same(a.end, b.start));
}

bool meets(Judge& judge, const Side& a, const Side& b) {
  return a.end_in && b.start_in && judge.same(a.end, b.start);
}

/// Whether `a` reaches at least to where `b` starts.
bool reaches(Judge& judge, const Side& a, const Side& b) {
  return judge.less(b.start, a.end) || (a.end_in && b.start_in && judge.same(a.end, b.start));
}

/// Whether `a` starts no later than `b`.
bool starts_first(Judge& judge, const Side& a, const Side& b) {
  return judge.less(a.start, b.start) ||
         ((a.start_in || !b.start_in) && judge.same(a.start, b.start));
}

/// Whether `a` ends no later than `b`.
bool ends_first(Judge& judge, const Side& a, const Side& b) {
  return judge.less(a.end, b.end) || ((!a.end_in || b.end_in) && judge.same(a.end, b.end));
}

bool overlaps(Judge& judge, const Side& a, const Side& b) {
  return reaches(judge, a, b) && reaches(judge, b, a);
}

bool overlaps_before(Judge& judge, const Side& a, const Side& b) {
  const bool earlier =
      judge.less(a.start, b.start) || (a.start_in && !b.start_in && judge.same(a.start, b.start));
  return earlier && reaches(judge, a, b) && ends_first(judge, a, b);
}

bool finishes(Judge& judge, const Side& a, const Side& b) {
  if (a.is_point) return b.end_in && judge.same(a.end, b.end);
  return a.end_in == b.end_in && judge.same(a.end, b.end) && starts_first(judge, b, a);
}

bool starts(Judge& judge, const Side& a, const Side& b) {
  if (a.is_point) return b.start_in && judge.same(a.start, b.start);
  return a.start_in == b.start_in && judge.same(a.start, b.start) && ends_first(judge, a, b);
}

bool includes(Judge& judge, const Side& a, const Side& b) {
  return starts_first(judge, a, b) && ends_first(judge, b, a);
}

bool coincides(Judge& judge, const Side& a, const Side& b) {
  return a.start_in == b.start_in && a.end_in == b.end_in && judge.same(a.start, b.start) &&
         judge.same(a.end, b.end);
}

enum class Shape : std::uint8_t { any, ranges, any_then_range, range_then_any, alike };

bool shape_fits(Shape shape, bool first_is_point, bool second_is_point) {
  switch (shape) {
    case Shape::any:
      return true;
    case Shape::ranges:
      return !first_is_point && !second_is_point;
    case Shape::any_then_range:
      return !second_is_point;
    case Shape::range_then_any:
      return !first_is_point;
    case Shape::alike:
      return first_is_point == second_is_point;
  }
  return false;
}

using Relation = bool (*)(Judge&, const Side&, const Side&);

/// `Swapped`: the relation read from the second argument (after is before, seen from there).
template <Relation Relates, Shape Wanted, bool Swapped>
Value related(const CallContext& context, Arguments arguments) {
  if (arguments.size() != 2) return error(context, kWrongArgument);
  if (arguments[0].is_null() || arguments[1].is_null()) return error(context, kWrongArgument);
  const Side first = side_of(arguments[0]);
  const Side second = side_of(arguments[1]);
  if (!shape_fits(Wanted, first.is_point, second.is_point)) return error(context, kWrongArgument);
  Judge judge;
  const bool result = Swapped ? Relates(judge, second, first) : Relates(judge, first, second);
  return judge.failed() ? error(context, kWrongArgument) : Value::of(result);
}

template <Shape Wanted>
std::optional<Type> related_type(Types types) {
  if (types.size() != 2) return std::nullopt;
  const bool first_is_point = !types[0].is(K::range);
  const bool second_is_point = !types[1].is(K::range);
  if (!shape_fits(Wanted, first_is_point, second_is_point)) return std::nullopt;
  const Type first = first_is_point ? types[0] : types[0].element();
  const Type second = second_is_point ? types[1] : types[1].element();
  if (common_type(first, second).is(K::any)) return std::nullopt;
  return Type(K::boolean);
}

using Names = std::vector<std::string_view>;

template <Relation Relates, Shape Wanted, bool Swapped = false>
Builtin relation(std::string_view name) {
  static const Names kPoints{"point1", "point2"};
  static const Names kPointRange{"point", "range"};
  static const Names kRangePoint{"range", "point"};
  Builtin function{name,
                   {"range1", "range2"},
                   2,
                   false,
                   related<Relates, Wanted, Swapped>,
                   related_type<Wanted>,
                   {},
                   {}};
  if (Wanted == Shape::any || Wanted == Shape::alike) function.overloads.push_back(kPoints);
  if (Wanted == Shape::any || Wanted == Shape::any_then_range) {
    function.overloads.push_back(kPointRange);
  }
  if (Wanted == Shape::any || Wanted == Shape::range_then_any) {
    function.overloads.push_back(kRangePoint);
  }
  return function;
}

}  // namespace

void add_range_builtins(std::vector<Builtin>& to) {
  to.push_back(relation<before, Shape::any>("before"));
  to.push_back(relation<before, Shape::any, true>("after"));
  to.push_back(relation<meets, Shape::ranges>("meets"));
  to.push_back(relation<meets, Shape::ranges, true>("met by"));
  to.push_back(relation<overlaps, Shape::ranges>("overlaps"));
  to.push_back(relation<overlaps_before, Shape::ranges>("overlaps before"));
  to.push_back(relation<overlaps_before, Shape::ranges, true>("overlaps after"));
  to.push_back(relation<finishes, Shape::any_then_range>("finishes"));
  to.push_back(relation<finishes, Shape::range_then_any, true>("finished by"));
  to.push_back(relation<includes, Shape::range_then_any>("includes"));
  to.push_back(relation<includes, Shape::any_then_range, true>("during"));
  to.push_back(relation<starts, Shape::any_then_range>("starts"));
  to.push_back(relation<starts, Shape::range_then_any, true>("started by"));
  to.push_back(relation<coincides, Shape::alike>("coincides"));
}

}  // namespace fugong::feel::parts
