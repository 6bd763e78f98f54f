#include <fmt/format.h>

#include "app/commands.hpp"
#include "app/files.hpp"
#include "base/json_writer.hpp"
#include "pack/format/format.hpp"

namespace fugong::app {
namespace {

std::string report_json(const pack::CheckReport& report, const Faults& faults) {
  JsonWriter w;
  w.begin_object().key("ok").boolean(faults.empty());
  w.key("examples").number(static_cast<std::int64_t>(report.examples_run));
  w.key("expectations").number(static_cast<std::int64_t>(report.expectations));
  w.key("mutations").number(static_cast<std::int64_t>(report.mutations));
  w.key("faults").begin_array();
  for (const Fault& fault : faults) {
    w.begin_object().key("code").string(fault.code).key("file").string(fault.place.file);
    w.key("line").number(fault.place.line).key("column").number(fault.place.column);
    w.key("message").text(fault.message).key("remedy").text(fault.remedy).end_object();
  }
  w.end_array().end_object();
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

}  // namespace

int run_pack_check(const Common& common, const PackCheckOptions& options) {
  pack::Files files;
  auto pack = load_pack(common.packs_folder, common.pack_id, &files);
  pack::CheckReport report;
  Faults faults;
  if (pack) {
    report = pack::check(files, *pack, options.mutate);
    faults = report.faults;
  } else {
    faults = pack.error();
  }
  if (options.json) {
    fmt::print("{}\n", report_json(report, faults));
  } else {
    print_faults(common, faults);
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
    }
  }
  if (faults.empty()) return kOk;
  return !pack && faults[0].code.starts_with("file-") ? kFailed : kInvalid;
}

}  // namespace fugong::app
