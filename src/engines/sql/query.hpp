// Query: slots of a program as one SELECT, worked out where the data is.
//
//   Request request;
//   request.dialect = Dialect::postgresql;
//   request.table = "firms";
//   request.key = "id";
//   Column& column = request.columns.emplace_back();   // of staff: counts from 0 to 900,000
//   request.wanted = {size, subsidy};
//   Query query = make_query(program, request);
//   // run query.check: nothing may be counted; run query.text: a row for each row of the table
//   query.answers[0].value(code, number, divisor)     // as Program::evaluate says
//
// What hangs on few different values is worked out by the row interpreter beforehand, once for each
// combination, and stands in the text as a choice between codes; the client knows what each code
// means. So unknowns, nulls and errors are what they are there, by construction. Only the numbers
// of a row are worked with in SQL, known ones and those that an unknown one lies between: whole
// counts in 64 bits, which the ranges of the columns prove to be enough or the text asks of each
// row, and quotients only under a rounding or in a comparison. A slot that needs more is refused
// with the reason; a row whose value would be more than two numbers of this row, or too large, has
// the code kAsk. Both are for the row interpreter.
//
// Pure: nothing is sent anywhere. Values; the program must outlive the call only.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "base/date.hpp"
#include "base/fault.hpp"
#include "engines/columns/vector.hpp"
#include "engines/decision/program.hpp"
#include "engines/sql/table_memory.hpp"

namespace fugong::sql {

using columns::Code;
using columns::Unit;

/// Combinations of one operation that are worked out beforehand.
inline constexpr std::size_t kMostTuples = 65'536;
/// Different values of one operand among them.
inline constexpr std::size_t kMostPoints = 16'384;

enum class Dialect : std::uint8_t { sqlite, postgresql };

/// What a raw value of a column stands for.
struct Stored {
  std::variant<bool, std::int64_t, std::string> raw;
  feel::Value value;
};

/// How the table stores an input. A row that has a number has that; else the value that its raw
/// value stands for; else what NULL says.
struct Column {
  decision::Slot input = 0;
  std::string numbers;  ///< a column of whole counts; empty: there is none
  Unit unit = Unit::number;
  int scale = 0;          ///< a count is of 10^-scale; days are counted from 1970-01-01
  std::int64_t low = 0;   ///< no count is less
  std::int64_t high = 0;  ///< nor greater
  std::string values;     ///< a column of raw values, all of one type; empty: there is none
  std::vector<Stored> stored;
  bool may_be_null = true;          ///< whether any row has neither
  std::optional<feel::Value> null;  ///< what that says; empty: that nobody has said it
};

/// Numbers of a wanted slot, and what they lie between, as whole counts of 10^-digits, rounded as
/// Decimal::round would; far ends stay. Known values of the codes stay as they are.
struct Rounded {
  decision::Slot slot = 0;
  int digits = 0;
  Rounding rounding = Rounding::half_up;
};

struct Request {
  Dialect dialect = Dialect::sqlite;
  std::string table;
  /// A SELECT to read from instead of `table`: rows of one subject with what stands above it.
  std::string source;
  std::string key;  ///< a column that tells the rows apart
  /// Columns that are handed on as they stand, before those of the answers, under their own names.
  std::vector<std::string> carried;
  std::vector<Column> columns;
  /// Inputs that are the same for all rows. Others that have no column are unsaid.
  std::vector<std::pair<decision::Slot, feel::Value>> fixed;
  const decision::Functions* functions = nullptr;
  Date today;
  std::vector<decision::Slot> wanted;
  std::vector<Rounded> rounded;
  TableMemory* tables = nullptr;  ///< may be null
};

/// A name that can't end its quotes.
std::string quoted_name(std::string_view name);

/// A slot in the answer: the names of its columns and how to read them.
struct Answer {
  decision::Slot slot = 0;
  /// Empty: every row is a number. `is_truth`: no codes, but TRUE and FALSE of the database (of
  /// SQLite 1 and 0), which stand for kTrue and kFalse.
  std::string code_column;
  bool is_truth = false;
  std::string number_column;   ///< of the rows whose code is kNumber; empty: no row is one
  std::string divisor_column;  ///< of a quotient that nobody rounded; else empty
  /// What a row of a span's code lies between, as counts like its number, the far ends
  /// columns::kFar and its like below; empty: there is no such code.
  std::string low_column;
  std::string high_column;
  Unit unit = Unit::number;
  int scale = 0;
  bool may_ask = false;             ///< whether any row may have the code kAsk
  std::vector<feel::Value> values;  ///< of the codes from columns::kFirst on
  enum class Span : std::uint8_t { none, interval, pair };
  /// By code like `values`, empty if there is none: unknown values that lie between two numbers of
  /// their row, or are one of the two. Their value says no more than where they come from.
  std::vector<Span> spans;

  bool is_span(Code code) const {
    return !spans.empty() && code >= columns::kFirst && spans[code - columns::kFirst] != Span::none;
  }
  /// Not of the code kAsk. Without a column of codes: kNumber. `low` and `high` of a span.
  feel::Value value(Code code, std::int64_t number, std::int64_t divisor = 1, std::int64_t low = 0,
                    std::int64_t high = 0) const;
};

/// A slot that SQL can't say; its rows go through the row interpreter.
struct Refusal {
  decision::Slot slot = 0;
  std::string code;  ///< stable kebab-case
  Text reason;
};

struct Query {
  /// SELECT of the key (as "key") and the columns of the answers, for each row of the table.
  std::string text;
  /// SELECT count(*) of the rows that aren't stored as the columns say. Where it isn't 0, `text`
  /// promises nothing.
  std::string check;
  std::vector<Answer> answers;
  std::vector<Refusal> refused;
};

/// The columns and the wanted slots of a request are the caller's own: a name with a NUL, an input
/// twice, a range beyond 2^60 are bugs.
Query make_query(const decision::Program& program, const Request& request);

}  // namespace fugong::sql
