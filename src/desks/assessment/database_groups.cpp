// The groups of firms, and figures by group: which groups each firm of the database falls into,
// which firm a row belongs to, and sums for all, for each group and for each month.
#include <fmt/format.h>

#include <utility>

#include "desks/assessment/database_count.hpp"

namespace fugong::assessment {

using store::Row;

/// Which groups each firm falls into: by the codes of what the groupings go by.
Result<void> DatabaseCount::find_groups() {
  const std::vector<Grouping>& groupings = made_.assessment.groupings();
  std::vector<std::string> names;
  for (const pack::Breakdown& breakdown : pack_.breakdowns)
    names.push_back(breakdown.of);
  const sql::Query query = census_.values(root_, names, false);
  // Answers stand in the order of what was asked, without what was refused.
  std::size_t next = 0;
  std::string list;
  std::map<std::size_t, std::string> asked;  // groupings, and of which firms
  for (std::size_t i = 0; i < groupings.size(); ++i) {
    const bool refused =
        next == query.answers.size() || query.answers[next].slot != census_.slot_of(names[i]);
    if (refused) {
      list += ", 0";
      asked.emplace(i, "1 = 1");
      continue;
    }
    const sql::Answer& answer = query.answers[next++];
    if (answer.may_ask) {
      asked.emplace(i, fmt::format("{} = {}", answer.code_column, columns::kAsk));
    }
    std::map<std::uint16_t, std::vector<std::size_t>> codes;
    for (std::size_t at = 0; at < answer.values.size(); ++at) {
      const std::uint16_t of = group_of(pack_, groupings, i, answer.values[at]);
      if (of != 0) codes[of].push_back(at + columns::kFirst);
    }
    std::string group;
    for (const auto& [of, some] : codes)
      group +=
          fmt::format(" WHEN {} IN ({}) THEN {}", answer.code_column, fmt::join(some, ", "), of);
    list += group.empty() ? ", 0" : fmt::format(", CASE{} ELSE 0 END", group);
  }
  auto made = execute(fmt::format("INSERT INTO fugong_firms SELECT \"key\"{} FROM ({}) AS found",
                                  list, query.text));
  if (!made) return made;
  for (const auto& [grouping, which] : asked) {
    std::vector<std::int64_t> firms;
    auto read = scan(fmt::format("SELECT \"key\" FROM ({}) AS found WHERE {}", query.text, which),
                     [&](const Row& row) { firms.push_back(whole(row[0])); });
    if (!read) return read;
    for (const std::int64_t firm : firms) {
      if (auto done = ask_group(firm, grouping, names[grouping]); !done) return done;
    }
  }
  return is_sqlite_ ? Result<void>() : execute("ANALYZE fugong_firms");
}

Result<void> DatabaseCount::ask_group(std::int64_t firm, std::size_t grouping,
                                      const std::string& decision) {
  auto subject = register_.subject(transaction_, firm);
  if (!subject) return fail(std::move(subject.error()));
  const auto values = census_.decide(*subject, decision);
  if (values.empty()) return {};
  const std::uint16_t group =
      group_of(pack_, made_.assessment.groupings(), grouping, values.front());
  return execute(
      fmt::format("UPDATE fugong_firms SET g{} = {} WHERE firm = {}", grouping, group, firm));
}

/// The rows of a kind, each with its firm; if one is named its own, in the order of a check.
std::string DatabaseCount::firm_rows(std::size_t kind, const std::string& firm) const {
  const auto& subjects = pack_.book.source().subjects;
  std::string from = sql::quoted_name(stored_.tables[kind]) + " AS t0";
  std::size_t depth = 0;
  for (std::size_t at = kind; !subjects[at].parent.empty();) {
    std::size_t parent = 0;
    while (subjects[parent].name != subjects[at].parent)
      ++parent;
    from += fmt::format(" JOIN {} AS t{} ON t{}.\"row\" = t{}.\"parent\"",
                        sql::quoted_name(stored_.tables[parent]), depth + 1, depth + 1, depth);
    ++depth;
    at = parent;
  }
  std::string order = " ORDER BY ";
  for (std::size_t at = depth + 1; at-- > 0;)
    order += fmt::format("t{}.\"row\"{}", at, at == 0 ? "" : ", ");
  return fmt::format(
      "SELECT t0.\"row\", t{}.\"row\" AS firm FROM {}{}", depth, from,
      firm.empty() ? std::string() : fmt::format(" WHERE t{}.\"row\" = {}{}", depth, firm, order));
}

Result<void> DatabaseCount::count_rows() {
  for (std::size_t kind = 0; kind < stored_.tables.size(); ++kind) {
    if (stored_.tables[kind].empty()) continue;
    Assessment::Rows& rows = made_.assessment.rows_[kind];
    const std::string from = "(" + firm_rows(kind, {}) + ")";
    auto read = scan(for_each_line({}, from, "count(*)", false), [&](const Row& row) {
      const std::int64_t by = whole(row[0]);
      if (by == kAll) {
        rows.all = whole(row[2]);
      } else {
        rows.by[static_cast<std::size_t>(by - 1)][static_cast<std::size_t>(whole(row[1]))] =
            whole(row[2]);
      }
    });
    if (!read) return read;
  }
  return {};
}

std::string DatabaseCount::for_each_line(const std::string& with, const std::string& rows,
                                         const std::string& figures, bool months) const {
  const std::size_t groupings = made_.assessment.groupings().size();
  std::string groups;
  std::vector<std::pair<std::int64_t, std::string>> lines;  // "by", and the column of the group
  for (std::size_t i = 0; i < groupings; ++i) {
    groups += fmt::format(", f.g{}", i);
    lines.emplace_back(static_cast<std::int64_t>(i) + 1, fmt::format("g{}", i));
  }
  if (months) {
    lines.emplace_back(kByMonth, "\"month\"");
    // Not extract(), which works in numeric and takes three times as long.
    groups += ", ";
    groups +=
        is_sqlite_
            ? "CAST(strftime('%Y', \"day\" * 86400, 'unixepoch') AS INTEGER) * 12 + "
              "CAST(strftime('%m', \"day\" * 86400, 'unixepoch') AS INTEGER) - 1"
            : "CAST(date_part('year', date '1970-01-01' + CAST(\"day\" AS integer)) * 12 + "
              "date_part('month', date '1970-01-01' + CAST(\"day\" AS integer)) - 1 AS bigint)";
    groups += " AS \"month\"";
  }
  const std::string grouped =
      fmt::format("SELECT r.*{} FROM {} AS r JOIN fugong_firms AS f USING (firm)", groups, rows);
  std::string made = with.empty() ? std::string("WITH ") : with + ", ";
  made += fmt::format("grouped AS ({}) ", grouped);
  if (is_sqlite_) {
    made += fmt::format("SELECT {}, 0, {} FROM grouped", kAll, figures);
    for (const auto& [by, group] : lines) {
      made += fmt::format(" UNION ALL SELECT {}, {}, {} FROM grouped GROUP BY {}", by, group,
                          figures, group);
    }
    return made;
  }
  // In one pass.
  std::string by;
  std::string group;
  std::string sets;
  for (const auto& [number, column] : lines) {
    by += fmt::format(" WHEN grouping({}) = 0 THEN {}", column, number);
    group += fmt::format(" WHEN grouping({0}) = 0 THEN {0}", column);
    sets += fmt::format(", ({})", column);
  }
  if (lines.empty()) return made + fmt::format("SELECT {}, 0, {} FROM grouped", kAll, figures);
  return made + fmt::format(
                    "SELECT CASE{} ELSE {} END, CASE{} END, {} FROM grouped GROUP BY GROUPING "
                    "SETS ((){})",
                    by, kAll, group, figures, sets);
}

Line& DatabaseCount::line(std::size_t provision, const Row& row) {
  Assessment::OfProvision& of = made_.assessment.lines_[provision];
  const std::int64_t by = whole(row[0]);
  if (by == kAll) return of.all;
  const store::Cell& group = row[1];
  if (by == kByMonth) {
    return of.months[is_null(group) ? kNoMonth : static_cast<std::int32_t>(whole(group))];
  }
  return of.by[static_cast<std::size_t>(by - 1)][static_cast<std::size_t>(whole(group))];
}

}  // namespace fugong::assessment
