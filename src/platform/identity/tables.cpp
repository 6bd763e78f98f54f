#include "platform/identity/tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace fugong::identity {
namespace {

constexpr std::array<std::string_view, 4> kStates{"invited", "active", "locked", "left"};

/// Whether both hold at some moment.
bool overlap(const Grant& a, const Grant& b) {
  return (!a.until_ms || b.from_ms < *a.until_ms) && (!b.until_ms || a.from_ms < *b.until_ms);
}

bool is_of_firm(Role role) {
  return scope_kind(role) == ScopeKind::firm;
}

}  // namespace

std::string_view name_of(PersonState state) {
  return kStates[static_cast<std::size_t>(state)];
}

Result<void> run(Transaction& t, std::string_view sql, const std::vector<Cell>& cells) {
  auto rows = t.run(sql, cells);
  if (!rows) return fail(std::move(rows.error()));
  return {};
}

Result<std::optional<Row>> first_row(Transaction& t, std::string_view sql,
                                     const std::vector<Cell>& cells) {
  auto rows = t.run(sql, cells);
  if (!rows) return fail(std::move(rows.error()));
  if (rows->empty()) return std::nullopt;
  return std::move(rows->front());
}

std::int64_t draw_id(Random& random) {
  const std::string hex = random.hex(8);
  std::uint64_t id = 0;
  std::from_chars(hex.data(), hex.data() + hex.size(), id, 16);
  return std::max<std::int64_t>(1, static_cast<std::int64_t>(id >> 1));
}

Person person_of(const Row& row) {
  Person person;
  person.id = integer(row[0]);
  person.login = text(row[1]);
  person.name = text(row[2]);
  person.phone = text(row[3]);
  const auto at = std::ranges::find(kStates, text(row[4]));
  FUGONG_CHECK(at != kStates.end(), "a state that the schema lets in");
  person.state = static_cast<PersonState>(at - kStates.begin());
  person.is_demo = integer(row[5]) != 0;
  person.joined_ms = integer(row[6]);
  person.handed_by = maybe_integer(row[7]);
  return person;
}

Grant grant_of(const Row& row) {
  Grant grant;
  grant.id = integer(row[0]);
  grant.person = integer(row[1]);
  const auto role = role_of(text(row[2]));
  auto only = split_actions(text(row[4]));
  FUGONG_CHECK(role && only, "only this program writes grants");
  grant.role = *role;
  grant.scope = text(row[3]);
  grant.only = std::move(*only);
  grant.from_ms = integer(row[5]);
  grant.until_ms = maybe_integer(row[6]);
  grant.granted_by = integer(row[7]);
  return grant;
}

Result<std::optional<Person>> read_person(Transaction& t, std::int64_t id, std::int64_t now_ms) {
  auto row = first_row(
      t, fmt::format("SELECT {} FROM identity_person WHERE id = ?", kPersonColumns), {id});
  if (!row) return fail(std::move(row.error()));
  if (!*row) return std::nullopt;
  Person person = person_of(**row);
  auto grants = read_grants(t, id, now_ms);
  if (!grants) return fail(std::move(grants.error()));
  person.grants = std::move(*grants);
  return person;
}

Result<std::vector<Grant>> read_grants(Transaction& t, std::int64_t person, std::int64_t now_ms) {
  auto rows =
      t.run(fmt::format("SELECT {} FROM identity_grant WHERE person = ? AND ended_ms IS NULL "
                        "AND (until_ms IS NULL OR until_ms > ?) ORDER BY role, scope, id",
                        kGrantColumns),
            {person, now_ms});
  if (!rows) return fail(std::move(rows.error()));
  std::vector<Grant> grants;
  for (const Row& row : *rows)
    grants.push_back(grant_of(row));
  return grants;
}

Result<void> write_grant(Transaction& t, const Grant& grant) {
  return run(
      t,
      "INSERT INTO identity_grant (id, person, role, scope, only_actions, from_ms, until_ms, "
      "granted_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
      {grant.id, grant.person, std::string(name_of(grant.role)), grant.scope,
       join_actions(grant.only), grant.from_ms, cell_of(grant.until_ms), grant.granted_by});
}

Result<void> end_grant(Transaction& t, const Grant& grant, std::int64_t by, std::int64_t now_ms) {
  auto done = run(t, "UPDATE identity_grant SET ended_ms = ?, ended_by = ? WHERE id = ?",
                  {now_ms, by, grant.id});
  if (done) done = end_sessions(t, grant.person, now_ms);
  return done;
}

Result<void> end_sessions(Transaction& t, std::int64_t person, std::int64_t now_ms) {
  return run(t, "UPDATE identity_session SET ended_ms = ? WHERE person = ? AND ended_ms IS NULL",
             {now_ms, person});
}

Result<void> check_together(const std::vector<Grant>& held, const Grant& more) {
  for (const Grant& one : held) {
    if (!overlap(one, more)) continue;
    if (one.role == more.role && one.scope == more.scope) {
      return fail("grant-there", {}, {"已有这个角色", "the person holds this role already"},
                  {"要改期限，先收回再授予", "to change its end, end it and grant it again"});
    }
    if (is_of_firm(one.role) || is_of_firm(more.role)) continue;
    if (one.role != more.role && (one.role == Role::partner || more.role == Role::partner)) {
      return fail("grant-partner", {},
                  {"合作机构的人不能兼任公务角色", "who answers for a partner holds no office"},
                  {"由另一人担任，或先收回现有角色",
                   "appoint another person, or end the other role first"});
    }
    if (is_administrator(one.role) || is_administrator(more.role)) {
      return fail("grant-administrator", {},
                  {"管理员不能再有别的公务角色", "an administrator holds no other office"},
                  {"由另一人担任，或先收回现有角色",
                   "appoint another person, or end the other role first"});
    }
  }
  return {};
}

std::vector<std::pair<std::string, std::string>> details_of(const Grant& grant) {
  std::vector<std::pair<std::string, std::string>> details{
      {"grant", std::to_string(grant.id)},
      {"role", std::string(name_of(grant.role))},
      {"scope", grant.scope}};
  if (!grant.only.empty()) details.emplace_back("only", join_actions(grant.only));
  return details;
}

tl::unexpected<Faults> person_unknown() {
  return fail("person-unknown", {}, {"没有这个人", "there is no such person"},
              {"用登录名再找一次；已离任的不能再改",
               "look by login; who has left is not changed any more"});
}

}  // namespace fugong::identity
