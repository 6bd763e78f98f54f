// Built-ins that make lists of lists and find things in them (DMN 1.5, 10.3.4.4).
#include <algorithm>
#include <array>

#include "engines/feel/builtins_parts.hpp"

namespace fugong::feel::parts {
namespace {

using K = Type::Kind;
using Items = std::span<const Value>;

/// Lists whose items are compared each with each are refused beyond this length.
constexpr std::size_t kMaxComparedItems = 10'000;
/// Lists within lists within lists, when they are flattened.
constexpr int kMaxListDepth = 500;

List copy(Items items) {
  return {items.begin(), items.end()};
}

bool holds(Items items, const Value& wanted) {
  return std::any_of(items.begin(), items.end(),
                     [&](const Value& item) { return equal(item, wanted).is_true(); });
}

/// The place (from 0) of a position that counts from 1, or from the end if negative.
std::optional<std::size_t> place_of(Arguments arguments, std::size_t index, std::size_t size) {
  const auto number = whole_at(arguments, index);
  const auto count = static_cast<std::int64_t>(size);
  if (!number || *number == 0 || *number > count || *number < -count) return std::nullopt;
  return static_cast<std::size_t>(*number > 0 ? *number - 1 : count + *number);
}

Value list_contains(const CallContext& context, Arguments arguments) {
  if (arguments.size() != 2) return error(context, kWrongArgument);
  const auto items = list_at(arguments, 0);
  return items ? Value::of(holds(*items, arguments[1])) : error(context, kWrongArgument);
}

Value count(const CallContext& context, Arguments arguments) {
  if (arguments.size() != 1) return error(context, kWrongArgument);
  const auto items = list_at(arguments, 0);
  if (!items) return error(context, kWrongArgument);
  return Value::of(static_cast<std::int64_t>(items->size()));
}

Value sublist(const CallContext& context, Arguments arguments) {
  if (arguments.size() < 2 || arguments.size() > 3) return error(context, kWrongArgument);
  const auto items = list_at(arguments, 0);
  if (!items) return error(context, kWrongArgument);
  const auto start = place_of(arguments, 1, items->size());
  if (!start) return error(context, kOutOfRange);
  if (is_missing(arguments, 2)) return Value::of(copy(items->subspan(*start)));
  const auto count = whole_at(arguments, 2);
  if (!count || *count < 1 || static_cast<std::size_t>(*count) > items->size() - *start) {
    return error(context, kOutOfRange);
  }
  return Value::of(copy(items->subspan(*start, static_cast<std::size_t>(*count))));
}

Value append(const CallContext& context, Arguments arguments) {
  if (arguments.empty()) return error(context, kWrongArgument);
  const auto items = list_at(arguments, 0);
  if (!items) return error(context, kWrongArgument);
  if (items->size() + arguments.size() > kMaxListItems) return error(context, kTooLarge);
  List longer = copy(*items);
  longer.insert(longer.end(), arguments.begin() + 1, arguments.end());
  return Value::of(std::move(longer));
}

Value concatenate(const CallContext& context, Arguments arguments) {
  if (arguments.empty()) return error(context, kWrongArgument);
  List joined;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const auto items = list_at(arguments, i);
    if (!items) return error(context, kWrongArgument);
    if (joined.size() + items->size() > kMaxListItems) return error(context, kTooLarge);
    joined.insert(joined.end(), items->begin(), items->end());
  }
  return Value::of(std::move(joined));
}

Value insert_before(const CallContext& context, Arguments arguments) {
  if (arguments.size() != 3) return error(context, kWrongArgument);
  const auto items = list_at(arguments, 0);
  if (!items) return error(context, kWrongArgument);
  if (items->size() >= kMaxListItems) return error(context, kTooLarge);
  const auto place = place_of(arguments, 1, items->size());
  if (!place) return error(context, kOutOfRange);
  List longer = copy(*items);
  longer.insert(longer.begin() + static_cast<std::ptrdiff_t>(*place), arguments[2]);
  return Value::of(std::move(longer));
}

Value remove(const CallContext& context, Arguments arguments) {
  if (arguments.size() != 2) return error(context, kWrongArgument);
  const auto items = list_at(arguments, 0);
  if (!items) return error(context, kWrongArgument);
  const auto place = place_of(arguments, 1, items->size());
  if (!place) return error(context, kOutOfRange);
  List shorter = copy(*items);
  shorter.erase(shorter.begin() + static_cast<std::ptrdiff_t>(*place));
  return Value::of(std::move(shorter));
}

/// By position, or every item for which match(item, newItem) holds.
Value list_replace(const CallContext& context, Arguments arguments) {
  if (arguments.size() != 3) return error(context, kWrongArgument);
  const auto items = list_at(arguments, 0);
  if (!items) return error(context, kWrongArgument);
  List changed = copy(*items);
  if (arguments[1].kind() != Kind::function) {
    const auto place = place_of(arguments, 1, items->size());
    if (!place) return error(context, kOutOfRange);
    changed[*place] = arguments[2];
    return Value::of(std::move(changed));
  }
  const Function& match = arguments[1].function();
  if (match.parameters().size() != 2) return error(context, kWrongArgument);
  for (Value& item : changed) {
    const std::array<Value, 2> pair{item, arguments[2]};
    const Value matches = match.call(pair);
    if (matches.kind() != Kind::boolean) return error(context, kWrongArgument);
    if (matches.boolean()) item = arguments[2];
  }
  return Value::of(std::move(changed));
}

Value reverse(const CallContext& context, Arguments arguments) {
  if (arguments.size() != 1) return error(context, kWrongArgument);
  const auto items = list_at(arguments, 0);
  if (!items) return error(context, kWrongArgument);
  return Value::of(List(items->rbegin(), items->rend()));
}

Value index_of(const CallContext& context, Arguments arguments) {
  if (arguments.size() != 2) return error(context, kWrongArgument);
  const auto items = list_at(arguments, 0);
  if (!items) return error(context, kWrongArgument);
  List places;
  for (std::size_t i = 0; i < items->size(); ++i) {
    if (equal((*items)[i], arguments[1]).is_true()) {
      places.push_back(Value::of(static_cast<std::int64_t>(i) + 1));
    }
  }
  return Value::of(std::move(places));
}

Value distinct(const CallContext& context, const List& items) {
  if (items.size() > kMaxComparedItems) return error(context, kTooLarge);
  List kept;
  for (const Value& item : items) {
    if (!holds(kept, item)) kept.push_back(item);
  }
  return Value::of(std::move(kept));
}

Value distinct_values(const CallContext& context, Arguments arguments) {
  if (arguments.size() != 1) return error(context, kWrongArgument);
  const auto items = list_at(arguments, 0);
  return items ? distinct(context, copy(*items)) : error(context, kWrongArgument);
}

Value union_of(const CallContext& context, Arguments arguments) {
  const Value joined = concatenate(context, arguments);
  return joined.is_null() ? joined : distinct(context, joined.list());
}

/// False if there are too many items or they lie too deep.
bool flatten_into(List& flat, Items items, int depth) {
  if (depth > kMaxListDepth) return false;
  for (const Value& item : items) {
    if (item.kind() == Kind::list) {
      if (!flatten_into(flat, item.list(), depth + 1)) return false;
    } else if (flat.size() >= kMaxListItems) {
      return false;
    } else {
      flat.push_back(item);
    }
  }
  return true;
}

Value flatten(const CallContext& context, Arguments arguments) {
  if (arguments.size() != 1) return error(context, kWrongArgument);
  const auto items = list_at(arguments, 0);
  if (!items) return error(context, kWrongArgument);
  List flat;
  if (!flatten_into(flat, *items, 0)) return error(context, kTooLarge);
  return Value::of(std::move(flat));
}

/// Merges two sorted runs; stays in bounds whatever `precedes` answers, which std::stable_sort
/// doesn't promise. False if an answer is no boolean.
bool merge_runs(const Function& precedes, Items left, Items right, List& to) {
  while (!left.empty() && !right.empty()) {
    const std::array<Value, 2> pair{right.front(), left.front()};
    const Value right_first = precedes.call(pair);
    if (right_first.kind() != Kind::boolean) return false;
    Items& from = right_first.boolean() ? right : left;
    to.push_back(from.front());
    from = from.subspan(1);
  }
  to.insert(to.end(), left.begin(), left.end());
  to.insert(to.end(), right.begin(), right.end());
  return true;
}

/// Without a function: by the order of the values themselves.
Value sort_naturally(const CallContext& context, List items) {
  for (const Value& item : items) {
    if (!compare(items.front(), item)) return error(context, kWrongArgument);
  }
  std::stable_sort(items.begin(), items.end(),
                   [](const Value& a, const Value& b) { return compare(a, b).value_or(0) < 0; });
  return Value::of(std::move(items));
}

Value sort(const CallContext& context, Arguments arguments) {
  if (arguments.empty() || arguments.size() > 2) return error(context, kWrongArgument);
  const auto items = list_at(arguments, 0);
  if (!items) return error(context, kWrongArgument);
  if (arguments.size() == 1) return sort_naturally(context, copy(*items));
  if (arguments[1].kind() != Kind::function) return error(context, kWrongArgument);
  const Function& precedes = arguments[1].function();
  if (precedes.parameters().size() != 2) return error(context, kWrongArgument);
  List sorted = copy(*items);
  for (std::size_t width = 1; width < sorted.size(); width *= 2) {
    List merged;
    merged.reserve(sorted.size());
    const Items all(sorted);
    for (std::size_t begin = 0; begin < all.size(); begin += 2 * width) {
      const Items run = all.subspan(begin, std::min(2 * width, all.size() - begin));
      const std::size_t cut = std::min(width, run.size());
      if (!merge_runs(precedes, run.first(cut), run.subspan(cut), merged)) {
        return error(context, kWrongArgument);
      }
    }
    sorted = std::move(merged);
  }
  return Value::of(std::move(sorted));
}

/// The element type of a list argument, or the type itself for a single value.
Type element_of(const Type& type) {
  return type.is(K::list) ? type.element() : type;
}

/// The list type of a first argument whose items may be joined by those of the others.
std::optional<Type> joined_type(Type element, Types others, bool others_are_lists) {
  for (const Type& other : others) {
    element = common_type(element, others_are_lists ? element_of(other) : other);
    if (element.is(K::any)) return std::nullopt;
  }
  return Type::list_of(element);
}

std::optional<Type> test_type(Types types) {
  if (types.size() != 2 || common_type(element_of(types[0]), types[1]).is(K::any)) {
    return std::nullopt;
  }
  return Type(K::boolean);
}

std::optional<Type> index_type(Types types) {
  return test_type(types) ? std::optional(Type::list_of(K::number)) : std::nullopt;
}

std::optional<Type> append_type(Types types) {
  if (types.empty()) return std::nullopt;
  return joined_type(element_of(types[0]), types.subspan(1), false);
}

std::optional<Type> concatenate_type(Types types) {
  if (types.empty()) return std::nullopt;
  return joined_type(element_of(types[0]), types.subspan(1), true);
}

std::optional<Type> same_list_type(Types types) {
  if (types.size() != 1) return std::nullopt;
  return Type::list_of(element_of(types[0]));
}

/// A list, then positions only.
std::optional<Type> part_type(Types types) {
  if (types.size() < 2) return std::nullopt;
  for (std::size_t i = 1; i < types.size(); ++i) {
    if (!fits(types, i, K::number)) return std::nullopt;
  }
  return Type::list_of(element_of(types[0]));
}

/// A list, a position and a new item.
std::optional<Type> placed_type(Types types) {
  if (types.size() != 3 || !fits(types, 1, K::number)) return std::nullopt;
  return joined_type(element_of(types[0]), types.subspan(2), false);
}

std::optional<Type> flat_type(Types types) {
  if (types.size() != 1) return std::nullopt;
  Type element = types[0];
  while (element.is(K::list))
    element = element.element();
  return element.is(K::any) ? std::nullopt : std::optional(Type::list_of(element));
}

std::optional<Type> count_type(Types types) {
  const bool fits_one = types.size() == 1 && (types[0].is(K::list) || types[0].is(K::null));
  return fits_one ? std::optional<Type>(K::number) : std::nullopt;
}

std::optional<Type> sort_type(Types types) {
  if (types.size() != 1 || !types[0].is(K::list) || !is_ordered(types[0].element())) {
    return std::nullopt;
  }
  return types[0];
}

}  // namespace

void add_list_builtins(std::vector<Builtin>& to) {
  using Lists = std::vector<std::vector<std::string_view>>;
  const Lists by_match{{"list", "match", "newItem"}};
  to.insert(
      to.end(),
      {
          {"list contains", {"list", "element"}, 2, false, list_contains, test_type, {}, {}},
          {"count", {"list"}, 1, false, count, count_type, {}, {}},
          {"sublist", {"list", "start position", "length"}, 2, false, sublist, part_type, {}, {}},
          {"append", {"list", "item"}, 1, true, append, append_type, {}, {}},
          {"concatenate", {"list"}, 1, true, concatenate, concatenate_type, {}, {}},
          {"insert before",
           {"list", "position", "newItem"},
           3,
           false,
           insert_before,
           placed_type,
           {},
           {}},
          {"remove", {"list", "position"}, 2, false, remove, part_type, {}, {}},
          {"list replace",
           {"list", "position", "newItem"},
           3,
           false,
           list_replace,
           placed_type,
           by_match,
           {}},
          {"reverse", {"list"}, 1, false, reverse, same_list_type, {}, {}},
          {"index of", {"list", "match"}, 2, false, index_of, index_type, {}, {}},
          {"union", {"list"}, 1, true, union_of, concatenate_type, {}, {}},
          {"distinct values", {"list"}, 1, false, distinct_values, same_list_type, {}, {}},
          {"flatten", {"list"}, 1, false, flatten, flat_type, {}, {}},
          {"sort", {"list", "precedes"}, 1, false, sort, sort_type, {}, {}},
      });
}

}  // namespace fugong::feel::parts
