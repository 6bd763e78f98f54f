#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "app/audit_command.hpp"
#include "app/audit_keys.hpp"
#include "app/checkpoint_folder.hpp"
#include "app/files.hpp"
#include "base/clock.hpp"
#include "base/json_writer.hpp"
#include "platform/audit/audit.hpp"
#include "platform/audit/tree.hpp"
#include "platform/audit/verify.hpp"

namespace fugong::app {
namespace {

/// Farther from 1970 no clock of ours is; its milliseconds are counted without overflow.
constexpr std::int64_t kMostDays = 100'000'000;

tl::unexpected<Faults> no_checkpoints(const std::string& folder) {
  return fail("audit-no-checkpoints", Place{folder, 0, 0, ""},
              {"文件夹里没有检查点，证明不了什么",
               "there is no checkpoint in the folder, so nothing can be proved"},
              {"用 --checkpoints 指定文件夹；若检查点不见了，查明何故",
               "name the folder with --checkpoints; if they are gone, find out why"});
}

/// A database that is there, with a log in it.
Result<store::Database> open_log(const std::string& url) {
  auto database = store::Database::open({.create = false, .url = url});
  if (!database) return fail(std::move(database.error()));
  const auto looked = database->read([](store::Transaction& t) -> Result<void> {
    const auto size = audit::tree_size(t);
    return size ? Result<void>{} : fail(size.error());
  });
  if (looked) return std::move(*database);
  if (looked.error().front().code != "store-statement") return fail(looked.error());
  return fail("audit-no-log", Place{database->name(), 0, 0, ""},
              {"数据库里没有审计日志", "there is no audit log in the database"},
              {"用 --db 指定数据库", "name the database with --db"});
}

/// The same, and the log is made where there is none.
Result<store::Database> open_to_write(const std::string& url) {
  auto database = store::Database::open({.create = false, .url = url});
  if (!database) return fail(std::move(database.error()));
  auto migrated = database->migrate("audit", audit::migrations());
  if (!migrated) return fail(std::move(migrated.error()));
  return std::move(*database);
}

/// The moment in China.
std::string moment_of(std::int64_t at_ms) {
  const FixedClock clock(at_ms);
  const std::int64_t local = at_ms + kChinaMs;
  const std::int64_t seconds = ((local % kDayMs) + kDayMs) % kDayMs / 1000;
  return fmt::format("{} {:02}:{:02}:{:02}", clock.today().to_string(), seconds / 3600,
                     seconds / 60 % 60, seconds % 60);
}

Result<CheckpointFolder::Made> make_checkpoint(const AuditCommand& command) {
  const auto key = read_signing_key(command.key_file);
  if (!key) return fail(key.error());
  auto database = open_to_write(command.database);
  if (!database) return fail(std::move(database.error()));
  return CheckpointFolder(command.checkpoints).extend(*database, *key);
}

Result<audit::Verified> verify_all(const AuditCommand& command) {
  const auto key = read_public_key(command.key_file);
  if (!key) return fail(key.error());
  const auto files =
      CheckpointFolder(command.checkpoints).latest(std::numeric_limits<std::size_t>::max());
  if (!files) return fail(files.error());
  if (files->empty()) return no_checkpoints(command.checkpoints);
  auto database = open_log(command.database);
  if (!database) return fail(std::move(database.error()));
  return audit::verify(*database, *files, *key);
}

Result<std::string> make_proof(const AuditCommand& command) {
  const auto id = audit::EventId::parse(command.event);
  if (!id) return fail(id.error());
  const auto key = read_public_key(command.key_file);
  if (!key) return fail(key.error());
  const auto newest = audit::read_signed(CheckpointFolder(command.checkpoints).newest(), *key);
  if (!newest) return fail(newest.error());
  if (!*newest) return no_checkpoints(command.checkpoints);
  auto database = open_log(command.database);
  if (!database) return fail(std::move(database.error()));
  std::string paper;
  auto read = database->read([&](store::Transaction& t) -> Result<void> {
    auto proved = audit::prove_under(t, *id, **newest, *key);
    if (!proved) return fail(std::move(proved.error()));
    paper = std::move(*proved);
    return {};
  });
  if (!read) return fail(std::move(read.error()));
  if (paper.empty()) {
    return fail("audit-event-unsigned", Place{database->name(), 0, 0, "/events/" + id->text()},
                {"没有这条事件，或最近的检查点之后才发生",
                 "there is no such event, or it came after the newest checkpoint"},
                {"先运行 fugong audit checkpoint", "run fugong audit checkpoint first"});
  }
  return paper;
}

void print_record(const audit::Record& record) {
  fmt::print("{}  {}  {} {}  {} {}  {} ({})\n", moment_of(record.at_ms), record.id.text(),
             record.action, record.result, record.kind, record.record, record.actor, record.role);
}

}  // namespace

int run_audit_key(const Common& common, const AuditCommand& command) {
  SystemRandom random;
  const auto key = audit::SigningKey::make(command.name, random);
  if (!key) return give_up(common, key.error());
  const std::string public_file = command.key_file + ".pub";
  const auto written = write_new_files({{command.key_file, key->text() + "\n", true},
                                        {public_file, key->verifying().text() + "\n"}});
  if (!written) return give_up(common, written.error());
  fmt::print("{}\n",
             common.pick({fmt::format("私钥 {}（保密，离线备份），公钥 {}（交给核对的人）",
                                      command.key_file, public_file),
                          fmt::format("private key {} (secret; keep a copy offline), public "
                                      "key {} (for whoever verifies)",
                                      command.key_file, public_file)}));
  return kOk;
}

int run_audit_checkpoint(const Common& common, const AuditCommand& command) {
  const auto made = make_checkpoint(command);
  if (!made) return give_up(common, made.error());
  const audit::Checkpoint& checkpoint = made->checkpoint;
  if (made->file.empty()) {
    fmt::print("{}\n", common.pick({fmt::format("没有新事件：仍为 {} 条", checkpoint.size),
                                    fmt::format("nothing new: {} events", checkpoint.size)}));
    return kOk;
  }
  const std::string root = audit::to_hex(checkpoint.root);
  fmt::print(
      "{}\n",
      common.pick(
          {fmt::format("检查点 {}：{} 条，根哈希 {}", made->file, checkpoint.size, root),
           fmt::format("checkpoint {}: {} events, root {}", made->file, checkpoint.size, root)}));
  return kOk;
}

int run_audit_verify(const Common& common, const AuditCommand& command) {
  const auto verified = verify_all(command);
  if (!verified) return give_up(common, verified.error());
  fmt::print("{}\n",
             common.pick({fmt::format("没有被改动：{} 条事件，{} 条在总序列中，{} 个检查点，"
                                      "最近的涵盖前 {} 条；根哈希 {}",
                                      verified->events, verified->leaves, verified->checkpoints,
                                      verified->signed_leaves, audit::to_hex(verified->root)),
                          fmt::format("nothing was changed: {} events, {} of them in the "
                                      "one order, {} checkpoints, the newest covers the "
                                      "first {}; root {}",
                                      verified->events, verified->leaves, verified->checkpoints,
                                      verified->signed_leaves, audit::to_hex(verified->root))}));
  return kOk;
}

int run_audit_proof(const Common& common, const AuditCommand& command) {
  const auto paper = make_proof(command);
  if (!paper) return give_up(common, paper.error());
  if (command.proof_file.empty()) {
    fmt::print("{}", *paper);
    return kOk;
  }
  const auto written = write_new_files({{command.proof_file, *paper}});
  if (!written) return give_up(common, written.error());
  fmt::print("{}\n", common.pick({fmt::format("证明 {}", command.proof_file),
                                  fmt::format("proof {}", command.proof_file)}));
  return kOk;
}

int run_audit_check(const Common& common, const AuditCommand& command) {
  const auto key = read_public_key(command.key_file);
  if (!key) return give_up(common, key.error());
  const auto bytes = read_file(command.proof_file, audit::kMaxProofBytes);
  if (!bytes) return give_up(common, bytes.error());
  const auto proof = audit::read_proof(*bytes, command.proof_file, *key);
  if (!proof) return give_up(common, proof.error());
  fmt::print("{}\n", common.pick({fmt::format("成立：{} 的日志里第 {} 条（从 0 起）就是这条事件",
                                              key->name(), proof->index),
                                  fmt::format("it holds: leaf {} (from 0) of the log of {} is this "
                                              "event",
                                              proof->index, key->name())}));
  fmt::print("{}\n", proof->event);
  return kOk;
}

int run_audit_list(const Common& common, const AuditCommand& command) {
  audit::Query query;
  query.actor = command.actor;
  query.kind = command.kind;
  query.record = command.record;
  query.action = command.action;
  query.region = command.region;
  // Days are those of China.
  const auto start_of = [](const Date& day) {
    return std::clamp(day.days(), -kMostDays, kMostDays) * kDayMs - kChinaMs;
  };
  if (!command.from.empty()) {
    const auto day = read_day(common, command.from, "--from");
    if (!day) return kUsage;
    query.from_ms = start_of(*day);
  }
  if (!command.until.empty()) {
    const auto day = read_day(common, command.until, "--until");
    if (!day) return kUsage;
    query.until_ms = start_of(*day) + kDayMs;
  }
  auto database = open_log(command.database);
  if (!database) return give_up(common, database.error());
  for (int left = command.limit; left > 0;) {
    query.limit = std::min(left, audit::kMaxPage);
    audit::Page page;
    const auto read = database->read([&](store::Transaction& t) -> Result<void> {
      auto found = audit::search(t, query);
      if (!found) return fail(std::move(found.error()));
      page = std::move(*found);
      return {};
    });
    if (!read) return give_up(common, read.error());
    for (const audit::Record& record : page.records)
      print_record(record);
    left = page.next ? left - static_cast<int>(page.records.size()) : 0;
    query.after = page.next;
  }
  return kOk;
}

int run_audit_note(const Common& common, const AuditCommand& command) {
  auto database = open_to_write(command.database);
  if (!database) return give_up(common, database.error());
  audit::Event event;
  event.actor = command.actor;
  event.role = "operator";
  event.action = "audit.note";
  event.kind = "installation";
  event.record = "fugong";
  event.region = command.region;
  event.body = JsonWriter().begin_object().key("text").string(command.text).end_object().str();
  const SystemClock clock;
  SystemRandom random;
  const audit::Audit log(clock, random);
  audit::EventId id;
  const auto done = database->transact([&](store::Transaction& t) -> Result<void> {
    auto appended = log.append(t, event);
    if (!appended) return fail(std::move(appended.error()));
    id = std::move(*appended);
    return {};
  });
  if (!done) return give_up(common, done.error());
  fmt::print("{}\n",
             common.pick({fmt::format("事件 {}", id.text()), fmt::format("event {}", id.text())}));
  return kOk;
}

}  // namespace fugong::app
