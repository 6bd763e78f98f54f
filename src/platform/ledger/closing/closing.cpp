#include "platform/ledger/closing/closing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <set>

#include "base/hash.hpp"
#include "base/json_writer.hpp"
#include "base/tree.hpp"
#include "platform/ledger/ledger.hpp"

namespace fugong::ledger {
namespace {

using store::Transaction;

constexpr const char* kAction = "ledger.day-closed";
constexpr const char* kRecordKind = "ledger-day";

/// Papers that were read, in order of their days, and the SHA-256 of the text of each.
struct Kept {
  std::vector<DailyRoot> days;
  std::vector<std::string> names;
  std::vector<std::string> hashes;

  std::string last_hash() const { return hashes.empty() ? first_hash() : hashes.back(); }
};

Text remedy() {
  return {"停止记账，保留现场，与备份和别处的副本核对",
          "stop writing, keep everything as it is, and compare it with backups and with copies "
          "that were kept elsewhere"};
}

tl::unexpected<Faults> missing(const std::string& file, Text what) {
  return fail("ledger-root-missing", Place{file, 0, 0, ""}, std::move(what),
              {"把文件找回来；找不回来就查明何故",
               "bring the file back; if it can't be found, find out why"});
}

Result<Kept> read_papers(const std::vector<Paper>& papers, const audit::VerifyingKey& key) {
  std::vector<std::pair<DailyRoot, const Paper*>> read;
  for (const Paper& paper : papers) {
    auto root = read_root(paper.bytes, paper.name, key);
    if (!root) return fail(std::move(root.error()));
    read.emplace_back(std::move(*root), &paper);
  }
  std::ranges::stable_sort(read, {}, [](const auto& one) { return one.first.day; });
  Kept kept;
  for (auto& [root, paper] : read) {
    if (root.previous != kept.last_hash()) {
      return missing(paper->name,
                     {"它前面的那份日根不在，或不是同一份",
                      "the daily root before this one is not here, or is another one"});
    }
    kept.hashes.push_back(sha256_hex(root.text(key.name())));
    kept.names.push_back(paper->name);
    kept.days.push_back(std::move(root));
  }
  return kept;
}

std::vector<Checkpoint> heads_of(const Kept& kept, Shard shard) {
  std::vector<Checkpoint> heads;
  for (std::size_t i = 0; i < kept.days.size(); ++i) {
    for (const ShardEnd& end : kept.days[i].shards) {
      if (end.shard == shard) heads.push_back({shard, end.seq, end.hash, kept.names[i]});
    }
  }
  return heads;
}

/// Where each shard stood at the end of a day, by what its entries say now.
std::vector<ShardEnd> ends_on(const std::vector<Verified>& shards, Date day) {
  std::vector<ShardEnd> ends;
  for (const Verified& of : shards) {
    const auto behind = std::ranges::upper_bound(of.days, day, {}, &DayEnd::day);
    if (behind == of.days.begin()) continue;
    const DayEnd& end = *std::prev(behind);
    ShardEnd& added = ends.emplace_back(ShardEnd{of.head.shard, end.seq, end.hash, {}});
    for (const auto& [role, fen] : end.held)
      added.held.emplace_back(role, fmt::format("{}", fen));
  }
  return ends;
}

Result<void> compare(const Kept& kept, const std::vector<Verified>& shards,
                     const std::string& database) {
  const auto differs = [&](std::size_t at, Shard shard, std::int64_t seq, Text what) {
    what.zh += fmt::format("（{}）", kept.names[at]);
    what.en += fmt::format(" ({})", kept.names[at]);
    return fail("ledger-root-differs",
                Place{database, 0, 0, fmt::format("/ledger_transfer/{}/{}", shard, seq)},
                std::move(what), remedy());
  };
  for (std::size_t at = 0; at < kept.days.size(); ++at) {
    const DailyRoot& was = kept.days[at];
    const std::vector<ShardEnd> ends = ends_on(shards, was.day);
    for (const ShardEnd& end : was.shards) {
      if (std::ranges::find(ends, end.shard, &ShardEnd::shard) != ends.end()) continue;
      return differs(at, end.shard, end.seq, {"这个分片不在了", "this shard is gone"});
    }
    for (const ShardEnd& end : ends) {
      const auto signed_end = std::ranges::find(was.shards, end.shard, &ShardEnd::shard);
      const bool is_there = signed_end != was.shards.end();
      if (is_there && *signed_end == end) continue;
      // Up to the head that was signed the chain is the same, or verify would have said so.
      return differs(at, end.shard, is_there ? signed_end->seq + 1 : 1,
                     {"当日的账目在签名之后又有增加，从这一笔起",
                      "entries of that day were added when it had been signed, from this one on"});
    }
  }
  return {};
}

/// SHA-256 of the paper of each day, as the audit log has it.
using Logged = std::map<std::string, std::string>;

Result<Logged> read_log(Transaction& t) {
  Logged logged;
  audit::Query query;
  query.kind = kRecordKind;
  query.action = kAction;
  query.limit = audit::kMaxPage;
  while (true) {
    const auto page = audit::search(t, query);
    if (!page) return fail(page.error());
    for (const audit::Record& record : page->records) {
      const auto body = parse_json(record.body, record.id.text());
      const Node* hash = body ? body->find("sha256") : nullptr;
      logged[record.record] = hash != nullptr ? hash->text : "";
    }
    if (!page->next) return logged;
    query.after = page->next;
  }
}

Result<void> compare_log(const Kept& kept, const Logged& logged, const std::string& database) {
  std::set<std::string> days;
  for (std::size_t at = 0; at < kept.days.size(); ++at) {
    const std::string day = kept.days[at].day.to_string();
    days.insert(day);
    const auto known = logged.find(day);
    if (known != logged.end() && known->second == kept.hashes[at]) continue;
    return fail("ledger-root-unlogged", Place{kept.names[at], 0, 0, ""},
                {"审计日志里没有这份日根，或是另一份（" + database + "）",
                 "the audit log has no such daily root, or another one (" + database + ")"},
                remedy());
  }
  for (const auto& [day, hash] : logged) {
    if (days.contains(day)) continue;
    return missing(day + kPaperEnding, {"审计日志记有这一天的日根，文件不在",
                                        "the audit log has a daily root of this day, and its file "
                                        "is not here"});
  }
  return {};
}

/// Everything as of one moment; `logged` is told and not compared.
Result<Checked> check(store::Database& database, const Kept& kept, Logged& logged) {
  Checked checked;
  auto read = database.read([&](Transaction& t) -> Result<void> {
    checked = {};
    const auto found = shards(t);
    if (!found) return fail(found.error());
    for (const Shard shard : *found) {
      auto verified = verify(t, shard, heads_of(kept, shard));
      if (!verified) return fail(std::move(verified.error()));
      checked.shards.push_back(std::move(*verified));
    }
    auto compared = compare(kept, checked.shards, database.name());
    if (!compared) return compared;
    auto events = read_log(t);
    if (!events) return fail(std::move(events.error()));
    logged = std::move(*events);
    return {};
  });
  if (!read) return fail(std::move(read.error()));
  checked.days = kept.days;
  return checked;
}

/// Up to which day there is something to sign: an entry of a day before `today` stands behind what
/// was signed last. Not beyond the day behind the last entry: a clock that is far ahead would keep
/// the ledger shut until then. None: nothing is due. Asks little.
Result<std::optional<Date>> due_before(Transaction& t, const Kept& kept, Date today) {
  const auto ends = heads(t);
  if (!ends) return fail(ends.error());
  bool is_due = false;
  Date behind;
  for (const Head& head : *ends) {
    behind = std::max(behind, FixedClock(head.at_ms).today().plus_days(1));
    std::int64_t after = 0;
    if (!kept.days.empty()) {
      for (const ShardEnd& end : kept.days.back().shards)
        if (end.shard == head.shard) after = end.seq;
    }
    const auto page = statement(t, head.shard, {}, after, 1);
    if (!page) return fail(page.error());
    is_due = is_due ||
             (!page->entries.empty() && FixedClock(page->entries.front().at_ms).today() < today);
  }
  if (!is_due) return std::nullopt;
  return std::min(today, behind);
}

Result<void> log_day(store::Database& database, const audit::Audit& audit, const DailyRoot& root,
                     const std::string& hash) {
  audit::Event event;
  event.actor = event.role = "console";
  event.action = kAction;
  event.kind = kRecordKind;
  event.record = root.day.to_string();
  event.region = "ledger";
  JsonWriter body;
  body.begin_object().key("root").string(audit::to_hex(root.root())).key("sha256").string(hash);
  event.body = body.end_object().take();
  return database.transact([&](Transaction& t) -> Result<void> {
    auto appended = audit.append(t, event);
    return appended ? Result<void>{} : fail(std::move(appended.error()));
  });
}

}  // namespace

Result<Checked> check_days(store::Database& database, const std::vector<Paper>& papers,
                           const audit::VerifyingKey& key) {
  const auto kept = read_papers(papers, key);
  if (!kept) return fail(kept.error());
  Logged logged;
  auto checked = check(database, *kept, logged);
  if (!checked) return checked;
  auto compared = compare_log(*kept, logged, database.name());
  if (!compared) return fail(std::move(compared.error()));
  return checked;
}

Result<std::vector<Paper>> close_days(store::Database& database, const std::vector<Paper>& papers,
                                      const audit::SigningKey& key, const Clock& clock,
                                      const audit::Audit& audit) {
  auto kept = read_papers(papers, key.verifying());
  if (!kept) return fail(std::move(kept.error()));
  std::optional<Date> before;
  auto looked = database.read([&](Transaction& t) -> Result<void> {
    const auto due = due_before(t, *kept, FixedClock(clock.now_ms() - kSettledAfterMs).today());
    if (!due) return fail(due.error());
    before = *due;
    return {};
  });
  if (!looked) return fail(std::move(looked.error()));
  std::vector<Paper> closed;
  if (!before) return closed;
  // Before the ledger is read: what is signed stays all there was of its days.
  auto begun = database.transact([&](Transaction& t) { return Ledger::begin_day(t, *before); });
  if (!begun) return fail(std::move(begun.error()));
  Logged logged;
  const auto checked = check(database, *kept, logged);
  if (!checked) return fail(checked.error());
  std::set<Date> days;
  for (const Verified& of : checked->shards) {
    for (const DayEnd& end : of.days) {
      const bool is_new = kept->days.empty() || end.day > kept->days.back().day;
      if (is_new && end.day < *before) days.insert(end.day);
    }
  }
  std::string previous = kept->last_hash();
  for (const Date& day : days) {
    const DailyRoot root{day, previous, ends_on(checked->shards, day)};
    auto bytes = write_root(root, key);
    if (!bytes) return fail(std::move(bytes.error()));
    previous = sha256_hex(root.text(key.verifying().name()));
    Paper paper{day.to_string() + kPaperEnding, std::move(*bytes)};
    // It stands there already where its file was lost before it was written.
    const auto known = logged.find(day.to_string());
    if (known != logged.end() && known->second != previous) {
      return missing(paper.name, {"审计日志记有这一天的另一份日根，文件不在",
                                  "the audit log has another daily root of this day, and its file "
                                  "is not here"});
    }
    if (known == logged.end()) {
      auto noted = log_day(database, audit, root, previous);
      if (!noted) return fail(std::move(noted.error()));
    }
    closed.push_back(std::move(paper));
  }
  return closed;
}

}  // namespace fugong::ledger
