#include "platform/store/schema_text.hpp"

#include <array>

#include "platform/store/sql_tokens.hpp"

namespace fugong::store {
namespace {

constexpr std::string_view kAppendOnly = "APPEND ONLY ";
constexpr std::string_view kScoped = "SCOPED TABLE ";

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
std::string scoped(std::string_view text) {
  const std::string table = word_behind(text, kScoped);
  const std::string region = word_behind(text, " REGION ");
  const std::string firm = word_behind(text, " FIRM ");
  const std::string body = word_behind(text, " BODY ");
  std::string by;
  for (const auto& [word, column] :
       {std::pair{"REGION ", region}, std::pair{"FIRM ", firm}, std::pair{"BODY ", body}}) {
    if (!column.empty()) by.append(by.empty() ? "" : ", ").append(word).append(column);
  }
  if (by.empty() || std::string(kScoped) + table + " BY " + by != text)
    return std::string(text) + ";";
  return "INSERT INTO scoped_table (name, region_column, firm_column, body_column) VALUES ('" +
         table + "', '" + region + "', '" + firm + "', '" + body +
         "') ON CONFLICT (name) DO UPDATE SET region_column = excluded.region_column, firm_column "
         "= excluded.firm_column, body_column = excluded.body_column;";
}

/// Renders what stands at the start of `text`, if it is one of our words; how much that is.
std::size_t render_word(std::string_view text, bool line_start, Dialect dialect, std::string& out) {
  if (line_start && text.starts_with(kAppendOnly)) {
    const std::size_t end = text.find(';');
    if (end == std::string_view::npos) return 0;
    out += append_only(text.substr(kAppendOnly.size(), end - kAppendOnly.size()), dialect);
    return end + 1;
  }
  if (line_start && text.starts_with(kScoped)) {
    const std::size_t end = text.find(';');
    if (end == std::string_view::npos) return 0;
    out += scoped(text.substr(0, end));
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
  bool cast = false;  // the last word was AS
  std::size_t at = 0;
  while (at < sql.size()) {
    const std::string_view rest = sql.substr(at);
    std::size_t taken = opaque(rest);
    if (taken > 0) {
      out += rest.substr(0, taken);
      at += taken;
      continue;
    }
    taken = render_word(rest, at == 0 || sql[at - 1] == '\n', dialect, out);
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
    at += taken;
  }
  return out;
}

}  // namespace fugong::store
