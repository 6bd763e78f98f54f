#include "desks/casework/casebook_verify.hpp"

#include <fmt/format.h>

#include <charconv>
#include <map>
#include <string>
#include <unordered_set>

#include "base/hash.hpp"
#include "base/tree.hpp"
#include "desks/casework/casebook.hpp"
#include "desks/casework/event_json.hpp"
#include "platform/audit/audit.hpp"

namespace fugong::casework {
namespace {

using store::Row;
using store::Transaction;

constexpr int kRecordsAtOnce = 500;

class CaseVerifier {
 public:
  explicit CaseVerifier(Transaction& t) : t_(t) {}

  Result<VerifiedCases> run() {
    for (std::string after;;) {
      const auto records = audit::records_of(t_, "case", after, kRecordsAtOnce);
      if (!records) return fail(records.error());
      if (records->empty()) break;
      for (const std::string& reference : *records) {
        auto compared = compare(reference);
        if (!compared) return fail(std::move(compared.error()));
      }
      after = records->back();
    }
    auto none = find_unlogged();
    if (!none) return fail(std::move(none.error()));
    return verified_;
  }

 private:
  /// What the log says of one event; no hash: from before it was kept.
  struct Logged {
    std::string event;
    std::string sha256;
  };

  tl::unexpected<Faults> wrong(const char* code, const std::string& reference,
                               std::int64_t sequence, Text what) const {
    return fail(code, Place{t_.name(), 0, 0, fmt::format("/cases/{}/{}", reference, sequence)},
                std::move(what),
                {"保全现场，与备份核对，并运行 fugong audit verify",
                 "keep everything as it is, compare it with backups, and run fugong audit verify"});
  }

  /// By number of the case's event.
  Result<std::multimap<std::int64_t, Logged>> read_log(const std::string& reference) {
    std::multimap<std::int64_t, Logged> logged;
    audit::Query query;
    query.kind = "case";
    query.record = reference;
    query.limit = audit::kMaxPage;
    while (true) {
      const auto page = audit::search(t_, query);
      if (!page) return fail(page.error());
      for (const audit::Record& record : page->records) {
        // Acts have a version; that somebody read the case is no act.
        const auto body = parse_json(record.body, record.id.text());
        const Node* version = body ? body->find("version") : nullptr;
        if (version == nullptr) continue;
        std::int64_t sequence = 0;
        std::from_chars(version->text.data(), version->text.data() + version->text.size(),
                        sequence);
        const Node* hash = body->find("sha256");
        logged.emplace(sequence, Logged{record.id.text(), hash != nullptr ? hash->text : ""});
      }
      if (!page->next) return logged;
      query.after = page->next;
    }
  }

  Result<void> compare(const std::string& reference) {
    const auto logged = read_log(reference);
    if (!logged) return fail(logged.error());
    if (logged->empty()) return {};
    const auto number = number_of(reference);
    if (!number) {
      return wrong("case-event-removed", reference, logged->begin()->first,
                   {"审计日志记有这个案件，库里没有这样的编号",
                    "the audit log has this case, and no case has such a number"});
    }
    const auto rows =
        t_.run("SELECT sequence, at_ms, body FROM case_event WHERE number = ? ORDER BY sequence",
               {*number});
    if (!rows) return fail(rows.error());
    auto expected = logged->begin();
    for (const Row& row : *rows) {
      const std::int64_t sequence = store::integer(row[0]);
      if (expected != logged->end() && expected->first < sequence)
        return removed(reference, *expected);
      if (expected == logged->end() || expected->first > sequence)
        return unlogged(reference, sequence);
      for (; expected != logged->end() && expected->first == sequence; ++expected) {
        auto same = compare(reference, sequence, row, expected->second);
        if (!same) return same;
      }
      ++verified_.events;
    }
    if (expected != logged->end()) return removed(reference, *expected);
    ++verified_.cases;
    met_.insert(*number);
    return {};
  }

  Result<void> compare(const std::string& reference, std::int64_t sequence, const Row& row,
                       const Logged& logged) {
    if (logged.sha256.empty()) {
      ++verified_.not_bound;
      return {};
    }
    const std::string& body = store::text(row[2]);
    const auto event = read_event(body, reference);
    if (event && event->at_ms == store::integer(row[1]) && sha256_hex(body) == logged.sha256)
      return {};
    return wrong("case-event-changed", reference, sequence,
                 {"案件记录与审计日志事件 " + logged.event + " 所记的不同",
                  "it is not what event " + logged.event + " of the audit log says it was"});
  }

  tl::unexpected<Faults> removed(const std::string& reference,
                                 const std::pair<const std::int64_t, Logged>& expected) const {
    return wrong("case-event-removed", reference, expected.first,
                 {"案件记录不在了，审计日志事件 " + expected.second.event + " 记有它",
                  "it is gone; event " + expected.second.event + " of the audit log has it"});
  }
  tl::unexpected<Faults> unlogged(const std::string& reference, std::int64_t sequence) const {
    return wrong("case-event-unlogged", reference, sequence,
                 {"审计日志里没有这条案件记录", "the audit log doesn't have it"});
  }

  /// Cases of which the log knows nothing at all.
  Result<void> find_unlogged() {
    std::int64_t unknown = 0;
    auto scanned =
        t_.scan("SELECT DISTINCT number FROM case_event ORDER BY number", {}, [&](const Row& row) {
          const std::int64_t number = store::integer(row[0]);
          if (!met_.contains(number)) unknown = number;
          return unknown == 0;
        });
    if (!scanned) return scanned;
    if (unknown != 0) return unlogged(reference_of(unknown), 1);
    return {};
  }

  Transaction& t_;
  std::unordered_set<std::int64_t> met_;
  VerifiedCases verified_;
};

}  // namespace

Result<VerifiedCases> verify_cases(store::Database& database) {
  VerifiedCases verified;
  auto read = database.read([&](Transaction& t) -> Result<void> {
    auto found = CaseVerifier(t).run();
    if (!found) return fail(std::move(found.error()));
    verified = *found;
    return {};
  });
  if (!read) return fail(std::move(read.error()));
  return verified;
}

}  // namespace fugong::casework
