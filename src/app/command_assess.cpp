// `fugong register snapshot`, `fugong assess`.
#include <fmt/format.h>

#include <array>
#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include "app/commands.hpp"
#include "app/files.hpp"
#include "app/pack_in_force.hpp"
#include "app/progress_line.hpp"
#include "app/reform_file.hpp"
#include "app/register_run.hpp"
#include "app/report_files.hpp"
#include "app/run_file.hpp"
#include "app/unfinished.hpp"
#include "desks/assessment/assessment.hpp"
#include "desks/assessment/in_database.hpp"
#include "desks/assessment/kept_rules.hpp"
#include "pack/diff/diff.hpp"
#include "platform/store/database.hpp"

namespace fugong::app {
namespace {

using enterprise_register::Snapshot;
using std::chrono::steady_clock;

/// How many entitlements went through the row interpreter one by one, and of which provisions.
std::string by_row_of(std::span<const assessment::Assessment* const> all) {
  std::map<std::string, std::uint64_t> rows;
  std::uint64_t sum = 0;
  for (const assessment::Assessment* of : all) {
    sum += of->by_row();
    for (const std::size_t provision : of->judged()) {
      if (of->by_row(provision) == 0) continue;
      rows[of->pack().book.source().provisions[provision].id] += of->by_row(provision);
    }
  }
  std::string named;
  for (const auto& [id, count] : rows)
    named += fmt::format("{}{}: {}", named.empty() ? "" : ", ", id, count);
  return named.empty() ? std::to_string(sum) : fmt::format("{} ({})", sum, named);
}

void say_how_long(const Common& common, double seconds, std::size_t firms,
                  const std::string& by_row) {
  const double rate = static_cast<double>(firms) / std::max(seconds, 1e-9);
  fmt::print(
      stderr, "{}\n",
      common.pick({fmt::format("用时 {:.2f} 秒，每秒 {:.0f} 家；逐行 {} 项", seconds, rate, by_row),
                   fmt::format("{:.2f} s, {:.0f} firms a second; {} entitlements row by row",
                               seconds, rate, by_row)}));
}

constexpr const char* kRulesFile = "rules.columns";
constexpr const char* kReformFile = "reform.yaml";

/// Rules of tables, written beside the report while they are counted.
class KeepRules {
 public:
  static Result<std::unique_ptr<KeepRules>> begin(const std::string& folder, RunFile& run) {
    run.rules = kRulesFile;
    auto file = TextFile::create(folder + "/" + run.rules);
    if (!file) return fail(std::move(file.error()));
    return std::make_unique<KeepRules>(std::move(*file), run);
  }
  KeepRules(TextFile file, const RunFile& run)
      : file_(std::move(file)),
        writer_(head_of(run, run.firms), [this](std::string_view bytes) -> Result<void> {
          file_.write(bytes);
          return {};
        }) {}

  assessment::RulesWriter* writer() { return &writer_; }
  Result<void> finish() {
    if (auto finished = writer_.finish(); !finished) return finished;
    return file_.close();
  }

 private:
  TextFile file_;
  assessment::RulesWriter writer_;
};

/// Everything that stands in the folder besides the report.
Result<void> keep_run(const std::string& folder, const RunFile& run, const pack::Files& files,
                      const pack::Pack& pack, const Reformed* reformed) {
  if (auto kept = keep_pack(folder, files, pack); !kept) return kept;
  if (reformed != nullptr) {
    auto kept = keep_pack(folder, reformed->reform.files, reformed->pack);
    if (!kept) return kept;
    if (auto written = write_file(folder + "/" + kReformFile, reformed->text); !written) {
      return written;
    }
  }
  return write_file(folder + "/run.json", run.to_json());
}

Result<void> assess(const Common& common, const AssessCommand& command, const law::Moment& moment) {
  const auto chosen = choose_pack_of(common, command.register_path);
  if (!chosen) return fail(chosen.error());
  const pack::Files& files = chosen->files;
  const pack::Pack* pack = chosen->pack.get();
  std::optional<Reformed> reformed;
  if (!command.reform.empty()) {
    auto made = load_reformed(command.reform, files, pack->id);
    if (!made) return fail(std::move(made.error()));
    reformed = std::move(*made);
  }
  auto folder = Unfinished::begin_folder(command.out);
  if (!folder) return fail(std::move(folder.error()));
  RunFile run;
  run.program = FUGONG_VERSION;
  run.pack = pack->id;
  run.hash = pack->hash;
  if (reformed) run.reform_hash = reformed->pack.hash;
  run.moment = moment;
  auto opened = take_snapshot(common, command.register_path, *pack, folder->path(), run,
                              command.findings ? &moment : nullptr);
  if (!opened) return fail(std::move(opened.error()));
  // Findings stand in the register of the run.
  run.command = command_line_of(run, "assess", command);
  if (reformed) run.command += fmt::format(" --reform {}", kReformFile);
  if (command.keep_rules) run.command += " --keep-rules";
  const Snapshot& snapshot = opened->snapshot;
  assessment::Options options{.moment = moment, .workers = command.workers};
  if (command.measure) options.measures = {*command.measure};
  if (reformed) options.funds = reformed->reform.funds;
  std::unique_ptr<KeepRules> rules;
  if (command.keep_rules) {
    auto begun = KeepRules::begin(folder->path(), run);
    if (!begun) return fail(std::move(begun.error()));
    rules = std::move(*begun);
    options.rules = rules->writer();
  }
  assessment::ReportFrame frame;
  frame.command = run.command;
  frame.fingerprint = run.fingerprint;
  std::string text;
  {
    ProgressLine progress(common, {"测算", "assessing"});
    options.progress = [&](const assessment::Progress& at) {
      progress.show(at.firms_done, at.firms);
      return !is_interrupted();
    };
    const auto start = steady_clock::now();
    const auto seconds = [&] {
      return std::chrono::duration<double>(steady_clock::now() - start).count();
    };
    double took = 0;
    std::string by_row;
    if (reformed) {
      auto after = Snapshot::open(opened->file.source(), run.snapshot, reformed->pack.book);
      if (!after) return fail(std::move(after.error()));
      auto found = assessment::compare({*pack, snapshot}, {reformed->pack, *after},
                                       reformed->reform.changed, options);
      if (!found) return fail(std::move(found.error()));
      took = seconds();
      by_row = by_row_of(std::array{&found->before, &found->after});
      text = found->text(common.language);
      frame.reform = &reformed->reform;
      frame.changes = pack::changes_between(*pack, reformed->pack);
      if (auto written = write_report(folder->path(), *found, frame); !written) return written;
    } else {
      auto found = assessment::assess(*pack, snapshot, options);
      if (!found) return fail(std::move(found.error()));
      took = seconds();
      by_row = by_row_of(std::array{&*found});
      text = found->text(common.language);
      if (auto written = write_report(folder->path(), *found, frame); !written) return written;
    }
    if (command.timing) say_how_long(common, took, run.firms, by_row);
  }
  if (rules) {
    if (auto finished = rules->finish(); !finished) return finished;
  }
  auto kept = keep_run(folder->path(), run, files, *pack, reformed ? &*reformed : nullptr);
  if (!kept) return kept;
  if (auto finished = folder->finish(); !finished) return finished;
  fmt::print("{}", text);
  return {};
}

/// Of what no query says: which provisions, and why.
void name_slow_provisions(const Common& common, const pack::Pack& pack,
                          const assessment::InDatabase& found) {
  for (const assessment::SlowRows& slow : found.slow) {
    if (slow.why.zh.empty()) continue;
    const std::string& id = pack.book.source().provisions[slow.provision].id;
    fmt::print(stderr, "{}\n",
               common.pick({fmt::format("规定 {} 不能写成 SQL，{} 项逐行判断：{}", id, slow.rows,
                                        slow.why.zh),
                            fmt::format("provision {} is not in SQL, {} judged row by row: {}", id,
                                        slow.rows, slow.why.en)}));
  }
}

/// Where the register stands, in the database.
Result<void> assess_in_database(const Common& common, const AssessCommand& command,
                                const law::Moment& moment) {
  pack::Files files;
  auto pack = load_pack(common.packs_folder, common.pack_id, &files);
  if (!pack) return fail(std::move(pack.error()));
  auto folder = Unfinished::begin_folder(command.out);
  if (!folder) return fail(std::move(folder.error()));
  store::Options access;
  access.url = command.sql;
  access.create = false;
  access.cancelled = is_interrupted;
  auto database = store::Database::open(access);
  if (!database) return fail(std::move(database.error()));
  assessment::Options options{.moment = moment};
  if (command.measure) options.measures = {*command.measure};
  std::optional<assessment::InDatabase> found;
  {
    ProgressLine progress(common, {"测算", "assessing"});
    options.progress = [&](const assessment::Progress& at) {
      progress.show(at.firms_done, at.firms);
      return !is_interrupted();
    };
    const auto start = steady_clock::now();
    auto made = assessment::assess(*pack, *database, options);
    if (!made) return fail(std::move(made.error()));
    found = std::move(*made);
    if (command.timing) {
      const std::chrono::duration<double> took = steady_clock::now() - start;
      say_how_long(common, took.count(), found->assessment.firms(),
                   by_row_of(std::array{&found->assessment}));
      fmt::print(stderr, "{}\n",
                 common.pick(
                     {fmt::format("从数据库取来 {} 字节", database->bytes_received()),
                      fmt::format("{} bytes came from the database", database->bytes_received())}));
    }
  }
  name_slow_provisions(common, *pack, *found);
  RunFile run;
  run.program = FUGONG_VERSION;
  run.pack = pack->id;
  run.hash = pack->hash;
  run.database = database->name();
  run.fingerprint = found->fingerprint;
  run.moment = moment;
  run.firms = found->assessment.firms();
  run.synthetic = found->assessment.is_synthetic();
  run.command = command_line_of(run, "assess", command);
  assessment::ReportFrame frame;
  frame.command = run.command;
  frame.fingerprint = run.fingerprint;
  auto written = write_report(folder->path(), found->assessment, frame);
  if (!written) return written;
  auto kept = keep_run(folder->path(), run, files, *pack, nullptr);
  if (!kept) return kept;
  if (auto finished = folder->finish(); !finished) return finished;
  fmt::print("{}", found->assessment.text(common.language));
  return {};
}

}  // namespace

int run_snapshot(const Common& common, const SnapshotCommand& command) {
  heed_interrupts();
  const auto chosen = choose_pack(common, command.data);
  if (!chosen) return give_up(common, chosen.error());
  auto file = Unfinished::begin_file(command.out);
  if (!file) return give_up(common, file.error());
  auto firms = write_snapshot(common, command.data, *chosen->pack, file->path());
  if (!firms) return give_up(common, firms.error());
  if (auto finished = file->finish(); !finished) return give_up(common, finished.error());
  fmt::print("{}\n", common.pick({fmt::format("快照：{} 家企业，{}", *firms, command.out),
                                  fmt::format("snapshot: {} firms, {}", *firms, command.out)}));
  return kOk;
}

int run_assess(const Common& common, const AssessCommand& command) {
  const auto moment = read_moment(common, command);
  if (!moment) return kUsage;
  heed_interrupts();
  auto done = command.sql.empty() ? assess(common, command, *moment)
                                  : assess_in_database(common, command, *moment);
  return done ? kOk : give_up(common, done.error());
}

}  // namespace fugong::app
