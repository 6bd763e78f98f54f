// What the files of built-ins share; nobody outside this folder includes it.
//
// Each builtins_*.cpp adds its part of the table. The result types (`Builtin::type`) are written
// with the templates below: `fixed<number, string, number>` is "a string and a number give a
// number", where arguments at the end may be left out.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "engines/feel/builtins.hpp"

namespace fugong::feel::builtin_table {

using Arguments = std::span<const Value>;
using Types = std::span<const Type>;
using K = Type::Kind;

void add_conversions(std::vector<Builtin>& to);
void add_numbers(std::vector<Builtin>& to);
void add_lists(std::vector<Builtin>& to);
void add_statistics(std::vector<Builtin>& to);
void add_strings(std::vector<Builtin>& to);
void add_ranges(std::vector<Builtin>& to);
void add_temporal(std::vector<Builtin>& to);
void add_contexts(std::vector<Builtin>& to);

/// Null, telling the context why.
Value refuse(const CallContext& context, std::string_view code);
inline constexpr std::string_view kWrongCount = "wrong-argument-count";
inline constexpr std::string_view kWrongKind = "wrong-argument-kind";
inline constexpr std::string_view kOutOfRange = "argument-out-of-range";
inline constexpr std::string_view kNotReadable = "not-readable";
inline constexpr std::string_view kTooLarge = "too-large";
inline constexpr std::string_view kNotComparable = "not-comparable";
inline constexpr std::string_view kBadPattern = "bad-pattern";
inline constexpr std::string_view kPatternTooCostly = "pattern-too-costly";

/// Whether there are `count` arguments, all of one kind.
bool all_are(Arguments arguments, std::size_t count, Kind kind);
/// The argument at a place, null if it is left out.
const Value& argument(Arguments arguments, std::size_t at);
/// A number cut to its whole part (FEEL cuts positions, lengths and scales).
std::optional<std::int64_t> whole(const Value& value);
/// The items that a list function works on: those of a list, or a single value as its own list.
/// Empty for null.
std::optional<std::span<const Value>> items_of(const Value& value);
/// Of a variadic list function: f([1, 2]), f(1, 2) and f(1).
std::optional<std::span<const Value>> items_of(Arguments arguments);

/// An argument of static type null may stand for anything.
inline bool takes(const Type& given, K wanted) {
  return wanted == K::any || given.is(wanted) || given.is(K::null);
}

template <K Result, K... Parameters>
std::optional<Type> fixed(Types types) {
  constexpr std::array<K, sizeof...(Parameters)> wanted{Parameters...};
  if (types.size() > wanted.size()) return std::nullopt;
  for (std::size_t i = 0; i < types.size(); ++i) {
    if (!takes(types[i], wanted[i])) return std::nullopt;
  }
  return Type(Result);
}

/// Of a list or of items given one by one; empty if they have nothing in common.
std::optional<Type> element_type(Types types);

template <K Element, K Result>
std::optional<Type> over_items(Types types) {
  const auto element = element_type(types);
  if (!element || !takes(*element, Element)) return std::nullopt;
  return Type(Result);
}

}  // namespace fugong::feel::builtin_table
