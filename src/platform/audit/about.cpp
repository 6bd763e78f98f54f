#include "platform/audit/about.hpp"

#include "platform/audit/audit.hpp"

namespace fugong::audit {
namespace {

using store::Transaction;

Result<std::int64_t> count_of(Transaction& t, std::string_view sql,
                              const std::vector<store::Cell>& cells) {
  auto rows = t.run(sql, cells);
  if (!rows) return fail(std::move(rows.error()));
  return store::integer(rows->at(0).at(0));
}

}  // namespace

Result<std::int64_t> count_by(Transaction& t, const std::string& person,
                              const std::string& action) {
  return count_of(t, "SELECT count(*) FROM audit_event WHERE actor = ? AND action = ?",
                  {person, action});
}

Result<std::int64_t> count_about(Transaction& t, const std::string& person) {
  return count_of(t,
                  "SELECT count(*) FROM (SELECT region, position FROM audit_event WHERE actor = ? "
                  "UNION SELECT region, position FROM audit_event WHERE kind = 'person' AND record "
                  "= ?) one",
                  {person, person});
}

Result<std::int64_t> erase_about(Transaction& t, const std::string& person) {
  std::int64_t erased = 0;
  for (const Query& about : {Query{.actor = person, .limit = kMaxPage},
                             Query{.kind = "person", .record = person, .limit = kMaxPage}}) {
    for (Query query = about;;) {
      const auto page = search(t, query);
      if (!page) return fail(page.error());
      for (const Record& record : page->records) {
        const auto gone = erase_openings(t, record.id);
        if (!gone) return fail(gone.error());
        erased += *gone;
      }
      if (!page->next) break;
      query.after = page->next;
    }
  }
  return erased;
}

}  // namespace fugong::audit
