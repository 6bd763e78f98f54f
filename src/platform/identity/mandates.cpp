#include "platform/identity/mandates.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "platform/identity/lockout.hpp"
#include "platform/identity/mandate_rows.hpp"

namespace fugong::identity {
namespace {

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

/// An officer in charge of the firm's region, who has no part in the firm.
bool is_officer_of(const Caller& by, const Claim& claim, std::int64_t now_ms) {
  return decide(by, Action::mandate_confirm, {.region = claim.region, .firm = claim.firm}, now_ms)
      .allowed();
}

bool is_owner_of(const Caller& by, const Claim& claim, std::int64_t now_ms) {
  return decide(by, Action::helper_invite, {.firm = claim.firm}, now_ms).allowed();
}

/// Whether the caller may end it: the person, an owner of the firm its helpers', an officer of the
/// region.
bool may_end(const Caller& by, const Mandate& m, std::int64_t now_ms) {
  const bool own = by.person != 0 && m.person == by.person;
  const bool of_owner = m.role == Role::helper && is_owner_of(by, m.claim, now_ms);
  return own || of_owner || is_officer_of(by, m.claim, now_ms);
}

Result<void> check_person(const Caller& caller) {
  if (caller.person != 0) return {};
  return denied({Reason::no_role});
}

/// Of another owner of the firm, once.
bool may_report(const Caller& by, const Mandate& m, std::int64_t now_ms) {
  return m.state == MandateState::confirmed && m.role == Role::owner && m.person != by.person &&
         !m.report && is_owner_of(by, m.claim, now_ms);
}

bool may_clear(const Caller& by, const Mandate& m, std::int64_t now_ms) {
  return m.state == MandateState::confirmed && m.report && m.person != by.person &&
         is_officer_of(by, m.claim, now_ms);
}

bool is_open(const Mandate& m) {
  return m.state == MandateState::asked || m.state == MandateState::confirmed;
}

/// Reads a mandate, has `act` settle it, and answers as it is then.
Result<Mandate> settle_one(
    const Within& place, const Context& context, std::int64_t id,
    const std::function<Result<void>(Transaction&, Settling&, KeptMandate&)>& act) {
  const std::int64_t now_ms = context.clock.now_ms();
  Mandate result;
  auto done = place.transact([&](Transaction& t) -> Result<void> {
    auto kept = read_mandate(t, id);
    if (!kept) return fail(std::move(kept.error()));
    Settling settling(t, context, now_ms);
    auto acted = act(t, settling, *kept);
    result = std::move(kept->mandate);
    return acted;
  });
  if (!done) return fail(std::move(done.error()));
  return result;
}

/// Logins and names of those who ask, names masked from whom they are no business of.
Result<void> name_people(Transaction& t, const Caller& by, std::int64_t now_ms,
                         std::vector<Mandate>& mandates) {
  const auto read = [&](std::int64_t id, bool whole, MandatePerson& into) -> Result<void> {
    auto row = first_row(t, "SELECT login, name FROM identity_person WHERE id = ?", {id});
    if (!row || !*row) return row ? Result<void>{} : fail(std::move(row.error()));
    into.login = text((**row)[0]);
    into.name = whole ? text((**row)[1]) : mask_name(text((**row)[1]));
    return {};
  };
  for (Mandate& m : mandates) {
    // Whoever looks at the papers has to know whose they should be.
    const bool settles = m.state == MandateState::asked && may_settle(by, m, now_ms).allowed();
    auto done = read(m.person, settles || m.person == by.person, m.who);
    if (done) done = read(m.asked_by, settles || m.asked_by == by.person, m.asker);
    const bool officer = is_officer_of(by, m.claim, now_ms);
    if (done && m.seen && officer) done = read(m.seen->by, false, m.seen->who);
    if (done && m.report && (officer || m.report->by == by.person))
      done = read(m.report->by, m.report->by == by.person, m.report->who);
    if (!done) return done;
  }
  return {};
}

}  // namespace

std::vector<MandateAct> acts_on(const Caller& by, const Mandate& m, std::int64_t now_ms) {
  std::vector<MandateAct> acts;
  const bool own = by.person != 0 && m.person == by.person;
  if (m.state == MandateState::asked) {
    const bool settles = !own && may_settle(by, m, now_ms).allowed();
    const bool invited = own && m.waits_for == "helper";
    if (own && m.waits_for == "code") acts.push_back(MandateAct::code);
    if (settles) acts.push_back(MandateAct::confirm);
    if (settles || invited) acts.push_back(MandateAct::refuse);
    if (invited && now_ms < m.until_ms.value_or(0)) acts.push_back(MandateAct::accept);
  }
  if (is_open(m) && may_end(by, m, now_ms)) acts.push_back(MandateAct::end);
  if (may_report(by, m, now_ms)) acts.push_back(MandateAct::report);
  if (may_clear(by, m, now_ms)) acts.push_back(MandateAct::clear);
  return acts;
}

std::string_view name_of(MandateAct act) {
  constexpr std::array<std::string_view, 7> kNames{"code", "confirm", "refuse", "accept",
                                                   "end",  "report",  "clear"};
  return kNames[static_cast<std::size_t>(act)];
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
      ok = write_mandate(
          t, result, has_code ? hash_of_code(result.id, judged->code) : "",
          has_code ? std::optional(now_ms + context_.settings.code_ms) : std::nullopt);
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
  bool is_wrong = false;
  auto result = settle_one(
      database_, context_, id,
      [&](Transaction& t, Settling& settling, KeptMandate& kept) -> Result<void> {
        Mandate& m = kept.mandate;
        if (caller.person == 0 || m.person != caller.person || m.state != MandateState::asked ||
            m.waits_for != "code")
          return mandate_unknown();
        is_wrong = false;
        if (now_ms >= kept.code_until_ms) return settling.refuse(m, 0, "code-late");
        if (is_same_secret(kept.code_hash, hash_of_code(id, code)))
          return settling.confirm(m, 0, grant_id);
        if (kept.code_tries + 1 >= context_.settings.code_tries)
          return settling.refuse(m, 0, "code-wrong");
        is_wrong = true;
        return run(t, "UPDATE identity_mandate SET code_tries = code_tries + 1 WHERE id = ?", {id});
      });
  if (!result || !is_wrong) return result;
  return fail("mandate-code", {}, {"验证码不对", "the code is wrong"},
              {"看清短信再输一次", "read the message and try again"});
}

Result<Mandate> Mandates::confirm(const Caller& by, std::int64_t id,
                                  const std::vector<Paper>& papers) {
  const std::int64_t now_ms = context_.clock.now_ms();
  const std::int64_t grant_id = draw_id(context_.random);
  return settle_one(database_, context_, id,
                    [&](Transaction&, Settling& settling, KeptMandate& kept) -> Result<void> {
                      Mandate& m = kept.mandate;
                      const Verdict verdict = may_settle(by, m, now_ms);
                      if (!verdict.allowed()) return denied(verdict);
                      if (m.person == by.person) return denied({Reason::own_firm});
                      if (m.state != MandateState::asked) return mandate_unknown();
                      if (papers.empty()) {
                        return fail("mandate-papers", Place{"", 0, 0, "/papers"},
                                    {"没有写看过什么材料", "it doesn't say what was seen"},
                                    {"勾选核对过的材料", "name the papers that you have seen"});
                      }
                      auto seen = settling.keep_seen(m, by.person, papers);
                      if (!seen) return seen;
                      return settling.confirm(m, by.person, grant_id);
                    });
}

Result<Mandate> Mandates::refuse(const Caller& by, std::int64_t id, std::string_view reason) {
  const std::int64_t now_ms = context_.clock.now_ms();
  return settle_one(database_, context_, id,
                    [&](Transaction&, Settling& settling, KeptMandate& kept) -> Result<void> {
                      Mandate& m = kept.mandate;
                      if (m.state != MandateState::asked) return mandate_unknown();
                      const bool declines = m.waits_for == "helper" && m.person == by.person;
                      const Verdict verdict = may_settle(by, m, now_ms);
                      if (!declines && !verdict.allowed()) return denied(verdict);
                      return settling.refuse(m, by.person, reason);
                    });
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
    if (ok) ok = write_mandate(t, mandate, "", std::nullopt);
    if (ok) ok = Settling(t, context_, now_ms).record("mandate-asked", mandate, owner.person);
    return ok;
  });
  if (!done) return fail(std::move(done.error()));
  return mandate;
}

Result<Mandate> Mandates::accept(const Caller& helper, std::int64_t id) {
  const std::int64_t now_ms = context_.clock.now_ms();
  const std::int64_t grant_id = draw_id(context_.random);
  return settle_one(database_, context_, id,
                    [&](Transaction& t, Settling& settling, KeptMandate& kept) -> Result<void> {
                      Mandate& m = kept.mandate;
                      if (helper.person == 0 || m.person != helper.person ||
                          m.state != MandateState::asked || m.waits_for != "helper" ||
                          now_ms >= m.until_ms.value_or(0))
                        return mandate_unknown();
                      auto grants = read_grants(t, m.asked_by, now_ms);
                      if (!grants) return fail(std::move(grants.error()));
                      const Caller owner{.person = m.asked_by, .grants = std::move(*grants)};
                      const Verdict verdict =
                          decide(owner, Action::helper_invite, {.firm = m.claim.firm}, now_ms);
                      if (!verdict.allowed()) return mandate_unknown();
                      return settling.confirm(m, helper.person, grant_id);
                    });
}

Result<Mandate> Mandates::end(const Caller& by, std::int64_t id, std::string_view reason) {
  const std::int64_t now_ms = context_.clock.now_ms();
  return settle_one(database_, context_, id,
                    [&](Transaction&, Settling& settling, KeptMandate& kept) -> Result<void> {
                      if (!is_open(kept.mandate) || !may_end(by, kept.mandate, now_ms))
                        return mandate_unknown();
                      return settling.end(kept, by.person, reason);
                    });
}

Result<Mandate> Mandates::report(const Caller& owner, std::int64_t id, std::string_view words) {
  const std::int64_t now_ms = context_.clock.now_ms();
  return settle_one(
      database_, context_, id,
      [&](Transaction&, Settling& settling, KeptMandate& kept) -> Result<void> {
        Mandate& m = kept.mandate;
        if (!may_report(owner, m, now_ms)) return mandate_unknown();
        auto done = settling.keep_report(m, Report{owner.person, now_ms, std::string(words)});
        if (!done) return done;
        return settling.record("mandate-reported", m, owner.person, {{"why", std::string(words)}});
      });
}

Result<Mandate> Mandates::clear(const Caller& officer, std::int64_t id, std::string_view reason) {
  const std::int64_t now_ms = context_.clock.now_ms();
  return settle_one(database_, context_, id,
                    [&](Transaction&, Settling& settling, KeptMandate& kept) -> Result<void> {
                      Mandate& m = kept.mandate;
                      if (!may_clear(officer, m, now_ms)) return mandate_unknown();
                      auto done = settling.keep_report(m, std::nullopt);
                      if (!done) return done;
                      return settling.record("mandate-cleared", m, officer.person,
                                             {{"why", std::string(reason)}});
                    });
}

Result<std::vector<Mandate>> Mandates::read_for(const Caller& by, std::string_view where,
                                                const std::vector<store::Cell>& cells) {
  const std::int64_t now_ms = context_.clock.now_ms();
  std::vector<Mandate> mandates;
  auto read = database_.read([&](Transaction& t) -> Result<void> {
    auto found = read_mandates(t, where, cells);
    if (!found) return fail(std::move(found.error()));
    for (KeptMandate& kept : *found)
      mandates.push_back(std::move(kept.mandate));
    return name_people(t, by, now_ms, mandates);
  });
  if (!read) return fail(std::move(read.error()));
  return mandates;
}

Result<Mandate> Mandates::see(const Caller& by, std::int64_t id) {
  const std::int64_t now_ms = context_.clock.now_ms();
  auto found = read_for(by, "id = ?", {id});
  if (!found) return fail(std::move(found.error()));
  if (found->empty()) return mandate_unknown();
  Mandate& m = found->front();
  const bool may = is_owner_of(by, m.claim, now_ms) || may_end(by, m, now_ms) ||
                   (m.state == MandateState::asked && may_settle(by, m, now_ms).allowed());
  if (!may) return mandate_unknown();
  return std::move(m);
}

Result<std::vector<Mandate>> Mandates::list_own(const Caller& caller) {
  return read_for(caller, "person = ?", {caller.person});
}

Result<std::vector<Mandate>> Mandates::list_of_firm(const Caller& by, const Claim& claim) {
  const std::int64_t now_ms = context_.clock.now_ms();
  const bool owner = is_owner_of(by, claim, now_ms);
  const Verdict officer =
      decide(by, Action::mandate_confirm, {.region = claim.region, .firm = claim.firm}, now_ms);
  if (!owner && !officer.allowed()) return denied(officer);
  auto found = read_for(by, "firm = ?", {claim.firm});
  if (!found) return found;
  std::erase_if(*found,
                [&](const Mandate& m) { return !owner && !is_officer_of(by, m.claim, now_ms); });
  return found;
}

Result<std::vector<Mandate>> Mandates::list_reported(const Caller& by, std::size_t limit) {
  const std::int64_t now_ms = context_.clock.now_ms();
  std::vector<Mandate> mandates;
  auto read = database_.read([&](Transaction& t) -> Result<void> {
    auto scanned = scan_reported(t, [&](Mandate mandate) {
      if (is_officer_of(by, mandate.claim, now_ms)) mandates.push_back(std::move(mandate));
      return mandates.size() < limit;
    });
    if (!scanned) return scanned;
    return name_people(t, by, now_ms, mandates);
  });
  if (!read) return fail(std::move(read.error()));
  return mandates;
}

Result<std::vector<Mandate>> Mandates::list_waiting(const Caller& by, std::size_t limit) {
  const std::int64_t now_ms = context_.clock.now_ms();
  std::vector<Mandate> mandates;
  auto read = database_.read([&](Transaction& t) -> Result<void> {
    auto scanned = scan_waiting(t, [&](Mandate mandate) {
      if (may_settle(by, mandate, now_ms).allowed() && mandate.person != by.person)
        mandates.push_back(std::move(mandate));
      return mandates.size() < limit;
    });
    if (!scanned) return scanned;
    return name_people(t, by, now_ms, mandates);
  });
  if (!read) return fail(std::move(read.error()));
  return mandates;
}

}  // namespace fugong::identity
