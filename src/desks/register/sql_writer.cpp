// Writes a snapshot as the tables of docs/register-sql.md: one pass over it to see what there is,
// one for each kind of subject to write its rows.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "desks/register/snapshot_format.hpp"
#include "desks/register/sql_catalogue.hpp"
#include "desks/register/sql_register.hpp"

namespace fugong::enterprise_register {
namespace {

using columns::Code;
using columns::kFirst;
using columns::kNumber;
using columns::kUnsaid;
using law::FactType;
using store::Cell;
using store::Row;
using store::Transaction;

constexpr int kFinest = 9;
constexpr std::int64_t kMostCount = std::int64_t{1} << 60;
/// PostgreSQL cuts longer names off.
constexpr std::size_t kMaxNameBytes = 63;
constexpr std::string_view kOwnTables[] = {"register_info", "register_kinds", "register_facts",
                                           "register_values"};

Result<void> without_rows(const Result<std::vector<Row>>& rows) {
  return rows ? Result<void>{} : fail(rows.error());
}

tl::unexpected<Faults> cancelled() {
  return fail("cancelled", Place{}, {"已取消，没有留下任何结果", "cancelled; nothing was kept"},
              {"再次运行即可", "run it again"});
}

std::int64_t power_of_ten(int exponent) {
  std::int64_t power = 1;
  for (int i = 0; i < exponent; ++i)
    power *= 10;
  return power;
}

/// What the rows of all groups say of a fact.
struct FactSummary {
  struct Bounds {
    std::int64_t low = kMostCount;
    std::int64_t high = -kMostCount;
    bool any() const { return low <= high; }
  };
  std::array<Bounds, kFinest + 1> at_scale;
  bool codes = false;
  bool unsaid = false;
  std::span<const feel::Value> values;
  // Of all, once every group has been seen.
  bool numbers = false;
  int scale = 0;
  Bounds bounds;

  void add(const columns::Leaf& leaf, std::size_t rows) {
    Bounds& here = at_scale[static_cast<std::size_t>(leaf.scale)];
    for (std::size_t row = 0; row < rows; ++row) {
      const Code code = leaf.codes.empty() ? kNumber : leaf.codes[row];
      if (code == kNumber) {
        here.low = std::min(here.low, leaf.numbers[row]);
        here.high = std::max(here.high, leaf.numbers[row]);
      } else if (code == kUnsaid) {
        unsaid = true;
      } else {
        codes = true;
      }
    }
    if (!leaf.values.empty()) values = leaf.values;
  }

  /// False if a number has no count at the scale of the fact.
  bool finish(FactType type) {
    scale = type == FactType::money ? 2 : 0;
    for (std::size_t i = 0; i < at_scale.size(); ++i) {
      if (at_scale[i].any()) scale = std::max(scale, static_cast<int>(i));
    }
    if (type == FactType::money && scale > 2) return false;
    for (std::size_t i = 0; i < at_scale.size(); ++i) {
      if (!at_scale[i].any()) continue;
      numbers = true;
      const std::int64_t factor = power_of_ten(scale - static_cast<int>(i));
      const std::int64_t most = kMostCount / factor;
      if (at_scale[i].low < -most || at_scale[i].high > most) return false;
      bounds.low = std::min(bounds.low, at_scale[i].low * factor);
      bounds.high = std::max(bounds.high, at_scale[i].high * factor);
    }
    return true;
  }
};

/// What a snapshot holds.
struct Summary {
  std::vector<FactSummary> facts;       // of the book
  std::vector<std::int64_t> rows;       // of each kind of the book
  std::size_t all = 0;                  // rows together
};

std::size_t firms_in(const Snapshot& snapshot, std::size_t group) {
  return std::min(kFirmsInGroup, snapshot.firms() - group * kFirmsInGroup);
}

Result<Summary> summarise(const Snapshot& snapshot, const law::Rulebook& book,
                          const std::vector<std::size_t>& kind_of_fact,
                          const SqlWriteOptions& options) {
  Summary made;
  made.facts.resize(book.facts().size());
  made.rows.assign(book.source().subjects.size(), 0);
  SnapshotCursor cursor(snapshot);
  columns::Leaf leaf;
  for (std::size_t group = 0; group < snapshot.groups(); ++group) {
    if (options.progress && !options.progress(0, 0)) return cancelled();
    if (auto sound = snapshot.verify(group); !sound) return fail(std::move(sound.error()));
    const auto kinds = cursor.go_to(group * kFirmsInGroup, firms_in(snapshot, group));
    for (std::size_t kind = 0; kind < kinds.size(); ++kind) {
      made.rows[kind] += static_cast<std::int64_t>(kinds[kind].rows());
      made.all += kinds[kind].rows();
    }
    for (std::size_t fact = 0; fact < made.facts.size(); ++fact) {
      const std::size_t rows = kinds[kind_of_fact[fact]].rows();
      if (rows == 0) continue;
      leaf = {};
      if (cursor.read(static_cast<std::uint16_t>(fact), leaf)) {
        made.facts[fact].add(leaf, rows);
      } else {
        made.facts[fact].unsaid = true;
      }
    }
  }
  for (std::size_t fact = 0; fact < made.facts.size(); ++fact) {
    if (made.facts[fact].finish(book.facts()[fact].type)) continue;
    const std::string& name = book.facts()[fact].name;
    return fail("register-sql-number", Place{"register", 0, 0, "/" + name},
                {fmt::format("事实“{}”的数值过大或小数位过多", name),
                 fmt::format("a number of the fact '{}' is too great or has too many digits", name)},
                {"核对登记库中的这一事实", "look at that fact in the register"});
  }
  return made;
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
  bool has_parent() const { return parent_.has_value(); }

  bool next(Row& row) {
    while (at_ == rows_) {
      if (group_ == snapshot_.groups()) return false;
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
    if (auto made_room = make_room(); !made_room) return made_room;
    for (std::size_t kind = 0; kind < kinds().size(); ++kind) {
      if (!snapshot_.has_kind(kind)) continue;
      if (auto written = write_kind(kind); !written) return written;
    }
    return write_directory();
  }

 private:
  const std::vector<law::SubjectKind>& kinds() const { return book_.source().subjects; }

  Result<void> make_room() {
    std::set<std::string> names(std::begin(kOwnTables), std::end(kOwnTables));
    for (const law::SubjectKind& kind : kinds())
      names.insert(sql_table(kind.name));
    const auto old = relation_of(t_, "register_kinds");
    if (!old) return fail(old.error());
    if (*old == Relation::table && options_.replace) {
      const auto rows = t_.run("SELECT kind FROM register_kinds");
      if (!rows) return fail(rows.error());
      for (const Row& row : *rows) {
        const auto* kind = std::get_if<std::string>(&row[0]);
        if (kind != nullptr && kind->find('"') == std::string::npos) names.insert(sql_table(*kind));
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
      auto dropped = without_rows(t_.run("DROP TABLE " + sql_quoted(name)));
      if (!dropped) return dropped;
    }
    return {};
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
  Result<void> finish(const std::string& table, const std::string& key, bool has_parent) {
    const std::string quoted = sql_quoted(table);
    if (!is_sqlite_) {
      auto made =
          without_rows(t_.run(fmt::format("ALTER TABLE {} ADD PRIMARY KEY ({})", quoted, key)));
      if (!made) return made;
    }
    if (has_parent) {
      auto made = without_rows(t_.run(fmt::format("CREATE INDEX {} ON {} (\"parent\")",
                                                  sql_quoted(table + "_parent"), quoted)));
      if (!made) return made;
    }
    return is_sqlite_ ? Result<void>{} : without_rows(t_.run("ANALYZE " + quoted));
  }

  Result<void> write_table(const std::string& table, const std::vector<KindTable::Column>& columns,
                           const std::string& key, const store::NextRow& next,
                           bool has_parent = false) {
    if (auto created = create(table, columns, key); !created) return created;
    std::vector<std::string> names;
    for (const KindTable::Column& column : columns)
      names.push_back(column.name);
    const auto loaded = t_.load(table, names, next);
    if (!loaded) return fail(loaded.error());
    return finish(table, key, has_parent);
  }

  Result<void> write_kind(std::size_t kind) {
    constexpr std::size_t kBetweenLooks = 4'096;
    KindTable rows(snapshot_, book_, summary_, kind);
    return write_table(
        sql_table(kinds()[kind].name), rows.columns(), "\"row\"",
        [&](Row& row) -> Result<bool> {
          if (!rows.next(row)) return false;
          if (++done_ % kBetweenLooks == 0 && options_.progress &&
              !options_.progress(done_, summary_.all)) {
            return cancelled();
          }
          return true;
        },
        rows.has_parent());
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
    auto done = write_rows("register_kinds",
                           {{"kind", "text NOT NULL"}, {"parent", "text"},
                            {"rows", "bigint NOT NULL"}},
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
    return write_rows("register_info",
                      {{"format", "text NOT NULL"},
                       {"taken_on", "text NOT NULL"},
                       {"synthetic", "boolean NOT NULL"},
                       {"firms", "bigint NOT NULL"},
                       {"fingerprint", "text NOT NULL"}},
                      "format",
                      {{std::string(kSqlFormat), info.taken_on.to_string(),
                        std::int64_t{info.synthetic}, static_cast<std::int64_t>(snapshot_.firms()),
                        snapshot_.fingerprint()}});
  }

  const Snapshot& snapshot_;
  const law::Rulebook& book_;
  const Summary& summary_;
  const SqlWriteOptions& options_;
  Transaction& t_;
  bool is_sqlite_;
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
  const law::Rulebook& book = snapshot.book();
  const auto& kinds = book.source().subjects;
  std::vector<std::size_t> kind_of_fact;
  for (const law::Fact& fact : book.facts()) {
    const auto kind = std::find_if(kinds.begin(), kinds.end(),
                                   [&](const auto& each) { return each.name == fact.subject; });
    kind_of_fact.push_back(static_cast<std::size_t>(kind - kinds.begin()));
  }
  const auto summary = summarise(snapshot, book, kind_of_fact, options);
  if (!summary) return fail(summary.error());
  return database.transact(
      [&](Transaction& t) { return SqlWriter(snapshot, *summary, options, t).run(); });
}

}  // namespace fugong::enterprise_register
