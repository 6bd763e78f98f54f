// not, is, all and any (DMN 1.5, tables 74 and 77): three-valued, as the operators are.
#include "engines/feel/builtins_parts.hpp"

namespace fugong::feel::parts {
namespace {

using K = Type::Kind;

Value negation(const CallContext& context, Arguments arguments) {
  const Value& value = scalar_at(arguments, 0);
  if (value.kind() == Kind::boolean) return Value::of(!value.boolean());
  return value.is_null() ? Value() : error(context, kWrongArgument);
}

bool is_same_moment(const Time& a, const Time& b) {
  return a.second_of_day == b.second_of_day && a.nanos == b.nanos && a.zone == b.zone;
}

/// The same element of the same domain; an argument left out by name is null: equal moments in
/// different zones are not.
Value is(const CallContext& context, Arguments arguments) {
  if (arguments.empty() || arguments.size() > 2) return error(context, kWrongArgument);
  const Value& a = value_at(arguments, 0);
  const Value& b = value_at(arguments, 1);
  if (a.kind() != b.kind()) return Value::of(false);
  if (a.kind() == Kind::time) return Value::of(is_same_moment(a.time(), b.time()));
  if (a.kind() == Kind::date_time) {
    return Value::of(a.date_time().date == b.date_time().date &&
                     is_same_moment(a.date_time().time, b.date_time().time));
  }
  return Value::of(equal(a, b).is_true());
}

/// The answer that settles it wherever it stands; else null if one is no boolean; else the other.
template <bool Settling>
Value settle(const CallContext& context, Arguments arguments) {
  if (arguments.empty()) return error(context, kWrongArgument);
  bool doubtful = false;
  for (const Value& item : items_of(arguments)) {
    if (item.kind() != Kind::boolean) {
      doubtful = true;
    } else if (item.boolean() == Settling) {
      return Value::of(Settling);
    }
  }
  return doubtful ? error(context, kWrongArgument) : Value::of(!Settling);
}

std::optional<Type> type_of_settle(Types types) {
  const auto item = item_type(types);
  if (!item || !(item->is(K::boolean) || item->is(K::null))) return std::nullopt;
  return Type(K::boolean);
}

std::optional<Type> type_of_is(Types types) {
  return types.size() == 2 ? std::optional<Type>(K::boolean) : std::nullopt;
}

}  // namespace

void add_logic_builtins(std::vector<Builtin>& table) {
  table.push_back({"not", {"negand"}, 1, false, negation, fixed<K::boolean, K::boolean>, {}, {}});
  table.push_back({"is", {"value1", "value2"}, 1, false, is, type_of_is, {}, {}});
  table.push_back({"all", {"list"}, 1, true, settle<false>, type_of_settle, {}, {}});
  table.push_back({"any", {"list"}, 1, true, settle<true>, type_of_settle, {}, {}});
}

}  // namespace fugong::feel::parts
