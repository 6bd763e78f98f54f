#include <fmt/format.h>

#include <chrono>

#include "app/commands.hpp"
#include "app/files.hpp"
#include "app/pack_in_force.hpp"
#include "app/register_record.hpp"
#include "app/unfinished.hpp"
#include "base/json_writer.hpp"
#include "desks/register/calibration.hpp"
#include "desks/register/generate.hpp"
#include "desks/register/snapshot.hpp"

namespace fugong::app {
namespace {

using enterprise_register::Calibration;
using enterprise_register::FirmDraws;
using enterprise_register::Generator;
using enterprise_register::Register;

constexpr std::size_t kWriteAtOnce = 1u << 20;
constexpr std::size_t kFirmsInTransaction = 5'000;

using Seen = std::function<void(const FirmDraws&)>;

/// A text that is written a part at a time: to a file, or to standard output.
class Output {
 public:
  static Result<Output> open(const std::string& path) {
    Output made;
    if (path != "-") {
      auto file = TextFile::create(path);
      if (!file) return fail(std::move(file.error()));
      made.file_ = std::move(*file);
    }
    made.text.reserve(kWriteAtOnce + 4096);
    return made;
  }
  void flush_beyond(std::size_t size) {
    if (text.size() <= size) return;
    if (file_) {
      file_->write(text);
    } else {
      std::fwrite(text.data(), 1, text.size(), stdout);
    }
    text.clear();
  }
  Result<void> close() {
    flush_beyond(0);
    if (file_) return file_->close();
    if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return {};
    return fail("file-unwritable", Place{"-", 0, 0, ""},
                {"标准输出写不了", "standard output can't be written"},
                {"检查管道和磁盘空间", "check the pipe and the disk space"});
  }

  std::string text;

 private:
  std::optional<TextFile> file_;
};

/// firms.csv -> firms.loan.csv
std::string child_path(const std::string& path, const std::string& kind) {
  const bool csv = path.ends_with(".csv");
  return fmt::format("{}.{}.csv", csv ? path.substr(0, path.size() - 4) : path, kind);
}

Result<void> to_csv(const Generator& generator, const GenerateCommand& command, const Seen& seen) {
  const auto& kinds = generator.profile().children;
  auto firms = Output::open(command.out);
  if (!firms) return fail(std::move(firms.error()));
  generator.append_firm_header(firms->text);
  std::vector<Output> children;
  for (std::size_t kind = 0; kind < kinds.size() && command.out != "-"; ++kind) {
    auto file = Output::open(child_path(command.out, kinds[kind].kind));
    if (!file) return fail(std::move(file.error()));
    generator.append_child_header(kind, file->text);
    children.push_back(std::move(*file));
  }
  FirmDraws draws;
  for (std::uint64_t i = 0; i < command.firms; ++i) {
    generator.draw(i, draws);
    seen(draws);
    generator.append_firm(draws, firms->text);
    firms->flush_beyond(kWriteAtOnce);
    for (std::size_t kind = 0; kind < children.size(); ++kind) {
      generator.append_children(kind, draws, children[kind].text);
      children[kind].flush_beyond(kWriteAtOnce);
    }
  }
  auto closed = firms->close();
  for (Output& child : children) {
    if (closed) closed = child.close();
  }
  return closed;
}

Result<void> to_register(const Generator& generator, const GenerateCommand& command,
                         const enterprise_register::FactSource& source, Register& reg,
                         const Seen& seen) {
  if (!command.force) {
    auto apart = reg.check_unmixed(enterprise_register::Origin::generated);
    if (!apart) return apart;
  }
  // Before the first of them: the same words make the same firms, so it says what may be there.
  JsonWriter body;
  body.begin_object().key("firms").number(static_cast<std::int64_t>(command.firms));
  body.key("seed").string(std::to_string(command.seed)).key("profile").string(command.profile);
  body.key("stated_on").string(source.stated_on.to_string()).end_object();
  const RegisterRecord record;
  auto recorded = reg.transact(
      [&](store::Transaction& t) { return record.append(t, "generate", source.name, body.str()); });
  if (!recorded) return recorded;
  FirmDraws draws;
  std::vector<enterprise_register::Enterprise> part;
  for (std::uint64_t i = 0; i < command.firms; ++i) {
    generator.draw(i, draws);
    seen(draws);
    part.push_back(generator.enterprise(draws));
    if (part.size() < kFirmsInTransaction && i + 1 < command.firms) continue;
    auto put = reg.put_all(part, source);
    if (!put) return put;
    part.clear();
  }
  return {};
}

/// A snapshot, for registers of many millions.
Result<void> to_snapshot(const Generator& generator, const GenerateCommand& command, Date stated_on,
                         const Seen& seen) {
  auto unfinished = Unfinished::begin_file(command.out);
  if (!unfinished) return fail(std::move(unfinished.error()));
  auto file = TextFile::create(unfinished->path());
  if (!file) return fail(std::move(file.error()));
  enterprise_register::SnapshotWriter writer(*generator.profile().book, {stated_on, true},
                                             [&](std::string_view bytes) -> Result<void> {
                                               file->write(bytes);
                                               return {};
                                             });
  FirmDraws draws;
  for (std::uint64_t i = 0; i < command.firms; ++i) {
    generator.draw(i, draws);
    seen(draws);
    const auto firm = generator.enterprise(draws);
    if (auto added = writer.add(firm.id, firm.subject); !added) return added;
  }
  if (auto finished = writer.finish(); !finished) return finished;
  if (auto closed = file->close(); !closed) return closed;
  return unfinished->finish();
}

Result<void> generate(const Common& common, const GenerateCommand& command, Date stated_on) {
  auto chosen = command.out.empty() ? choose_pack(common, command.data) : pack_of_folder(common);
  if (!chosen) return fail(std::move(chosen.error()));
  const pack::Pack& pack = *chosen->pack;
  auto profile = enterprise_register::read_synthetic_profile(
      chosen->files, enterprise_register::profile_path(common.pack_id, command.profile), pack.book);
  if (!profile) return fail(std::move(profile.error()));
  const Generator generator(*profile, command.seed, command.unknown_percent);
  Calibration calibration(*profile);
  const Seen seen = [&](const FirmDraws& draws) {
    if (command.report) calibration.add(draws);
  };
  Result<void> done;
  if (command.out.empty()) {
    auto reg = RegisterRecord::open(command.data, pack);
    if (!reg) return fail(std::move(reg.error()));
    done = to_register(generator, command, {"generated", stated_on}, *reg, seen);
  } else if (command.out.ends_with(".columns")) {
    done = to_snapshot(generator, command, stated_on, seen);
  } else {
    done = to_csv(generator, command, seen);
  }
  if (done && command.report) {
    fmt::print(command.out == "-" ? stderr : stdout, "{}", calibration.text(common.language));
  }
  return done;
}

}  // namespace

int run_generate(const Common& common, const GenerateCommand& command) {
  const auto stated_on = read_day(common, command.stated_on, "--stated-on");
  if (!stated_on) return kUsage;
  const auto start = std::chrono::steady_clock::now();
  const auto done = generate(common, command, *stated_on);
  if (!done) return give_up(common, done.error());
  // Standard output may hold the table.
  fmt::print(
      stderr, "{}\n",
      common.pick({fmt::format("合成企业 {} 家（虚构，不是真实企业）", command.firms),
                   fmt::format("{} synthetic firms (invented, none is real)", command.firms)}));
  if (command.timing) {
    const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(
                        std::chrono::steady_clock::now() - start)
                        .count();
    fmt::print(stderr, "{}\n",
               common.pick({fmt::format("用时 {}.{:03} 秒", ms / 1000, ms % 1000),
                            fmt::format("{}.{:03} s", ms / 1000, ms % 1000)}));
  }
  return kOk;
}

}  // namespace fugong::app
