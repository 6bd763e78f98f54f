#include "platform/identity/representatives.hpp"

#include "platform/identity/roles.hpp"
#include "platform/identity/tables.hpp"

namespace fugong::identity {

Result<void> Representatives::keep(const std::vector<Representative>& all) {
  for (const Representative& one : all) {
    auto good = check_scope(Role::owner, one.firm);
    if (!good) return good;
  }
  const std::int64_t now_ms = context_.clock.now_ms();
  return database_.transact([&](Transaction& t) -> Result<void> {
    for (const Representative& one : all) {
      auto kept = run(t, "DELETE FROM identity_representative WHERE firm = ?", {one.firm});
      if (kept) {
        kept = run(t,
                   "INSERT INTO identity_representative (firm, number_hash, stated_ms) VALUES "
                   "(?, ?, ?)",
                   {one.firm, one.number_hash, now_ms});
      }
      if (!kept) return kept;
    }
    return context_.recorder.record(
        t, {now_ms, "representatives-kept", 0, 0, {{"firms", std::to_string(all.size())}}});
  });
}

Result<std::optional<std::string>> Representatives::find(std::string_view firm) {
  std::optional<std::string> hash;
  auto read = database_.read([&](Transaction& t) -> Result<void> {
    auto row = first_row(t, "SELECT number_hash FROM identity_representative WHERE firm = ?",
                         {std::string(firm)});
    if (!row) return fail(std::move(row.error()));
    if (*row) hash = text((**row)[0]);
    return {};
  });
  if (!read) return fail(std::move(read.error()));
  return hash;
}

}  // namespace fugong::identity
