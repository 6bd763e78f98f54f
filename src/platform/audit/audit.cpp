#include "platform/audit/audit.hpp"

#include <algorithm>
#include <utility>

#include "base/canonical_json.hpp"
#include "base/json_writer.hpp"
#include "base/text.hpp"
#include "platform/audit/rows.hpp"

namespace fugong::audit {
namespace {

using store::Cell;
using store::Row;
using store::Transaction;

constexpr const char* kSchema = R"(CREATE TABLE audit_event (
  region TEXT NOT NULL,
  position INTEGER NOT NULL CHECK (position > 0),
  at_ms INTEGER NOT NULL,
  actor TEXT NOT NULL,
  role TEXT NOT NULL,
  action TEXT NOT NULL,
  kind TEXT NOT NULL,
  record TEXT NOT NULL,
  result TEXT NOT NULL,
  body TEXT NOT NULL,
  commitments TEXT NOT NULL,
  previous TEXT NOT NULL,
  hash TEXT NOT NULL,
  PRIMARY KEY (region, position)
) STRICT, WITHOUT ROWID;
APPEND ONLY audit_event;
CREATE INDEX audit_event_actor ON audit_event (actor, at_ms, region, position);
CREATE INDEX audit_event_record ON audit_event (kind, record, at_ms, region, position);
CREATE INDEX audit_event_time ON audit_event (at_ms, region, position);
-- The one order of all events, from 0 without holes.
CREATE TABLE audit_leaf (
  sequence INTEGER PRIMARY KEY NOT NULL,
  region TEXT NOT NULL,
  position INTEGER NOT NULL,
  hash TEXT NOT NULL,
  UNIQUE (region, position)
) STRICT;
APPEND ONLY audit_leaf;
-- Whole nodes of every fourth level of the tree above the leaves.
CREATE TABLE audit_node (
  level INTEGER NOT NULL,
  place INTEGER NOT NULL,
  hash TEXT NOT NULL,
  PRIMARY KEY (level, place)
) STRICT, WITHOUT ROWID;
APPEND ONLY audit_node;
-- One row: makes those who extend the tree wait for each other.
CREATE TABLE audit_tree (
  one INTEGER PRIMARY KEY NOT NULL CHECK (one = 1),
  size INTEGER NOT NULL
) STRICT;
INSERT INTO audit_tree VALUES (1, 0);
-- What the commitments of an event stand for: personal, and can be erased.
CREATE TABLE audit_opening (
  region TEXT NOT NULL,
  position INTEGER NOT NULL,
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  salt TEXT NOT NULL,
  PRIMARY KEY (region, position, name)
) STRICT, WITHOUT ROWID;
)";

// How far each chain reaches, kept beside it: events that are taken off its end leave this behind.
constexpr const char* kEnds = R"(CREATE TABLE audit_end (
  region TEXT PRIMARY KEY NOT NULL,
  position INTEGER NOT NULL CHECK (position > 0),
  hash TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO audit_end SELECT e.region, e.position, e.hash FROM audit_event e
  WHERE e.position = (SELECT max(x.position) FROM audit_event x WHERE x.region = e.region);
)";

Fault invalid(std::string pointer, Text what) {
  return {"audit-event-invalid",
          Place{"", 0, 0, std::move(pointer)},
          std::move(what),
          {"按审计事件的要求填写（docs/audit.md）", "write it as docs/audit.md says"}};
}

bool is_word(std::string_view text) {
  return !text.empty() && text.size() <= kMaxWordBytes && !find_invalid_utf8(text) &&
         std::none_of(text.begin(), text.end(), [](char c) {
           const auto byte = static_cast<unsigned char>(c);
           return byte < 0x20 || byte == 0x7f;
         });
}

bool is_region(std::string_view text) {
  return !text.empty() && text.size() <= kMaxWordBytes &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                  c == '.' || c == '_' || c == '-';
         });
}

void check_words(const Event& event, Faults& faults) {
  const std::pair<const char*, const std::string&> words[] = {
      {"/actor", event.actor}, {"/role", event.role},     {"/action", event.action},
      {"/kind", event.kind},   {"/record", event.record}, {"/result", event.result}};
  for (const auto& [pointer, word] : words) {
    if (is_word(word)) continue;
    faults.push_back(invalid(
        pointer, {"为空、过长或含控制字符", "is empty, too long or has control characters"}));
  }
  if (!is_region(event.region)) {
    faults.push_back(invalid("/region", {"为空、过长或含字母、数字、“.”“_”“-”以外的字符",
                                         "is empty, too long or has more than letters, digits, "
                                         "\".\", \"_\" and \"-\""}));
  }
}

void check_personal(const Event& event, Faults& faults) {
  const auto& personal = event.personal;
  if (personal.size() > kMaxPersonal) {
    faults.push_back(invalid("/personal", {"过多", "are too many"}));
    return;
  }
  for (std::size_t i = 0; i < personal.size(); ++i) {
    const bool is_twice =
        std::any_of(personal.begin(), personal.begin() + static_cast<std::ptrdiff_t>(i),
                    [&](const Personal& other) { return other.name == personal[i].name; });
    if (is_word(personal[i].name) && !is_twice && personal[i].value.size() <= kMaxPersonalBytes &&
        !find_invalid_utf8(personal[i].value) &&
        personal[i].value.find('\0') == std::string::npos) {
      continue;
    }
    faults.push_back(
        invalid("/personal/" + std::to_string(i), {"名称无效或重复，或值过长",
                                                   "has a bad name, or one that stands "
                                                   "twice, or too long a value"}));
  }
}

Result<std::string> canonical_body(const std::string& body) {
  if (body.empty()) return "{}";
  const auto node = parse_json(body, "");
  const auto text = node ? canonical_json(*node) : fail(node.error());
  if (text && node->kind == Node::Kind::map && text->size() <= kMaxBodyBytes) return *text;
  Faults faults{invalid(
      "/body", {"不是 JSON 对象、过大或含小数", "is no JSON object, too large or has fractions"})};
  if (!text) append(faults, Faults(text.error()));
  return fail(std::move(faults));
}

std::string canonical_commitments(const std::vector<Opening>& opened) {
  JsonWriter w;
  w.begin_object();
  for (const Opening& opening : opened)
    w.key(opening.name).string(opening.commitment());
  w.end_object();
  const auto text = canonical_json(*parse_json(w.str(), ""));
  FUGONG_CHECK(text, "names were looked at before");
  return *text;
}

/// Where the next event of a chain goes, and what it follows.
struct Next {
  std::int64_t position = 0;
  std::string previous;
};

/// Counts the chain on. What is kept beside the chain says how far it reaches, not the chain: its
/// last events may have been taken away. Nothing is read by a condition, so that in PostgreSQL
/// writers of other regions, whose rows stand on the same page, are no conflict.
Result<Next> count_on(Transaction& t, const std::string& region) {
  auto rows = t.run(
      "INSERT INTO audit_end VALUES (?, 1, ?) ON CONFLICT (region) DO UPDATE SET position = "
      "audit_end.position + 1 RETURNING position, hash",
      {region, std::string(kNoEvent)});
  if (!rows) return fail(std::move(rows.error()));
  return Next{number_of(rows->front()[0]), text_of(rows->front()[1])};
}

Result<void> insert(Transaction& t, const Record& record, const std::vector<Opening>& opened) {
  auto done = t.run(
      "INSERT INTO audit_event VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
      "ON CONFLICT (region, position) DO NOTHING RETURNING position",
      {record.id.region, record.id.position, record.at_ms, record.actor, record.role, record.action,
       record.kind, record.record, record.result, record.body, record.commitments, record.previous,
       to_hex(record.hash())});
  if (!done) return fail(std::move(done.error()));
  // Who counts the chain on is alone: the place is free, unless the log was tampered with.
  if (done->empty()) return inserted(t.name(), record.id);
  done = t.run(
      "INSERT INTO audit_end VALUES (?, ?, ?) ON CONFLICT (region) DO UPDATE SET hash = "
      "excluded.hash",
      {record.id.region, record.id.position, to_hex(record.hash())});
  if (!done) return fail(std::move(done.error()));
  for (const Opening& opening : opened) {
    done = t.run("INSERT INTO audit_opening VALUES (?, ?, ?, ?, ?)",
                 {record.id.region, record.id.position, opening.name, opening.value, opening.salt});
    if (!done) return fail(std::move(done.error()));
  }
  return {};
}

/// Collects the conditions of a search and their values.
struct Conditions {
  std::string sql;
  std::vector<Cell> cells;

  void add(std::string_view condition, std::vector<Cell> values) {
    sql.append(sql.empty() ? " WHERE " : " AND ").append(condition);
    cells.insert(cells.end(), values.begin(), values.end());
  }
  void add_equal(std::string_view condition, const std::string& value) {
    if (!value.empty()) add(condition, {value});
  }
};

}  // namespace

const std::vector<store::Migration>& migrations() {
  static const std::vector<store::Migration> kMigrations = {{1, "events-and-tree", kSchema},
                                                            {2, "ends-of-chains", kEnds}};
  return kMigrations;
}

Result<EventId> Audit::append(Transaction& t, const Event& event) const {
  Faults faults;
  check_words(event, faults);
  check_personal(event, faults);
  auto body = canonical_body(event.body);
  if (!body) fugong::append(faults, std::move(body.error()));
  if (!faults.empty()) return fail(std::move(faults));
  std::vector<Opening> opened;
  for (const Personal& personal : event.personal)
    opened.push_back({personal.name, personal.value, random_.hex(kSaltBytes)});
  auto next = count_on(t, event.region);
  if (!next) return fail(std::move(next.error()));
  const Record record{{event.region, next->position},
                      clock_.now_ms(),
                      event.actor,
                      event.role,
                      event.action,
                      event.kind,
                      event.record,
                      event.result,
                      std::move(*body),
                      canonical_commitments(opened),
                      std::move(next->previous)};
  auto written = insert(t, record, opened);
  if (!written) return fail(std::move(written.error()));
  return record.id;
}

Result<std::optional<Record>> find(Transaction& t, const EventId& id) {
  const std::string sql = "SELECT " + std::string(kRecordColumns) +
                          " FROM audit_event e WHERE e.region = ? AND e.position = ?";
  auto rows = t.run(sql, {id.region, id.position});
  if (!rows) return fail(std::move(rows.error()));
  if (rows->empty()) return std::nullopt;
  return read_record(rows->front());
}

Result<std::vector<Opening>> openings(Transaction& t, const EventId& id) {
  auto rows = t.run(
      "SELECT name, value, salt FROM audit_opening WHERE region = ? AND position = ? ORDER BY name",
      {id.region, id.position});
  if (!rows) return fail(std::move(rows.error()));
  std::vector<Opening> found;
  for (const Row& row : *rows)
    found.push_back({text_of(row[0]), text_of(row[1]), text_of(row[2])});
  return found;
}

Result<std::int64_t> erase_openings(Transaction& t, const EventId& id) {
  const auto found = openings(t, id);
  if (!found) return fail(found.error());
  auto erased = t.run("DELETE FROM audit_opening WHERE region = ? AND position = ?",
                      {id.region, id.position});
  if (!erased) return fail(std::move(erased.error()));
  return static_cast<std::int64_t>(found->size());
}

Result<Page> search(Transaction& t, const Query& query) {
  FUGONG_CHECK(query.limit >= 1 && query.limit <= kMaxPage, "a page has its limits");
  Conditions where;
  where.add_equal("e.actor = ?", query.actor);
  where.add_equal("e.kind = ?", query.kind);
  where.add_equal("e.record = ?", query.record);
  where.add_equal("e.action = ?", query.action);
  where.add_equal("e.region = ?", query.region);
  if (query.from_ms) where.add("e.at_ms >= ?", {*query.from_ms});
  if (query.until_ms) where.add("e.at_ms < ?", {*query.until_ms});
  if (query.after) {
    where.add("(e.at_ms, e.region, e.position) < (?, ?, ?)",
              {query.after->at_ms, query.after->id.region, query.after->id.position});
  }
  // One more than asked for says whether there is a next page.
  where.cells.emplace_back(std::int64_t{query.limit} + 1);
  const std::string sql = "SELECT " + std::string(kRecordColumns) + " FROM audit_event e" +
                          where.sql +
                          " ORDER BY e.at_ms DESC, e.region DESC, e.position DESC LIMIT ?";
  auto rows = t.run(sql, where.cells);
  if (!rows) return fail(std::move(rows.error()));
  Page page;
  const auto limit = static_cast<std::size_t>(query.limit);
  for (std::size_t i = 0; i < std::min(rows->size(), limit); ++i)
    page.records.push_back(read_record((*rows)[i]));
  if (rows->size() > limit) page.next = After{page.records.back().at_ms, page.records.back().id};
  return page;
}

Result<std::vector<std::string>> records_of(Transaction& t, const std::string& kind,
                                            const std::string& after, int limit) {
  const auto rows = t.run(
      "SELECT DISTINCT record FROM audit_event WHERE kind = ? AND record > ? ORDER BY record LIMIT "
      "?",
      {kind, after, std::int64_t{limit}});
  if (!rows) return fail(rows.error());
  std::vector<std::string> records;
  for (const Row& row : *rows)
    records.push_back(text_of(row[0]));
  return records;
}

}  // namespace fugong::audit
