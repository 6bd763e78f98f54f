#include "platform/identity/mandates.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/hash.hpp"
#include "base/text.hpp"
#include "platform/identity/lockout.hpp"
#include "platform/identity/tables.hpp"

namespace fugong::identity {
namespace {

constexpr std::array<std::string_view, 4> kStates{"asked", "confirmed", "refused", "ended"};
constexpr std::string_view kColumns =
    "id, person, firm, region, body, role, only_actions, until_ms, evidence, waits_for, state, "
    "asked_by, asked_ms, decided_by, reason, code_hash, code_until_ms, code_tries, grant_id";

/// With what never leaves the room.
struct Kept {
  Mandate mandate;
  std::string code_hash;
  std::int64_t code_until_ms = 0;
  std::int64_t code_tries = 0;
  std::optional<std::int64_t> grant;
};

Kept kept_of(const Row& row) {
  Kept kept;
  Mandate& m = kept.mandate;
  m.id = integer(row[0]);
  m.person = integer(row[1]);
  m.claim = {text(row[2]), text(row[3]), text(row[4])};
  m.role = text(row[5]) == "owner" ? Role::owner : Role::helper;
  auto only = split_actions(text(row[6]));
  const auto state = std::ranges::find(kStates, text(row[10]));
  FUGONG_CHECK(only && state != kStates.end(), "only this program writes mandates");
  m.only = std::move(*only);
  m.until_ms = maybe(row[7]);
  m.evidence = text(row[8]);
  m.waits_for = text(row[9]);
  m.state = static_cast<MandateState>(state - kStates.begin());
  m.asked_by = integer(row[11]);
  m.asked_ms = integer(row[12]);
  m.decided_by = maybe(row[13]);
  m.reason = text(row[14]);
  kept.code_hash = text(row[15]);
  kept.code_until_ms = maybe(row[16]).value_or(0);
  kept.code_tries = integer(row[17]);
  kept.grant = maybe(row[18]);
  return kept;
}

tl::unexpected<Faults> mandate_unknown() {
  return fail("mandate-unknown", {},
              {"没有您可以办理的这项授权", "there is no such mandate that you may act on"},
              {"它可能已经办结，重新列出看看", "it may be settled already: list them again"});
}

std::string code_hash(std::int64_t mandate, std::string_view code) {
  return sha256_hex(fmt::format("{} {}", mandate, trim(code)));
}

Result<Kept> read_kept(Transaction& t, std::int64_t id) {
  auto row =
      first_row(t, fmt::format("SELECT {} FROM identity_mandate WHERE id = ?", kColumns), {id});
  if (!row) return fail(std::move(row.error()));
  if (!*row) return mandate_unknown();
  return kept_of(**row);
}

Result<void> insert(Transaction& t, const Mandate& m, std::string_view hash, Cell code_until) {
  return run(
      t,
      "INSERT INTO identity_mandate (id, person, firm, region, body, role, only_actions, "
      "until_ms, evidence, waits_for, state, asked_by, asked_ms, reason, code_hash, "
      "code_until_ms, code_tries) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'asked', ?, ?, '', ?, ?, "
      "0)",
      {m.id, m.person, m.claim.firm, m.claim.region, m.claim.body, std::string(name_of(m.role)),
       join_actions(m.only), cell_of(m.until_ms), m.evidence, m.waits_for, m.asked_by, m.asked_ms,
       std::string(hash), std::move(code_until)});
}

/// A fault if the person acts for the firm already, or has asked to.
Result<void> check_new(Transaction& t, const Mandate& m, std::int64_t now_ms) {
  auto same =
      first_row(t,
                "SELECT id FROM identity_mandate WHERE person = ? AND firm = ? AND role = ? AND "
                "state IN ('asked', 'confirmed') AND (until_ms IS NULL OR until_ms > ?) AND "
                "(code_until_ms IS NULL OR code_until_ms > ? OR state = 'confirmed')",
                {m.person, m.claim.firm, std::string(name_of(m.role)), now_ms, now_ms});
  if (!same) return fail(std::move(same.error()));
  if (!*same) return {};
  return fail("mandate-there", {}, {"已经申请过，或已有授权", "it was asked already, or is there"},
              {"在我的授权里查看", "see the list of mandates"});
}

/// Whether the caller is the one that an asked mandate waits for: an officer of the region (a place
/// that nobody knows is the ministry's), or somebody of the body.
Verdict may_settle(const Caller& by, const Mandate& m, std::int64_t now_ms) {
  const bool officer = m.waits_for == "officer";
  if (!officer && m.waits_for != "partner") return {Reason::no_role};
  Caller those = by;
  std::erase_if(those.grants, [&](const Grant& grant) {
    return scope_kind(grant.role) == (officer ? ScopeKind::body : ScopeKind::region);
  });
  const Resource on{.region = officer ? m.claim.region : "",
                    .firm = m.claim.firm,
                    .body = officer ? "" : m.claim.body};
  return decide(those, Action::mandate_confirm, on, now_ms);
}

/// Settles mandates in one transaction.
class Settling {
 public:
  Settling(Transaction& t, const Context& context, std::int64_t now_ms)
      : t_(t), context_(context), now_ms_(now_ms) {}

  Result<void> confirm(Mandate& m, std::int64_t by, std::int64_t grant_id) {
    auto person = read_person(t_, m.person, now_ms_);
    if (!person) return fail(std::move(person.error()));
    if (!*person || (**person).state == PersonState::left) return person_unknown();
    const Grant grant{.id = grant_id,
                      .person = m.person,
                      .role = m.role,
                      .scope = m.claim.firm,
                      .only = m.only,
                      .from_ms = now_ms_,
                      .until_ms = m.until_ms,
                      .granted_by = m.role == Role::helper ? m.asked_by : by};
    auto done = check_together((**person).grants, grant);
    if (done) done = write_grant(t_, grant);
    if (done) done = end_sessions(t_, m.person, now_ms_);
    if (done) {
      done = run(t_, "UPDATE identity_mandate SET grant_id = ? WHERE id = ?", {grant_id, m.id});
    }
    if (done) done = settle(m, MandateState::confirmed, by, "");
    if (done) done = record("role-granted", m, by, details_of(grant));
    return done;
  }

  Result<void> refuse(Mandate& m, std::int64_t by, std::string_view reason) {
    return settle(m, MandateState::refused, by, reason);
  }

  /// An owner's with what helpers and programs may do by his consent.
  Result<void> end(Kept& kept, std::int64_t by, std::string_view reason) {
    Mandate& m = kept.mandate;
    if (kept.grant) {
      const Grant grant{
          .id = *kept.grant, .person = m.person, .role = m.role, .scope = m.claim.firm};
      auto done = end_grant(t_, grant, by, now_ms_);
      if (done) done = record("role-ended", m, by, details_of(grant));
      if (done && m.role == Role::owner) {
        done = end_invited_by(m.person, m.claim.firm, by);
        if (done) done = end_keys(t_, context_, m.person, m.claim.firm, by, now_ms_);
      }
      if (!done) return done;
    }
    return settle(m, MandateState::ended, by, reason);
  }

  Result<void> end_invited_by(std::int64_t owner, std::string_view firm, std::int64_t by) {
    auto rows =
        t_.run(fmt::format("SELECT {} FROM identity_mandate WHERE role = 'helper' AND asked_by "
                           "= ? AND state IN ('asked', 'confirmed') ORDER BY id",
                           kColumns),
               {owner});
    if (!rows) return fail(std::move(rows.error()));
    for (const Row& row : *rows) {
      Kept kept = kept_of(row);
      if (!firm.empty() && kept.mandate.claim.firm != firm) continue;
      auto done = end(kept, by, "owner-gone");
      if (!done) return done;
    }
    return {};
  }

  Result<void> record(const char* what, const Mandate& m, std::int64_t by,
                      std::vector<std::pair<std::string, std::string>> details = {}) {
    details.emplace_back("mandate", std::to_string(m.id));
    details.emplace_back("firm", m.claim.firm);
    return context_.recorder.record(t_, {now_ms_, what, by, m.person, std::move(details)});
  }

 private:
  Result<void> settle(Mandate& m, MandateState state, std::int64_t by, std::string_view reason) {
    m.state = state;
    m.waits_for.clear();
    m.decided_by = by;
    m.reason = reason;
    auto done =
        run(t_,
            "UPDATE identity_mandate SET state = ?, waits_for = '', decided_by = ?, decided_ms "
            "= ?, reason = ?, code_hash = '' WHERE id = ?",
            {std::string(name_of(state)), by, now_ms_, m.reason, m.id});
    if (!done) return done;
    const char* what = state == MandateState::confirmed ? "mandate-confirmed"
                       : state == MandateState::refused ? "mandate-refused"
                                                        : "mandate-ended";
    return record(what, m, by);
  }

  Transaction& t_;
  const Context& context_;
  std::int64_t now_ms_;
};

Result<void> check_person(const Caller& caller) {
  if (caller.person != 0) return {};
  return denied({Reason::no_role});
}

Result<std::vector<Mandate>> read_mandates(Transaction& t, std::string_view where,
                                           const std::vector<Cell>& cells) {
  auto rows = t.run(fmt::format("SELECT {} FROM identity_mandate WHERE {} ORDER BY asked_ms, id",
                                kColumns, where),
                    cells);
  if (!rows) return fail(std::move(rows.error()));
  std::vector<Mandate> mandates;
  for (const Row& row : *rows)
    mandates.push_back(kept_of(row).mandate);
  return mandates;
}

}  // namespace

Result<void> end_invited(Transaction& t, const Context& context, std::int64_t owner,
                         std::string_view firm, std::int64_t by, std::int64_t now_ms) {
  return Settling(t, context, now_ms).end_invited_by(owner, firm, by);
}

std::string_view name_of(MandateState state) {
  return kStates[static_cast<std::size_t>(state)];
}

Result<Mandate> Mandates::ask(const Caller& caller, const Claim& claim, std::string_view evidence,
                              std::string_view shown) {
  auto may = check_person(caller);
  if (may) may = check_scope(Role::owner, claim.firm);
  if (!may) return fail(std::move(may.error()));
  const auto at = std::ranges::find(evidence_, evidence, &MandateEvidence::name);
  if (at == evidence_.end()) {
    return fail("evidence-unknown", {},
                {fmt::format("不接受“{}”这种证明方式", evidence),
                 fmt::format("no evidence of the kind '{}' is taken", evidence)},
                {"选一种列出的方式", "choose one that is listed"});
  }
  const std::int64_t now_ms = context_.clock.now_ms();
  Mandate mandate{.id = draw_id(context_.random),
                  .person = caller.person,
                  .claim = claim,
                  .evidence = std::string(evidence),
                  .asked_by = caller.person,
                  .asked_ms = now_ms};
  const std::int64_t grant_id = draw_id(context_.random);
  const std::string who = std::to_string(caller.person);
  auto begun = database_.transact([&](Transaction& t) -> Result<void> {
    auto fresh = check_new(t, mandate, now_ms);
    if (fresh) fresh = begin_attempt(t, "mandate", who, context_.settings.per_account, now_ms);
    if (fresh) fresh = begin_attempt(t, "firm", claim.firm, context_.settings.per_account, now_ms);
    return fresh;
  });
  if (!begun) return fail(std::move(begun.error()));

  auto judged = (*at)->judge(claim, shown);
  if (!judged) return fail(std::move(judged.error()));
  using Outcome = Judged::Outcome;
  mandate.waits_for = judged->outcome == Outcome::asks_officer   ? "officer"
                      : judged->outcome == Outcome::asks_partner ? "partner"
                      : judged->outcome == Outcome::asks_code    ? "code"
                                                                 : "";
  const bool has_code = judged->outcome == Outcome::asks_code;
  Mandate result;
  auto done = database_.transact([&](Transaction& t) -> Result<void> {
    result = mandate;
    auto ok = check_new(t, result, now_ms);
    if (ok) {
      ok = insert(t, result, has_code ? code_hash(result.id, judged->code) : "",
                  has_code ? Cell(now_ms + context_.settings.code_ms) : Cell());
    }
    Settling settling(t, context_, now_ms);
    if (ok) ok = settling.record("mandate-asked", result, caller.person);
    if (!ok) return ok;
    // A guess that was wrong stays counted, and so does a message that was sent.
    if (judged->outcome == Outcome::refused) return settling.refuse(result, 0, "evidence");
    if (!has_code) {
      ok = take_back(t, "firm", claim.firm, now_ms);
      if (ok) ok = take_back(t, "mandate", who, now_ms);
    }
    if (ok && judged->outcome == Outcome::confirmed) ok = settling.confirm(result, 0, grant_id);
    return ok;
  });
  if (!done) return fail(std::move(done.error()));
  return result;
}

Result<Mandate> Mandates::answer(const Caller& caller, std::int64_t id, std::string_view code) {
  const std::int64_t now_ms = context_.clock.now_ms();
  const std::int64_t grant_id = draw_id(context_.random);
  Mandate result;
  bool is_wrong = false;
  auto done = database_.transact([&](Transaction& t) -> Result<void> {
    auto kept = read_kept(t, id);
    if (!kept) return fail(std::move(kept.error()));
    Mandate& m = kept->mandate;
    if (caller.person == 0 || m.person != caller.person || m.state != MandateState::asked ||
        m.waits_for != "code")
      return mandate_unknown();
    Settling settling(t, context_, now_ms);
    is_wrong = false;
    Result<void> ok;
    if (now_ms >= kept->code_until_ms) {
      ok = settling.refuse(m, 0, "code-late");
    } else if (is_same_secret(kept->code_hash, code_hash(id, code))) {
      ok = settling.confirm(m, 0, grant_id);
    } else if (kept->code_tries + 1 >= context_.settings.code_tries) {
      ok = settling.refuse(m, 0, "code-wrong");
    } else {
      is_wrong = true;
      ok = run(t, "UPDATE identity_mandate SET code_tries = code_tries + 1 WHERE id = ?", {id});
    }
    result = m;
    return ok;
  });
  if (!done) return fail(std::move(done.error()));
  if (is_wrong) {
    return fail("mandate-code", {}, {"验证码不对", "the code is wrong"},
                {"看清短信再输一次", "read the message and try again"});
  }
  return result;
}

Result<Mandate> Mandates::confirm(const Caller& by, std::int64_t id) {
  const std::int64_t now_ms = context_.clock.now_ms();
  const std::int64_t grant_id = draw_id(context_.random);
  Mandate result;
  auto done = database_.transact([&](Transaction& t) -> Result<void> {
    auto kept = read_kept(t, id);
    if (!kept) return fail(std::move(kept.error()));
    result = kept->mandate;
    const Verdict verdict = may_settle(by, result, now_ms);
    if (!verdict.allowed()) return denied(verdict);
    if (result.person == by.person) return denied({Reason::own_firm});
    if (result.state != MandateState::asked) return mandate_unknown();
    return Settling(t, context_, now_ms).confirm(result, by.person, grant_id);
  });
  if (!done) return fail(std::move(done.error()));
  return result;
}

Result<Mandate> Mandates::refuse(const Caller& by, std::int64_t id, std::string_view reason) {
  const std::int64_t now_ms = context_.clock.now_ms();
  Mandate result;
  auto done = database_.transact([&](Transaction& t) -> Result<void> {
    auto kept = read_kept(t, id);
    if (!kept) return fail(std::move(kept.error()));
    result = kept->mandate;
    if (result.state != MandateState::asked) return mandate_unknown();
    const bool declines = result.waits_for == "helper" && result.person == by.person;
    const Verdict verdict = may_settle(by, result, now_ms);
    if (!declines && !verdict.allowed()) return denied(verdict);
    return Settling(t, context_, now_ms).refuse(result, by.person, reason);
  });
  if (!done) return fail(std::move(done.error()));
  return result;
}

Result<Mandate> Mandates::invite(const Caller& owner, const Claim& claim, std::int64_t helper,
                                 const std::vector<Action>& only, std::int64_t until_ms) {
  const std::int64_t now_ms = context_.clock.now_ms();
  const Verdict verdict = decide(owner, Action::helper_invite, {.firm = claim.firm}, now_ms);
  if (!verdict.allowed()) return denied(verdict);
  if (owner.person == helper) return denied({Reason::own_work});
  const bool fit =
      std::ranges::all_of(only, [](Action action) { return may_ever(Role::helper, action); });
  if (only.empty() || !fit || until_ms <= now_ms || until_ms > now_ms + kLongestConsentMs) {
    return fail("mandate-consent", {},
                {"授权的范围或期限不对", "the consent's extent or end is not right"},
                {"至少写一项代办人可做的操作，止期在将来一年之内",
                 "name at least one action that a helper may do, and an end within a year"});
  }
  Mandate mandate{.id = draw_id(context_.random),
                  .person = helper,
                  .claim = claim,
                  .role = Role::helper,
                  .only = only,
                  .until_ms = until_ms,
                  .evidence = "consent",
                  .waits_for = "helper",
                  .asked_by = owner.person,
                  .asked_ms = now_ms};
  auto done = database_.transact([&](Transaction& t) -> Result<void> {
    auto person = read_person(t, helper, now_ms);
    if (!person) return fail(std::move(person.error()));
    if (!*person || (**person).state == PersonState::left) return person_unknown();
    auto ok = check_new(t, mandate, now_ms);
    if (ok) ok = insert(t, mandate, "", Cell());
    if (ok) ok = Settling(t, context_, now_ms).record("mandate-asked", mandate, owner.person);
    return ok;
  });
  if (!done) return fail(std::move(done.error()));
  return mandate;
}

Result<Mandate> Mandates::accept(const Caller& helper, std::int64_t id) {
  const std::int64_t now_ms = context_.clock.now_ms();
  const std::int64_t grant_id = draw_id(context_.random);
  Mandate result;
  auto done = database_.transact([&](Transaction& t) -> Result<void> {
    auto kept = read_kept(t, id);
    if (!kept) return fail(std::move(kept.error()));
    result = kept->mandate;
    if (helper.person == 0 || result.person != helper.person ||
        result.state != MandateState::asked || result.waits_for != "helper" ||
        now_ms >= result.until_ms.value_or(0))
      return mandate_unknown();
    auto grants = read_grants(t, result.asked_by, now_ms);
    if (!grants) return fail(std::move(grants.error()));
    const Caller owner{.person = result.asked_by, .grants = std::move(*grants)};
    const Verdict verdict =
        decide(owner, Action::helper_invite, {.firm = result.claim.firm}, now_ms);
    if (!verdict.allowed()) return mandate_unknown();
    return Settling(t, context_, now_ms).confirm(result, helper.person, grant_id);
  });
  if (!done) return fail(std::move(done.error()));
  return result;
}

Result<Mandate> Mandates::end(const Caller& by, std::int64_t id, std::string_view reason) {
  const std::int64_t now_ms = context_.clock.now_ms();
  Mandate result;
  auto done = database_.transact([&](Transaction& t) -> Result<void> {
    auto kept = read_kept(t, id);
    if (!kept) return fail(std::move(kept.error()));
    const Mandate& m = kept->mandate;
    const bool open = m.state == MandateState::asked || m.state == MandateState::confirmed;
    const bool own = by.person != 0 && m.person == by.person;
    const bool of_owner =
        m.role == Role::helper &&
        decide(by, Action::helper_invite, {.firm = m.claim.firm}, now_ms).allowed();
    const bool of_officer = decide(by, Action::mandate_confirm,
                                   {.region = m.claim.region, .firm = m.claim.firm}, now_ms)
                                .allowed();
    if (!open || !(own || of_owner || of_officer)) return mandate_unknown();
    auto ended = Settling(t, context_, now_ms).end(*kept, by.person, reason);
    result = kept->mandate;
    return ended;
  });
  if (!done) return fail(std::move(done.error()));
  return result;
}

Result<std::vector<Mandate>> Mandates::list_own(const Caller& caller) {
  std::vector<Mandate> mandates;
  auto read = database_.read([&](Transaction& t) -> Result<void> {
    auto found = read_mandates(t, "person = ?", {caller.person});
    if (!found) return fail(std::move(found.error()));
    mandates = std::move(*found);
    return {};
  });
  if (!read) return fail(std::move(read.error()));
  return mandates;
}

Result<std::vector<Mandate>> Mandates::list_of_firm(const Caller& owner, std::string_view firm) {
  const Verdict verdict =
      decide(owner, Action::helper_invite, {.firm = std::string(firm)}, context_.clock.now_ms());
  if (!verdict.allowed()) return denied(verdict);
  std::vector<Mandate> mandates;
  auto read = database_.read([&](Transaction& t) -> Result<void> {
    auto found = read_mandates(t, "firm = ?", {std::string(firm)});
    if (!found) return fail(std::move(found.error()));
    mandates = std::move(*found);
    return {};
  });
  if (!read) return fail(std::move(read.error()));
  return mandates;
}

Result<std::vector<Mandate>> Mandates::list_waiting(const Caller& by, std::size_t limit) {
  const std::int64_t now_ms = context_.clock.now_ms();
  std::vector<Mandate> mandates;
  auto read = database_.read([&](Transaction& t) -> Result<void> {
    return t.scan(
        fmt::format("SELECT {} FROM identity_mandate WHERE state = 'asked' AND waits_for IN "
                    "('officer', 'partner') ORDER BY asked_ms, id",
                    kColumns),
        {}, [&](const Row& row) {
          Mandate mandate = kept_of(row).mandate;
          if (may_settle(by, mandate, now_ms).allowed() && mandate.person != by.person)
            mandates.push_back(std::move(mandate));
          return mandates.size() < limit;
        });
  });
  if (!read) return fail(std::move(read.error()));
  return mandates;
}

}  // namespace fugong::identity
