// Writes a snapshot as the tables of docs/register-sql.md: one pass over it for each kind of
// subject, behind the one that sees what there is (sql_summary.hpp).
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "desks/register/snapshot_format.hpp"
#include "desks/register/sql_catalogue.hpp"
#include "desks/register/sql_register.hpp"
#include "desks/register/sql_summary.hpp"

namespace fugong::enterprise_register {
namespace {

using columns::Code;
using columns::kFirst;
using columns::kNumber;
using columns::kUnsaid;
using store::Cell;
using store::Row;
using store::Transaction;

/// PostgreSQL cuts longer names off.
constexpr std::size_t kMaxNameBytes = 63;
constexpr std::string_view kOwnTables[] = {"register_info", "register_kinds", "register_facts",
                                           "register_values"};

Result<void> without_rows(const Result<std::vector<Row>>& rows) {
  return rows ? Result<void>{} : fail(rows.error());
}

/// One table of a kind: its columns, and its rows one after the other.
class KindTable {
 public:
  KindTable(const Snapshot& snapshot, const law::Rulebook& book, const Summary& summary,
            std::size_t kind)
      : snapshot_(snapshot), summary_(summary), kind_(kind), cursor_(snapshot) {
    const auto& kinds = book.source().subjects;
    columns_.push_back({"row", "bigint NOT NULL"});
    for (std::size_t other = 0; other < kinds.size(); ++other) {
      if (kinds[other].name == kinds[kind].parent) parent_ = other;
      if (kinds[other].parent == kinds[kind].name && snapshot.has_kind(other))
        below_.push_back(other);
    }
    if (parent_) columns_.push_back({"parent", "bigint NOT NULL"});
    columns_.push_back({"name", "text NOT NULL"});
    for (const std::size_t below : below_)
      columns_.push_back({sql_none_column(kinds[below].name), "boolean NOT NULL"});
    for (std::size_t i = 0; i < book.facts().size(); ++i) {
      const law::Fact& fact = book.facts()[i];
      const FactSummary& of = summary.facts[i];
      if (fact.subject != kinds[kind].name || (!of.numbers && !of.codes)) continue;
      facts_.push_back(i);
      if (of.numbers) columns_.push_back({fact.name, "bigint"});
      if (of.codes) columns_.push_back({sql_code_column(fact.name), "integer"});
    }
    leaves_.resize(facts_.size());
    said_.resize(facts_.size());
  }

  struct Column {
    std::string name;
    std::string type;
  };
  const std::vector<Column>& columns() const { return columns_; }
  /// By which rows are looked up besides their number: a firm by its code, a child by its firm.
  const char* indexed() const { return parent_ ? "parent" : "name"; }

  Result<bool> next(Row& row) {
    while (at_ == rows_) {
      if (group_ > 0) snapshot_.let_go(group_ - 1);
      if (group_ == snapshot_.groups()) return false;
      if (auto sound = snapshot_.verify(group_); !sound) return fail(std::move(sound.error()));
      enter(group_++);
    }
    fill(row);
    ++at_;
    return true;
  }

 private:
  void enter(std::size_t group) {
    first_ += static_cast<std::int64_t>(rows_);
    parent_first_ += static_cast<std::int64_t>(parent_rows_);
    auto kinds = cursor_.go_to(group * kFirmsInGroup, firms_in(snapshot_, group));
    rows_ = kinds[kind_].rows();
    at_ = 0;
    if (parent_) {
      parent_rows_ = kinds[*parent_].rows();
      parents_ = std::move(kinds[kind_].parents);
    }
    none_.assign(below_.size(), std::vector<std::uint8_t>(rows_, 0));
    for (std::size_t i = 0; i < below_.size(); ++i) {
      for (const std::uint32_t row : kinds[below_[i]].absent_of)
        none_[i][row] = 1;
    }
    for (std::size_t i = 0; i < facts_.size(); ++i) {
      leaves_[i] = {};
      said_[i] = cursor_.read(static_cast<std::uint16_t>(facts_[i]), leaves_[i]);
    }
  }

  void fill(Row& row) {
    row.resize(columns_.size());
    std::size_t at = 0;
    row[at++] = first_ + static_cast<std::int64_t>(at_);
    if (parent_) row[at++] = parent_first_ + parents_[at_];
    const std::string_view name = cursor_.name(kind_, at_);
    if (auto* text = std::get_if<std::string>(&row[at])) {
      text->assign(name);
    } else {
      row[at] = std::string(name);
    }
    ++at;
    for (const auto& none : none_)
      row[at++] = std::int64_t{none[at_]};
    for (std::size_t i = 0; i < facts_.size(); ++i) {
      const FactSummary& of = summary_.facts[facts_[i]];
      const columns::Leaf& leaf = leaves_[i];
      const Code code = !said_[i] ? kUnsaid : leaf.codes.empty() ? kNumber : leaf.codes[at_];
      if (of.numbers) {
        row[at] = std::monostate{};
        if (code == kNumber) row[at] = leaf.numbers[at_] * power_of_ten(of.scale - leaf.scale);
        ++at;
      }
      if (of.codes) {
        row[at] = std::monostate{};
        if (code >= kFirst) row[at] = std::int64_t{code};
        ++at;
      }
    }
  }

  const Snapshot& snapshot_;
  const Summary& summary_;
  std::size_t kind_;
  SnapshotCursor cursor_;
  std::optional<std::size_t> parent_;
  std::vector<std::size_t> below_;
  std::vector<std::size_t> facts_;
  std::vector<Column> columns_;
  // The group at hand.
  std::size_t group_ = 0;  // the next one
  std::size_t at_ = 0;
  std::size_t rows_ = 0;
  std::size_t parent_rows_ = 0;
  std::int64_t first_ = 0;
  std::int64_t parent_first_ = 0;
  std::vector<std::uint32_t> parents_;
  std::vector<std::vector<std::uint8_t>> none_;
  std::vector<columns::Leaf> leaves_;
  std::vector<bool> said_;
};

class SqlWriter {
 public:
  SqlWriter(const Snapshot& snapshot, const Summary& summary, const SqlWriteOptions& options,
            Transaction& t)
      : snapshot_(snapshot),
        book_(snapshot.book()),
        summary_(summary),
        options_(options),
        t_(t),
        is_sqlite_(t.dialect() == store::Dialect::sqlite) {}

  Result<void> run() {
    if (auto looked = look_for_old(); !looked) return looked;
    // In SQLite readers aren't held up by it; in PostgreSQL they would be, until all is written.
    if (is_sqlite_) {
      if (auto dropped = drop_old(); !dropped) return dropped;
    }
    for (std::size_t kind = 0; kind < kinds().size(); ++kind) {
      if (!snapshot_.has_kind(kind)) continue;
      if (auto written = write_kind(kind); !written) return written;
    }
    if (auto written = write_directory(); !written || is_sqlite_) return written;
    if (auto dropped = drop_old(); !dropped) return dropped;
    for (const std::string& table : written_) {
      auto renamed = without_rows(t_.run(fmt::format(
          "ALTER TABLE {} RENAME TO {}", sql_quoted(standing_by(table)), sql_quoted(table))));
      if (!renamed) return renamed;
    }
    return {};
  }

 private:
  const std::vector<law::SubjectKind>& kinds() const { return book_.source().subjects; }

  Result<void> look_for_old() {
    std::vector<std::string> names(std::begin(kOwnTables), std::end(kOwnTables));
    for (const law::SubjectKind& kind : kinds())
      names.push_back(sql_table(kind.name));
    const auto old = relation_of(t_, "register_kinds");
    if (!old) return fail(old.error());
    if (*old == Relation::table && options_.replace) {
      const auto rows = t_.run("SELECT kind FROM register_kinds");
      if (!rows) return fail(rows.error());
      for (const Row& row : *rows) {
        const auto* kind = std::get_if<std::string>(&row[0]);
        if (kind != nullptr && kind->find('"') == std::string::npos)
          names.push_back(sql_table(*kind));
      }
    }
    for (const std::string& name : names) {
      const auto found = relation_of(t_, name);
      if (!found) return fail(found.error());
      if (*found == Relation::none) continue;
      if (*found == Relation::view) {
        return fail("register-sql-exists", sql_place(t_, name),
                    {"这里已有同名的视图", "a view of this name stands there"},
                    {"换一个数据库或模式", "name another database or schema"});
      }
      if (!options_.replace) {
        return fail("register-sql-exists", sql_place(t_, name),
                    {"数据库里已有登记库", "a register stands in the database already"},
                    {"用 --replace 替换它，或换一个数据库",
                     "replace it with --replace, or name another database"});
      }
      old_.insert(name);
    }
    return {};
  }

  Result<void> drop_old() {
    for (const std::string& name : old_) {
      auto dropped = without_rows(t_.run(fmt::format("DROP TABLE {}", sql_quoted(name))));
      if (!dropped) return dropped;
    }
    return {};
  }

  /// The name of a table until all are written.
  std::string standing_by(const std::string& table) const {
    return is_sqlite_ ? table : table + "_new";
  }

  /// SQLite's strict tables know fewer types.
  std::string type(const std::string& of) const {
    if (!is_sqlite_ || of.starts_with("text")) return of;
    return of.ends_with("NOT NULL") ? "INTEGER NOT NULL" : "INTEGER";
  }

  Result<void> create(const std::string& table, const std::vector<KindTable::Column>& columns,
                      const std::string& key) {
    std::string sql = fmt::format("CREATE TABLE {} (", sql_quoted(table));
    std::set<std::string> names;
    for (const KindTable::Column& column : columns) {
      if (column.name.size() > kMaxNameBytes || table.size() > kMaxNameBytes ||
          !names.insert(column.name).second) {
        return fail("register-sql-name", sql_place(t_, table, column.name),
                    {"列名重复或过长", "the name of a column is taken or too long"},
                    {"在政策包中给这一事实改名", "give the fact another name in the pack"});
      }
      fmt::format_to(std::back_inserter(sql), "{} {}, ", sql_quoted(column.name),
                     type(column.type));
    }
    if (is_sqlite_) {
      fmt::format_to(std::back_inserter(sql), "PRIMARY KEY ({})) STRICT", key);
    } else {
      sql.resize(sql.size() - 2);
      sql.append(")");
    }
    return without_rows(t_.run(sql));
  }

  /// What is made sooner once the rows stand there.
  Result<void> finish(const std::string& table, const std::string& key,
                      const std::string& indexed) {
    const std::string quoted = sql_quoted(table);
    if (!is_sqlite_) {
      auto made =
          without_rows(t_.run(fmt::format("ALTER TABLE {} ADD PRIMARY KEY ({})", quoted, key)));
      if (!made) return made;
    }
    if (!indexed.empty()) {
      // PostgreSQL finds a name itself.
      const std::string index = is_sqlite_ ? sql_quoted(table + "_by_" + indexed) : "";
      auto made = without_rows(
          t_.run(fmt::format("CREATE INDEX {} ON {} ({})", index, quoted, sql_quoted(indexed))));
      if (!made) return made;
    }
    return is_sqlite_ ? Result<void>{} : without_rows(t_.run("ANALYZE " + quoted));
  }

  Result<void> write_table(const std::string& table, const std::vector<KindTable::Column>& columns,
                           const std::string& key, const store::NextRow& next,
                           const std::string& indexed = {}) {
    const std::string made = standing_by(table);
    written_.push_back(table);
    if (auto created = create(made, columns, key); !created) return created;
    std::vector<std::string> names;
    for (const KindTable::Column& column : columns)
      names.push_back(column.name);
    const auto loaded = t_.load(made, names, next);
    if (!loaded) return fail(loaded.error());
    return finish(made, key, indexed);
  }

  Result<void> write_kind(std::size_t kind) {
    constexpr std::size_t kBetweenLooks = 4'096;
    KindTable rows(snapshot_, book_, summary_, kind);
    return write_table(
        sql_table(kinds()[kind].name), rows.columns(), "\"row\"",
        [&](Row& row) -> Result<bool> {
          auto more = rows.next(row);
          if (!more || !*more) return more;
          if (++done_ % kBetweenLooks == 0 && options_.progress &&
              !options_.progress(done_, summary_.all)) {
            return sql_cancelled();
          }
          return true;
        },
        rows.indexed());
  }

  /// Rows that are at hand.
  Result<void> write_rows(const char* table, const std::vector<KindTable::Column>& columns,
                          const char* key, std::vector<Row> rows) {
    return write_table(table, columns, key, [&, at = std::size_t{0}](Row& row) mutable {
      if (at == rows.size()) return Result<bool>(false);
      row = std::move(rows[at++]);
      return Result<bool>(true);
    });
  }

  Result<void> write_directory() {
    std::vector<Row> of_kinds;
    for (std::size_t i = 0; i < kinds().size(); ++i) {
      if (!snapshot_.has_kind(i)) continue;
      const std::string& parent = kinds()[i].parent;
      of_kinds.push_back(
          {kinds()[i].name, parent.empty() ? Cell{} : Cell{parent}, summary_.rows[i]});
    }
    std::vector<Row> of_facts;
    std::vector<Row> of_values;
    for (std::size_t i = 0; i < book_.facts().size(); ++i) {
      const law::Fact& fact = book_.facts()[i];
      const FactSummary& of = summary_.facts[i];
      if (!snapshot_.has_fact(i)) continue;
      const bool complete = (of.numbers || of.codes) && !of.unsaid;
      of_facts.push_back({fact.subject, fact.name, std::string(type_name(fact.type)),
                          std::int64_t{of.scale}, of.numbers ? Cell{of.bounds.low} : Cell{},
                          of.numbers ? Cell{of.bounds.high} : Cell{}, std::int64_t{of.numbers},
                          std::int64_t{of.codes}, std::int64_t{complete}});
      if (!of.codes) continue;
      for (std::size_t value = 0; value < of.values.size(); ++value) {
        const feel::Value& said = of.values[value];
        of_values.push_back({fact.name, static_cast<std::int64_t>(kFirst + value),
                             said.is_null() ? Cell{} : Cell{feel::to_display(said)}});
      }
    }
    auto done =
        write_rows("register_kinds",
                   {{"kind", "text NOT NULL"}, {"parent", "text"}, {"rows", "bigint NOT NULL"}},
                   "kind", std::move(of_kinds));
    if (!done) return done;
    done = write_rows("register_facts",
                      {{"kind", "text NOT NULL"},
                       {"fact", "text NOT NULL"},
                       {"type", "text NOT NULL"},
                       {"scale", "integer NOT NULL"},
                       {"low", "bigint"},
                       {"high", "bigint"},
                       {"numbers", "boolean NOT NULL"},
                       {"codes", "boolean NOT NULL"},
                       {"complete", "boolean NOT NULL"}},
                      "fact", std::move(of_facts));
    if (!done) return done;
    done = write_rows("register_values",
                      {{"fact", "text NOT NULL"}, {"code", "integer NOT NULL"}, {"value", "text"}},
                      "fact, code", std::move(of_values));
    if (!done) return done;
    const SnapshotInfo& info = snapshot_.info();
    return write_rows(
        "register_info",
        {{"format", "text NOT NULL"},
         {"taken_on", "text NOT NULL"},
         {"synthetic", "boolean NOT NULL"},
         {"firms", "bigint NOT NULL"},
         {"fingerprint", "text NOT NULL"}},
        "format",
        {{std::string(kSqlFormat), info.taken_on.to_string(), std::int64_t{info.synthetic},
          static_cast<std::int64_t>(snapshot_.firms()), snapshot_.fingerprint()}});
  }

  const Snapshot& snapshot_;
  const law::Rulebook& book_;
  const Summary& summary_;
  const SqlWriteOptions& options_;
  Transaction& t_;
  bool is_sqlite_;
  std::set<std::string> old_;         // tables that go
  std::vector<std::string> written_;  // tables that come
  std::size_t done_ = 0;
};

}  // namespace

std::string sql_table(std::string_view kind) {
  return fmt::format("register_{}", kind);
}

std::string sql_code_column(std::string_view fact) {
  return fmt::format("{}_code", fact);
}

std::string sql_none_column(std::string_view kind) {
  return fmt::format("no_{}", kind);
}

Result<void> write_sql(const Snapshot& snapshot, store::Database& database,
                       const SqlWriteOptions& options) {
  const auto summary = summarise(snapshot, options);
  if (!summary) return fail(summary.error());
  return database.transact([&](Transaction& t) {
    auto written = SqlWriter(snapshot, *summary, options, t).run();
    return written && options.record ? options.record(t) : written;
  });
}

}  // namespace fugong::enterprise_register
