#include "desks/assessment/database_count.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace fugong::assessment {

using law::CensusQuery;
using law::Finding;
using store::Row;

namespace {

/// From so many firms on PostgreSQL compiles queries, which takes it up to a second for each.
constexpr std::size_t kWorthCompiling = 2'000'000;
/// For its hash tables.
constexpr std::string_view kWorkMemory = "256MB";

/// What the rows of the provision at hand come to. Findings are told by their numbers.
constexpr std::string_view kFound =
    "SELECT r.\"row\", r.firm, r.\"day\", k.finding, CASE WHEN k.takes = 1 THEN r.low ELSE k.low "
    "END AS low, CASE WHEN k.takes = 1 THEN r.high ELSE k.high END AS high FROM fugong_rows AS r "
    "JOIN fugong_keys AS k ON k.\"key\" = r.\"key\"";
constexpr std::string_view kFoundOfAsked =
    " UNION ALL SELECT \"row\", firm, \"day\", finding, low, high FROM fugong_asked";

int number_of(Finding finding) {
  return static_cast<int>(finding);
}

/// Those of Line, in its order, of rows of `found`; `firms` and `held` apart.
std::string figures_of_lines() {
  const int replaced = number_of(Finding::replaced);
  const int depends = number_of(Finding::depends);
  const int entitled = number_of(Finding::entitled);
  const std::string settled =
      fmt::format("(finding = {} AND high IS NOT NULL AND low = high)", entitled);
  const std::string open =
      fmt::format("(finding >= {} AND low IS NOT NULL AND NOT {})", depends, settled);
  return fmt::format(
      "sum(CASE WHEN finding = {2} THEN 1 ELSE 0 END), sum(CASE WHEN finding = {1} THEN 1 ELSE 0 "
      "END), sum(CASE WHEN finding = {0} THEN 1 ELSE 0 END), sum(CASE WHEN {3} THEN low ELSE 0 "
      "END), sum(CASE WHEN {4} THEN low ELSE "
      "0 END), sum(CASE WHEN {4} AND high IS NOT NULL THEN high ELSE 0 END), sum(CASE WHEN {4} AND "
      "high IS NULL THEN 1 ELSE 0 END)",
      replaced, depends, entitled, settled, open);
}

store::Cell cell_of(std::int64_t amount, std::int64_t none) {
  return amount == none ? store::Cell() : store::Cell(amount);
}

/// NULL is no amount; of `high` no bound, where there is a low.
Row cells_of(const law::RowFinding& found) {
  return {std::int64_t{number_of(found.finding)}, cell_of(found.low, law::kNoAmount),
          found.low == law::kNoAmount ? store::Cell() : cell_of(found.high, law::kNoBound)};
}

law::StoredRegister stored_of(const pack::Pack& pack, const enterprise_register::SqlRegister& reg,
                              store::Dialect dialect) {
  const bool is_sqlite = dialect == store::Dialect::sqlite;
  law::StoredRegister stored;
  stored.dialect = is_sqlite ? sql::Dialect::sqlite : sql::Dialect::postgresql;
  const auto& kinds = pack.book.source().subjects;
  for (std::size_t kind = 0; kind < kinds.size(); ++kind) {
    const bool is_here = reg.kinds()[kind].is_here;
    stored.tables.push_back(is_here ? enterprise_register::sql_table(kinds[kind].name)
                                    : std::string());
  }
  for (std::size_t i = 0; i < reg.facts().size(); ++i) {
    const enterprise_register::SqlFact& of = reg.facts()[i];
    if (!of.numbers && !of.codes) continue;
    law::StoredFact& fact = stored.facts.emplace_back();
    const std::string& name = pack.book.facts()[i].name;
    fact.fact = static_cast<std::uint16_t>(i);
    if (of.numbers) fact.numbers = name;
    if (of.codes) fact.codes = enterprise_register::sql_code_column(name);
    fact.unit = of.type == law::FactType::date ? columns::Unit::day : columns::Unit::number;
    fact.scale = of.scale;
    fact.low = of.low;
    fact.high = of.high;
    fact.values = of.values;
    fact.complete = of.complete;
  }
  return stored;
}

Assessment empty_of(const pack::Pack& pack, const Options& options,
                    const enterprise_register::SqlRegister& reg) {
  return Assessment(pack, options, static_cast<std::size_t>(reg.info().firms),
                    reg.info().synthetic);
}

}  // namespace

std::int64_t whole(const store::Cell& cell) {
  const auto* number = std::get_if<std::int64_t>(&cell);
  return number != nullptr ? *number : 0;
}

bool is_null(const store::Cell& cell) {
  return std::holds_alternative<std::monostate>(cell);
}

Sum sum_of(const store::Cell& cell) {
  const auto* text = std::get_if<std::string>(&cell);
  if (text == nullptr) return whole(cell);
  Sum sum = 0;
  for (const char c : *text) {
    if (c >= '0' && c <= '9') sum = sum * 10 + (c - '0');
  }
  return !text->empty() && text->front() == '-' ? -sum : sum;
}

DatabaseCount::DatabaseCount(const pack::Pack& pack, store::Transaction& transaction,
                             const enterprise_register::SqlRegister& reg, const Options& options)
    : pack_(pack),
      transaction_(transaction),
      register_(reg),
      options_(options),
      is_sqlite_(transaction.dialect() == store::Dialect::sqlite),
      stored_(stored_of(pack, reg, transaction.dialect())),
      census_(pack.book, options.moment, stored_, options.measures),
      holding_(pack, options.moment.on),
      made_{empty_of(pack, options, reg), reg.info().fingerprint, {}} {
  FUGONG_CHECK(options.funds.empty(), "funds are followed in snapshots only");
  made_.assessment.set_judged(census_.provisions());
  while (!pack.book.source().subjects[root_].parent.empty())
    ++root_;
}

Result<InDatabase> DatabaseCount::run() {
  if (auto done = register_.verify(transaction_); !done) return fail(std::move(done.error()));
  if (auto done = make_tables(); !done) return fail(std::move(done.error()));
  if (auto done = find_groups(); !done) return fail(std::move(done.error()));
  if (auto done = count_rows(); !done) return fail(std::move(done.error()));
  const std::vector<std::size_t> provisions = census_.provisions();
  const std::size_t firms = made_.assessment.firms();
  for (std::size_t i = 0; i < provisions.size(); ++i) {
    if (options_.progress && !options_.progress({firms * i / provisions.size(), firms})) {
      return fail("cancelled", Place{}, {"已取消，没有留下任何结果", "cancelled; nothing was kept"},
                  {"再次运行即可", "run it again"});
    }
    if (auto done = count(provisions[i]); !done) return fail(std::move(done.error()));
  }
  for (const HoldingTally::Tie& tie : holding_.ties()) {
    if (auto done = combine(tie); !done) return fail(std::move(done.error()));
  }
  if (auto done = add_held(); !done) return fail(std::move(done.error()));
  if (auto done = add_holdings(); !done) return fail(std::move(done.error()));
  if (auto done = add_choosers(); !done) return fail(std::move(done.error()));
  made_.assessment.set_refused();
  return std::move(made_);
}

Result<void> DatabaseCount::execute(const std::string& sql) {
  auto done = transaction_.run(sql);
  if (!done) return fail(std::move(done.error()));
  return {};
}

Result<void> DatabaseCount::clear(const std::string& table) {
  return execute((is_sqlite_ ? "DELETE FROM " : "TRUNCATE ") + table);
}

Result<void> DatabaseCount::scan(const std::string& sql,
                                 const std::function<void(const Row&)>& each) {
  return transaction_.scan(sql, {}, [&](const Row& row) {
    each(row);
    return true;
  });
}

Result<void> DatabaseCount::load(const std::string& table, const std::vector<std::string>& columns,
                                 const Rows& rows) {
  std::size_t at = 0;
  auto loaded = transaction_.load(table, columns, [&](Row& row) -> Result<bool> {
    if (at == rows.size()) return false;
    row = rows[at++];
    return true;
  });
  if (!loaded) return fail(std::move(loaded.error()));
  return {};
}

Result<void> DatabaseCount::make_tables() {
  if (!is_sqlite_) {
    const bool compiles = made_.assessment.firms() >= kWorthCompiling;
    auto set =
        execute(fmt::format("SELECT set_config('jit', '{}', true), set_config('work_mem', "
                            "'{}', true)",
                            compiles ? "on" : "off", kWorkMemory));
    if (!set) return set;
  }
  const std::string key = is_sqlite_ ? "INTEGER PRIMARY KEY" : "bigint PRIMARY KEY";
  std::string groups;
  for (std::size_t i = 0; i < made_.assessment.groupings().size(); ++i)
    groups += fmt::format(", g{} bigint", i);
  for (const std::string& table :
       {fmt::format("fugong_firms (firm {}{})", key, groups),
        fmt::format(
            "fugong_keys (\"key\" {}, finding bigint, low bigint, high bigint, takes bigint)", key),
        std::string("fugong_rows (\"row\" bigint, firm bigint, \"day\" bigint, \"key\" bigint, low "
                    "bigint, high bigint)"),
        std::string(
            "fugong_asked (\"row\" bigint, firm bigint, \"day\" bigint, finding bigint, low "
            "bigint, high bigint)"),
        std::string(
            "fugong_offers (provision bigint, firm bigint, \"row\" bigint, \"day\" bigint, low "
            "bigint, high bigint)"),
        std::string("fugong_compared (firm bigint)"),
        std::string("fugong_choosers (firm bigint)")}) {
    if (auto made = execute("CREATE TEMPORARY TABLE " + table); !made) return made;
  }
  return {};
}

std::size_t DatabaseCount::kind_of(std::size_t provision) const {
  const auto& source = pack_.book.source();
  std::size_t kind = 0;
  while (source.subjects[kind].name != source.provisions[provision].subject)
    ++kind;
  return kind;
}

Result<void> DatabaseCount::count(std::size_t provision) {
  const CensusQuery::Rows& rows = census_.rows_of(provision);
  if (rows.text.empty()) return {};
  for (const char* table : {"fugong_rows", "fugong_keys", "fugong_asked"}) {
    if (auto done = clear(table); !done) return done;
  }
  if (auto done = execute("INSERT INTO fugong_rows " + rows.text); !done) return done;
  if (auto done = conclude(provision); !done) return done;
  if (auto done = add_lines(provision); !done) return done;
  return keep_offers(provision);
}

/// A WITH; most provisions have nothing that was asked, and a union costs each row a step.
std::string DatabaseCount::found() const {
  return fmt::format("WITH found AS ({}{})", kFound, asks_ ? kFoundOfAsked : std::string_view());
}

/// Once for each key that occurs.
Result<void> DatabaseCount::conclude(std::size_t provision) {
  Rows keys;
  asks_ = false;
  auto read = scan("SELECT \"key\", min(low), min(high) FROM fugong_rows GROUP BY \"key\"",
                   [&](const Row& row) {
                     const std::int64_t key = whole(row[0]);
                     if (key == CensusQuery::kAskKey) {
                       asks_ = true;
                       return;
                     }
                     CensusQuery::Conclusion of;
                     if (key != CensusQuery::kReplacedKey) {
                       CensusQuery::Sample sample;
                       if (!is_null(row[1])) sample.low = whole(row[1]);
                       if (!is_null(row[2])) sample.high = whole(row[2]);
                       of = census_.conclude(provision, key, sample);
                     }
                     Row& cells = keys.emplace_back(Row{key});
                     const Row found = cells_of(of);
                     cells.insert(cells.end(), found.begin(), found.end());
                     cells.emplace_back(std::int64_t{of.takes_amount ? 1 : 0});
                   });
  if (!read) return read;
  auto loaded = load("fugong_keys", {"key", "finding", "low", "high", "takes"}, keys);
  if (!loaded) return loaded;
  return asks_ ? judge_asked(provision) : Result<void>();
}

Result<std::map<std::int64_t, std::size_t>> DatabaseCount::places_of(std::size_t kind,
                                                                     std::int64_t firm) {
  std::map<std::int64_t, std::size_t> places;
  auto read = scan(firm_rows(kind, std::to_string(firm)),
                   [&](const Row& row) { places.emplace(whole(row[0]), places.size()); });
  if (!read) return fail(std::move(read.error()));
  return places;
}

/// By the row interpreter, with all that the register knows of the firm.
Result<void> DatabaseCount::judge_asked(std::size_t provision) {
  const std::size_t kind = kind_of(provision);
  Rows asked;
  auto read = scan(fmt::format("SELECT \"row\", firm, \"day\" FROM fugong_rows WHERE \"key\" = {} "
                               "ORDER BY firm",
                               CensusQuery::kAskKey),
                   [&](const Row& row) { asked.push_back(row); });
  if (!read) return read;
  Rows judged;
  std::int64_t last = -1;
  std::vector<law::RowFinding> findings;
  std::map<std::int64_t, std::size_t> places;  // of the rows of a firm
  for (Row& row : asked) {
    const std::int64_t firm = whole(row[1]);
    if (std::exchange(last, firm) != firm) {
      auto subject = register_.subject(transaction_, firm);
      if (!subject) return fail(std::move(subject.error()));
      findings = census_.judge(*subject, provision);
      auto known = places_of(kind, firm);
      if (!known) return fail(std::move(known.error()));
      places = std::move(*known);
    }
    const law::RowFinding& found = findings.at(places.at(whole(row[0])));
    if (found.finding == Finding::not_entitled) continue;
    const Row cells = cells_of(found);
    row.insert(row.end(), cells.begin(), cells.end());
    judged.push_back(std::move(row));
  }
  made_.assessment.by_row_.resize(made_.assessment.lines_.size(), 0);
  made_.assessment.by_row_[provision] = asked.size();
  const auto& refused = census_.rows_of(provision).refused;
  made_.slow.push_back(
      {provision, static_cast<std::int64_t>(asked.size()), refused ? refused->reason : Text{}});
  return load("fugong_asked", {"row", "firm", "day", "finding", "low", "high"}, judged);
}

Result<void> DatabaseCount::add_lines(std::size_t provision) {
  const bool of_enterprises = kind_of(provision) == root_;
  bool any_entitled = false;
  const std::string query = for_each_line(found(), "found", figures_of_lines(), true);
  auto read = scan(query, [&](const Row& row) {
    const bool of_firms = whole(row[0]) != kByMonth;
    const bool any = whole(row[2]) != 0 || whole(row[3]) != 0;
    // Whatever is only replaced has no month.
    if (!of_firms && !any) return;
    Line& to = line(provision, row);
    to.entitled = whole(row[2]);
    to.depends = whole(row[3]);
    to.refused = of_firms ? whole(row[4]) : 0;  // set right by set_refused()
    to.firms = of_firms && of_enterprises ? to.entitled : 0;
    to.amount = sum_of(row[5]);
    to.open_low = sum_of(row[6]);
    to.open_high = sum_of(row[7]);
    to.open_unbounded = whole(row[8]);
    any_entitled = any_entitled || to.entitled != 0;
  });
  if (!read || of_enterprises || !any_entitled) return read;
  const std::string firms =
      fmt::format("{}, firms AS (SELECT DISTINCT firm FROM found WHERE finding = {})", found(),
                  number_of(Finding::entitled));
  return scan(for_each_line(firms, "firms", "count(*)", false),
              [&](const Row& row) { line(provision, row).firms = whole(row[2]); });
}

Result<void> DatabaseCount::keep_offers(std::size_t provision) {
  if (!holding_.total_of(provision) && !holding_.is_tied(provision)) return {};
  if (!pack_.book.source().provisions[provision].benefit) return {};
  return execute(fmt::format(
      "INSERT INTO fugong_offers {} SELECT {}, firm, \"row\", \"day\", coalesce(low, 0), CASE WHEN "
      "low IS NULL THEN NULL ELSE high END FROM found WHERE finding = {}",
      found(), provision, number_of(Finding::entitled)));
}

Result<InDatabase> assess(const pack::Pack& pack, store::Database& database,
                          const Options& options) {
  std::optional<InDatabase> made;
  auto done = database.work([&](store::Transaction& transaction) -> Result<void> {
    auto reg = enterprise_register::SqlRegister::read(transaction, pack.book);
    if (!reg) return fail(std::move(reg.error()));
    auto found = DatabaseCount(pack, transaction, *reg, options).run();
    if (!found) return fail(std::move(found.error()));
    made.emplace(std::move(*found));
    return {};
  });
  if (!done) return fail(std::move(done.error()));
  return std::move(*made);
}

}  // namespace fugong::assessment
