#include "platform/audit/rows.hpp"

#include <utility>

#include "base/canonical_json.hpp"

namespace fugong::audit {
namespace {

/// Whether a column holds one canonical object. Else bytes could move from one column to the next
/// without changing the text of the record.
bool is_object(std::string_view text) {
  const auto node = parse_json(text, "");
  if (!node || node->kind != Node::Kind::map) return false;
  const auto canonical = canonical_json(*node);
  return canonical && *canonical == text;
}

/// The name of a file behind a word, if there is one.
std::string named(const std::string& file) {
  return file.empty() ? std::string() : " " + file + " ";
}

}  // namespace

std::string text_of(const store::Cell& cell) {
  const auto* text = std::get_if<std::string>(&cell);
  return text == nullptr ? std::string() : *text;
}

std::int64_t number_of(const store::Cell& cell) {
  const auto* number = std::get_if<std::int64_t>(&cell);
  return number == nullptr ? 0 : *number;
}

Record read_record(const store::Row& row, std::size_t at) {
  return {{text_of(row[at]), number_of(row[at + 1])},
          number_of(row[at + 2]),
          text_of(row[at + 3]),
          text_of(row[at + 4]),
          text_of(row[at + 5]),
          text_of(row[at + 6]),
          text_of(row[at + 7]),
          text_of(row[at + 8]),
          text_of(row[at + 9]),
          text_of(row[at + 10]),
          text_of(row[at + 11])};
}

tl::unexpected<Faults> broken(const std::string& database, std::string code, std::string pointer,
                              Text what) {
  return fail(std::move(code), Place{database, 0, 0, std::move(pointer)}, std::move(what),
              {"保全数据库和检查点，查明何人何时改动，再从备份恢复",
               "keep the database and the checkpoints as they are, find out who changed what when, "
               "then restore a backup"});
}

tl::unexpected<Faults> removed(const std::string& database, const EventId& id) {
  return broken(database, "audit-event-removed", "/events/" + id.text(),
                {"事件被删除", "the event was removed"});
}

tl::unexpected<Faults> inserted(const std::string& database, const EventId& id) {
  return broken(database, "audit-event-inserted", "/events/" + id.text(),
                {"事件是插入的", "the event was put in"});
}

Result<std::string> check_link(const std::string& database, const Record& record,
                               const EventId& expected, const std::string& previous,
                               const std::string& hash) {
  const std::string pointer = "/events/" + expected.text();
  if (record.id != expected) return removed(database, expected);
  std::string is = to_hex(record.hash());
  if (is != hash || !is_object(record.body) || !is_object(record.commitments)) {
    return broken(database, "audit-event-changed", pointer,
                  {"事件的内容被改动", "the event was changed"});
  }
  if (record.previous != previous) {
    return broken(database, "audit-chain-broken", pointer,
                  {"事件与前一事件不相接：前一事件被改写，或本事件是插入、调换的",
                   "the event doesn't follow the one before: that one was rewritten, or this one "
                   "was put in or moved"});
  }
  return is;
}

tl::unexpected<Faults> rolled_back(const std::string& database, std::int64_t size,
                                   std::int64_t signed_size, const std::string& checkpoint) {
  const std::string has = std::to_string(size);
  const std::string had = std::to_string(signed_size);
  return broken(
      database, "audit-rolled-back", "/leaves/" + has,
      {"数据库比检查点旧：只有 " + has + " 条，检查点" + named(checkpoint) + "有 " + had + " 条",
       "the database is older than its checkpoint: " + has + " events, the checkpoint" +
           named(checkpoint) + " has " + had});
}

tl::unexpected<Faults> history_differs(const std::string& database, std::int64_t from,
                                       std::int64_t to, const std::string& checkpoint) {
  const std::string first = std::to_string(from);
  const std::string last = std::to_string(to - 1);
  return broken(
      database, "audit-history-differs", "/leaves/" + first,
      {"历史被整体改写：第 " + first + " 至 " + last + " 条与检查点" + named(checkpoint) + "不符",
       "history was rewritten as a whole: leaves " + first + " to " + last +
           " are not those of the checkpoint" + named(checkpoint)});
}

}  // namespace fugong::audit
