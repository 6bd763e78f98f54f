#include "app/register_run.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <map>
#include <utility>
#include <vector>

#include "app/files.hpp"
#include "app/open_register.hpp"
#include "app/progress_line.hpp"
#include "base/clock.hpp"
#include "desks/casework/casebook.hpp"
#include "desks/casework/findings.hpp"
#include "platform/store/scope.hpp"

namespace fugong::app {

using enterprise_register::Snapshot;
using enterprise_register::SnapshotWriter;

namespace {

/// By the firm's id, of the database in which the cases stand.
Result<std::map<std::string, std::vector<casework::Finding>>> read_findings(
    const DataPlace& data, const law::Moment& moment) {
  auto database = open_database(data);
  if (!database) return fail(std::move(database.error()));
  if (auto migrated = database->migrate("casework", casework::migrations()); !migrated)
    return fail(std::move(migrated.error()));
  std::map<std::string, std::vector<casework::Finding>> findings;
  auto read = database->read([&](store::Transaction& t) -> Result<void> {
    store::Transaction whole = t.within(store::Scope::everything("a register is assessed"));
    auto found = casework::findings_known(whole, moment);
    if (!found) return fail(std::move(found.error()));
    findings = std::move(*found);
    return {};
  });
  if (!read) return fail(std::move(read.error()));
  return findings;
}

}  // namespace

Result<std::size_t> write_snapshot(const Common& common, const DataPlace& data,
                                   const pack::Pack& pack, const std::string& path,
                                   const law::Moment* findings_of) {
  std::map<std::string, std::vector<casework::Finding>> findings;
  if (findings_of != nullptr) {
    auto found = read_findings(data, *findings_of);
    if (!found) return fail(std::move(found.error()));
    findings = std::move(*found);
  }
  auto reg = open_register(data, pack);
  if (!reg) return fail(std::move(reg.error()));
  auto synthetic = reg->has_synthetic();
  if (!synthetic) return fail(std::move(synthetic.error()));
  auto file = TextFile::create(path);
  if (!file) return fail(std::move(file.error()));
  SnapshotWriter writer(pack.book, {SystemClock().today(), *synthetic},
                        [&](std::string_view bytes) -> Result<void> {
                          file->write(bytes);
                          return {};
                        });
  ProgressLine progress(common, {"读取登记库", "reading the register"});
  std::size_t firms = 0;
  auto read = reg->for_each([&](const enterprise_register::Enterprise& firm) -> Result<void> {
    if (firm.origin == enterprise_register::Origin::demo) return {};
    if (is_interrupted()) return cancelled();
    progress.show(++firms, 0);
    const auto found = findings.find(firm.id);
    if (found == findings.end()) return writer.add(firm.id, firm.subject);
    return writer.add(firm.id, casework::with_findings(pack.book, firm.subject, found->second));
  });
  if (!read) return fail(std::move(read.error()));
  if (auto finished = writer.finish(); !finished) return fail(std::move(finished.error()));
  if (auto closed = file->close(); !closed) return fail(std::move(closed.error()));
  return firms;
}

Result<OpenSnapshot> open_snapshot(const std::string& path, const pack::Pack& pack) {
  auto file = OpenFile::open(path);
  if (!file) return fail(std::move(file.error()));
  auto snapshot = Snapshot::open(file->source(), path, pack.book);
  if (!snapshot) return fail(std::move(snapshot.error()));
  return OpenSnapshot{std::move(*file), std::move(*snapshot)};
}

Result<OpenSnapshot> take_snapshot(const Common& common, const std::string& register_path,
                                   const pack::Pack& pack, const std::string& run_folder,
                                   RunFile& run, const law::Moment* findings_of) {
  std::string path = register_path;
  std::error_code error;
  if (std::filesystem::is_directory(register_path, error)) {
    run.snapshot = "register.columns";
    path = run_folder + "/" + run.snapshot;
    auto written =
        write_snapshot(common, {.folder = register_path, .database = {}}, pack, path, findings_of);
    if (!written) return fail(std::move(written.error()));
  } else if (findings_of != nullptr) {
    Place place;
    place.file = register_path;
    return fail("findings-not-here", std::move(place),
                {"快照里没有认定", "a snapshot has no findings of offices"},
                {"--register 写数据文件夹，或去掉 --findings",
                 "name a data folder with --register, or leave --findings out"});
  } else {
    // The folder of the run may be moved together with the snapshot.
    const auto path_there = std::filesystem::absolute(register_path, error);
    run.snapshot =
        std::filesystem::proximate(path_there, std::filesystem::absolute(run_folder, error), error)
            .string();
  }
  auto opened = open_snapshot(path, pack);
  if (!opened) return fail(std::move(opened.error()));
  run.fingerprint = opened->snapshot.fingerprint();
  run.firms = opened->snapshot.firms();
  run.synthetic = opened->snapshot.info().synthetic;
  return opened;
}

std::optional<law::Moment> read_moment(const Common& common, const RegisterCommand& command) {
  const auto on = read_day(common, command.on, "--on");
  if (!on) return std::nullopt;
  if (command.known_at.empty()) return law::Moment{*on, *on};
  const auto known_at = read_day(common, command.known_at, "--known-at");
  if (!known_at) return std::nullopt;
  return law::Moment{*on, *known_at};
}

std::string command_line_of(const RunFile& run, const char* name, const RegisterCommand& command) {
  const std::string from =
      run.database.empty() ? "--register " + quoted(run.snapshot) : "--sql " + quoted(run.database);
  const std::string out = std::filesystem::path(command.out).lexically_normal().filename().string();
  std::string text = fmt::format("fugong --packs . --pack {} {} {} --on {} --known-at {} --out {}",
                                 run.hash, name, from, run.moment.on.to_string(),
                                 run.moment.known_at.to_string(), quoted("../" + out + "-again"));
  if (command.measure) text += fmt::format(" --measure {}", *command.measure);
  return text;
}

assessment::RulesHead head_of(const RunFile& run, std::size_t firms) {
  return {run.hash, run.fingerprint, run.moment, firms};
}

Result<void> write_file(const std::string& path, std::string_view text) {
  auto file = TextFile::create(path);
  if (!file) return fail(std::move(file.error()));
  file->write(text);
  return file->close();
}

std::string quoted(const std::string& word) {
  std::string made = "'";
  for (const char c : word)
    made += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return made + "'";
}

}  // namespace fugong::app
