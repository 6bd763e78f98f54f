#include "platform/store/scoped_statement.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "platform/store/connection.hpp"
#include "platform/store/sql_tokens.hpp"

namespace fugong::store {
namespace {

using Kind = SqlToken::Kind;
using Tokens = std::vector<SqlToken>;

/// Functions of PostgreSQL that run SQL out of a text, into which nobody looks.
constexpr std::array<std::string_view, 6> kRunText = {"_to_xml", "ts_stat",  "ts_rewrite",
                                                      "dblink",  "crosstab", "connectby"};

bool is_name(const SqlToken& token) {
  return token.kind == Kind::word || token.kind == Kind::name;
}

/// SQLite takes a text for a name where a name should stand.
bool may_name(const SqlToken& token) {
  return is_name(token) || token.kind == Kind::text;
}

bool runs_text(const SqlToken& token) {
  return is_name(token) && std::any_of(kRunText.begin(), kRunText.end(), [&](auto part) {
           return token.lower.find(part) != std::string::npos;
         });
}

/// Makes something that would run statements of its own later, or says what is scoped.
bool undermines(const Tokens& tokens) {
  constexpr std::array<std::string_view, 8> kKinds = {
      "function", "procedure", "view", "trigger", "rule", "policy", "virtual", "aggregate"};
  if (tokens.empty() || tokens.front().lower == "select") return false;
  if (tokens.front().lower == "create" || tokens.front().lower == "alter") {
    // Behind OR REPLACE, TEMPORARY and the like; what a table calls its columns is another matter.
    for (std::size_t i = 1; i < std::min<std::size_t>(tokens.size(), 7); ++i) {
      const std::string& word = tokens[i].lower;
      if (word == "table" || word == "index") break;
      if (std::find(kKinds.begin(), kKinds.end(), word) != kKinds.end()) return true;
    }
  }
  return std::any_of(tokens.begin(), tokens.end(), [](const SqlToken& token) {
    return may_name(token) && token.lower == "scoped_table";
  });
}

tl::unexpected<Faults> cannot_narrow(const Place& place, const std::string& why_zh,
                                     const std::string& why_en) {
  return fail("store-unscoped", place,
              {"限定不了这条语句的范围：" + why_zh, "this statement can't be narrowed: " + why_en},
              {"这是程序的错误，请报告", "this is a mistake of the program, please report it"});
}

/// The first text behind every one that begins with `prefix`, byte by byte.
std::string behind(std::string prefix) {
  ++prefix.back();
  return prefix;
}

/// Rewrites one statement: notes what is to stand where, then writes it out.
class Narrowing {
 public:
  Narrowing(std::string_view sql, const Tokens& tokens, const ScopedTables& tables,
            const Scope& scope, Dialect dialect, const std::string& schema, const Place& place)
      : sql_(sql),
        tokens_(tokens),
        tables_(tables),
        scope_(scope),
        dialect_(dialect),
        schema_(schema),
        place_(place) {}

  Result<NarrowedStatement> run() {
    if (auto named = find_named(); !named) return fail(std::move(named.error()));
    if (named_.empty()) {
      made_.sql = std::string(sql_);
      return std::move(made_);
    }
    if (auto found = find_verb(); !found) return fail(std::move(found.error()));
    if (auto guarded = guard_target(); !guarded) return fail(std::move(guarded.error()));
    shadow();
    write();
    return std::move(made_);
  }

 private:
  struct Edit {
    std::size_t at;
    std::size_t instead_of;
    std::string text;
  };

  bool is_word(std::size_t i, std::string_view word) const {
    return i < tokens_.size() && tokens_[i].kind == Kind::word && tokens_[i].lower == word;
  }
  bool is_mark(std::size_t i, char mark) const {
    return i < tokens_.size() && tokens_[i].kind == Kind::mark && sql_[tokens_[i].at] == mark;
  }
  /// The first of these words outside all parentheses, from a token on; the number of tokens if it
  /// isn't there.
  std::size_t find_word(std::size_t from, std::string_view word) const {
    for (std::size_t i = from; i < tokens_.size(); ++i) {
      if (tokens_[i].depth == 0 && is_word(i, word)) return i;
    }
    return tokens_.size();
  }

  Result<void> find_named() {
    for (std::size_t i = 0; i < tokens_.size(); ++i) {
      if (runs_text(tokens_[i]))
        return cannot_narrow(place_, "它执行文本中的语句", "it runs statements out of a text");
      if (!may_name(tokens_[i]) || !tables_.contains(tokens_[i].lower)) continue;
      const std::string& table = tokens_[i].lower;
      if (i > 0 && is_mark(i - 1, '.')) {
        return cannot_narrow(place_, "“" + table + "”前面有限定名",
                             "'" + table + "' stands behind a dot");
      }
      if (tables_.find(table)->second.column(scope_.kind()).empty()) {
        return cannot_narrow(place_, "“" + table + "”没有声明这种范围",
                             "'" + table + "' isn't declared to be narrowed this way");
      }
      if (std::find(named_.begin(), named_.end(), table) == named_.end()) named_.push_back(table);
    }
    return {};
  }

  Result<void> find_verb() {
    constexpr std::array<std::string_view, 4> kVerbs{"select", "insert", "update", "delete"};
    const auto is_verb = [&](std::size_t i) {
      return std::any_of(kVerbs.begin(), kVerbs.end(), [&](auto verb) { return is_word(i, verb); });
    };
    end_ = tokens_.back().end();
    if (is_mark(tokens_.size() - 1, ';')) end_ = tokens_[tokens_.size() - 2].end();
    while (verb_ < tokens_.size() && !(tokens_[verb_].depth == 0 && is_verb(verb_)))
      ++verb_;
    const bool begins_well = verb_ == 0 || is_word(0, "with");
    if (!begins_well || verb_ == tokens_.size())
      return cannot_narrow(place_, "只能是 SELECT、INSERT、UPDATE、DELETE",
                           "it is no SELECT, INSERT, UPDATE or DELETE");
    for (std::size_t i = 0; i < tokens_.size(); ++i) {
      const bool changes = is_word(i, "insert") || is_word(i, "update") || is_word(i, "delete");
      if (changes && tokens_[i].depth > 0)
        return cannot_narrow(place_, "括号中有改动数据的语句",
                             "it changes rows inside parentheses");
    }
    return {};
  }

  /// What UPDATE, DELETE and INSERT do to the table itself, which a WITH doesn't narrow.
  Result<void> guard_target() {
    if (is_word(verb_, "select")) return {};
    const bool update = is_word(verb_, "update");
    const bool insert = is_word(verb_, "insert");
    if (!update && !is_word(verb_ + 1, insert ? "into" : "from")) return odd_target();
    target_ = verb_ + (update ? 1 : 2);
    if (target_ >= tokens_.size() || !is_name(tokens_[target_])) return odd_target();
    const bool keyword = is_word(target_, "only") || is_word(target_, "or");
    if (keyword) return odd_target();
    const auto table = tables_.find(tokens_[target_].lower);
    if (table == tables_.end()) {
      target_ = tokens_.size();
      return {};
    }
    const std::string& column = table->second.column(scope_.kind());
    read_alias();
    if (insert) {
      // SQLite takes several; which of them a condition belongs to couldn't be told.
      const std::size_t conflict = find_word(target_, "conflict");
      if (find_word(conflict + 1, "conflict") < tokens_.size()) return odd_target();
      std::size_t at = target_;
      while ((at = find_word(at, "do")) < tokens_.size() && !is_word(at + 1, "update"))
        ++at;
      if (at < tokens_.size()) add_condition(at, column);
    } else {
      add_condition(target_, column);
    }
    if (insert || update) return_column(column);
    return {};
  }

  tl::unexpected<Faults> odd_target() const {
    return cannot_narrow(place_, "看不出改动哪张表", "it can't be told which table it changes");
  }

  /// How the statement's conditions call the table that is changed.
  void read_alias() {
    alias_ = std::string(sql_.substr(tokens_[target_].at, tokens_[target_].size));
    std::size_t next = target_ + 1;
    if (is_word(next, "as")) {
      ++next;
    } else if (next >= tokens_.size() || !is_name(tokens_[next]) || is_word(next, "set") ||
               is_word(next, "where") || is_word(next, "returning") || is_word(next, "values") ||
               is_word(next, "select") || is_word(next, "with") || is_word(next, "default") ||
               is_word(next, "using")) {
      return;
    }
    if (next < tokens_.size() && is_name(tokens_[next]))
      alias_ = std::string(sql_.substr(tokens_[next].at, tokens_[next].size));
  }

  /// To the WHERE behind a token, or as one.
  void add_condition(std::size_t from, const std::string& column) {
    const std::size_t returning = find_word(from, "returning");
    const std::size_t end = returning < tokens_.size() ? tokens_[returning].at : end_;
    const std::size_t where = find_word(from, "where");
    const std::string condition = condition_on(alias_ + "." + quote_name(column));
    if (where < returning) {
      edits_.push_back({tokens_[where].end(), 0, " " + condition + " AND ("});
      // Behind the last token and not behind a comment.
      const std::size_t last = returning < tokens_.size() ? tokens_[returning - 1].end() : end;
      edits_.push_back({last, 0, ")"});
    } else {
      edits_.push_back({end, 0, " WHERE " + condition + " "});
    }
  }

  void return_column(const std::string& column) {
    const bool returns = find_word(target_, "returning") < tokens_.size();
    made_.checks_rows = true;
    made_.gives_rows = returns;
    // SQLite takes the name of what is returned without the table's other name.
    const std::string name =
        dialect_ == Dialect::sqlite ? quote_name(column) : alias_ + "." + quote_name(column);
    edits_.push_back({end_, 0, (returns ? ", " : " RETURNING ") + name});
  }

  /// Has the names mean what the scope covers of the tables.
  void shadow() {
    std::string tables;
    for (const std::string& table : named_) {
      if (!is_read(table)) continue;
      const std::string& column = tables_.find(table)->second.column(scope_.kind());
      if (!tables.empty()) tables += ", ";
      tables += quote_name(table) + " AS NOT MATERIALIZED (SELECT * FROM " + quote_name(schema_) +
                "." + quote_name(table) + " WHERE " + condition_on(quote_name(column)) + ")";
    }
    if (tables.empty()) return;
    if (!is_word(0, "with")) {
      edits_.push_back({tokens_.front().at, 0, "WITH " + tables + " "});
    } else {
      const std::size_t last = is_word(1, "recursive") ? 1 : 0;
      edits_.push_back({tokens_[last].end(), 0, " " + tables + ","});
    }
  }

  bool is_read(const std::string& table) const {
    for (std::size_t i = 0; i < tokens_.size(); ++i) {
      if (i != target_ && may_name(tokens_[i]) && tokens_[i].lower == table) return true;
    }
    return false;
  }

  /// The same parameters for every condition.
  std::string condition_on(const std::string& column) {
    const auto& names = scope_.names();
    if (names.empty()) return "(1 = 0)";
    const bool regions = scope_.kind() == Scope::Kind::regions;
    std::string text = regions ? "(" : "(" + column + " IN (";
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (regions) {
        const std::string number = std::to_string(2 * i + 1);
        const std::string next = std::to_string(2 * i + 2);
        text += i > 0 ? " OR " : "";
        text.append("(").append(column).append(" >= ?").append(number);
        text.append(" AND ").append(column).append(" < ?").append(next).append(")");
      } else {
        text += (i > 0 ? ", ?" : "?") + std::to_string(i + 1);
      }
    }
    text += regions ? ")" : "))";
    made_.takes_scope = true;
    return text;
  }

  void write() {
    // The statement's own parameters count on behind those of the scope.
    const std::size_t before = made_.takes_scope ? parameters_of(scope_).size() : 0;
    std::size_t greatest = 0;
    for (const SqlToken& token : tokens_) {
      if (token.kind != Kind::parameter) continue;
      std::size_t number = greatest + 1;
      if (token.size > 1) {
        number = 0;
        for (const char c : sql_.substr(token.at + 1, std::min<std::size_t>(token.size - 1, 9)))
          number = number * 10 + static_cast<std::size_t>(c - '0');
      }
      greatest = std::max(greatest, number);
      edits_.push_back({token.at, token.size, "?" + std::to_string(number + before)});
    }
    std::stable_sort(edits_.begin(), edits_.end(),
                     [](const Edit& a, const Edit& b) { return a.at < b.at; });
    std::size_t at = 0;
    for (const Edit& edit : edits_) {
      made_.sql.append(sql_.substr(at, edit.at - at)).append(edit.text);
      at = edit.at + edit.instead_of;
    }
    made_.sql.append(sql_.substr(at));
  }

  std::string_view sql_;
  const Tokens& tokens_;
  const ScopedTables& tables_;
  const Scope& scope_;
  Dialect dialect_;
  const std::string& schema_;
  const Place& place_;
  std::vector<std::string> named_;  // scoped tables
  std::size_t verb_ = 0;
  std::size_t target_ = SIZE_MAX;  // the table that is changed
  std::size_t end_ = 0;            // of the last token
  std::string alias_;
  std::vector<Edit> edits_;
  NarrowedStatement made_;
};

}  // namespace

const std::string& ScopedTable::column(Scope::Kind kind) const {
  switch (kind) {
    case Scope::Kind::firms:
      return firm_column;
    case Scope::Kind::bodies:
      return body_column;
    default:
      return region_column;
  }
}

std::vector<Cell> parameters_of(const Scope& scope) {
  std::vector<Cell> cells;
  for (const std::string& name : scope.names()) {
    cells.emplace_back(name);
    if (scope.kind() == Scope::Kind::regions) cells.emplace_back(behind(name));
  }
  return cells;
}

std::string scoped_name_in(std::string_view sql, const ScopedTables& tables, Dialect dialect) {
  const auto tokens = tokens_of(sql, dialect);
  if (!tokens || undermines(*tokens)) return "?";
  for (const SqlToken& token : *tokens) {
    if (runs_text(token)) return "?";
    if (may_name(token) && tables.contains(token.lower)) return token.lower;
  }
  return "";
}

Result<NarrowedStatement> narrow(std::string_view sql, const ScopedTables& tables,
                                 const Scope& scope, Dialect dialect, const std::string& schema,
                                 const Place& place) {
  const auto tokens = tokens_of(sql, dialect);
  if (!tokens) {
    return cannot_narrow(place, "两种数据库读法不同", "the databases would read it differently");
  }
  if (undermines(*tokens)) {
    return cannot_narrow(place, "它建立视图、函数之类，或改动范围的声明",
                         "it makes a view, a function or the like, or changes what is scoped");
  }
  return Narrowing(sql, *tokens, tables, scope, dialect, schema, place).run();
}

tl::unexpected<Faults> unscoped(const std::string& table, const Place& place) {
  return fail("store-unscoped", place,
              {"没有限定范围就使用了“" + table + "”表", "'" + table + "' is used without a scope"},
              {"这是程序的错误，请报告；语句须经 Transaction::within 执行",
               "this is a mistake of the program, please report it; the statement belongs into "
               "Transaction::within"});
}

tl::unexpected<Faults> out_of_scope(const std::string& table, const Place& place) {
  return fail("store-out-of-scope", place,
              {"“" + table + "”的记录不在可办理的范围内",
               "a row of '" + table + "' would stand outside what may be worked on"},
              {"核对区划和企业，或请有权限的人办理",
               "check region and firm, or have somebody do it whose region it is"});
}

}  // namespace fugong::store
