#include "platform/store/schema_text.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "platform/store/sql_tokens.hpp"

namespace fugong::store {
namespace {

constexpr std::string_view kScoped = "SCOPED TABLE ";
constexpr std::string_view kCheckAtOnce = "CHECK AT ONCE ";

/// How much of `text` is a comment or a quoted text; 0 if it begins with neither.
std::size_t opaque(std::string_view text) {
  std::size_t end = std::string_view::npos;
  if (text.starts_with("--")) {
    end = text.find('\n');
  } else if (text.front() == '\'' || text.front() == '"') {
    end = text.find(text.front(), 1);
  } else {
    return 0;
  }
  return end == std::string_view::npos ? text.size() : end + 1;
}

std::string append_only(std::string_view table, Dialect dialect) {
  const std::string name(table);
  std::string sql;
  if (dialect == Dialect::sqlite) {
    for (const char* change : {"UPDATE", "DELETE"}) {
      sql.append("CREATE TRIGGER ").append(name).append("_no_").append(change);
      sql.append(" BEFORE ").append(change).append(" ON ").append(name);
      sql.append(" BEGIN SELECT RAISE(ABORT, '").append(name).append(" is append only'); END;\n");
    }
    return sql;
  }
  sql.append("CREATE FUNCTION ").append(name);
  sql.append("_append_only() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RAISE EXCEPTION '");
  sql.append(name).append(" is append only' USING ERRCODE = 'restrict_violation'; END$$;\n");
  sql.append("CREATE TRIGGER ")
      .append(name)
      .append("_append_only BEFORE UPDATE OR DELETE OR TRUNCATE");
  sql.append(" ON ").append(name).append(" FOR EACH STATEMENT EXECUTE FUNCTION ").append(name);
  sql.append("_append_only();\n");
  return sql;
}

/// Texts are compared byte by byte, as SQLite does, whatever the language of the server.
std::string_view type_of(std::string_view word, bool cast) {
  if (word == "INTEGER") return "bigint";
  if (word == "TEXT" && !cast) return "text COLLATE \"C\"";
  return word;
}

/// The word behind `name` in `text`; empty if it isn't there.
std::string word_behind(std::string_view text, std::string_view name) {
  const std::size_t at = text.find(name);
  if (at == std::string_view::npos) return "";
  std::size_t end = at + name.size();
  while (end < text.size() && is_word(text[end]))
    ++end;
  return std::string(text.substr(at + name.size(), end - at - name.size()));
}

/// The table that the store keeps of scoped ones; what is said of them stays as it is otherwise,
/// for the database to refuse.
std::string scoped(std::string_view rest, Dialect) {
  const std::string text = std::string(kScoped).append(rest);
  const std::string table = word_behind(text, kScoped);
  const std::string region = word_behind(text, " REGION ");
  const std::string firm = word_behind(text, " FIRM ");
  const std::string body = word_behind(text, " BODY ");
  std::string by;
  for (const auto& [word, column] :
       {std::pair{"REGION ", region}, std::pair{"FIRM ", firm}, std::pair{"BODY ", body}}) {
    if (!column.empty()) by.append(by.empty() ? "" : ", ").append(word).append(column);
  }
  if (by.empty() || std::string(kScoped) + table + " BY " + by != text) return text + ";";
  return "INSERT INTO scoped_table (name, region_column, firm_column, body_column) VALUES ('" +
         table + "', '" + region + "', '" + firm + "', '" + body +
         "') ON CONFLICT (name) DO UPDATE SET region_column = excluded.region_column, firm_column "
         "= excluded.firm_column, body_column = excluded.body_column;";
}

/// A foreign key: columns, and as many of the table that they refer to.
struct Reference {
  std::vector<std::string> columns;
  std::string target;
  std::vector<std::string> target_columns;
};

/// The words of "(a, b)" at the start of `text`, which moves behind them; none if it isn't that.
std::vector<std::string> take_words(std::string_view& text) {
  std::vector<std::string> words;
  std::string_view open = "(";
  while (text.starts_with(open)) {
    text.remove_prefix(open.size());
    words.push_back(word_behind(text, ""));
    if (words.back().empty()) return {};
    text.remove_prefix(words.back().size());
    open = ", ";
  }
  if (!text.starts_with(')')) return {};
  text.remove_prefix(1);
  return words;
}

std::string in_one_line(std::string_view text) {
  std::string flat;
  for (const char c : text) {
    const bool is_blank = c == ' ' || c == '\n';
    if (!is_blank || (!flat.empty() && flat.back() != ' ')) flat += is_blank ? ' ' : c;
  }
  return flat;
}

bool take(std::string_view& text, std::string_view what) {
  if (!text.starts_with(what)) return false;
  text.remove_prefix(what.size());
  return true;
}

/// Of "(a, b) REFERENCES u (c, d)", one behind the other with commas; none if it isn't that.
std::vector<Reference> read_references(std::string_view text) {
  std::vector<Reference> read;
  do {
    Reference one;
    one.columns = take_words(text);
    if (one.columns.empty() || !take(text, " REFERENCES ")) return {};
    one.target = word_behind(text, "");
    if (one.target.empty() || !take(text, one.target) || !take(text, " ")) return {};
    one.target_columns = take_words(text);
    if (one.columns.size() != one.target_columns.size()) return {};
    read.push_back(std::move(one));
  } while (take(text, ", "));
  return text.empty() ? read : std::vector<Reference>{};
}

std::string listed(const std::vector<std::string>& words, std::string_view between) {
  std::string text;
  for (const std::string& word : words)
    text.append(text.empty() ? "" : between).append(word);
  return text;
}

std::string trigger_function(const std::string& name, std::string_view body) {
  return std::string("CREATE FUNCTION ")
      .append(name)
      .append("() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN ")
      .append(body)
      .append(" RETURN NULL; END$$;\n");
}

/// Whether a row `a` refers to nothing: a subquery in brackets can't become a join over the whole
/// table.
std::string dangles(const Reference& of) {
  std::string same;
  for (std::size_t i = 0; i < of.columns.size(); ++i)
    same.append(i > 0 ? " AND o." : "o.")
        .append(of.target_columns[i])
        .append(" = a.")
        .append(of.columns[i]);
  return "a." + listed(of.columns, " IS NOT NULL AND a.") + " IS NOT NULL AND (SELECT 1 FROM " +
         of.target + " o WHERE " + same + ") IS NULL";
}

/// PostgreSQL asks about each row of a foreign key with a statement of its own that locks the row
/// referred to, and looks at each row that changes. Here one statement asks about all rows that
/// were added together, and the columns never change.
std::string check_at_once(std::string_view text, Dialect dialect) {
  const std::string flat = in_one_line(text);
  const std::string table = word_behind(flat, "");
  const auto references =
      read_references(std::string_view(flat).substr(std::min(table.size() + 1, flat.size())));
  if (references.empty()) return std::string(kCheckAtOnce).append(text).append(";");
  if (dialect == Dialect::sqlite) return "";
  const std::string refuse = "RAISE EXCEPTION '" + table +
                             " refers to a row that is not there, or to another than before' USING "
                             "ERRCODE = 'foreign_key_violation';";
  std::string sql;
  std::string wrong;
  std::vector<std::string> columns;
  for (const Reference& one : references) {
    sql.append("ALTER TABLE ")
        .append(table)
        .append(" DROP CONSTRAINT ")
        .append(table)
        .append("_")
        .append(listed(one.columns, "_"))
        .append("_fkey;\n");
    wrong.append(wrong.empty() ? "" : " OR ").append(dangles(one));
    columns.insert(columns.end(), one.columns.begin(), one.columns.end());
  }
  std::ranges::sort(columns);
  columns.erase(std::unique(columns.begin(), columns.end()), columns.end());
  return sql +
         trigger_function(table + "_refers", "IF EXISTS (SELECT FROM added a WHERE " + wrong +
                                                 ") THEN " + refuse + " END IF;") +
         "CREATE TRIGGER " + table + "_refers AFTER INSERT ON " + table +
         " REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION " + table +
         "_refers();\n" + trigger_function(table + "_stays", refuse) + "CREATE TRIGGER " + table +
         "_stays BEFORE UPDATE OF " + listed(columns, ", ") + " ON " + table +
         " FOR EACH STATEMENT EXECUTE FUNCTION " + table + "_stays();\n";
}

/// What a line may begin with that is no SQL, and what becomes of the text up to its semicolon.
struct Declaration {
  std::string_view words;
  std::string (*render)(std::string_view rest, Dialect dialect);
};
constexpr std::array<Declaration, 3> kDeclarations{
    {{"APPEND ONLY ", append_only}, {kScoped, scoped}, {kCheckAtOnce, check_at_once}}};

/// Lines from which on the text is for one database, or for both again.
struct Part {
  std::string_view line;
  std::optional<Dialect> dialect;
};
constexpr std::array<Part, 3> kParts{{{"FOR SQLITE:\n", Dialect::sqlite},
                                      {"FOR POSTGRESQL:\n", Dialect::postgresql},
                                      {"FOR BOTH:\n", std::nullopt}}};

/// Renders what stands at the start of `text`, if it is one of our words; how much that is.
std::size_t render_word(std::string_view text, bool line_start, Dialect dialect, std::string& out) {
  for (const Declaration& declaration : kDeclarations) {
    if (!line_start || !text.starts_with(declaration.words)) continue;
    const std::size_t end = text.find(';');
    if (end == std::string_view::npos) return 0;
    const std::size_t begin = declaration.words.size();
    out += declaration.render(text.substr(begin, end - begin), dialect);
    return end + 1;
  }
  if (dialect == Dialect::sqlite) return 0;
  constexpr std::array<std::string_view, 2> kOptions{") STRICT, WITHOUT ROWID", ") STRICT"};
  for (const std::string_view options : kOptions) {
    if (!text.starts_with(options)) continue;
    out += ')';
    return options.size();
  }
  return 0;
}

}  // namespace

std::string render_schema(std::string_view sql, Dialect dialect) {
  std::string out;
  bool cast = false;    // the last word was AS
  bool is_ours = true;  // the part is for this database
  std::size_t at = 0;
  while (at < sql.size()) {
    const std::string_view rest = sql.substr(at);
    const bool line_start = at == 0 || sql[at - 1] == '\n';
    const auto part = std::ranges::find_if(
        kParts, [&](const Part& one) { return line_start && rest.starts_with(one.line); });
    if (part != kParts.end()) {
      is_ours = part->dialect.value_or(dialect) == dialect;
      at += part->line.size();
      continue;
    }
    const std::size_t before = out.size();
    std::size_t taken = opaque(rest);
    if (taken > 0) {
      out += rest.substr(0, taken);
    } else {
      taken = render_word(rest, line_start, dialect, out);
    }
    if (taken == 0 && is_word(rest.front())) {
      while (taken < rest.size() && is_word(rest[taken]))
        ++taken;
      const std::string_view word = rest.substr(0, taken);
      out += dialect == Dialect::postgresql ? type_of(word, cast) : word;
      cast = word == "AS";
    } else if (taken == 0) {
      taken = 1;
      out += rest.front();
    }
    if (!is_ours) out.resize(before);
    at += taken;
  }
  return out;
}

}  // namespace fugong::store
