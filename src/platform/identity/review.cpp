#include "platform/identity/review.hpp"

#include <fmt/format.h>

#include "platform/identity/tables.hpp"

namespace fugong::identity {

Result<std::vector<HeldRole>> review_roles(store::Database& database, std::int64_t now_ms) {
  std::vector<HeldRole> held;
  auto read = database.read([&](Transaction& t) -> Result<void> {
    held.clear();
    auto people = t.run(fmt::format("SELECT {} FROM identity_person WHERE state <> 'left' ORDER BY "
                                    "login",
                                    kPersonColumns),
                        {});
    if (!people) return fail(std::move(people.error()));
    for (const Row& row : *people) {
      const Person person = person_of(row);
      auto grants = read_grants(t, person.id, now_ms);
      if (!grants) return fail(std::move(grants.error()));
      auto last = first_row(
          t, "SELECT MAX(made_ms) FROM identity_session WHERE person = ? AND stage = 'complete'",
          {person.id});
      if (!last) return fail(std::move(last.error()));
      for (Grant& grant : *grants) {
        if (scope_kind(grant.role) == ScopeKind::firm) continue;
        auto giver =
            first_row(t, "SELECT login FROM identity_person WHERE id = ?", {grant.granted_by});
        if (!giver) return fail(std::move(giver.error()));
        held.push_back({person.login, person.state, std::move(grant),
                        *giver ? text((**giver)[0]) : "",
                        *last ? maybe_integer((**last)[0]) : std::nullopt});
      }
    }
    return {};
  });
  if (!read) return fail(std::move(read.error()));
  return held;
}

}  // namespace fugong::identity
