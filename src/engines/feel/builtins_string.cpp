// The built-ins on texts that need no pattern (DMN 1.5, table 76). Positions count code points.
#include <wctype.h>

#include <algorithm>
#include <clocale>
#include <string>

#include "base/text.hpp"
#include "engines/feel/builtins_parts.hpp"

namespace fugong::feel::parts {
namespace {

using K = Type::Kind;

Value text_or_error(const CallContext& context, std::string text) {
  return text.size() > kMaxTextBytes ? error(context, kTooLarge) : Value::of(std::move(text));
}

/// The byte at which the code point of that number (from 0) starts; the end if there are fewer.
std::size_t offset_of(std::string_view text, std::int64_t number) {
  std::size_t at = 0;
  for (std::int64_t i = 0; i < number && at < text.size(); ++i)
    next_code_point(text, at);
  return at;
}

/// A count or position; a fraction is cut off.
std::optional<std::int64_t> count_at(Arguments arguments, std::size_t index) {
  const Decimal* number = number_at(arguments, index);
  const auto whole = number != nullptr ? number->round(0, Rounding::down) : std::nullopt;
  return whole ? whole->to_int64() : std::nullopt;
}

Value substring(const CallContext& context, Arguments arguments) {
  const std::string* text = string_at(arguments, 0);
  const auto start = count_at(arguments, 1);
  if (text == nullptr || !start || arguments.size() > 3) return error(context, kWrongArgument);
  const auto size = static_cast<std::int64_t>(count_code_points(*text));
  if (*start == 0 || *start > size || *start < -size) return error(context, kOutOfRange);
  const std::int64_t first = *start > 0 ? *start - 1 : size + *start;
  std::int64_t length = size - first;
  if (!is_missing(arguments, 2)) {
    const auto wanted = count_at(arguments, 2);
    if (!wanted) return error(context, kWrongArgument);
    if (*wanted < 1) return error(context, kOutOfRange);
    length = std::min(length, *wanted);
  }
  const std::size_t begin = offset_of(*text, first);
  const std::string_view rest = std::string_view(*text).substr(begin);
  return Value::of(rest.substr(0, offset_of(rest, length)));
}

Value string_length(const CallContext& context, Arguments arguments) {
  const std::string* text = string_at(arguments, 0);
  if (text == nullptr || arguments.size() != 1) return error(context, kWrongArgument);
  return Value::of(static_cast<std::int64_t>(count_code_points(*text)));
}

template <class Make>
Value of_pair(const CallContext& context, Arguments arguments, const Make& make) {
  const std::string* text = string_at(arguments, 0);
  const std::string* match = string_at(arguments, 1);
  if (text == nullptr || match == nullptr || arguments.size() != 2) {
    return error(context, kWrongArgument);
  }
  return make(*text, *match);
}

/// Unicode's letters, whatever the locale of the process is; null if the system has no such table.
locale_t letters() {
  static const locale_t kLetters = newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
  return kLetters;
}

char32_t in_case(char32_t letter, bool upper) {
  if (letters() == nullptr) {
    const bool is_ascii_letter =
        upper ? (letter >= U'a' && letter <= U'z') : (letter >= U'A' && letter <= U'Z');
    return is_ascii_letter ? letter ^ 0x20U : letter;
  }
  const auto wide = static_cast<wint_t>(letter);
  return static_cast<char32_t>(upper ? towupper_l(wide, letters()) : towlower_l(wide, letters()));
}

template <bool Upper>
Value change_case(const CallContext& context, Arguments arguments) {
  const std::string* text = string_at(arguments, 0);
  if (text == nullptr || arguments.size() != 1) return error(context, kWrongArgument);
  constexpr char32_t kSharpS = 0xDF;
  std::string changed;
  for (std::size_t at = 0; at < text->size();) {
    const char32_t letter = next_code_point(*text, at);
    if (Upper && letter == kSharpS) {
      changed += "SS";
    } else {
      append_utf8(changed, in_case(letter, Upper));
    }
  }
  return text_or_error(context, std::move(changed));
}

Value substring_before(const CallContext& context, Arguments arguments) {
  return of_pair(context, arguments, [](std::string_view text, std::string_view match) {
    const std::size_t at = text.find(match);
    return Value::of(at == std::string_view::npos ? std::string_view() : text.substr(0, at));
  });
}

Value substring_after(const CallContext& context, Arguments arguments) {
  return of_pair(context, arguments, [](std::string_view text, std::string_view match) {
    const std::size_t at = text.find(match);
    return Value::of(at == std::string_view::npos ? std::string_view()
                                                  : text.substr(at + match.size()));
  });
}

Value contains_text(const CallContext& context, Arguments arguments) {
  return of_pair(context, arguments, [](std::string_view text, std::string_view match) {
    return Value::of(text.find(match) != std::string_view::npos);
  });
}

Value starts_with(const CallContext& context, Arguments arguments) {
  return of_pair(context, arguments, [](std::string_view text, std::string_view match) {
    return Value::of(text.starts_with(match));
  });
}

Value ends_with(const CallContext& context, Arguments arguments) {
  return of_pair(context, arguments, [](std::string_view text, std::string_view match) {
    return Value::of(text.ends_with(match));
  });
}

/// Nulls in the list are left out; no delimiter is the empty one.
Value string_join(const CallContext& context, Arguments arguments) {
  const auto items = list_at(arguments, 0);
  const std::string* delimiter = string_at(arguments, 1);
  if (!items || arguments.size() > 2 || (delimiter == nullptr && !is_missing(arguments, 1))) {
    return error(context, kWrongArgument);
  }
  std::string joined;
  bool first = true;
  for (const Value& item : *items) {
    if (item.is_null()) continue;
    if (item.kind() != Kind::string) return error(context, kWrongArgument);
    if (!first && delimiter != nullptr) joined += *delimiter;
    first = false;
    joined += item.string();
    if (joined.size() > kMaxTextBytes) return error(context, kTooLarge);
  }
  return text_or_error(context, std::move(joined));
}

constexpr auto kTestOfPair = fixed<K::boolean, K::string, K::string>;
constexpr auto kTextOfPair = fixed<K::string, K::string, K::string>;

std::optional<Type> type_of_join(Types types) {
  if (types.empty() || types.size() > 2 || !fits(types, 1, K::string)) return std::nullopt;
  const Type item = types[0].is(K::list) ? types[0].element() : types[0];
  const bool fits_item = item.is(K::string) || item.is(K::null);
  return fits_item ? std::optional<Type>(K::string) : std::nullopt;
}

}  // namespace

void add_string_builtins(std::vector<Builtin>& table) {
  table.push_back({"substring",
                   {"string", "start position", "length"},
                   2,
                   false,
                   substring,
                   fixed<K::string, K::string, K::number, K::number>,
                   {},
                   {}});
  table.push_back(
      {"string length", {"string"}, 1, false, string_length, fixed<K::number, K::string>, {}, {}});
  table.push_back(
      {"upper case", {"string"}, 1, false, change_case<true>, fixed<K::string, K::string>, {}, {}});
  table.push_back({"lower case",
                   {"string"},
                   1,
                   false,
                   change_case<false>,
                   fixed<K::string, K::string>,
                   {},
                   {}});
  table.push_back(
      {"substring before", {"string", "match"}, 2, false, substring_before, kTextOfPair, {}, {}});
  table.push_back(
      {"substring after", {"string", "match"}, 2, false, substring_after, kTextOfPair, {}, {}});
  table.push_back({"contains", {"string", "match"}, 2, false, contains_text, kTestOfPair, {}, {}});
  table.push_back({"starts with", {"string", "match"}, 2, false, starts_with, kTestOfPair, {}, {}});
  table.push_back({"ends with", {"string", "match"}, 2, false, ends_with, kTestOfPair, {}, {}});
  table.push_back(
      {"string join", {"list", "delimiter"}, 1, false, string_join, type_of_join, {}, {}});
}

}  // namespace fugong::feel::parts
