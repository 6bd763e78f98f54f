#include "platform/identity/mandate_rows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/hash.hpp"
#include "base/text.hpp"

namespace fugong::identity {
namespace {

constexpr std::array<std::string_view, 4> kStates{"asked", "confirmed", "refused", "ended"};
constexpr std::string_view kMandateColumns =
    "id, person, firm, region, body, role, only_actions, until_ms, evidence, waits_for, state, "
    "asked_by, asked_ms, decided_by, reason, code_hash, code_until_ms, code_tries, grant_id, "
    "papers, seen_by, seen_ms, reported_by, reported_ms, report";

KeptMandate kept_of(const Row& row) {
  KeptMandate kept;
  Mandate& m = kept.mandate;
  m.id = integer(row[0]);
  m.person = integer(row[1]);
  m.claim = {text(row[2]), text(row[3]), text(row[4])};
  m.role = text(row[5]) == "owner" ? Role::owner : Role::helper;
  auto only = split_actions(text(row[6]));
  const auto state = std::ranges::find(kStates, text(row[10]));
  FUGONG_CHECK(only && state != kStates.end(), "only this program writes mandates");
  m.only = std::move(*only);
  m.until_ms = maybe_integer(row[7]);
  m.evidence = text(row[8]);
  m.waits_for = text(row[9]);
  m.state = static_cast<MandateState>(state - kStates.begin());
  m.asked_by = integer(row[11]);
  m.asked_ms = integer(row[12]);
  m.decided_by = maybe_integer(row[13]);
  m.reason = text(row[14]);
  kept.code_hash = text(row[15]);
  kept.code_until_ms = maybe_integer(row[16]).value_or(0);
  kept.code_tries = integer(row[17]);
  kept.grant = maybe_integer(row[18]);
  if (const auto seen_ms = maybe_integer(row[21]))
    m.seen = Seen{split_papers(text(row[19])), maybe_integer(row[20]).value_or(0), *seen_ms};
  if (const auto reported_ms = maybe_integer(row[23]))
    m.report = Report{maybe_integer(row[22]).value_or(0), *reported_ms, text(row[24])};
  return kept;
}

}  // namespace

std::string_view name_of(MandateState state) {
  return kStates[static_cast<std::size_t>(state)];
}

tl::unexpected<Faults> mandate_unknown() {
  return fail("mandate-unknown", {},
              {"没有您可以办理的这项授权", "there is no such mandate that you may act on"},
              {"它可能已经办结，重新列出看看", "it may be settled already: list them again"});
}

Result<Ties> ties_of(Transaction& t, std::string_view firm) {
  auto rows = t.run(
      "SELECT person, granted_by FROM identity_grant WHERE role IN ('owner', 'helper') AND scope = "
      "?",
      {std::string(firm)});
  if (!rows) return fail(std::move(rows.error()));
  Ties ties;
  for (const Row& row : *rows) {
    ties.acted.push_back(integer(row[0]));
    ties.vouched.push_back(integer(row[1]));
  }
  return ties;
}

Result<std::vector<std::string>> actors_by(Transaction& t, const Mandate& m) {
  std::vector<std::string> actors{std::to_string(m.person)};
  auto keys = t.run("SELECT id FROM identity_key WHERE made_by = ? AND scope = ? ORDER BY id",
                    {m.person, m.claim.firm});
  if (!keys) return fail(std::move(keys.error()));
  for (const Row& row : *keys)
    actors.push_back(actor_of(Caller{.key = integer(row[0])}));
  if (m.role != Role::owner) return actors;
  auto helpers = t.run(
      "SELECT DISTINCT person FROM identity_mandate WHERE firm = ? AND role = 'helper' AND "
      "asked_by = ? AND grant_id IS NOT NULL ORDER BY person",
      {m.claim.firm, m.person});
  if (!helpers) return fail(std::move(helpers.error()));
  for (const Row& row : *helpers)
    actors.push_back(std::to_string(integer(row[0])));
  return actors;
}

std::string hash_of_code(std::int64_t mandate, std::string_view code) {
  return sha256_hex(fmt::format("{} {}", mandate, trim(code)));
}

Result<KeptMandate> read_mandate(Transaction& t, std::int64_t id) {
  auto row = first_row(
      t, fmt::format("SELECT {} FROM identity_mandate WHERE id = ?", kMandateColumns), {id});
  if (!row) return fail(std::move(row.error()));
  if (!*row) return mandate_unknown();
  return kept_of(**row);
}

Result<std::vector<KeptMandate>> read_mandates(Transaction& t, std::string_view where,
                                               const std::vector<Cell>& cells) {
  auto rows = t.run(fmt::format("SELECT {} FROM identity_mandate WHERE {} ORDER BY asked_ms, id",
                                kMandateColumns, where),
                    cells);
  if (!rows) return fail(std::move(rows.error()));
  std::vector<KeptMandate> mandates;
  for (const Row& row : *rows)
    mandates.push_back(kept_of(row));
  return mandates;
}

Result<void> scan_waiting(Transaction& t, const std::function<bool(Mandate)>& each) {
  return t.scan(
      fmt::format("SELECT {} FROM identity_mandate WHERE state = 'asked' AND waits_for IN "
                  "('officer', 'partner') ORDER BY asked_ms, id",
                  kMandateColumns),
      {}, [&](const Row& row) { return each(kept_of(row).mandate); });
}

Result<void> scan_reported(Transaction& t, const std::function<bool(Mandate)>& each) {
  return t.scan(fmt::format("SELECT {} FROM identity_mandate WHERE reported_ms IS NOT NULL AND "
                            "state = 'confirmed' ORDER BY reported_ms, id",
                            kMandateColumns),
                {}, [&](const Row& row) { return each(kept_of(row).mandate); });
}

Result<void> write_mandate(Transaction& t, const Mandate& m, std::string_view hash,
                           std::optional<std::int64_t> code_until_ms) {
  return run(
      t,
      "INSERT INTO identity_mandate (id, person, firm, region, body, role, only_actions, "
      "until_ms, evidence, waits_for, state, asked_by, asked_ms, reason, code_hash, "
      "code_until_ms, code_tries) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'asked', ?, ?, '', ?, ?, "
      "0)",
      {m.id, m.person, m.claim.firm, m.claim.region, m.claim.body, std::string(name_of(m.role)),
       join_actions(m.only), cell_of(m.until_ms), m.evidence, m.waits_for, m.asked_by, m.asked_ms,
       std::string(hash), cell_of(code_until_ms)});
}

Result<void> Settling::confirm(Mandate& m, std::int64_t by, std::int64_t grant_id) {
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

Result<void> Settling::keep_seen(Mandate& m, std::int64_t by, const std::vector<Paper>& papers) {
  m.seen = Seen{papers, by, now_ms_};
  return run(t_, "UPDATE identity_mandate SET papers = ?, seen_by = ?, seen_ms = ? WHERE id = ?",
             {join_papers(papers), by, now_ms_, m.id});
}

Result<void> Settling::keep_report(Mandate& m, std::optional<Report> report) {
  m.report = std::move(report);
  return run(
      t_, "UPDATE identity_mandate SET reported_by = ?, reported_ms = ?, report = ? WHERE id = ?",
      {m.report ? Cell(m.report->by) : Cell(), m.report ? Cell(m.report->at_ms) : Cell(),
       m.report ? m.report->words : std::string(), m.id});
}

Result<void> Settling::refuse(Mandate& m, std::int64_t by, std::string_view reason) {
  return settle(m, MandateState::refused, by, reason);
}

Result<void> Settling::end(KeptMandate& kept, std::int64_t by, std::string_view reason) {
  Mandate& m = kept.mandate;
  if (kept.grant) {
    const Grant grant{.id = *kept.grant, .person = m.person, .role = m.role, .scope = m.claim.firm};
    auto done = end_grant(t_, grant, by, now_ms_);
    if (done) done = record("role-ended", m, by, details_of(grant));
    if (done && m.role == Role::owner) {
      done = end_invited_by(m.person, m.claim.firm, by);
      if (done) done = end_keys_beyond(t_, context_, m.person, by, now_ms_);
    }
    if (!done) return done;
  }
  return settle(m, MandateState::ended, by, reason);
}

Result<void> Settling::end_invited_by(std::int64_t owner, std::string_view firm, std::int64_t by) {
  auto invited = read_mandates(
      t_, "role = 'helper' AND asked_by = ? AND state IN ('asked', 'confirmed')", {owner});
  if (!invited) return fail(std::move(invited.error()));
  for (KeptMandate& kept : *invited) {
    if (!firm.empty() && kept.mandate.claim.firm != firm) continue;
    auto done = end(kept, by, "owner-gone");
    if (!done) return done;
  }
  return {};
}

Result<void> Settling::record(const char* what, const Mandate& m, std::int64_t by,
                              std::vector<std::pair<std::string, std::string>> details) {
  details.emplace_back("mandate", std::to_string(m.id));
  details.emplace_back("firm", m.claim.firm);
  return context_.recorder.record(t_, {now_ms_, what, by, m.person, std::move(details)});
}

Result<void> Settling::settle(Mandate& m, MandateState state, std::int64_t by,
                              std::string_view reason) {
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
  std::vector<std::pair<std::string, std::string>> details;
  if (!m.reason.empty()) details.emplace_back("why", m.reason);
  if (state == MandateState::confirmed && m.seen)
    details.emplace_back("papers", join_papers(m.seen->papers));
  const char* what = state == MandateState::confirmed ? "mandate-confirmed"
                     : state == MandateState::refused ? "mandate-refused"
                                                      : "mandate-ended";
  return record(what, m, by, std::move(details));
}

Result<void> end_invited(Transaction& t, const Context& context, std::int64_t owner,
                         std::string_view firm, std::int64_t by, std::int64_t now_ms) {
  return Settling(t, context, now_ms).end_invited_by(owner, firm, by);
}

}  // namespace fugong::identity
