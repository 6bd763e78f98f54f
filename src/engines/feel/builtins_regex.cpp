// The string built-ins with a pattern: matches, replace, split (DMN 1.5, table 76).
#include "engines/feel/builtins_parts.hpp"
#include "engines/feel/regex.hpp"

namespace fugong::feel::parts {
namespace {

using K = Type::Kind;

Value failed(const CallContext& context, const Regex& regex) {
  switch (regex.failure()) {
    case Regex::Failure::too_costly:
      return error(context, kTooLarge);
    case Regex::Failure::matches_empty:
      return error(context, kInvalidPattern);
    case Regex::Failure::bad_replacement:
      return error(context, kWrongArgument);
  }
  return Value();
}

/// Text and pattern in the first two places, flags (may be absent or null) at `flags_at`.
struct Reading {
  const std::string* text = nullptr;
  std::optional<Regex> regex;
  Value refusal;  ///< what to answer if there is no regex
};

Reading read(const CallContext& context, Arguments arguments, std::size_t flags_at) {
  Reading reading;
  reading.text = string_at(arguments, 0);
  const std::string* pattern = string_at(arguments, 1);
  const std::string* flags = string_at(arguments, flags_at);
  if (reading.text == nullptr || pattern == nullptr || arguments.size() > flags_at + 1 ||
      (flags == nullptr && !is_missing(arguments, flags_at))) {
    reading.refusal = error(context, kWrongArgument);
    return reading;
  }
  reading.regex = Regex::compile(*pattern, flags != nullptr ? *flags : std::string());
  if (!reading.regex) reading.refusal = error(context, kInvalidPattern);
  return reading;
}

Value matches(const CallContext& context, Arguments arguments) {
  const Reading reading = read(context, arguments, 2);
  if (!reading.regex) return reading.refusal;
  const auto found = reading.regex->matches(*reading.text);
  return found ? Value::of(*found) : failed(context, *reading.regex);
}

Value replace(const CallContext& context, Arguments arguments) {
  const std::string* replacement = string_at(arguments, 2);
  if (replacement == nullptr) return error(context, kWrongArgument);
  const Reading reading = read(context, arguments, 3);
  if (!reading.regex) return reading.refusal;
  auto changed = reading.regex->replace(*reading.text, *replacement);
  return changed ? Value::of(std::move(*changed)) : failed(context, *reading.regex);
}

Value split(const CallContext& context, Arguments arguments) {
  if (arguments.size() != 2) return error(context, kWrongArgument);
  const Reading reading = read(context, arguments, 2);
  if (!reading.regex) return reading.refusal;
  auto parts = reading.regex->split(*reading.text);
  if (!parts) return failed(context, *reading.regex);
  List list;
  list.reserve(parts->size());
  for (std::string& part : *parts)
    list.push_back(Value::of(std::move(part)));
  return Value::of(std::move(list));
}

std::optional<Type> type_of_split(Types types) {
  return fixed<K::string, K::string, K::string>(types)
             ? std::optional<Type>(Type::list_of(K::string))
             : std::nullopt;
}

}  // namespace

void add_regex_builtins(std::vector<Builtin>& table) {
  table.push_back({"matches",
                   {"input", "pattern", "flags"},
                   2,
                   false,
                   matches,
                   fixed<K::boolean, K::string, K::string, K::string>,
                   {},
                   {}});
  table.push_back({"replace",
                   {"input", "pattern", "replacement", "flags"},
                   3,
                   false,
                   replace,
                   fixed<K::string, K::string, K::string, K::string, K::string>,
                   {},
                   {}});
  table.push_back({"split", {"string", "delimiter"}, 2, false, split, type_of_split, {}, {}});
}

}  // namespace fugong::feel::parts
