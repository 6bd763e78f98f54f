#include "desks/register/bulk_rows.hpp"

#include <string>
#include <utility>

namespace fugong::enterprise_register {
namespace {

using store::Row;

Result<void> put_rows(store::Transaction& t, std::string_view table,
                      const std::vector<std::string>& columns, std::vector<Row>& rows) {
  if (rows.empty()) return {};
  std::size_t next = 0;
  auto loaded = t.load(table, columns, [&](Row& row) -> Result<bool> {
    if (next == rows.size()) return false;
    row = std::move(rows[next++]);
    return true;
  });
  rows.clear();
  if (!loaded) return fail(std::move(loaded.error()));
  return {};
}

}  // namespace

Result<void> BulkRows::put(store::Transaction& t) {
  auto done =
      put_rows(t, "enterprise",
               {"number", "id", "name_zh", "name_en", "name_key", "note_zh", "note_en", "origin",
                "kind", "registered_on", "capital_fen", "capital_currency", "gone_on"},
               enterprises);
  if (done) {
    done = put_rows(t, "subject", {"enterprise", "position", "kind", "subject_id", "absent"},
                    subjects);
  }
  if (done) {
    done = put_rows(t, "fact", {"enterprise", "position", "name", "source", "value", "stated_on"},
                    facts);
  }
  return done;
}

}  // namespace fugong::enterprise_register
