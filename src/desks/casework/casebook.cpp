#include "desks/casework/casebook.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "desks/casework/event_json.hpp"
#include "desks/casework/words.hpp"
#include "desks/register/register.hpp"
#include "platform/store/scope.hpp"

namespace fugong::casework {
namespace {

using store::Cell;
using store::integer;
using store::Row;
using store::text;
using store::Transaction;

constexpr std::string_view kNoDue = "9999-12-31";

template <class E, std::size_t N>
std::string word(const std::array<Choice<E>, N>& choices, E value) {
  return std::string(name_in(choices, value));
}
/// Of our own words in our own table.
template <class E, std::size_t N>
E meaning(const std::array<Choice<E>, N>& choices, const std::string& text) {
  for (const auto& [name, value] : choices) {
    if (name == text) return value;
  }
  return choices[0].second;
}

tl::unexpected<Faults> no_case(std::int64_t number) {
  return fail("case-unknown", Place{},
              {fmt::format("没有案件 {}", reference_of(number)),
               fmt::format("there is no case {}", reference_of(number))},
              {"核对编号", "check its number"});
}

bool goes_by_clock(const Case& now, const Procedure& procedure) {
  if (answer_is_timed(now, procedure)) return procedure.answered_within->silence != Silence::late;
  const Step* step = current_step(now, procedure);
  return step != nullptr && step->within &&
         (step->deed == Deed::publish || step->within->silence != Silence::late);
}

bool is_published(const Case& now, const Procedure& procedure) {
  const Step* step = current_step(now, procedure);
  return step != nullptr && step->deed == Deed::publish && !now.is_held();
}

tl::unexpected<Faults> exists(const std::string& reference, Text remedy) {
  return fail(
      "case-exists", Place{},
      {"同一事项已有案件 " + reference, "there is a case about the same already: " + reference},
      std::move(remedy));
}

Result<std::vector<Event>> read_events(Transaction& t, std::int64_t number) {
  const auto rows =
      t.run("SELECT sequence, body FROM case_event WHERE number = ? ORDER BY sequence", {number});
  if (!rows) return fail(rows.error());
  std::vector<Event> events;
  for (const Row& row : *rows) {
    const std::string name = fmt::format("{}/{}", reference_of(number), integer(row[0]));
    auto event = read_event(text(row[1]), name);
    if (!event) return fail(std::move(event.error()));
    events.push_back(std::move(*event));
  }
  return events;
}

}  // namespace

After behind(const Queued& line) {
  if (!line.due_order.empty()) return {line.due_order, line.number};
  return {line.due ? line.due->to_string() : std::string(kNoDue), line.number};
}

bool comes_before(const Queued& line, const Queued& other) {
  const After a = behind(line);
  const After b = behind(other);
  return a.due_on != b.due_on ? a.due_on < b.due_on : a.number < b.number;
}

Result<Casebook> Casebook::open(store::Database& database, Library library,
                                const Calendar& calendar, ServedBy served_by) {
  auto migrated = database.migrate("casework", migrations());
  if (!migrated) return fail(std::move(migrated.error()));
  return Casebook(std::move(library), calendar, std::move(served_by));
}

Result<Cell> Casebook::partner_of(Transaction& t, const Case& now, const Procedure& procedure,
                                  const std::string& named) const {
  const Doer* asked = partner_asked(procedure);
  if (asked == nullptr) return Cell(std::string());
  if (!asked->body.empty()) return now.events == 1 ? Cell(named) : Cell();
  if (!served_by_) return Cell(std::string());
  auto body = served_by_(t, now.matter);
  if (!body) return fail(std::move(body.error()));
  return Cell(std::move(*body));
}

Result<const Procedure*> Casebook::procedure_of(std::string_view pack, std::string_view id) const {
  const Procedures* procedures = library_(pack);
  const Procedure* found = procedures != nullptr ? procedures->find(id) : nullptr;
  if (found != nullptr) return found;
  return fail("procedure-unknown", Place{},
              {fmt::format("没有政策包 {} 的流程“{}”", pack, id),
               fmt::format("there is no procedure '{}' of the pack {}", id, pack)},
              {"装入案件所用的政策包", "load the pack that the case was filed under"});
}

Result<void> Casebook::keep(Transaction& t, Stored& stored, const Procedure& procedure,
                            const Event& event, const std::string& named) const {
  auto body = partner_of(t, stored.now, procedure, named);
  if (!body) return fail(std::move(body.error()));
  if (const auto* text = std::get_if<std::string>(&*body)) stored.body = *text;
  auto kept =
      keep_line(t, stored, procedure, stored.now.events == 1 ? &event : nullptr, std::move(*body));
  if (!kept) return kept;
  auto added = t.run("INSERT INTO case_event (number, sequence, at_ms, body) VALUES (?, ?, ?, ?)",
                     {stored.number, stored.now.events, event.at_ms, event_json(event)});
  if (!added) return fail(std::move(added.error()));
  // What follows from the case, within whose scope this is, stands in no partner's.
  Transaction whole = t.within(store::Scope::everything("what follows from a case"));
  auto marked = keep_marks(whole, stored, procedure);
  if (!marked || !procedure.is_finding()) return marked;
  return keep_finding(whole, stored, procedure, event);
}

Result<void> Casebook::keep_line(Transaction& t, const Stored& stored, const Procedure& procedure,
                                 const Event* filing, Cell body) const {
  const Case& now = stored.now;
  const Doer* asked = partner_asked(procedure);
  const Step* step = current_step(now, procedure);
  const auto role = waits_for(now, procedure);
  const auto day = due(now, procedure, *calendar_);
  const bool is_first = filing != nullptr;
  std::vector<Cell> cells{now.matter.place,
                          word(kPhases, now.phase),
                          word(kOutcomes, now.outcome),
                          step != nullptr ? step->id : std::string(),
                          role ? word(kRoles, *role) : std::string(),
                          day ? day->to_string() : std::string(kNoDue),
                          expected(now).fen,
                          now.events,
                          std::int64_t{now.phase == Phase::closed ? 0 : 1},
                          now.judgement.pack,
                          now.paid.fen - (now.recovery ? now.recovery->repaid.fen : 0),
                          std::int64_t{now.is_held() ? 1 : 0},
                          std::int64_t{due_count(now, procedure) == DayCount::working ? 1 : 0},
                          std::int64_t{known_amount(now) ? 1 : 0},
                          std::int64_t{goes_by_clock(now, procedure) ? 1 : 0},
                          std::int64_t{is_published(now, procedure) ? 1 : 0},
                          calendar_->mark(),
                          calendar_->since_ms(),
                          now.pack,
                          asked == nullptr      ? ""
                          : asked->body.empty() ? "place"
                                                : "fact",
                          now.matter.same_key,
                          std::move(body)};
  if (is_first) {
    cells.insert(cells.end(), {enterprise_register::name_key(now.matter.subject),
                               now.matter.procedure, now.matter.provision, now.matter.firm,
                               now.matter.subject, word(kStarts, now.matter.start), filing->at_ms});
  }
  cells.emplace_back(stored.number);
  auto kept = t.run(
      is_first
          ? "INSERT INTO case_file (place, phase, outcome, step, waits_for, due_order, amount_fen, "
            "events, is_open, pack, paid_fen, is_held, counts_working, has_amount, by_clock, "
            "is_published, calendar, calendar_since_ms, filed_under, partner_by, same_key, body, "
            "same_name, procedure_id, provision, firm, subject, start, filed_ms, number) VALUES "
            "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
            "?, ?)"
          : "UPDATE case_file SET place = ?, phase = ?, outcome = ?, step = ?, waits_for = ?, "
            "due_order = ?, amount_fen = ?, events = ?, is_open = ?, pack = ?, paid_fen = ?, "
            "is_held = ?, counts_working = ?, has_amount = ?, by_clock = ?, is_published = ?, "
            "calendar = ?, calendar_since_ms = ?, filed_under = ?, partner_by = ?, same_key = ?, "
            "body = COALESCE(?, body) WHERE number = ?",
      cells);
  return kept ? Result<void>{} : fail(std::move(kept.error()));
}

Result<Stored> Casebook::file(Transaction& t, const Event& event, std::int64_t number,
                              const std::string& partner) const {
  FUGONG_CHECK(number > 0, "numbers of cases are above 0");
  if (!event.matter || !event.judgement) {
    return fail("filing-incomplete", Place{}, {"申请不完整", "the filing is not complete"},
                {"写明办理什么", "say what it is about"});
  }
  const auto procedure = procedure_of(event.judgement->pack, event.matter->procedure);
  if (!procedure) return fail(procedure.error());
  auto fine = may(Case{}, **procedure, *calendar_, event);
  if (!fine) return fail(std::move(fine.error()));
  const auto first = open_case(t, *event.matter);
  if (!first) return fail(first.error());
  if (!first->empty()) return exists(*first, {"在那个案件里办理", "go on with that one"});
  Stored stored{number, reference_of(number), after(Case{}, **procedure, *calendar_, event), ""};
  auto kept = keep(t, stored, **procedure, event, partner);
  if (!kept) return fail(std::move(kept.error()));
  return stored;
}

Result<Stored> Casebook::happen(Transaction& t, std::int64_t number, std::int64_t version,
                                const Event& event) const {
  auto found = find(t, number);
  if (!found) return fail(std::move(found.error()));
  if (!*found) return no_case(number);
  Stored stored = std::move(**found);
  if (stored.now.events != version) {
    return fail("case-moved-on", Place{}, {"案件已有新的进展", "the case has moved on"},
                {"重新打开后再办", "open it again, and then decide"});
  }
  const auto procedure = procedure_of(stored.now.pack, stored.now.matter.procedure);
  if (!procedure) return fail(procedure.error());
  auto fine = may(stored.now, **procedure, *calendar_, event);
  if (!fine) return fail(std::move(fine.error()));
  const bool was_closed = stored.now.phase == Phase::closed;
  const std::string was_about = stored.now.matter.same_key;
  stored.now = after(std::move(stored.now), **procedure, *calendar_, event);
  const bool is_renamed = stored.now.matter.same_key != was_about;
  if ((was_closed || is_renamed) && stored.now.phase != Phase::closed) {
    // It may lie in places that whoever acts doesn't see.
    Transaction whole = t.within(store::Scope::everything("the same matter has one open case"));
    const auto newer = open_case(whole, stored.now.matter, stored.number);
    if (!newer) return fail(newer.error());
    if (!newer->empty())
      return exists(*newer, {"先了结那个案件（撤回或作出决定）",
                             "end that one first: have it withdrawn or decide it"});
  }
  auto kept = keep(t, stored, **procedure, event, "");
  if (!kept) return fail(std::move(kept.error()));
  return stored;
}

Result<std::vector<Event>> Casebook::history(Transaction& t, std::int64_t number) const {
  const auto found = find(t, number);
  if (!found) return fail(found.error());
  if (!*found) return no_case(number);
  return read_events(t, number);
}

Result<std::optional<Stored>> Casebook::find(Transaction& t, std::int64_t number) const {
  // The line says whether the case is within the scope: events have no owner of their own.
  const auto line = t.run("SELECT body FROM case_file WHERE number = ?", {number});
  if (!line) return fail(line.error());
  if (line->empty()) return std::optional<Stored>();
  const auto events = read_events(t, number);
  if (!events) return fail(events.error());
  if (events->empty()) return no_case(number);
  const Event& filed = events->front();
  if (!filed.matter || !filed.judgement) return no_case(number);
  const auto procedure = procedure_of(filed.judgement->pack, filed.matter->procedure);
  if (!procedure) return fail(procedure.error());
  Stored stored{number, reference_of(number), Case{}, text((*line)[0][0])};
  for (const Event& event : *events) {
    // What was written by other rules of the house is not shown as something it never was.
    auto fine = could(stored.now, **procedure, event);
    if (!fine) return fail(std::move(fine.error()));
    stored.now = after(std::move(stored.now), **procedure, *calendar_, event);
  }
  return std::optional(std::move(stored));
}

Result<std::vector<Queued>> Casebook::list(Transaction& t, const Wanted& wanted, const After& after,
                                           std::size_t limit) const {
  FUGONG_CHECK(limit > 0 && limit <= kMaxPage, "a page has some cases, and not too many");
  std::string sql =
      "SELECT number, procedure_id, provision, firm, subject, place, start, phase, outcome, step, "
      "waits_for, due_order, amount_fen, counts_working, has_amount, body, calendar, filed_under "
      "FROM "
      "case_file WHERE "
      "(due_order > ? OR (due_order = ? AND "
      "number > ?))";
  std::vector<Cell> cells{after.due_on, after.due_on, after.number};
  const auto also = [&](const char* condition, std::vector<Cell> more) {
    sql.append(" AND ").append(condition);
    cells.insert(cells.end(), more.begin(), more.end());
  };
  if (!wanted.place_prefix.empty()) {
    also("place >= ? AND substr(place, 1, CAST(? AS integer)) = ?",
         {wanted.place_prefix, static_cast<std::int64_t>(wanted.place_prefix.size()),
          wanted.place_prefix});
  }
  if (!wanted.firm.empty()) also("firm = ?", {wanted.firm});
  if (!wanted.provision.empty()) also("provision = ?", {wanted.provision});
  if (wanted.actors) {
    FUGONG_CHECK(!wanted.firm.empty(), "the events of a firm's cases are few");
    std::string did = "EXISTS (SELECT 1 FROM case_event e WHERE e.number = case_file.number AND (";
    std::vector<Cell> patterns;
    for (const std::string& actor : *wanted.actors) {
      did += patterns.empty() ? "e.body LIKE ?" : " OR e.body LIKE ?";
      // As event_json writes it; a quote within a text has a backslash before it.
      patterns.emplace_back(fmt::format("%\"by\":{{\"id\":\"{}\"%", actor));
    }
    also(patterns.empty() ? "1 = 0" : (did + "))").c_str(), patterns);
  }
  if (wanted.waits_for) also("waits_for = ?", {word(kRoles, *wanted.waits_for)});
  if (wanted.late_on) also("due_order < ?", {wanted.late_on->to_string()});
  if (wanted.open_only) also("(is_open = ? OR waits_for <> '')", {std::int64_t{1}});
  if (wanted.by_clock) also("by_clock = ?", {std::int64_t{1}});
  if (wanted.in_steps_only) also("is_open = ?", {std::int64_t{1}});
  sql.append(" ORDER BY due_order, number LIMIT ?");
  cells.emplace_back(static_cast<std::int64_t>(limit));
  const auto rows = t.run(sql, cells);
  if (!rows) return fail(rows.error());
  std::vector<Queued> queue;
  for (const Row& row : *rows) {
    Queued one;
    one.number = integer(row[0]);
    one.reference = reference_of(one.number);
    one.matter = {text(row[1]), text(row[2]), text(row[3]),
                  text(row[4]), text(row[5]), meaning(kStarts, text(row[6]))};
    one.phase = meaning(kPhases, text(row[7]));
    one.outcome = meaning(kOutcomes, text(row[8]));
    one.step = text(row[9]);
    if (!text(row[10]).empty()) one.waits_for = meaning(kRoles, text(row[10]));
    one.due_order = text(row[11]);
    if (one.due_order != kNoDue) one.due = Date::parse(one.due_order);
    one.count = integer(row[13]) != 0 ? DayCount::working : DayCount::calendar;
    if (integer(row[14]) != 0) one.amount = Money{integer(row[12])};
    one.body = text(row[15]);
    one.pack = text(row[17]);
    if (one.due && text(row[16]) != calendar_->mark()) {
      // It stands where another calendar has put it until it is counted anew, and shows the day of
      // this one, as the case does.
      const auto stored = find(t, one.number);
      const auto procedure =
          stored && *stored ? procedure_of((**stored).now.pack, (**stored).now.matter.procedure)
                            : Result<const Procedure*>(nullptr);
      if (stored && *stored && procedure) one.due = due((**stored).now, **procedure, *calendar_);
    }
    queue.push_back(std::move(one));
  }
  return queue;
}

Result<std::vector<CountedBy>> Casebook::counted_otherwise(Transaction& t, const CountedBy& after,
                                                           std::size_t limit) const {
  std::vector<CountedBy> lines;
  // On either side of this one's mark, so that the lines that it counted aren't read.
  for (const char* side : {"calendar < ?", "calendar > ?"}) {
    if (lines.size() == limit) break;
    const auto rows = t.run(
        std::string("SELECT calendar, number FROM case_file WHERE due_order < '9999-12-31' AND "
                    "calendar_since_ms <= ? AND ")
            .append(side)
            .append(" AND (calendar, number) > (?, ?) ORDER BY calendar, number LIMIT ?"),
        {calendar_->since_ms(), calendar_->mark(), after.calendar, after.number,
         static_cast<std::int64_t>(limit - lines.size())});
    if (!rows) return fail(rows.error());
    for (const Row& row : *rows)
      lines.push_back({text(row[0]), integer(row[1])});
  }
  return lines;
}

Result<void> Casebook::count_anew(Transaction& t, std::int64_t number) const {
  const auto found = find(t, number);
  if (!found) return fail(found.error());
  if (!*found) return no_case(number);
  const Case& now = (**found).now;
  const auto procedure = procedure_of(now.pack, now.matter.procedure);
  if (!procedure) return fail(procedure.error());
  return keep_line(t, **found, **procedure, nullptr, Cell());
}

Result<std::vector<std::string>> Casebook::packs_in_use(Transaction& t, std::size_t most) {
  std::set<std::string> packs;
  std::string pack;
  std::string filed_under;
  while (packs.size() < most) {
    // The next pair behind the last one, by the index: not every line is read.
    const auto rows = t.run(
        "SELECT pack, filed_under FROM case_file WHERE is_open = 1 AND (pack, filed_under) > (?, "
        "?) "
        "ORDER BY pack, filed_under LIMIT 1",
        {pack, filed_under});
    if (!rows) return fail(rows.error());
    if (rows->empty()) break;
    pack = text(rows->front()[0]);
    filed_under = text(rows->front()[1]);
    packs.insert(pack);
    if (!filed_under.empty()) packs.insert(filed_under);
  }
  std::vector<std::string> found(packs.begin(), packs.end());
  found.resize(std::min(found.size(), most));
  return found;
}

Result<void> Casebook::hand_to(Transaction& t, std::int64_t number, const std::string& by,
                               const std::string& body) const {
  auto put =
      t.run("UPDATE case_file SET partner_by = ?, body = ? WHERE number = ?", {by, body, number});
  if (!put) return fail(std::move(put.error()));
  return {};
}

Result<void> Casebook::hand_over(Transaction& whole, const ServedBy& served_by,
                                 const std::string& place, const std::string& task) {
  Transaction t =
      whole.within(store::Scope::everything("cases are handed to the partners that are asked"));
  const auto size = static_cast<std::int64_t>(place.size());
  const auto groups = t.run(
      "SELECT DISTINCT place, procedure_id, body FROM case_file WHERE partner_by = 'place' AND "
      "place "
      ">= ? AND substr(place, 1, CAST(? AS integer)) = ? AND (? = '' OR procedure_id = ?)",
      {place, size, place, task, task});
  if (!groups) return fail(groups.error());
  for (const Row& row : *groups) {
    Matter matter;
    matter.place = text(row[0]);
    matter.procedure = text(row[1]);
    const auto body = served_by(t, matter);
    if (!body) return fail(body.error());
    if (*body == text(row[2])) continue;
    const auto moved = t.run(
        "UPDATE case_file SET body = ? WHERE partner_by = 'place' AND place = ? AND procedure_id = "
        "? "
        "AND body = ?",
        {*body, row[0], row[1], row[2]});
    if (!moved) return fail(moved.error());
  }
  return {};
}

}  // namespace fugong::casework
