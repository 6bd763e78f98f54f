#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "app/commands.hpp"
#include "app/files.hpp"
#include "base/clock.hpp"
#include "base/json_writer.hpp"
#include "desks/casework/calendar_reach.hpp"
#include "desks/casework/procedure.hpp"
#include "desks/casework/procedure_check.hpp"
#include "desks/register/synthetic_profile.hpp"
#include "pack/check/check.hpp"
#include "pack/format/format.hpp"

namespace fugong::app {
namespace {

const pack::CounterExample* shown_by(const pack::CheckReport& report, const Fault& fault) {
  for (const pack::CounterExample& example : report.counter_examples) {
    if (example.code == fault.code && example.place == fault.place) return &example;
  }
  return nullptr;
}

void write_faults(JsonWriter& w, std::string_view key, const Faults& faults,
                  const pack::CheckReport& report) {
  w.key(key).begin_array();
  for (const Fault& fault : faults) {
    w.begin_object().key("code").string(fault.code).key("file").string(fault.place.file);
    w.key("line").number(fault.place.line).key("column").number(fault.place.column);
    w.key("message").text(fault.message).key("remedy").text(fault.remedy);
    if (const auto* example = shown_by(report, fault))
      w.key("counter_example").string(example->facts);
    w.end_object();
  }
  w.end_array();
}

std::string report_json(const pack::CheckReport& report, const Faults& faults) {
  const auto count = [](std::size_t n) { return static_cast<std::int64_t>(n); };
  JsonWriter w;
  w.begin_object().key("ok").boolean(faults.empty());
  w.key("examples").number(count(report.examples_run));
  w.key("expectations").number(count(report.expectations));
  w.key("mutations").number(count(report.mutations));
  w.key("proofs").begin_array();
  for (const pack::ProofCount& proof : report.proofs) {
    w.begin_object().key("what").text(proof.what).key("proved").number(count(proof.proved));
    w.key("found").number(count(proof.found));
    w.key("unproved").number(count(proof.unproved)).end_object();
  }
  w.end_array();
  write_faults(w, "faults", faults, report);
  write_faults(w, "warnings", report.warnings, report);
  write_faults(w, "notes", report.notes, report);
  w.end_object();
  return w.take();
}

/// The hash of a pack is taken over bytes, so two layouts of one rule would be two packs.
std::string not_canonical(const Common& common, const pack::Files& files, const std::string& id) {
  std::size_t count = 0;
  for (const auto& [path, text] : files) {
    if (!path.starts_with(id + "/")) continue;
    const auto formatted = pack::canonical(path, text);
    if (!formatted || *formatted != text) ++count;
  }
  if (count == 0) return "";
  return common.pick(
      {fmt::format("；{} 个文件不是规范写法，请运行 fugong pack fmt", count),
       fmt::format("; {} files are not in canonical form: run fugong pack fmt", count)});
}

/// Each with the firm that shows it, if there is one.
void print_findings(const Common& common, const Faults& faults, const pack::CheckReport& report,
                    const Text& kind) {
  for (const Fault& fault : faults) {
    fmt::print(stderr, "{}{}\n", common.pick(kind), describe(fault, common.language));
    const auto* example = shown_by(report, fault);
    if (example == nullptr) continue;
    std::string_view left = example->facts;
    while (!left.empty()) {
      const std::size_t end = left.find('\n');
      fmt::print(stderr, "    {}\n", left.substr(0, end));
      left.remove_prefix(end == std::string_view::npos ? left.size() : end + 1);
    }
  }
}

void print_proofs(const Common& common, const pack::CheckReport& report) {
  for (const pack::ProofCount& proof : report.proofs) {
    fmt::print("{}\n",
               common.pick({fmt::format("  {}：{} 项已证，{} 项有问题，{} 项未能证明",
                                        proof.what.zh, proof.proved, proof.found, proof.unproved),
                            fmt::format("  {}: {} proved, {} found, {} not proved", proof.what.en,
                                        proof.proved, proof.found, proof.unproved)}));
  }
}

bool write_counter_examples(const Common& common, const std::string& folder,
                            const pack::CheckReport& report) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  for (const pack::CounterExample& example : report.counter_examples) {
    const auto path = std::filesystem::path(folder) / (example.name + ".yaml");
    std::ofstream out(path, std::ios::binary);
    out << example.facts;
    if (out.flush()) continue;
    print_faults(common, {{"file-unwritable",
                           Place{path.string(), 0, 0, ""},
                           {"写不了这个文件", "can't be written"},
                           {"检查路径和权限", "check the path and its permissions"}}});
    return false;
  }
  return true;
}

/// What is wrong with the pack's profiles of synthetic firms, which a desk reads: nothing that a
/// check answers hangs on them.
Faults profile_faults(const pack::Files& files, const pack::Pack& pack) {
  Faults faults;
  const std::string folder = pack.id + "/synthetic/";
  for (auto file = files.lower_bound(folder);
       file != files.end() && file->first.starts_with(folder); ++file) {
    if (!file->first.ends_with(".yaml")) continue;
    auto profile = enterprise_register::read_synthetic_profile(files, file->first, pack.book);
    if (!profile) append(faults, std::move(profile.error()));
  }
  return faults;
}

/// And with its procedures.
Faults procedure_faults(const pack::Pack& pack) {
  auto procedures = casework::read_procedures(pack);
  return procedures ? Faults{} : std::move(procedures.error());
}

/// What of them is to be thought of.
Faults procedure_warnings(const pack::Pack& pack) {
  const auto procedures = casework::read_procedures(pack);
  if (!procedures) return {};
  Faults warnings = casework::calendar_reach(*procedures, pack.book);
  append(warnings, casework::unnamed_subjects(*procedures, pack.book));
  return warnings;
}

/// The share that is done and the time that is left, on one line of a terminal.
pack::Progress progress_line(const Common& common, const Clock& clock) {
  if (isatty(STDERR_FILENO) == 0) return nullptr;
  const std::int64_t start = clock.now_ms();
  return [&common, &clock, start, told = start](std::size_t done, std::size_t total) mutable {
    const std::int64_t now = clock.now_ms();
    if (now - told < 500 && done < total) return;
    told = now;
    const auto left = (now - start) * static_cast<std::int64_t>(total - done) /
                      static_cast<std::int64_t>(done) / 1000;
    fmt::print(
        stderr, "\r{}\x1b[K{}",
        common.pick({fmt::format("逐步改动 {}/{}，约剩 {} 秒", done, total, left),
                     fmt::format("one-step changes {}/{}, about {} s left", done, total, left)}),
        done < total ? "" : "\n");
  };
}

}  // namespace

int run_pack_check(const Common& common, const PackCheckOptions& options) {
  pack::Files files;
  auto pack = load_pack(common.packs_folder, common.pack_id, &files);
  pack::CheckReport report;
  Faults faults;
  const SystemClock clock;
  if (pack) {
    pack::CheckPlan plan;
    plan.prove = options.prove;
    plan.mutate = options.mutate;
    plan.measure = options.measure;
    plan.workers = options.workers;
    plan.progress = progress_line(common, clock);
    report = pack::check(files, *pack, plan);
    faults = report.faults;
    append(faults, profile_faults(files, *pack));
    append(faults, procedure_faults(*pack));
    append(report.warnings, procedure_warnings(*pack));
  } else {
    faults = pack.error();
  }
  if (options.json) {
    fmt::print("{}\n", report_json(report, faults));
  } else {
    print_findings(common, faults, report, {});
    print_findings(common, report.warnings, report, {"提醒：", "warning: "});
    print_findings(common, report.notes, report, {"未能证明：", "not proved: "});
    if (pack) {
      fmt::print(
          "{}{}\n",
          common.pick(
              {fmt::format("{} {}：{} 个算例，{} 个期望值，{} 处逐步改动，{} 个问题", pack->id,
                           pack->version, report.examples_run, report.expectations,
                           report.mutations, faults.size()),
               fmt::format("{} {}: {} examples, {} expectations, {} one-step changes, {} faults",
                           pack->id, pack->version, report.examples_run, report.expectations,
                           report.mutations, faults.size())}),
          not_canonical(common, files, pack->id));
      print_proofs(common, report);
    }
  }
  if (!options.counter_examples.empty() &&
      !write_counter_examples(common, options.counter_examples, report))
    return kFailed;
  if (faults.empty()) return kOk;
  return !pack && faults[0].code.starts_with("file-") ? kFailed : kInvalid;
}

}  // namespace fugong::app
