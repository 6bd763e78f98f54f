// The built-in functions of FEEL (DMN 1.5, 10.3.4).
//
//   const Builtin* f = find_builtin("decimal");
//   Value v = f->call(context, args);   // args in the order of the parameters
//
// Standard behaviour on bad arguments: null, with a word to the context why. None is given an
// unknown (the interpreter lifts). Pure: the only outside input is the clock in the context.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "engines/feel/type.hpp"
#include "engines/feel/value.hpp"

namespace fugong::feel {

/// Items of a list that a built-in may make; beyond is null. Of a text: kMaxTextBytes.
inline constexpr std::size_t kMaxListItems = 1'000'000;

/// What a built-in may use while it runs.
struct CallContext {
  /// now(); today() is its date. Pinned for one evaluation.
  DateTime now;
  /// Told once for each null that stands for an error: a stable code such as "division-by-zero".
  std::function<void(std::string_view code)> report;
};

struct Builtin {
  std::string_view name;                     ///< "date and time"
  std::vector<std::string_view> parameters;  ///< for named arguments; the last repeats if variadic
  std::size_t min_arguments = 0;
  bool variadic = false;
  Value (*call)(const CallContext&, std::span<const Value>) = nullptr;
  /// Result type for these argument types, empty if they can't be right. Used by the policy
  /// profile.
  std::optional<Type> (*type)(std::span<const Type>) = nullptr;
  /// Alternative parameter lists of the same name for named arguments (date(year, month, day)).
  std::vector<std::vector<std::string_view>> overloads;
  /// Name in the policy profile: snake_case ("date_and_time"); same function.
  std::string_view policy_name;
};

/// By its name in either profile; null if there is none.
const Builtin* find_builtin(std::string_view name);
std::span<const Builtin> all_builtins();

}  // namespace fugong::feel
