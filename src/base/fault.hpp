// Faults: what is wrong with somebody's input, where, and how to mend it, in Chinese and English.
//
// Two mechanisms, never mixed:
//  - the user's mistake is a value: `Result<T>` holds either a T or all the faults that were found;
//  - our own bug is `FUGONG_CHECK`: it prints the broken expectation and stops the program.
//
//   Result<Date> read(std::string_view text) {
//     if (...) return fail("date-invalid", place, {"日期无效", "not a date"}, {"写成 2020-02-21",
//     "write 2020-02-21"}); return date;
//   }
//
// Values; no ownership, no threads, no globals.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

namespace fugong {

/// A text for people, in both languages of the house. Never only one of them.
struct Text {
  std::string zh;
  std::string en;
  friend bool operator==(const Text&, const Text&) = default;
};

/// Where something stands: a file with line and column (1-based; 0 = not known) and, inside a
/// document, a JSON pointer (RFC 6901; empty = the whole document).
struct Place {
  std::string file;
  std::int32_t line = 0;
  std::int32_t column = 0;
  std::string pointer;
  friend bool operator==(const Place&, const Place&) = default;
};

/// A place in a document that is named by nothing but the pointer.
Place at_pointer(std::string pointer);

/// One mistake in an input. `code` is stable kebab-case ("unknown-fact"); clients may switch on it.
struct Fault {
  std::string code;
  Place place;
  Text message;  ///< what is wrong
  Text remedy;   ///< how to mend it
};

/// A fault at a JSON pointer.
Fault fault_at(std::string code, std::string pointer, Text message, Text remedy);

using Faults = std::vector<Fault>;

/// Either a value or every fault that was found (never an empty list).
template <class T>
using Result = tl::expected<T, Faults>;

/// A failed result with one fault.
tl::unexpected<Faults> fail(std::string code, Place place, Text message, Text remedy);
/// A failed result with a list of faults (must not be empty).
tl::unexpected<Faults> fail(Faults faults);

/// The code of the first fault, or nothing.
inline std::string code_of(const Faults& faults) {
  return faults.empty() ? "" : faults.front().code;
}
template <class T>
std::string code_of(const Result<T>& result) {
  return result ? "" : code_of(result.error());
}

/// Moves the faults of `from` to the end of `to`.
void append(Faults& to, Faults&& from);

/// "file:line:column: message (pointer). remedy [code]" in one language ("zh" or "en"), one line.
std::string describe(const Fault& fault, std::string_view language);

[[noreturn]] void check_failed(const char* expression, const char* why, const char* file, int line);

}  // namespace fugong

/// Our own expectation. Never reachable by any user input.
#define FUGONG_CHECK(condition, why)                               \
  do {                                                             \
    if (!(condition)) [[unlikely]]                                 \
      ::fugong::check_failed(#condition, why, __FILE__, __LINE__); \
  } while (false)
