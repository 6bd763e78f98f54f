// Where proposals are kept.
#include <fmt/format.h>

#include "desks/funds/proposal.hpp"

namespace fugong::funds {
namespace {

using store::Cell;
using store::integer;
using store::Row;
using store::text;
using store::Transaction;

// `place` is the shard's, as text: what the scope narrows by. That two people stand behind every
// approval and that an amount is one are kept by the database too.
constexpr const char* kFirst = R"sql(CREATE TABLE fund_proposal (
  id TEXT PRIMARY KEY NOT NULL,
  place TEXT NOT NULL,
  shard INTEGER NOT NULL,
  fund_id INTEGER NOT NULL,
  fund TEXT NOT NULL,
  year INTEGER NOT NULL,
  source TEXT NOT NULL,
  purpose TEXT NOT NULL,
  step TEXT NOT NULL,
  amount_fen INTEGER NOT NULL CHECK (amount_fen > 0),
  document TEXT NOT NULL,
  note TEXT NOT NULL,
  proposed_by TEXT NOT NULL CHECK (proposed_by <> ''),
  proposed_ms INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('proposed', 'approved', 'refused', 'withdrawn')),
  decided_by TEXT NOT NULL CHECK ((decided_by = '') = (state = 'proposed')),
  decided_ms INTEGER NOT NULL,
  decision_note TEXT NOT NULL,
  CHECK (state <> 'approved' OR decided_by <> proposed_by)
) STRICT;
SCOPED TABLE fund_proposal BY REGION place;
CREATE INDEX fund_proposal_waiting ON fund_proposal (state, place, proposed_ms);
CREATE INDEX fund_proposal_of ON fund_proposal (fund_id, shard, proposed_ms);
)sql";

constexpr const char* kColumns =
    "id, shard, fund, year, source, purpose, step, amount_fen, document, note, proposed_by, "
    "proposed_ms, state, decided_by, decided_ms, decision_note";

Proposal read(const Row& row) {
  Proposal one;
  one.id = text(row[0]);
  one.shard = integer(row[1]);
  one.fund = {text(row[2]), integer(row[3]), text(row[4]), text(row[5])};
  one.step = step_named(text(row[6])).value_or(Step::appropriate);
  one.amount_fen = integer(row[7]);
  one.document = text(row[8]);
  one.note = text(row[9]);
  one.proposed_by = text(row[10]);
  one.proposed_ms = integer(row[11]);
  one.state = state_named(text(row[12])).value_or(State::proposed);
  one.decided_by = text(row[13]);
  one.decided_ms = integer(row[14]);
  one.decision_note = text(row[15]);
  return one;
}

}  // namespace

const std::vector<store::Migration>& migrations() {
  static const std::vector<store::Migration> kMigrations{{1, "proposals", kFirst}};
  return kMigrations;
}

Result<void> put(Transaction& mine, const Proposal& one) {
  auto put = mine.run(
      "INSERT INTO fund_proposal (id, place, shard, fund_id, fund, year, source, purpose, step, "
      "amount_fen, document, note, proposed_by, proposed_ms, state, decided_by, decided_ms, "
      "decision_note) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      {one.id, place_of(one.shard), one.shard, one.fund.id(), one.fund.fund, one.fund.year,
       one.fund.source, one.fund.purpose, std::string(name_of(one.step)), one.amount_fen,
       one.document, one.note, one.proposed_by, one.proposed_ms, std::string(name_of(one.state)),
       one.decided_by, one.decided_ms, one.decision_note});
  if (!put) return fail(std::move(put.error()));
  return {};
}

Result<void> decide(Transaction& mine, const Proposal& decided) {
  // What is read counts as read: of two at once one runs again and then finds it decided.
  const auto waiting = mine.run("SELECT state FROM fund_proposal WHERE id = ?", {decided.id});
  if (!waiting) return fail(waiting.error());
  if (waiting->empty() || text((*waiting)[0][0]) != name_of(State::proposed)) {
    return fail("proposal-decided", {},
                {"这项提议已经处理过", "this proposal has been decided already"},
                {"重新打开看结果；需要时另行提议", "look at it again; propose anew if need be"});
  }
  auto done = mine.run(
      "UPDATE fund_proposal SET state = ?, decided_by = ?, decided_ms = ?, decision_note = ? WHERE "
      "id = ?",
      {std::string(name_of(decided.state)), decided.decided_by, decided.decided_ms,
       decided.decision_note, decided.id});
  if (!done) return fail(std::move(done.error()));
  return {};
}

Result<std::optional<Proposal>> find(Transaction& mine, const std::string& id) {
  const auto rows =
      mine.run(fmt::format("SELECT {} FROM fund_proposal WHERE id = ?", kColumns), {id});
  if (!rows) return fail(rows.error());
  if (rows->empty()) return std::nullopt;
  return read(rows->front());
}

Result<std::vector<Proposal>> list(Transaction& mine, const Wanted& wanted) {
  std::string sql = fmt::format("SELECT {} FROM fund_proposal WHERE 1 = 1", kColumns);
  std::vector<Cell> cells;
  if (wanted.state) {
    sql += " AND state = ?";
    cells.emplace_back(std::string(name_of(*wanted.state)));
  }
  if (wanted.fund) {
    sql += " AND fund_id = ?";
    cells.emplace_back(*wanted.fund);
  }
  if (wanted.shard) {
    sql += " AND shard = ?";
    cells.emplace_back(*wanted.shard);
  }
  cells.emplace_back(kMaxProposals);
  const auto rows = mine.run(sql + " ORDER BY proposed_ms DESC, id DESC LIMIT ?", cells);
  if (!rows) return fail(rows.error());
  std::vector<Proposal> found;
  for (const Row& row : *rows)
    found.push_back(read(row));
  return found;
}

}  // namespace fugong::funds
