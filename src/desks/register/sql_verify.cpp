// Whether the tables of a register in SQL hold what is said about them.
#include <fmt/format.h>

#include <algorithm>

#include "desks/register/sql_catalogue.hpp"
#include "desks/register/sql_register.hpp"

namespace fugong::enterprise_register {
namespace {

using store::Cell;
using store::Row;
using store::Transaction;

/// Six figures each, and PostgreSQL gives at most 1,664 at once.
constexpr std::size_t kFactsAtOnce = 100;

std::int64_t number_of(const Cell& cell) {
  const auto* number = std::get_if<std::int64_t>(&cell);
  return number == nullptr ? 0 : *number;
}

bool is_null(const Cell& cell) {
  return std::holds_alternative<std::monostate>(cell);
}

tl::unexpected<Faults> wrong(const Transaction& t, std::string_view table, std::string_view column,
                             Text what) {
  return fail("register-sql-row", sql_place(t, table, column), std::move(what),
              {"更正表或视图，或更正 register_facts、register_kinds",
               "put the table or view right, or register_facts and register_kinds"});
}

/// One row of figures.
Result<Row> figures(Transaction& t, const std::string& sql, const std::vector<Cell>& cells = {}) {
  auto rows = t.run(sql, cells);
  if (!rows) return fail(std::move(rows.error()));
  FUGONG_CHECK(rows->size() == 1, "aggregates without groups give one row");
  return std::move(rows->front());
}

bool is_without_gaps(const SqlFact& fact) {
  return !fact.values.empty() && fact.values.back().first - fact.values.front().first + 1 ==
                                     static_cast<std::int64_t>(fact.values.size());
}

}  // namespace

Result<void> SqlRegister::verify(Transaction& t) const {
  for (std::size_t kind = 0; kind < kinds_.size(); ++kind) {
    if (!kinds_[kind].is_here) continue;
    if (auto good = verify_kind(t, kind); !good) return good;
    const auto facts = facts_of(kind);
    for (std::size_t first = 0; first < facts.size(); first += kFactsAtOnce) {
      const auto last = std::min(facts.size(), first + kFactsAtOnce);
      auto good = verify_facts(t, kind,
                               {facts.begin() + static_cast<std::ptrdiff_t>(first),
                                facts.begin() + static_cast<std::ptrdiff_t>(last)});
      if (!good) return good;
    }
  }
  return {};
}

Result<void> SqlRegister::verify_kind(Transaction& t, std::size_t kind) const {
  const auto& kinds = book_->source().subjects;
  const std::string table = sql_table(kinds[kind].name);
  const auto counted = figures(
      t, fmt::format("SELECT count(*), count(DISTINCT \"row\"), min(\"row\"), max(\"row\"), "
                     "count(\"name\") FROM {}",
                     sql_quoted(table)));
  if (!counted) return fail(counted.error());
  const std::int64_t rows = kinds_[kind].rows;
  const Row& of = *counted;
  if (number_of(of[0]) != rows || number_of(of[1]) != rows || number_of(of[4]) != rows ||
      (rows > 0 && (number_of(of[2]) != 0 || number_of(of[3]) != rows - 1))) {
    return wrong(t, table, "row",
                 {fmt::format("行号应为 0 至 {}，各一次，都有名称", rows - 1),
                  fmt::format("the rows must be 0 to {}, each once and with a name", rows - 1)});
  }
  for (std::size_t above = 0; above < kinds.size(); ++above) {
    if (kinds[above].name != kinds[kind].parent) continue;
    const auto parents =
        figures(t, fmt::format("SELECT count(\"parent\"), min(\"parent\"), max(\"parent\") FROM {}",
                               sql_quoted(table)));
    if (!parents) return fail(parents.error());
    if (number_of((*parents)[0]) != rows || number_of((*parents)[1]) < 0 ||
        (rows > 0 && number_of((*parents)[2]) >= kinds_[above].rows)) {
      return wrong(t, table, "parent",
                   {"上级的行号无效", "the row of a parent is missing or impossible"});
    }
    const std::string none = sql_none_column(kinds[kind].name);
    const std::string parent_table = sql_table(kinds[above].name);
    const auto denied =
        figures(t, fmt::format("SELECT count(*) FROM {} c JOIN {} p ON p.\"row\" = c.\"parent\" "
                               "WHERE p.{}",
                               sql_quoted(table), sql_quoted(parent_table), sql_quoted(none)));
    if (!denied) return fail(denied.error());
    if (number_of((*denied)[0]) != 0) {
      return wrong(t, parent_table, none,
                   {"说没有下属主体的行却有", "a row that is said to have none has some"});
    }
  }
  return {};
}

Result<void> SqlRegister::verify_facts(Transaction& t, std::size_t kind,
                                       const std::vector<std::uint16_t>& facts) const {
  const std::string table = sql_table(book_->source().subjects[kind].name);
  std::string list;
  for (const std::uint16_t fact : facts) {
    const SqlFact& of = facts_[fact];
    const std::string& name = book_->facts()[fact].name;
    const std::string number = of.numbers ? sql_quoted(name) : "NULL";
    const std::string code = of.codes ? sql_quoted(sql_code_column(name)) : "NULL";
    const std::string some_number = of.numbers ? number : "CAST(NULL AS integer)";
    const std::string some_code = of.codes ? code : "CAST(NULL AS integer)";
    fmt::format_to(std::back_inserter(list),
                   "{}min({}), max({}), min({}), max({}), "
                   "sum(CASE WHEN {} IS NULL AND {} IS NULL THEN 1 ELSE 0 END), "
                   "sum(CASE WHEN {} IS NOT NULL AND {} IS NOT NULL THEN 1 ELSE 0 END)",
                   list.empty() ? "" : ", ", some_number, some_number, some_code, some_code, number,
                   code, number, code);
  }
  const auto read = figures(t, fmt::format("SELECT {} FROM {}", list, sql_quoted(table)));
  if (!read) return fail(read.error());
  for (std::size_t i = 0; i < facts.size(); ++i) {
    const SqlFact& of = facts_[facts[i]];
    const std::string& name = book_->facts()[facts[i]].name;
    const Cell* of_fact = read->data() + 6 * i;
    if (!is_null(of_fact[0]) &&
        (number_of(of_fact[0]) < of.low || number_of(of_fact[1]) > of.high)) {
      return wrong(t, table, name,
                   {"有数值不在 low 与 high 之间", "a number isn't between low and high"});
    }
    if (of.complete && number_of(of_fact[4]) != 0) {
      return wrong(t, table, name,
                   {"声称完整，却有行没有值", "it is called complete, but a row has none"});
    }
    if (number_of(of_fact[5]) != 0) {
      return wrong(t, table, name, {"有行既有数值又有代码", "a row has both a number and a code"});
    }
    if (is_null(of_fact[2])) continue;
    bool known = is_without_gaps(of) && number_of(of_fact[2]) >= of.values.front().first &&
                 number_of(of_fact[3]) <= of.values.back().first;
    if (!known) {
      const std::string column = sql_quoted(sql_code_column(name));
      const auto others =
          figures(t,
                  fmt::format("SELECT count(*) FROM {} WHERE {} IS NOT NULL AND {} NOT IN "
                              "(SELECT code FROM register_values WHERE fact = ?)",
                              sql_quoted(table), column, column),
                  {name});
      if (!others) return fail(others.error());
      known = number_of((*others)[0]) == 0;
    }
    if (!known) {
      return wrong(t, table, sql_code_column(name),
                   {"有代码不在 register_values 中", "a code isn't in register_values"});
    }
  }
  return {};
}

}  // namespace fugong::enterprise_register
