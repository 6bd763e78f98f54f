// `fugong explain`: one firm of a run, with all reasons.
#include <fmt/format.h>

#include <filesystem>
#include <optional>
#include <utility>

#include "app/commands.hpp"
#include "app/files.hpp"
#include "app/open_file.hpp"
#include "app/register_run.hpp"
#include "app/run_file.hpp"
#include "desks/assessment/assessment.hpp"
#include "desks/assessment/kept_rules.hpp"
#include "desks/entitlements/entitlements.hpp"
#include "desks/register/credit_code.hpp"
#include "desks/register/sql_register.hpp"
#include "platform/store/database.hpp"

namespace fugong::app {
namespace {

using enterprise_register::Snapshot;

/// The pack of a run, as it was kept.
Result<pack::Pack> kept_pack(const std::string& folder, const RunFile& run, bool after) {
  auto files = read_kept_pack(folder, after ? run.reform_hash : run.hash);
  if (!files) return fail(std::move(files.error()));
  return pack::load(*files, run.pack);
}

tl::unexpected<Faults> register_changed(const std::string& where) {
  return fail("register-changed", Place{where, 0, 0, ""},
              {"登记库不是当时测算所用的", "the register is not the one that was assessed"},
              {"恢复当时的数据，或重新测算", "bring the old one back, or assess again"});
}

tl::unexpected<Faults> firm_unknown(const std::string& where) {
  return fail("firm-unknown", Place{where, 0, 0, ""},
              {"登记库里没有这家企业", "the register doesn't have this enterprise"},
              {"核对统一社会信用代码", "check the credit code"});
}

void print_answer(const Common& common, const pack::Pack& pack, const law::Answer& answer,
                  bool synthetic) {
  if (synthetic) {
    fmt::print("{}\n", common.pick({"[合成数据：虚构企业，不是真实情况]",
                                    "[synthetic=true: an invented firm, not what is real]"}));
  }
  fmt::print("{}\n", entitlements::answer_text(pack, answer, common.language));
}

tl::unexpected<Faults> engines_differ(const RunFile& run, Text where) {
  return fail("engines-differ", Place{run.database.empty() ? run.snapshot : run.database, 0, 0, ""},
              {fmt::format("{}：全量测算与逐户检查不一致", where.zh),
               fmt::format("{}: the census differs from the check", where.en)},
              {"这是程序的错误，请报告", "this is our bug: please report it"});
}

/// Counts one firm in columns, of a snapshot of its own, and holds the check against it.
Result<void> compare_alone(const RunFile& run, const pack::Pack& pack,
                           const enterprise_register::SnapshotInfo& info, const law::Subject& firm,
                           const law::Answer& answer) {
  std::string bytes;
  enterprise_register::SnapshotWriter writer(pack.book, info,
                                             [&bytes](std::string_view part) -> Result<void> {
                                               bytes += part;
                                               return {};
                                             });
  if (auto added = writer.add("1", firm); !added) return added;
  if (auto finished = writer.finish(); !finished) return finished;
  const auto snapshot = Snapshot::open(bytes, run.database, pack.book);
  if (!snapshot) return fail(Faults(snapshot.error()));
  if (auto sound = snapshot->verify(0); !sound) return sound;
  const std::string differs = assessment::difference(pack, *snapshot, 0, answer);
  if (differs.empty()) return {};
  return engines_differ(run, {"规定 " + differs, "provision " + differs});
}

Result<void> explain_in_database(const Common& common, const RunFile& run, const pack::Pack& pack,
                                 const std::string& code) {
  store::Options access;
  access.url = run.database;
  access.create = false;
  auto database = store::Database::open(access);
  if (!database) return fail(std::move(database.error()));
  return database->read([&](store::Transaction& transaction) -> Result<void> {
    auto reg = enterprise_register::SqlRegister::read(transaction, pack.book);
    if (!reg) return fail(std::move(reg.error()));
    if (reg->info().fingerprint != run.fingerprint) return register_changed(run.database);
    auto row = reg->find(transaction, code);
    if (!row) return fail(std::move(row.error()));
    if (!*row) return firm_unknown(run.database);
    auto subject = reg->subject(transaction, **row);
    if (!subject) return fail(std::move(subject.error()));
    const law::Answer answer = pack.book.check(*subject, run.moment);
    print_answer(common, pack, answer, reg->info().synthetic);
    return compare_alone(run, pack, {reg->info().taken_on, reg->info().synthetic}, *subject,
                         answer);
  });
}

/// The rules that a run kept, of the pack as it was, if it did; those of the firm are sound.
Result<std::optional<assessment::KeptRules>> open_rules(const ExplainCommand& command,
                                                        const RunFile& run,
                                                        const Snapshot& snapshot,
                                                        std::size_t firm) {
  if (run.rules.empty() || command.after) return std::nullopt;
  const std::string path = command.run + "/" + run.rules;
  auto file = OpenFile::open(path);
  if (!file) return fail(std::move(file.error()));
  auto rules = assessment::KeptRules::open(file->source(), path);
  if (!rules) return fail(std::move(rules.error()));
  if (!(rules->head() == head_of(run, snapshot.firms()))) {
    return fail("rules-of-another", Place{path, 0, 0, ""},
                {"这是另一次测算保留的规则", "these are the rules of another assessment"},
                {"恢复原来的文件，或重新测算", "bring the old file back, or assess again"});
  }
  auto sound = rules->verify(firm / enterprise_register::kFirmsInGroup);
  if (!sound) return fail(std::move(sound.error()));
  return std::move(*rules);
}

Result<void> explain(const Common& common, const ExplainCommand& command) {
  auto run = RunFile::read(command.run);
  if (!run) return fail(std::move(run.error()));
  if (command.after && run->reform_hash.empty()) {
    return fail("no-reform", Place{command.run + "/run.json", 0, 0, ""},
                {"这次测算没有修改方案", "this assessment has no reform"},
                {"去掉 --after", "leave out --after"});
  }
  auto pack = kept_pack(command.run, *run, command.after);
  if (!pack) return fail(std::move(pack.error()));
  const auto read = enterprise_register::read_credit_code(command.code, {});
  const std::string code = read ? read->code : command.code;
  if (!run->database.empty()) return explain_in_database(common, *run, *pack, code);
  // Relative to the folder of the run; an absolute path stays what it is.
  const std::string path =
      (std::filesystem::path(command.run) / run->snapshot).lexically_normal().string();
  auto opened = open_snapshot(path, *pack);
  if (!opened) return fail(std::move(opened.error()));
  const Snapshot& snapshot = opened->snapshot;
  if (snapshot.fingerprint() != run->fingerprint) return register_changed(path);
  auto found = snapshot.find(code);
  if (!found) return fail(std::move(found.error()));
  if (!*found) return firm_unknown(path);
  auto rules = open_rules(command, *run, snapshot, **found);
  if (!rules) return fail(std::move(rules.error()));
  enterprise_register::SnapshotCursor cursor(snapshot);
  cursor.go_to(**found, 1);
  const law::Answer answer = pack->book.check(cursor.subject(0), run->moment);
  print_answer(common, *pack, answer, snapshot.info().synthetic);
  const std::string differs = assessment::difference(*pack, snapshot, **found, answer);
  if (!differs.empty()) return engines_differ(*run, {"规定 " + differs, "provision " + differs});
  if (!*rules) return {};
  const std::string table = assessment::rules_difference(*pack, snapshot, **found, answer, **rules);
  if (table.empty()) return {};
  return engines_differ(*run, {"决策表 " + table, "decision table " + table});
}

}  // namespace

int run_explain(const Common& common, const ExplainCommand& command) {
  auto done = explain(common, command);
  return done ? kOk : give_up(common, done.error());
}

}  // namespace fugong::app
