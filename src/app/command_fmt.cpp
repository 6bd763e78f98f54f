#include <fmt/format.h>

#include "app/commands.hpp"
#include "app/files.hpp"
#include "pack/format/format.hpp"

namespace fugong::app {
namespace {

class FormatRun {
 public:
  FormatRun(const Common& common, bool only_check) : common_(common), only_check_(only_check) {}

  int run() {
    const std::string folder = common_.packs_folder + "/" + common_.pack_id;
    const auto files = read_folder(folder, pack::kMaxPackFiles, pack::kMaxPackBytes);
    if (!files) {
      print_faults(common_, files.error());
      return kFailed;
    }
    for (const auto& [path, text] : *files)
      format(common_.pack_id + "/" + path, text);
    print_faults(common_, faults_);
    say();
    if (failed_) return kFailed;
    return !faults_.empty() || (only_check_ && changed_ > 0) ? kInvalid : kOk;
  }

 private:
  void format(const std::string& path, const std::string& text) {
    auto formatted = pack::canonical(path, text);
    if (!formatted) {
      append(faults_, std::move(formatted.error()));
      return;
    }
    ++seen_;
    if (*formatted == text) return;
    ++changed_;
    fmt::print("{}:{}\n", path, pack::first_difference(text, *formatted));
    if (only_check_) return;
    auto written = replace_file(common_.packs_folder + "/" + path, *formatted);
    if (written) return;
    failed_ = true;
    append(faults_, std::move(written.error()));
  }

  void say() const {
    const Text checked{fmt::format("{}：{} 个文件，{} 个要整理，{} 个不动", common_.pack_id, seen_,
                                   changed_, faults_.size()),
                       fmt::format("{}: {} files, {} to be formatted, {} left alone",
                                   common_.pack_id, seen_, changed_, faults_.size())};
    const Text done{fmt::format("{}：{} 个文件，整理了 {} 个，{} 个未动", common_.pack_id, seen_,
                                changed_, faults_.size()),
                    fmt::format("{}: {} files, {} formatted, {} left alone", common_.pack_id, seen_,
                                changed_, faults_.size())};
    fmt::print("{}\n", common_.pick(only_check_ ? checked : done));
  }

  const Common& common_;
  bool only_check_;
  std::size_t seen_ = 0;
  std::size_t changed_ = 0;
  bool failed_ = false;
  Faults faults_;
};

}  // namespace

int run_pack_fmt(const Common& common, const PackFormatOptions& options) {
  return FormatRun(common, options.check).run();
}

}  // namespace fugong::app
