// pack diff, pack describe and pack new: what people who write rules read and start from.
#include <fmt/format.h>

#include <filesystem>

#include "app/commands.hpp"
#include "app/files.hpp"
#include "app/reform_file.hpp"
#include "base/hash.hpp"
#include "pack/describe/describe.hpp"
#include "pack/diff/diff.hpp"
#include "pack/new_pack.hpp"

namespace fugong::app {

namespace fs = std::filesystem;

namespace {

/// "old/miit-2020-14", whose imports stand beside it, an id in the packs folder, or the hash of a
/// kept pack, which --pack names: its bytes don't say which of its packs is not an import.
Result<pack::Pack> load_named(const Common& common, const std::string& kept_folder,
                              const std::string& named) {
  if (is_hex(named, kSha256Digits)) {
    const auto files = read_kept_pack(kept_folder, named);
    if (!files) return fail(files.error());
    return pack::load(*files, common.pack_id);
  }
  fs::path path = fs::path(named).lexically_normal();
  if (path.filename().empty()) path = path.parent_path();
  if (!path.has_parent_path()) return load_pack(common.packs_folder, path.string());
  return load_pack(path.parent_path().string(), path.filename().string());
}

/// What is to be compared: another pack, or a reform of the one that --pack names.
Result<pack::Pack> load_after(const Common& common, const PackDiffOptions& options) {
  if (!options.after.ends_with(".yaml")) {
    return load_named(common, options.kept_folder, options.after);
  }
  pack::Files files;
  auto pack = load_pack(common.packs_folder, common.pack_id, &files);
  if (!pack) return pack;
  auto reformed = load_reformed(options.after, files, common.pack_id);
  if (!reformed) return fail(std::move(reformed.error()));
  return std::move(reformed->pack);
}

}  // namespace

int run_pack_diff(const Common& common, const PackDiffOptions& options) {
  const auto before = load_named(common, options.kept_folder, options.before);
  if (!before) return give_up(common, before.error());
  const auto after = load_after(common, options);
  if (!after) return give_up(common, after.error());
  const pack::Diff diff = pack::diff(*before, *after);
  if (options.json) {
    fmt::print("{}\n", pack::diff_json(diff));
  } else {
    fmt::print("{}", pack::diff_text(diff, common.language));
  }
  return kOk;
}

int run_pack_describe(const Common& common, const std::string& id) {
  const auto pack = load_pack(common.packs_folder, common.pack_id);
  if (!pack) return give_up(common, pack.error());
  if (const auto text = pack::describe(*pack, id, common.language)) {
    fmt::print("{}", *text);
    return kOk;
  }
  return give_up(common, pack::no_such_rule(*pack, id));
}

int run_pack_new(const Common& common, const PackNewOptions& options) {
  const auto files = pack::new_pack(options.id, options.import);
  if (!files) return give_up(common, files.error());
  const fs::path folder = fs::path(options.folder) / options.id;
  if (const auto made = make_folder(folder.string()); !made) return give_up(common, made.error());
  for (const auto& [path, text] : *files) {
    const fs::path file = fs::path(options.folder) / path;
    std::error_code error;
    fs::create_directories(file.parent_path(), error);
    if (const auto written = replace_file(file.string(), text); !written) {
      return give_up(common, written.error());
    }
    fmt::print("{}\n", file.generic_string());
  }
  fmt::print("{}\n", common.pick({fmt::format("下一步：fugong --packs {} --pack {} pack check",
                                              options.folder, options.id),
                                  fmt::format("next: fugong --packs {} --pack {} pack check",
                                              options.folder, options.id)}));
  return kOk;
}

}  // namespace fugong::app
