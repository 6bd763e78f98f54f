// What cases of different firms share, in the database.
#include <algorithm>

#include "base/hash.hpp"
#include "desks/casework/casebook.hpp"
#include "platform/store/scope.hpp"

namespace fugong::casework {

Result<void> Casebook::keep_marks(store::Transaction& t, const Stored& stored,
                                  const Procedure& procedure) const {
  const Matter& matter = stored.now.matter;
  auto gone = t.run("DELETE FROM case_mark WHERE number = ?", {stored.number});
  if (!gone) return fail(std::move(gone.error()));
  // What never was the firm's, or is claimed no longer, is nobody's double.
  if (stored.now.outcome == Outcome::annulled || stored.now.outcome == Outcome::withdrawn)
    return {};
  for (const Mark& mark : marks_of(stored.now, procedure)) {
    auto kept = t.run(
        "INSERT INTO case_mark (number, check_id, value, provision, firm, place) VALUES (?, ?, ?, "
        "?, ?, ?)",
        {stored.number, mark.check, mark.value, matter.provision, matter.firm, matter.place});
    if (!kept) return fail(std::move(kept.error()));
  }
  return {};
}

Result<std::set<std::string>> Casebook::in_sight(store::Transaction& t,
                                                 const std::vector<Warning>& warnings) const {
  std::set<std::string> seen;
  for (const Warning& warning : warnings) {
    for (const std::string& reference : warning.cases) {
      if (seen.contains(reference)) continue;
      const auto line = t.run("SELECT number FROM case_file WHERE number = ?",
                              {number_of(reference).value_or(0)});
      if (!line) return fail(line.error());
      if (!line->empty()) seen.insert(reference);
    }
  }
  return seen;
}

Result<std::vector<Warning>> Casebook::warnings(store::Transaction& t, const Stored& stored,
                                                const Procedure& procedure) const {
  // They may lie in places that whoever asks doesn't see.
  store::Transaction whole = t.within(store::Scope::everything("what other firms' cases share"));
  const Case& now = stored.now;
  std::vector<Warning> warnings;
  const std::vector<Mark> marks = marks_of(now, procedure);
  for (const Check& check : checks_of(procedure)) {
    std::set<std::string> cases;
    std::set<std::string> firms;
    for (const Mark& mark : marks) {
      if (mark.check != check.id) continue;
      const auto rows = whole.run(
          "SELECT number, firm FROM case_mark WHERE check_id = ? AND value = ? AND provision = ? "
          "AND firm <> ? ORDER BY number LIMIT ?",
          {mark.check, mark.value, now.matter.provision, now.matter.firm, kMaxAlike});
      if (!rows) return fail(rows.error());
      for (const store::Row& row : *rows) {
        cases.insert(reference_of(store::integer(row[0])));
        firms.insert(store::text(row[1]));
      }
    }
    const auto others = static_cast<std::int64_t>(firms.size());
    if (others + 1 < check.firms || cases.empty()) continue;
    std::string all = check.id;
    for (const std::string& one : cases)
      all.append(" ").append(one);
    constexpr std::size_t kShort = 12;
    const auto seen = now.cleared.find(check.id);
    const bool is_cleared = seen != now.cleared.end() && std::ranges::includes(seen->second, cases);
    warnings.push_back({check.id + "-" + sha256_hex(all).substr(0, kShort),
                        check.id,
                        check.title,
                        {cases.begin(), cases.end()},
                        others,
                        is_cleared});
  }
  return warnings;
}

}  // namespace fugong::casework
