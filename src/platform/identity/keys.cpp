#include "platform/identity/keys.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/hash.hpp"
#include "base/text.hpp"
#include "platform/identity/authority.hpp"
#include "platform/identity/powers.hpp"
#include "platform/identity/tables.hpp"

namespace fugong::identity {
namespace {

constexpr std::size_t kSecretBytes = 32;
constexpr std::size_t kMaxLabel = 100;
constexpr std::string_view kKeyColumns =
    "id, label, kind, role, scope, only_actions, made_by, made_ms, until_ms";

std::string_view name_of_kind(KeyKind kind) {
  return kind == KeyKind::live ? "live" : "test";
}

Key key_of(const Row& row) {
  Key key;
  key.id = integer(row[0]);
  key.label = text(row[1]);
  key.kind = text(row[2]) == "live" ? KeyKind::live : KeyKind::test;
  key.made_ms = integer(row[7]);
  key.grant = grant_of({row[0], std::int64_t{0}, row[3], row[4], row[5], row[7], row[8], row[6]});
  return key;
}

Result<std::vector<Key>> read_keys(Transaction& t, std::string_view which,
                                   const std::vector<Cell>& cells) {
  auto rows = t.run(
      fmt::format("SELECT {} FROM identity_key WHERE {} ORDER BY made_ms, id", kKeyColumns, which),
      cells);
  if (!rows) return fail(std::move(rows.error()));
  std::vector<Key> keys;
  for (const Row& row : *rows)
    keys.push_back(key_of(row));
  return keys;
}

Resource of(Role role, const std::string& scope) {
  Resource on;
  if (scope_kind(role) == ScopeKind::body) on.body = scope;
  if (scope_kind(role) == ScopeKind::firm) on.firm = scope;
  if (scope_kind(role) == ScopeKind::region) on.region = scope;
  return on;
}

/// Whoever makes a key is shown its secret: so he holds the role in which it acts, and it goes no
/// further than he does.
Verdict may_make(const Caller& by, Role role, const std::string& scope,
                 const std::vector<Action>& only, std::int64_t now_ms) {
  Caller in_role = by;
  std::erase_if(in_role.grants,
                [&](const Grant& grant) { return role_for_keys(grant.role) != role; });
  const Resource on = of(role, scope);
  const Verdict may = decide(in_role, Action::keys_manage, on, now_ms);
  if (!may.allowed()) return may;
  for (const Action action : only) {
    if (!is_for_keys(action) || !may_ever(role, action)) continue;  // key-only says so
    const Verdict goes = decide(in_role, action, on, now_ms);
    if (!goes.allowed()) return goes;
  }
  return may;
}

/// Whether the caller lists and ends such keys.
bool is_in_charge(const Caller& by, const Grant& of_key, std::int64_t now_ms) {
  return is_over_all(by, Action::keys_manage, now_ms) ||
         may_make(by, of_key.role, of_key.scope, {}, now_ms).allowed();
}

/// Whether its maker could make it still: it ends with the role under which he did.
Result<bool> stands(Transaction& t, const Key& key, std::int64_t now_ms) {
  const std::int64_t maker = key.grant.granted_by;
  auto grants = read_grants(t, maker, now_ms);
  if (!grants) return fail(std::move(grants.error()));
  const Caller by{.person = maker, .grants = std::move(*grants)};
  return may_make(by, key.grant.role, key.grant.scope, key.grant.only, now_ms).allowed();
}

Result<void> end_key(Transaction& t, const Context& context, std::int64_t id, std::int64_t made_by,
                     std::int64_t by, std::int64_t now_ms) {
  auto done = run(t, "UPDATE identity_key SET ended_ms = ? WHERE id = ?", {now_ms, id});
  if (!done) return done;
  return context.recorder.record(t,
                                 {now_ms, "key-ended", by, made_by, {{"key", std::to_string(id)}}});
}

Result<std::vector<Key>> keys_made_by(Transaction& t, std::int64_t maker) {
  return read_keys(t, "made_by = ? AND ended_ms IS NULL", {maker});
}

Result<void> check_key(const NewKey& key, std::int64_t now_ms) {
  if (find_invalid_utf8(key.label) || key.label.empty() ||
      count_code_points(key.label) > kMaxLabel) {
    return fail("key-label", {}, {"密钥没有可用的名称", "the key has no name that can be taken"},
                {"写 1 到 100 个字，说明给谁用", "write 1 to 100 characters that say who uses it"});
  }
  if (is_administrator(key.role) || key.role == Role::owner) {
    return fail("key-role", {},
                {fmt::format("“{}”不能有密钥", label_of(key.role).zh),
                 fmt::format("no key acts as '{}'", label_of(key.role).en)},
                {"让人登录办理", "have a person sign in"});
  }
  const bool fit = std::ranges::all_of(
      key.only, [&](Action action) { return is_for_keys(action) && may_ever(key.role, action); });
  if (key.only.empty() || !fit) {
    return fail("key-only", {}, {"密钥的操作范围不对", "the key's actions are not right"},
                {"从 case_read、case_file、partner_answer、statistics_read 里写该角色可做的",
                 "name some of case_read, case_file, partner_answer, statistics_read that its role "
                 "may do"});
  }
  if (key.until_ms <= now_ms || key.until_ms > now_ms + kLongestKeyMs) {
    return fail("key-time", {}, {"密钥的有效期不对", "the key's end is not right"},
                {"写将来一年之内的时间", "let it end in the future, within a year"});
  }
  return check_scope(key.role, key.scope);
}

}  // namespace

Result<void> end_keys(Transaction& t, const Context& context, std::int64_t made_by, std::int64_t by,
                      std::int64_t now_ms) {
  const auto keys = keys_made_by(t, made_by);
  if (!keys) return fail(keys.error());
  for (const Key& key : *keys) {
    auto done = end_key(t, context, key.id, made_by, by, now_ms);
    if (!done) return done;
  }
  return {};
}

Result<void> end_keys_beyond(Transaction& t, const Context& context, std::int64_t made_by,
                             std::int64_t by, std::int64_t now_ms) {
  const auto keys = keys_made_by(t, made_by);
  if (!keys) return fail(keys.error());
  for (const Key& key : *keys) {
    const auto goes_on = stands(t, key, now_ms);
    if (!goes_on) return fail(goes_on.error());
    if (*goes_on) continue;
    auto done = end_key(t, context, key.id, made_by, by, now_ms);
    if (!done) return done;
  }
  return {};
}

Result<MadeKey> Keys::make(const Caller& by, const NewKey& key) {
  const std::int64_t now_ms = context_.clock.now_ms();
  const Verdict verdict = may_make(by, key.role, key.scope, key.only, now_ms);
  if (!verdict.allowed()) return denied(verdict);
  // It outlives the session by up to a year.
  if (needs_second_factor(key.role) && !is_fresh(by, now_ms)) return denied({Reason::stale_factor});
  auto good = check_key(key, now_ms);
  if (!good) return fail(std::move(good.error()));
  MadeKey made{draw_id(context_.random),
               fmt::format("fg_{}_{}", name_of_kind(key.kind), context_.random.hex(kSecretBytes))};
  auto done = database_.transact([&](Transaction& t) -> Result<void> {
    auto added =
        run(t,
            "INSERT INTO identity_key (id, secret_hash, label, kind, role, scope, "
            "only_actions, made_by, made_ms, until_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            {made.id, sha256_hex(made.secret), key.label, std::string(name_of_kind(key.kind)),
             std::string(name_of(key.role)), key.scope, join_actions(key.only), by.person, now_ms,
             key.until_ms});
    if (!added) return added;
    return context_.recorder.record(t, {now_ms,
                                        "key-made",
                                        by.person,
                                        0,
                                        {{"key", std::to_string(made.id)},
                                         {"role", std::string(name_of(key.role))},
                                         {"scope", key.scope},
                                         {"only", join_actions(key.only)}}});
  });
  if (!done) return fail(std::move(done.error()));
  return made;
}

Result<std::vector<Key>> Keys::list(const Caller& by) {
  const std::int64_t now_ms = context_.clock.now_ms();
  std::vector<Key> keys;
  auto read = database_.read([&](Transaction& t) -> Result<void> {
    auto all = read_keys(t, "ended_ms IS NULL AND until_ms > ?", {now_ms});
    if (!all) return fail(std::move(all.error()));
    for (Key& key : *all) {
      if (!is_in_charge(by, key.grant, now_ms)) continue;
      const auto goes_on = stands(t, key, now_ms);
      if (!goes_on) return fail(goes_on.error());
      if (*goes_on) keys.push_back(std::move(key));
    }
    return {};
  });
  if (!read) return fail(std::move(read.error()));
  return keys;
}

Result<std::vector<Key>> Keys::list_made(const Caller& by) {
  if (by.person == 0) return std::vector<Key>{};
  std::vector<Key> keys;
  auto read = database_.read([&](Transaction& t) -> Result<void> {
    auto made = read_keys(t, "made_by = ?", {by.person});
    if (!made) return fail(std::move(made.error()));
    keys = std::move(*made);
    return {};
  });
  if (!read) return fail(std::move(read.error()));
  return keys;
}

Result<void> Keys::end(const Caller& by, std::int64_t id) {
  const std::int64_t now_ms = context_.clock.now_ms();
  return database_.transact([&](Transaction& t) -> Result<void> {
    auto keys = read_keys(t, "id = ? AND ended_ms IS NULL", {id});
    if (!keys) return fail(std::move(keys.error()));
    if (keys->empty() || !is_in_charge(by, keys->front().grant, now_ms)) {
      return fail("key-unknown", {},
                  {"没有您可以停用的这把密钥", "there is no such key that you may end"},
                  {"重新列出看看", "list them again"});
    }
    return end_key(t, context_, id, 0, by.person, now_ms);
  });
}

Result<std::optional<Caller>> Keys::find(std::string_view secret) {
  const std::int64_t now_ms = context_.clock.now_ms();
  std::optional<Caller> caller;
  auto read = database_.read([&](Transaction& t) -> Result<void> {
    auto keys = read_keys(t,
                          "secret_hash = ? AND ended_ms IS NULL AND until_ms > ? AND NOT EXISTS "
                          "(SELECT 1 FROM identity_person p WHERE p.id = made_by AND p.state = "
                          "'locked')",
                          {sha256_hex(secret), now_ms});
    if (!keys) return fail(std::move(keys.error()));
    if (keys->empty()) return {};
    const Key& key = keys->front();
    const auto goes_on = stands(t, key, now_ms);
    if (!goes_on) return fail(goes_on.error());
    if (!*goes_on) return {};
    caller = Caller{.login = "key:" + key.label,
                    .grants = {key.grant},
                    .key = key.id,
                    .is_test = key.kind == KeyKind::test};
    return {};
  });
  if (!read) return fail(std::move(read.error()));
  return caller;
}

}  // namespace fugong::identity
