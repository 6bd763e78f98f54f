#include "desks/register/sql_register.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "desks/register/snapshot_format.hpp"
#include "desks/register/snapshot_impl.hpp"
#include "desks/register/sql_catalogue.hpp"
#include "desks/register/sql_summary.hpp"

namespace fugong::enterprise_register {

using law::FactType;
using store::Cell;
using store::Row;
using store::Transaction;

namespace {

std::int64_t number_of(const Cell& cell) {
  const auto* number = std::get_if<std::int64_t>(&cell);
  return number == nullptr ? 0 : *number;
}

std::string text_of(const Cell& cell) {
  const auto* text = std::get_if<std::string>(&cell);
  return text == nullptr ? std::string() : *text;
}

bool is_null(const Cell& cell) {
  return std::holds_alternative<std::monostate>(cell);
}

columns::Unit unit_of(FactType type) {
  return type == FactType::date ? columns::Unit::day : columns::Unit::number;
}

tl::unexpected<Faults> no_table(const Transaction& t, std::string_view table) {
  return fail("register-sql-table", sql_place(t, table),
              {fmt::format("数据库里没有表或视图 {}", table),
               fmt::format("the database has no table or view {}", table)},
              {"用 fugong register load 写入，或按 docs/register-sql.md 建立视图",
               "write it with fugong register load, or lay a view as docs/register-sql.md says"});
}

Fault wrong_column(const Transaction& t, std::string_view table, std::string_view column,
                   std::string_view wanted, std::string_view found) {
  if (found.empty()) {
    return {"register-sql-column",
            sql_place(t, table, column),
            {fmt::format("{} 没有列 {}", table, column),
             fmt::format("{} has no column {}", table, column)},
            {fmt::format("加上这一列，类型 {}", wanted),
             fmt::format("add it, with the type {}", wanted)}};
  }
  return {"register-sql-column",
          sql_place(t, table, column),
          {fmt::format("{} 的列 {} 类型是 {}", table, column, found),
           fmt::format("the column {} of {} has the type {}", column, table, found)},
          {fmt::format("改成 {}，如 {}::{}", wanted, column, wanted),
           fmt::format("make it {}, such as {}::{}", wanted, column, wanted)}};
}

tl::unexpected<Faults> wrong_directory(const Transaction& t, std::string_view table,
                                       std::string_view of, Text what) {
  return fail("register-sql-directory", sql_place(t, table, of), std::move(what),
              {"按 docs/register-sql.md 更正", "put it right by docs/register-sql.md"});
}

tl::unexpected<Faults> wrong_row(const Transaction& t, std::string_view table,
                                 std::string_view column, Text what) {
  return fail("register-sql-row", sql_place(t, table, column), std::move(what),
              {"核对表或视图的内容", "look at what the table or view holds"});
}

/// Whether a column's type is one that is read as wanted. Of a view SQLite often knows none.
bool is_type(store::Dialect dialect, std::string_view wanted, std::string_view found) {
  if (dialect == store::Dialect::sqlite) {
    if (found.empty()) return true;
    return wanted == "text" ? found == "TEXT" : found.find("INT") != std::string_view::npos;
  }
  if (wanted == "text") return found == "text" || found.starts_with("character");
  if (wanted == "boolean") return found == wanted;
  return found == "bigint" || found == "integer" || found == "smallint";
}

/// What is looked for in a table and isn't so.
class ColumnCheck {
 public:
  ColumnCheck(Transaction& t, std::string table) : t_(t), table_(std::move(table)) {}

  Result<void> begin() {
    auto found = columns_of(t_, table_);
    if (!found) return fail(std::move(found.error()));
    if (found->empty()) return no_table(t_, table_);
    columns_ = std::move(*found);
    return {};
  }
  void want(const std::string& column, std::string_view type) {
    const auto found = columns_.find(column);
    if (found == columns_.end()) {
      faults_.push_back(wrong_column(t_, table_, column, type, ""));
    } else if (!is_type(t_.dialect(), type, found->second)) {
      faults_.push_back(wrong_column(t_, table_, column, type, found->second));
    }
  }
  Result<void> finish() {
    if (!faults_.empty()) return fail(std::move(faults_));
    return {};
  }

 private:
  Transaction& t_;
  std::string table_;
  std::map<std::string, std::string> columns_;
  Faults faults_;
};

/// The rows of a table of the directory, whose columns are looked at before.
Result<std::vector<Row>> directory_rows(
    Transaction& t, const std::string& table,
    const std::vector<std::pair<std::string, std::string_view>>& columns) {
  ColumnCheck check(t, table);
  if (auto begun = check.begin(); !begun) return fail(std::move(begun.error()));
  std::string list;
  for (const auto& [column, type] : columns) {
    check.want(column, type);
    list.append(list.empty() ? "" : ", ").append(sql_quoted(column));
  }
  if (auto good = check.finish(); !good) return fail(std::move(good.error()));
  return t.run(fmt::format("SELECT {} FROM {}", list, sql_quoted(table)));
}

}  // namespace

Result<SqlRegister> SqlRegister::read(Transaction& t, const law::Rulebook& book) {
  SqlRegister made(book);
  for (const auto step : {&SqlRegister::read_info, &SqlRegister::read_kinds,
                          &SqlRegister::read_facts, &SqlRegister::read_values}) {
    if (auto done = (made.*step)(t); !done) return fail(std::move(done.error()));
  }
  if (auto good = made.check_columns(t); !good) return fail(std::move(good.error()));
  for (std::size_t kind = 0; kind < made.kinds_.size(); ++kind)
    made.queries_.push_back(made.query_of(kind));
  return made;
}

Result<void> SqlRegister::read_info(Transaction& t) {
  const auto rows = directory_rows(t, "register_info",
                                   {{"format", "text"},
                                    {"taken_on", "text"},
                                    {"synthetic", "boolean"},
                                    {"firms", "bigint"},
                                    {"fingerprint", "text"}});
  if (!rows) return fail(rows.error());
  if (rows->size() != 1) {
    return wrong_directory(t, "register_info", "", {"应恰有一行", "there must be exactly one row"});
  }
  const Row& row = rows->front();
  if (text_of(row[0]) != kSqlFormat) {
    return fail("register-sql-format", sql_place(t, "register_info", "format"),
                {fmt::format("本程序不认识格式“{}”", text_of(row[0])),
                 fmt::format("this program doesn't know the format '{}'", text_of(row[0]))},
                {fmt::format("按 {} 重新写入", kSqlFormat),
                 fmt::format("write it anew as {}", kSqlFormat)});
  }
  const auto day = Date::parse(text_of(row[1]));
  if (!day) {
    return wrong_directory(t, "register_info", "taken_on",
                           {"应为日期，如 2020-02-21", "must be a date, such as 2020-02-21"});
  }
  info_ = {*day, number_of(row[2]) == 1, number_of(row[3]), text_of(row[4])};
  return {};
}

Result<void> SqlRegister::read_kinds(Transaction& t) {
  const auto rows = directory_rows(t, "register_kinds",
                                   {{"kind", "text"}, {"parent", "text"}, {"rows", "bigint"}});
  if (!rows) return fail(rows.error());
  const auto& kinds = book_->source().subjects;
  kinds_.resize(kinds.size());
  for (const Row& row : *rows) {
    const std::string name = text_of(row[0]);
    for (std::size_t i = 0; i < kinds.size(); ++i) {
      if (kinds[i].name != name) continue;
      if (kinds[i].parent != text_of(row[1]) || kinds_[i].is_here || number_of(row[2]) < 0) {
        return wrong_directory(
            t, "register_kinds", name,
            {fmt::format("主体类别“{}”重复，或上级、行数与政策包不符", name),
             fmt::format("the kind '{}' stands twice, or has another place in the pack", name)});
      }
      kinds_[i] = {true, number_of(row[2])};
      if (kinds[i].parent.empty() && kinds_[i].rows != info_.firms) {
        return wrong_directory(
            t, "register_info", "firms",
            {"企业数与 register_kinds 不符", "the number of firms isn't that of register_kinds"});
      }
    }
  }
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    const auto above = std::find_if(kinds.begin(), kinds.end(),
                                    [&](const auto& each) { return each.name == kinds[i].parent; });
    const bool is_root = above == kinds.end();
    const bool has_above =
        !is_root && kinds_[static_cast<std::size_t>(above - kinds.begin())].is_here;
    if (is_root ? kinds_[i].is_here : has_above || !kinds_[i].is_here) continue;
    const std::string& missing = is_root ? kinds[i].name : kinds[i].parent;
    return wrong_directory(t, "register_kinds", missing,
                           {fmt::format("没有主体类别“{}”", missing),
                            fmt::format("the kind '{}' is missing", missing)});
  }
  return {};
}

Result<void> SqlRegister::read_facts(Transaction& t) {
  const auto rows = directory_rows(t, "register_facts",
                                   {{"kind", "text"},
                                    {"fact", "text"},
                                    {"type", "text"},
                                    {"scale", "integer"},
                                    {"low", "bigint"},
                                    {"high", "bigint"},
                                    {"numbers", "boolean"},
                                    {"codes", "boolean"},
                                    {"complete", "boolean"}});
  if (!rows) return fail(rows.error());
  facts_.resize(book_->facts().size());
  for (std::size_t i = 0; i < facts_.size(); ++i) {
    facts_[i].kind = book_->facts()[i].subject;
    facts_[i].type = book_->facts()[i].type;
  }
  std::set<std::string> seen;
  for (const Row& row : *rows) {
    const std::string name = text_of(row[1]);
    const auto index = book_->fact_index(name);
    if (!index) continue;
    const law::Fact& fact = book_->facts()[*index];
    const std::int64_t scale = number_of(row[3]);
    const bool numbers = number_of(row[6]) == 1;
    const bool has_numbers = fact.type != FactType::boolean && fact.type != FactType::code &&
                             fact.type != FactType::text;
    if (text_of(row[0]) != fact.subject || text_of(row[2]) != type_name(fact.type) ||
        (numbers && !has_numbers)) {
      return fail("register-sql-fact", sql_place(t, "register_facts", name),
                  {fmt::format("事实“{}”在政策包中的类型或主体不同", name),
                   fmt::format("the fact '{}' is of another type or subject in the pack", name)},
                  {"用这一政策包重新写入，或更正 register_facts",
                   "write the register anew with this pack, or put register_facts right"});
    }
    const bool scale_fits = fact.type == FactType::money  ? scale == 2
                            : fact.type == FactType::date ? scale == 0
                                                          : scale >= 0 && scale <= kFinestScale;
    const bool bounds_fit =
        !numbers ||
        (!is_null(row[4]) && !is_null(row[5]) && number_of(row[4]) <= number_of(row[5]) &&
         number_of(row[4]) >= -kMostCount && number_of(row[5]) <= kMostCount);
    if ((numbers && !scale_fits) || !bounds_fit || !seen.insert(name).second) {
      return wrong_directory(t, "register_facts", name,
                             {"scale、low、high 不可能，或事实重复",
                              "scale, low or high are impossible, or the fact stands twice"});
    }
    facts_[*index] = {fact.subject,
                      fact.type,
                      numbers                        ? static_cast<int>(scale)
                      : fact.type == FactType::money ? 2
                                                     : 0,
                      number_of(row[4]),
                      number_of(row[5]),
                      numbers,
                      number_of(row[7]) == 1,
                      number_of(row[8]) == 1,
                      {}};
  }
  return {};
}

Result<void> SqlRegister::read_values(Transaction& t) {
  const auto rows = directory_rows(t, "register_values",
                                   {{"fact", "text"}, {"code", "integer"}, {"value", "text"}});
  if (!rows) return fail(rows.error());
  for (const Row& row : *rows) {
    const std::string name = text_of(row[0]);
    const auto index = book_->fact_index(name);
    if (!index || !facts_[*index].codes) continue;
    SqlFact& of = facts_[*index];
    const std::int64_t code = number_of(row[1]);
    if (is_null(row[1]) || code < 0 || code > INT32_MAX) {
      return wrong_directory(t, "register_values", name,
                             {fmt::format("事实“{}”的代码 {} 无效", name, code),
                              fmt::format("the code {} of '{}' is impossible", code, name)});
    }
    Node text;
    text.place = sql_place(t, "register_values", name);
    if (!is_null(row[2])) {
      text.kind = Node::Kind::string;
      text.text = text_of(row[2]);
    }
    if (of.type == FactType::boolean && !is_null(row[2]) && text.text != "true" &&
        text.text != "false") {
      return wrong_directory(t, "register_values", name,
                             {fmt::format("“{}”不是 true 或 false", text.text),
                              fmt::format("'{}' is neither true nor false", text.text)});
    }
    auto value = read_kept_value(*book_, book_->facts()[*index], text);
    if (!value) return fail(std::move(value.error()));
    of.values.emplace_back(code, std::move(*value));
    if (of.values.size() > kMaxSnapshotValues) {
      return wrong_directory(t, "register_values", name,
                             {fmt::format("取值超过 {} 个", kMaxSnapshotValues),
                              fmt::format("there are more than {} values", kMaxSnapshotValues)});
    }
  }
  for (std::size_t i = 0; i < facts_.size(); ++i) {
    auto& values = facts_[i].values;
    std::sort(values.begin(), values.end(),
              [](const auto& a, const auto& b) { return a.first < b.first; });
    const auto twice =
        std::adjacent_find(values.begin(), values.end(),
                           [](const auto& a, const auto& b) { return a.first == b.first; });
    if (twice == values.end()) continue;
    return wrong_directory(t, "register_values", book_->facts()[i].name,
                           {fmt::format("代码 {} 出现两次", twice->first),
                            fmt::format("the code {} stands twice", twice->first)});
  }
  return {};
}

std::vector<std::uint16_t> SqlRegister::facts_of(std::size_t kind) const {
  std::vector<std::uint16_t> facts;
  for (std::size_t i = 0; i < facts_.size(); ++i) {
    if (facts_[i].kind == book_->source().subjects[kind].name &&
        (facts_[i].numbers || facts_[i].codes)) {
      facts.push_back(static_cast<std::uint16_t>(i));
    }
  }
  return facts;
}

std::vector<std::size_t> SqlRegister::kinds_below(std::size_t kind) const {
  std::vector<std::size_t> below;
  for (std::size_t i = 0; i < kinds_.size(); ++i) {
    if (kinds_[i].is_here &&
        book_->source().subjects[i].parent == book_->source().subjects[kind].name)
      below.push_back(i);
  }
  return below;
}

Result<void> SqlRegister::check_columns(Transaction& t) const {
  const auto& kinds = book_->source().subjects;
  Faults faults;
  for (std::size_t kind = 0; kind < kinds_.size(); ++kind) {
    if (!kinds_[kind].is_here) continue;
    ColumnCheck check(t, sql_table(kinds[kind].name));
    if (auto begun = check.begin(); !begun) {
      append(faults, std::move(begun.error()));
      continue;
    }
    check.want("row", "bigint");
    if (!kinds[kind].parent.empty()) check.want("parent", "bigint");
    check.want("name", "text");
    for (const std::size_t below : kinds_below(kind))
      check.want(sql_none_column(kinds[below].name), "boolean");
    for (const std::uint16_t fact : facts_of(kind)) {
      const std::string& name = book_->facts()[fact].name;
      if (facts_[fact].numbers) check.want(name, "bigint");
      if (facts_[fact].codes) check.want(sql_code_column(name), "integer");
    }
    if (auto good = check.finish(); !good) append(faults, std::move(good.error()));
  }
  if (!faults.empty()) return fail(std::move(faults));
  return {};
}

std::string SqlRegister::query_of(std::size_t kind) const {
  const auto& kinds = book_->source().subjects;
  std::string sql = "SELECT \"row\", \"name\"";
  for (const std::size_t below : kinds_below(kind))
    sql.append(", ").append(sql_quoted(sql_none_column(kinds[below].name)));
  for (const std::uint16_t fact : facts_of(kind)) {
    const std::string& name = book_->facts()[fact].name;
    if (facts_[fact].numbers) sql.append(", ").append(sql_quoted(name));
    if (facts_[fact].codes) sql.append(", ").append(sql_quoted(sql_code_column(name)));
  }
  const bool is_root = kinds[kind].parent.empty();
  sql.append(" FROM ").append(sql_quoted(sql_table(kinds[kind].name)));
  sql.append(is_root ? " WHERE \"row\" = ?" : " WHERE \"parent\" = ? ORDER BY \"row\"");
  return sql;
}

std::size_t SqlRegister::root() const {
  const auto& kinds = book_->source().subjects;
  std::size_t root = 0;
  while (!kinds[root].parent.empty())
    ++root;
  return root;
}

Result<std::optional<std::int64_t>> SqlRegister::find(Transaction& t, std::string_view code) const {
  const std::string table = sql_table(book_->source().subjects[root()].name);
  const auto rows = t.run("SELECT \"row\" FROM \"" + table + "\" WHERE \"name\" = ? LIMIT 1",
                          {std::string(code)});
  if (!rows) return fail(rows.error());
  if (rows->empty()) return std::nullopt;
  return std::get<std::int64_t>(rows->front()[0]);
}

Result<law::Subject> SqlRegister::subject(Transaction& t, std::int64_t firm_row) const {
  const std::size_t root = this->root();
  const auto rows = t.run(queries_[root], {firm_row});
  if (!rows) return fail(rows.error());
  if (rows->size() != 1) {
    return wrong_row(t, sql_table(book_->source().subjects[root].name), "row",
                     {fmt::format("第 {} 行不存在或重复", firm_row),
                      fmt::format("the row {} is missing or stands twice", firm_row)});
  }
  return read_subject(t, root, rows->front());
}

Result<law::Subject> SqlRegister::read_subject(Transaction& t, std::size_t kind,
                                               const Row& row) const {
  const auto& kinds = book_->source().subjects;
  const std::string table = sql_table(kinds[kind].name);
  law::Subject made;
  made.kind = kinds[kind].name;
  // An enterprise goes by its code, not by an id of its own.
  if (!kinds[kind].parent.empty()) made.id = text_of(row[1]);
  const std::vector<std::size_t> below = kinds_below(kind);
  std::size_t at = 2 + below.size();
  for (const std::uint16_t fact : facts_of(kind)) {
    const SqlFact& of = facts_[fact];
    const std::string& name = book_->facts()[fact].name;
    const Cell number = of.numbers ? row[at++] : Cell{};
    const Cell code = of.codes ? row[at++] : Cell{};
    if (!is_null(number)) {
      const std::int64_t count = number_of(number);
      if (!std::holds_alternative<std::int64_t>(number) || count < of.low || count > of.high ||
          !is_null(code)) {
        return wrong_row(
            t, table, name,
            {fmt::format("第 {} 行的数值不在 low 与 high 之间，或另有代码", number_of(row[0])),
             fmt::format("the number of row {} isn't between low and high, or it has a code too",
                         number_of(row[0]))});
      }
      made.facts.push_back({fact, columns::value_of(count, unit_of(of.type), of.scale)});
    } else if (!is_null(code)) {
      const auto found = std::lower_bound(
          of.values.begin(), of.values.end(), number_of(code),
          [](const auto& value, std::int64_t wanted) { return value.first < wanted; });
      if (!std::holds_alternative<std::int64_t>(code) || found == of.values.end() ||
          found->first != number_of(code)) {
        return wrong_row(
            t, table, sql_code_column(name),
            {fmt::format("第 {} 行的代码不在 register_values 中", number_of(row[0])),
             fmt::format("the code of row {} isn't in register_values", number_of(row[0]))});
      }
      made.facts.push_back({fact, found->second});
    }
  }
  for (std::size_t i = 0; i < below.size(); ++i) {
    const auto children = t.run(queries_[below[i]], {row[0]});
    if (!children) return fail(children.error());
    for (const Row& child : *children) {
      auto read = read_subject(t, below[i], child);
      if (!read) return read;
      made.children.push_back(std::move(*read));
    }
    if (children->empty() && number_of(row[2 + i]) == 1)
      made.none_of.push_back(kinds[below[i]].name);
  }
  return made;
}

}  // namespace fugong::enterprise_register
