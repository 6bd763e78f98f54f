#include "platform/uploads/uploads.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/hash.hpp"
#include "base/json_writer.hpp"
#include "platform/store/scope.hpp"
#include "platform/uploads/display_name.hpp"

namespace fugong::uploads {
namespace {

using store::Cell;
using store::Database;
using store::integer;
using store::Row;
using store::Scope;
using store::text;
using store::Transaction;

// `name` is what the client called it, until the file goes; `made_by` who handed it in.
constexpr const char* kFirst = R"(CREATE TABLE upload (
  id TEXT PRIMARY KEY NOT NULL,
  firm TEXT NOT NULL,
  name TEXT NOT NULL,
  content TEXT NOT NULL,
  bytes INTEGER NOT NULL CHECK (bytes > 0),
  sha256 TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'clean', 'unscanned', 'refused')),
  made_by TEXT NOT NULL,
  made_ms INTEGER NOT NULL,
  case_number INTEGER NOT NULL CHECK (case_number >= 0)
) STRICT;
SCOPED TABLE upload BY FIRM firm;
CREATE INDEX upload_loose ON upload (case_number, firm, made_ms);
CREATE INDEX upload_state ON upload (state, made_ms);
)";

constexpr std::string_view kColumns =
    "SELECT id, firm, name, content, bytes, sha256, state, made_ms, case_number FROM upload ";

/// The chain of the audit log in which files stand: they belong to no place before they are in a
/// case.
constexpr std::string_view kRegion = "public";

constexpr std::array<std::string_view, 4> kStates{"waiting", "clean", "unscanned", "refused"};

Upload upload_of(const Row& row) {
  const auto state = std::ranges::find(kStates, text(row[6])) - kStates.begin();
  return {text(row[0]),
          text(row[1]),
          text(row[2]),
          content_of(text(row[3])),
          integer(row[4]),
          text(row[5]),
          static_cast<State>(state),
          integer(row[7]),
          integer(row[8])};
}

Result<std::vector<Upload>> select(Transaction& t, std::string_view where,
                                   const std::vector<Cell>& parameters) {
  const auto rows = t.run(std::string(kColumns).append(where), parameters);
  if (!rows) return fail(rows.error());
  std::vector<Upload> found;
  std::ranges::transform(*rows, std::back_inserter(found), upload_of);
  return found;
}

Scope everything() {
  return Scope::everything("files are tended whosever they are");
}

/// All of them, whosever they are.
Result<std::vector<Upload>> select_any(Database& database, std::string_view where,
                                       const std::vector<Cell>& parameters) {
  std::vector<Upload> found;
  const auto read = database.read([&](Transaction& t) -> Result<void> {
    Transaction all = t.within(everything());
    auto selected = select(all, where, parameters);
    if (!selected) return fail(std::move(selected.error()));
    found = std::move(*selected);
    return {};
  });
  if (!read) return fail(read.error());
  return found;
}

tl::unexpected<Faults> unknown(std::string_view id) {
  return fail("upload-unknown", {},
              {fmt::format("没有文件 {}", id.substr(0, kIdDigits)),
               fmt::format("there is no file {}", id.substr(0, kIdDigits))},
              {"重新上传", "upload it again"});
}
tl::unexpected<Faults> waiting() {
  return fail("upload-waiting", {}, {"文件还在检查", "the file is still being looked at"},
              {"稍后再试", "try again in a moment"});
}
tl::unexpected<Faults> harmful() {
  return fail("upload-refused", {},
              {"文件被检查程序判为有害", "the scanner calls the file harmful"},
              {"换一份干净的文件", "use a clean copy"});
}

}  // namespace

std::string_view name_of(State state) {
  return kStates[static_cast<std::size_t>(state)];
}

const std::vector<store::Migration>& migrations() {
  static const std::vector<store::Migration> kMigrations{{1, "uploads", kFirst}};
  return kMigrations;
}

Result<void> Uploads::record(Transaction& t, const char* action, const Sender& sender,
                             const Upload& upload) const {
  audit::Event event;
  event.actor = sender.actor;
  event.role = sender.role;
  event.action = action;
  event.kind = "upload";
  event.record = upload.id;
  event.region = kRegion;
  JsonWriter body;
  body.begin_object().key("bytes").number(upload.bytes).key("sha256").string(upload.sha256);
  body.key("state")
      .string(name_of(upload.state))
      .key("type")
      .string(uploads::name_of(upload.content));
  event.body = body.end_object().take();
  event.personal.push_back({"name", upload.name});
  auto appended = audit_->append(t, event);
  if (!appended) return fail(std::move(appended.error()));
  return {};
}

Result<void> Uploads::record_read(Database& database, const Reader& reader,
                                  const Upload& upload) const {
  audit::Event event;
  event.actor = reader.actor;
  event.role = reader.role;
  event.action = "upload.read";
  event.kind = "upload";
  event.record = upload.id;
  event.region = reader.region;
  JsonWriter body;
  body.begin_object().key("case").string(reader.case_reference);
  event.body = body.key("sha256").string(upload.sha256).end_object().take();
  return database.transact([&](Transaction& t) -> Result<void> {
    auto appended = audit_->append(t, event);
    return appended ? Result<void>{} : fail(std::move(appended.error()));
  });
}

Result<Upload> Uploads::put(Database& database, const Sender& sender, std::string_view bytes,
                            std::string_view given_name) const {
  const auto content = recognise(bytes);
  if (!content) return fail(content.error());
  const auto scope = Scope::firms({sender.firm});
  if (!scope) return fail(scope.error());
  Upload made{random_->hex(kIdDigits / 2),
              sender.firm,
              display_name(given_name, *content),
              *content,
              static_cast<std::int64_t>(bytes.size()),
              sha256_hex(bytes),
              State::waiting,
              clock_->now_ms(),
              0};
  // The bytes first: a row always has its file, a file without a row is found by tend.
  auto kept = files_.put(made.id, bytes);
  if (!kept) return fail(std::move(kept.error()));
  const auto written = database.transact([&](Transaction& t) -> Result<void> {
    Transaction mine = t.within(*scope);
    const auto others =
        mine.run("SELECT COUNT(*) FROM upload WHERE firm = ? AND case_number = 0", {sender.firm});
    if (!others) return fail(others.error());
    if (integer((*others)[0][0]) >= static_cast<std::int64_t>(kMaxLoose)) {
      return fail("upload-too-many", {},
                  {fmt::format("未提交的文件已有 {} 个", kMaxLoose),
                   fmt::format("{} files of this firm are in no case yet", kMaxLoose)},
                  {"先删去不用的", "remove those that you don't need"});
    }
    const auto added = mine.run(
        "INSERT INTO upload VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0)",
        {made.id, made.firm, made.name, std::string(uploads::name_of(made.content)), made.bytes,
         made.sha256, std::string(name_of(made.state)), sender.actor, made.made_ms});
    if (!added) return fail(added.error());
    return record(mine, "upload.put", sender, made);
  });
  if (!written) {
    files_.remove(made.id);
    return fail(written.error());
  }
  return settle(database, made);
}

/// Scans a file that waits, and says what came of it.
Result<Upload> Uploads::settle(Database& database, const Upload& upload) const {
  Upload settled = upload;
  settled.state = State::unscanned;
  if (scanner_) {
    const ScanVerdict verdict = scanner_->scan(files_.path(upload.id));
    if (verdict == ScanVerdict::unknown) return upload;
    settled.state = verdict == ScanVerdict::clean ? State::clean : State::refused;
  }
  std::optional<Upload> other;
  const auto written = database.transact([&](Transaction& t) -> Result<void> {
    other.reset();
    Transaction all = t.within(everything());
    const auto changed =
        all.run("UPDATE upload SET state = ? WHERE id = ? AND state = 'waiting' RETURNING id",
                {std::string(name_of(settled.state)), upload.id});
    if (!changed) return fail(changed.error());
    if (changed->empty()) {
      // Another program was quicker, or it was removed meanwhile.
      auto found = find(all, upload.id);
      if (!found) return fail(std::move(found.error()));
      other = std::move(*found);
      return other ? Result<void>{} : unknown(upload.id);
    }
    const bool is_harmful = settled.state == State::refused;
    return record(all, is_harmful ? "upload.refused" : "upload.taken",
                  {upload.firm, "uploads", "programme"}, settled);
  });
  if (!written) return fail(written.error());
  if (other) return std::move(*other);
  if (settled.state == State::refused) files_.remove(upload.id);
  return settled;
}

Result<std::optional<Upload>> Uploads::find(Transaction& t, std::string_view id) const {
  auto found = select(t, "WHERE id = ?", {std::string(id)});
  if (!found) return fail(std::move(found.error()));
  if (found->empty()) return std::optional<Upload>();
  return std::optional(std::move(found->front()));
}

Result<std::vector<Upload>> Uploads::loose(Transaction& t, std::string_view firm) const {
  return select(t, "WHERE case_number = 0 AND firm = ? ORDER BY made_ms, id", {std::string(firm)});
}

Result<std::string> Uploads::bytes_of(const Upload& upload) const {
  if (upload.state == State::waiting) return waiting();
  if (upload.state == State::refused) return harmful();
  auto bytes = files_.read(upload.id);
  if (bytes && sha256_hex(*bytes) != upload.sha256) {
    return fail("upload-changed", {}, {"文件已被改动", "the file is no longer what was handed in"},
                {"从备份恢复上传文件夹", "restore the folder of uploads from its backup"});
  }
  return bytes;
}

Result<Upload> Uploads::attach(Transaction& t, std::string_view id, std::string_view firm,
                               std::int64_t case_number) const {
  FUGONG_CHECK(case_number > 0, "cases have numbers above 0");
  auto found = find(t, id);
  if (!found) return fail(std::move(found.error()));
  if (!*found || (**found).firm != firm) return unknown(id);
  Upload upload = std::move(**found);
  if (upload.case_number != 0) {
    return fail("upload-used", {}, {"文件已在一个案件里", "the file is in a case already"},
                {"另行上传一份", "upload another copy"});
  }
  if (upload.state == State::waiting) return waiting();
  if (upload.state == State::refused) return harmful();
  upload.case_number = case_number;
  auto changed = t.run("UPDATE upload SET case_number = ? WHERE id = ?", {case_number, upload.id});
  if (!changed) return fail(std::move(changed.error()));
  return upload;
}

Result<void> Uploads::remove(Database& database, const Sender& sender, std::string_view id) const {
  const auto scope = Scope::firms({sender.firm});
  if (!scope) return fail(scope.error());
  const auto removed = database.transact([&](Transaction& t) -> Result<void> {
    Transaction mine = t.within(*scope);
    auto found = find(mine, id);
    if (!found) return fail(std::move(found.error()));
    if (!*found) return unknown(id);
    if ((**found).case_number != 0) {
      return fail("upload-in-case", {},
                  {"文件已在案件里，不能删去", "the file is in a case and stays there"},
                  {"需要时在案件里说明", "say in the case what is wrong with it"});
    }
    auto gone = mine.run("DELETE FROM upload WHERE id = ?", {std::string(id)});
    if (!gone) return fail(std::move(gone.error()));
    return record(mine, "upload.removed", sender, **found);
  });
  if (!removed) return fail(removed.error());
  files_.remove(id);
  return {};
}

Result<Tended> Uploads::tend(Database& database, std::int64_t limit) const {
  Tended tended;
  const auto waiting_ones =
      select_any(database, "WHERE state = 'waiting' ORDER BY made_ms LIMIT ?", {limit});
  if (!waiting_ones) return fail(waiting_ones.error());
  for (const Upload& upload : *waiting_ones) {
    const auto settled = settle(database, upload);
    if (!settled) continue;  // another program was quicker
    ++(settled->state == State::waiting ? tended.waiting : tended.scanned);
  }
  const auto removed = remove_loose(database, limit);
  if (!removed) return fail(removed.error());
  tended.removed = *removed;
  return tended;
}

Result<std::int64_t> Uploads::remove_loose(Database& database, std::int64_t limit) const {
  const auto old =
      select_any(database, "WHERE case_number = 0 AND made_ms <= ? ORDER BY made_ms LIMIT ?",
                 {clock_->now_ms() - kLooseMs, limit});
  if (!old) return fail(old.error());
  std::int64_t removed = 0;
  for (const Upload& upload : *old) {
    // One that was put into a case meanwhile stays.
    const auto gone = remove(database, {upload.firm, "uploads", "programme"}, upload.id);
    if (gone) ++removed;
  }
  return removed;
}

Result<std::int64_t> Uploads::remove_orphans(Database& database, std::int64_t limit) const {
  std::int64_t removed = 0;
  for (const Files::Found& file : files_.all()) {
    if (file.age_ms < kOrphanMs || removed == limit) continue;
    if (!file.id.empty()) {
      const auto rows = select_any(database, "WHERE id = ?", {file.id});
      if (!rows) return fail(rows.error());
      const bool is_wanted = !rows->empty() && rows->front().state != State::refused;
      if (is_wanted) continue;
    }
    if (Files::remove_found(file)) ++removed;
  }
  return removed;
}

}  // namespace fugong::uploads
