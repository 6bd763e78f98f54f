// What the parts of the table of built-ins share. Private to engines/feel.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "engines/feel/builtins.hpp"

namespace fugong::feel::parts {

using Arguments = std::span<const Value>;
using Types = std::span<const Type>;

// Each part puts its built-ins into the table; builtins.cpp adds the policy names.
void add_number_builtins(std::vector<Builtin>& table);
void add_list_builtins(std::vector<Builtin>& table);
void add_logic_builtins(std::vector<Builtin>& table);
void add_statistics_builtins(std::vector<Builtin>& table);
void add_string_builtins(std::vector<Builtin>& table);
void add_regex_builtins(std::vector<Builtin>& table);
void add_temporal_builtins(std::vector<Builtin>& table);
void add_conversion_builtins(std::vector<Builtin>& table);
void add_range_builtins(std::vector<Builtin>& table);
void add_context_builtins(std::vector<Builtin>& table);

// Why a built-in answered null.
inline constexpr std::string_view kWrongArgument = "wrong-argument";
inline constexpr std::string_view kOutOfRange = "out-of-range";
inline constexpr std::string_view kDivisionByZero = "division-by-zero";
inline constexpr std::string_view kInvalidPattern = "invalid-pattern";
inline constexpr std::string_view kTooLarge = "too-large";

/// Null, with the reason told to the context.
Value error(const CallContext& context, std::string_view code);

/// The argument, null if there are fewer. A list of one item is its item: FEEL's implicit
/// conversion wherever a parameter is no list.
const Value& scalar_at(Arguments arguments, std::size_t index);
/// The argument as it stands, null if there are fewer.
const Value& value_at(Arguments arguments, std::size_t index);
/// Whether the argument is absent or null.
bool is_missing(Arguments arguments, std::size_t index);

// The argument of that kind; null (or empty) if it is absent or another kind.
const Decimal* number_at(Arguments arguments, std::size_t index);
const std::string* string_at(Arguments arguments, std::size_t index);
/// A number cut to its whole part, as FEEL cuts positions, lengths and scales.
std::optional<std::int64_t> whole_at(Arguments arguments, std::size_t index);

/// One parameter that takes a list: a list is itself, a single value is the list of it; null is
/// nothing.
std::optional<Arguments> list_at(Arguments arguments, std::size_t index);
/// range("[1..3]").
Value read_range(const CallContext& context, Arguments arguments);

/// min(list) or min(a, b, ...): the items of the only argument if it is a list, or the arguments.
Arguments items_of(Arguments arguments);

// Types.
inline bool fits(Types types, std::size_t index, Type::Kind wanted) {
  return index >= types.size() || types[index].is(wanted) || types[index].is(Type::Kind::null);
}

/// A result type for parameters of these types; arguments may be missing at the end.
template <Type::Kind Result, Type::Kind... Wanted>
std::optional<Type> fixed(Types types) {
  constexpr Type::Kind kWanted[] = {Wanted..., Type::Kind::any};
  if (types.size() > sizeof...(Wanted)) return std::nullopt;
  for (std::size_t i = 0; i < types.size(); ++i) {
    if (kWanted[i] != Type::Kind::any && !fits(types, i, kWanted[i])) return std::nullopt;
  }
  return Type(Result);
}

/// The type of the items of f(list) or f(a, b, ...); empty if they have no common one.
std::optional<Type> item_type(Types types);
/// Whether the values of the type have an order.
bool is_ordered(const Type& type);

}  // namespace fugong::feel::parts
