#include "platform/store/page.hpp"

#include <algorithm>
#include <utility>

#include "platform/store/connection.hpp"

namespace fugong::store {
namespace {

/// The names of a key, one behind the other.
std::string names_of(const std::vector<std::string>& key, const std::string& behind) {
  std::string text;
  for (const std::string& name : key)
    text += (text.empty() ? "" : ", ") + quote_name(name) + behind;
  return text;
}

}  // namespace

Result<Page> read_page(Transaction& t, const PageQuery& query, const std::vector<Cell>& after,
                       std::size_t limit) {
  FUGONG_CHECK(!query.key.empty(), "a list is ordered by something");
  const std::size_t keys = query.key.size();
  if (limit == 0 || limit > kMaxPageRows) {
    const std::string most = std::to_string(kMaxPageRows);
    return fail("page-limit-invalid", Place{"page", 0, 0, ""},
                {"每页行数应为 1 至 " + most, "a page has 1 to " + most + " rows"},
                {"改小每页行数", "ask for fewer rows"});
  }
  const bool has_null = std::any_of(after.begin(), after.end(), [](const Cell& cell) {
    return std::holds_alternative<std::monostate>(cell);
  });
  if ((!after.empty() && after.size() != keys) || has_null) {
    return fail("page-key-invalid", Place{"page", 0, 0, ""},
                {"这不是这份列表的续页位置", "this is no place in this list"},
                {"从第一页开始", "start with the first page"});
  }
  std::string sql =
      "SELECT page.*, " + names_of(query.key, "") + " FROM (" + query.select + "\n) AS page";
  std::vector<Cell> parameters = query.parameters;
  if (!after.empty()) {
    std::string places = "?";
    for (std::size_t i = 1; i < keys; ++i)
      places += ", ?";
    sql += " WHERE (" + names_of(query.key, "") + ")" + (query.descending ? " < (" : " > (") +
           places + ")";
    parameters.insert(parameters.end(), after.begin(), after.end());
  }
  sql += " ORDER BY " + names_of(query.key, query.descending ? " DESC" : "") + " LIMIT ?";
  // One more tells whether anything comes behind.
  parameters.emplace_back(static_cast<std::int64_t>(limit) + 1);
  auto rows = t.run(sql, parameters);
  if (!rows) return fail(std::move(rows.error()));
  Page page{std::move(*rows), {}};
  const bool more = page.rows.size() > limit;
  if (more) page.rows.pop_back();
  for (Row& row : page.rows) {
    const auto from = row.end() - static_cast<std::ptrdiff_t>(keys);
    if (more && &row == &page.rows.back()) page.next.assign(from, row.end());
    row.erase(from, row.end());
  }
  return page;
}

}  // namespace fugong::store
