#include "desks/letters/letters.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/clock.hpp"
#include "desks/casework/casebook.hpp"
#include "desks/letters/code.hpp"
#include "platform/audit/audit.hpp"

namespace fugong::letters {
namespace {

using casework::Case;
using store::Row;
using store::Transaction;

constexpr const char* kSchema = R"(CREATE TABLE letter (
  code TEXT PRIMARY KEY NOT NULL,
  number INTEGER NOT NULL,
  sequence INTEGER NOT NULL CHECK (sequence > 0),
  kind TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  chain TEXT NOT NULL,
  position INTEGER NOT NULL,
  hash TEXT NOT NULL,
  UNIQUE (number, sequence, kind)
) STRICT;
APPEND ONLY letter;
-- Copies that were handed out.
CREATE TABLE letter_print (
  sha256 TEXT PRIMARY KEY NOT NULL,
  code TEXT NOT NULL REFERENCES letter (code)
) STRICT;
APPEND ONLY letter_print;
)";

// The proof that a letter was printed with, a whole file (docs/audit.md).
constexpr const char* kProofs = R"(CREATE TABLE letter_proof (
  code TEXT PRIMARY KEY NOT NULL REFERENCES letter (code),
  proof TEXT NOT NULL
) STRICT;
APPEND ONLY letter_proof;
)";

constexpr std::string_view kColumns =
    "SELECT l.code, l.number, l.sequence, l.kind, l.at_ms, l.chain, l.position, l.hash FROM letter "
    "l";

Result<std::optional<Issued>> one(Transaction& t, std::string_view where,
                                  const std::vector<store::Cell>& cells) {
  auto rows = t.run(std::string(kColumns) + std::string(where), cells);
  if (!rows) return fail(std::move(rows.error()));
  if (rows->empty()) return std::nullopt;
  const Row& row = rows->front();
  const auto text = [&](std::size_t i) { return std::get<std::string>(row[i]); };
  const auto number = [&](std::size_t i) { return std::get<std::int64_t>(row[i]); };
  const auto kind = kind_of(text(3));
  FUGONG_CHECK(kind, "our own words in our own table");
  return Issued{text(0), number(1), number(2), *kind, number(4), {text(5), number(6)}, text(7)};
}

Result<std::optional<Issued>> of_event(Transaction& t, std::int64_t number, std::int64_t sequence,
                                       Kind kind) {
  return one(t, " WHERE l.number = ? AND l.sequence = ? AND l.kind = ?",
             {number, sequence, std::string(name_of(kind))});
}

/// The event of the audit log that proves event `sequence` of a case.
Result<std::optional<audit::Record>> proof_of(Transaction& t, const std::string& reference,
                                              std::int64_t sequence) {
  audit::Query query;
  query.kind = "case";
  query.record = reference;
  query.limit = audit::kMaxPage;
  while (true) {
    auto page = audit::search(t, query);
    if (!page) return fail(std::move(page.error()));
    for (audit::Record& record : page->records) {
      if (!record.action.starts_with("case.")) continue;
      const auto body = parse_json(record.body, "");
      const Node* version = body ? body->find("version") : nullptr;
      if (version != nullptr && version->text == std::to_string(sequence)) return std::move(record);
    }
    if (!page->next) return std::nullopt;
    query.after = page->next;
  }
}

bool decision_stands(const Case& now) {
  return now.decision && now.phase != casework::Phase::to_countersign &&
         now.outcome != casework::Outcome::withdrawn && now.outcome != casework::Outcome::annulled;
}

bool recovery_stands(const Case& now) {
  return now.recovery && (!now.recovery->objection ||
                          now.recovery->objection->state != casework::Objecting::State::upheld);
}

}  // namespace

const std::vector<store::Migration>& schema() {
  static const std::vector<store::Migration> kMigrations = {{1, "letters", kSchema},
                                                            {2, "printed proofs", kProofs}};
  return kMigrations;
}

std::string Issued::name() const {
  return fmt::format("{}/{}", casework::reference_of(number), sequence);
}

Date Issued::on() const {
  return FixedClock(at_ms).today();
}

Moment moment_of(const std::vector<casework::Event>& history, std::int64_t sequence,
                 const casework::Procedure& procedure, const casework::Calendar& calendar) {
  FUGONG_CHECK(sequence > 0 && sequence <= static_cast<std::int64_t>(history.size()),
               "an event of this case");
  Moment moment{sequence, history[static_cast<std::size_t>(sequence - 1)].at_ms, {}};
  for (std::int64_t i = 0; i < sequence; ++i) {
    moment.then = casework::after(std::move(moment.then), procedure, calendar,
                                  history[static_cast<std::size_t>(i)]);
  }
  return moment;
}

std::optional<Moment> standing_decision(const std::vector<casework::Event>& history,
                                        const casework::Procedure& procedure,
                                        const casework::Calendar& calendar) {
  std::optional<Moment> found;
  Case now;
  std::int64_t sequence = 0;
  for (const casework::Event& event : history) {
    const bool stood = decision_stands(now);
    const auto before = now.decision;
    now = casework::after(std::move(now), procedure, calendar, event);
    ++sequence;
    if (!decision_stands(now)) {
      found.reset();
    } else if (!stood || now.decision != before) {
      found = Moment{sequence, event.at_ms, now};
    }
  }
  return found;
}

std::optional<Moment> standing_recovery(const std::vector<casework::Event>& history,
                                        const casework::Procedure& procedure,
                                        const casework::Calendar& calendar) {
  // It is claimed back once, and then perhaps objected to.
  const auto claim = std::ranges::find(history, casework::Act::recover, &casework::Event::act);
  if (claim == history.end()) return std::nullopt;
  const auto behind = [&](std::int64_t sequence) {
    return moment_of(history, sequence, procedure, calendar);
  };
  if (!recovery_stands(behind(std::ssize(history)).then)) return std::nullopt;
  return behind(claim - history.begin() + 1);
}

Result<Issued> issue(Transaction& t, std::int64_t number, const Moment& moment, Kind kind,
                     Random& random) {
  const std::int64_t sequence = moment.sequence;
  auto there = of_event(t, number, sequence, kind);
  if (!there) return fail(std::move(there.error()));
  if (*there) return std::move(**there);
  const std::string reference = casework::reference_of(number);
  const auto proof = proof_of(t, reference, sequence);
  if (!proof) return fail(proof.error());
  if (!*proof) {
    return fail("letter-unproved",
                Place{"", 0, 0, fmt::format("/cases/{}/{}", reference, sequence)},
                {"审计日志里没有这件事，不能出具文书",
                 "the audit log doesn't have this event, so no letter is made of it"},
                {"查明何故：运行 fugong audit verify", "find out why: run fugong audit verify"});
  }
  const audit::Record& record = **proof;
  auto made = t.run(
      "INSERT INTO letter (code, number, sequence, kind, at_ms, chain, position, hash) VALUES "
      "(?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (number, sequence, kind) DO NOTHING",
      {draw_code(random), number, sequence, std::string(name_of(kind)), moment.at_ms,
       record.id.region, record.id.position, audit::to_hex(record.hash())});
  if (!made) return fail(std::move(made.error()));
  there = of_event(t, number, sequence, kind);
  if (!there) return fail(std::move(there.error()));
  FUGONG_CHECK(there->has_value(), "it was made");
  return std::move(**there);
}

Result<std::optional<Issued>> find_letter(Transaction& t, const std::string& code) {
  return one(t, " WHERE l.code = ?", {code});
}

Result<std::optional<Issued>> find_by_print(Transaction& t, const std::string& sha256) {
  return one(t, " JOIN letter_print p ON p.code = l.code WHERE p.sha256 = ?", {sha256});
}

Result<std::string> kept_proof(Transaction& t, const std::string& code) {
  const auto rows = t.run("SELECT proof FROM letter_proof WHERE code = ?", {code});
  if (!rows) return fail(rows.error());
  return rows->empty() ? std::string() : std::get<std::string>(rows->front()[0]);
}

Result<void> keep_proof(Transaction& t, const std::string& code, const std::string& proof) {
  auto kept =
      t.run("INSERT INTO letter_proof (code, proof) VALUES (?, ?) ON CONFLICT (code) DO NOTHING",
            {code, proof});
  return kept ? Result<void>{} : fail(std::move(kept.error()));
}

Result<void> keep_print(Transaction& t, const std::string& code, const std::string& sha256) {
  auto kept =
      t.run("INSERT INTO letter_print (sha256, code) VALUES (?, ?) ON CONFLICT (sha256) DO NOTHING",
            {sha256, code});
  return kept ? Result<void>{} : fail(std::move(kept.error()));
}

Result<bool> is_print(Transaction& t, const std::string& code, const std::string& sha256) {
  auto rows = t.run("SELECT 1 FROM letter_print WHERE sha256 = ? AND code = ?", {sha256, code});
  if (!rows) return fail(std::move(rows.error()));
  return !rows->empty();
}

}  // namespace fugong::letters
