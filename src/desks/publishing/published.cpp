#include "desks/publishing/published.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/clock.hpp"
#include "desks/publishing/rows.hpp"

namespace fugong::publishing {
namespace {

using store::Row;
using store::Transaction;

constexpr const char* kSelect =
    "SELECT p.draft, p.pack, p.version, p.title_zh, p.title_en, p.notice_number, p.notice_zh, "
    "p.notice_en, p.hash, p.revision, p.effective_on, p.known_from, p.published_ms, p.note, "
    "w.at_ms, w.note FROM pack_publication p LEFT JOIN pack_withdrawal w ON w.draft = p.draft";

Publication publication_in(const Row& row) {
  Publication one;
  one.draft = text(row[0]);
  one.pack = text(row[1]);
  one.version = text(row[2]);
  one.title = {text(row[3]), text(row[4])};
  one.notice_number = text(row[5]);
  one.notice = {text(row[6]), text(row[7])};
  one.hash = text(row[8]);
  one.revision = integer(row[9]);
  one.effective_on = Date::parse(text(row[10])).value_or(Date());
  one.known_from = Date::parse(text(row[11])).value_or(Date());
  one.published_ms = integer(row[12]);
  one.note = text(row[13]);
  if (const auto at_ms = maybe_integer(row[14])) one.withdrawn = {*at_ms, text(row[15])};
  return one;
}

Result<std::vector<Publication>> select(Transaction& t, std::string_view where,
                                        const std::vector<store::Cell>& parameters) {
  const auto rows = t.run(fmt::format("{} WHERE {}", kSelect, where), parameters);
  if (!rows) return fail(rows.error());
  std::vector<Publication> found;
  for (const Row& row : *rows)
    found.push_back(publication_in(row));
  return found;
}

Result<std::optional<Publication>> first_of(Result<std::vector<Publication>> found) {
  if (!found) return fail(std::move(found.error()));
  if (found->empty()) return std::optional<Publication>();
  return std::optional(std::move(found->front()));
}

}  // namespace

Result<void> publish(Transaction& t, const Publication& one) {
  auto put = t.run(
      "INSERT INTO pack_publication (draft, pack, version, title_zh, title_en, notice_number, "
      "notice_zh, notice_en, hash, revision, effective_on, known_from, published_ms, note) VALUES "
      "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      {one.draft, one.pack, one.version, one.title.zh, one.title.en, one.notice_number,
       one.notice.zh, one.notice.en, one.hash, one.revision, one.effective_on.to_string(),
       one.known_from.to_string(), one.published_ms, one.note});
  if (!put) return fail(std::move(put.error()));
  return {};
}

Result<void> withdraw(Transaction& t, const std::string& draft,
                      const Publication::Withdrawal& withdrawal) {
  auto put = t.run("INSERT INTO pack_withdrawal (draft, at_ms, note) VALUES (?, ?, ?)",
                   {draft, withdrawal.at_ms, withdrawal.note});
  if (!put) return fail(std::move(put.error()));
  return {};
}

Result<std::optional<Publication>> in_force(Transaction& t, std::string_view pack, Date day) {
  return first_of(select(t,
                         "p.pack = ? AND p.effective_on <= ? AND w.draft IS NULL ORDER BY "
                         "p.effective_on DESC, p.published_ms DESC, p.draft LIMIT 1",
                         {std::string(pack), day.to_string()}));
}

Result<std::int64_t> in_force_since(Transaction& t, std::string_view pack, Date day) {
  const auto all =
      select(t, "p.pack = ? AND p.effective_on <= ?", {std::string(pack), day.to_string()});
  if (!all) return fail(all.error());
  std::int64_t since = 0;
  for (const Publication& one : *all) {
    since = std::max({since, one.published_ms, one.effective_on.days() * kDayMs - kChinaMs,
                      one.withdrawn ? one.withdrawn->at_ms : 0});
  }
  return since;
}

Result<bool> stands(Transaction& t, std::string_view pack, std::string_view hash, Date day,
                    std::string_view founding_hash) {
  const auto now = in_force(t, pack, day);
  if (!now) return fail(now.error());
  if (hash == (*now ? std::string_view((**now).hash) : founding_hash)) return true;
  const auto to_come =
      select(t, "p.pack = ? AND p.hash = ? AND p.effective_on > ? AND w.draft IS NULL",
             {std::string(pack), std::string(hash), day.to_string()});
  if (!to_come) return fail(to_come.error());
  return !to_come->empty();
}

Result<std::optional<Publication>> next_after(Transaction& t, std::string_view pack, Date day) {
  return first_of(select(t,
                         "p.pack = ? AND p.effective_on > ? AND w.draft IS NULL ORDER BY "
                         "p.effective_on, p.published_ms, p.draft LIMIT 1",
                         {std::string(pack), day.to_string()}));
}

Result<std::optional<Publication>> publication_of(Transaction& t, std::string_view draft) {
  return first_of(select(t, "p.draft = ?", {std::string(draft)}));
}

Result<std::vector<Publication>> publications(Transaction& t, std::string_view pack) {
  return select(t,
                "p.pack = ? ORDER BY p.effective_on DESC, p.published_ms DESC, p.draft LIMIT 200",
                {std::string(pack)});
}

Result<std::vector<Publication>> publications(Transaction& t) {
  return select(t, "TRUE ORDER BY p.pack, p.effective_on DESC, p.published_ms DESC, p.draft", {});
}

Faults pack_changed(const Publication& one) {
  return {
      {"pack-changed",
       Place{one.pack + "/pack.yaml", 0, 0, ""},
       {fmt::format("数据库中已发布的政策包 {} 的文件被改动过", one.version),
        fmt::format("files of the published pack {} were changed in the database", one.version)},
       {"从备份恢复数据库，或撤回这次发布", "restore the database, or withdraw the pack"}}};
}

std::string_view standing_of(const Publication& one, const std::optional<Publication>& now,
                             Date today) {
  if (one.withdrawn) return "withdrawn";
  if (now && one.draft == now->draft) return "in_force";
  return one.effective_on > today ? "to_come" : "replaced";
}

}  // namespace fugong::publishing
