#include "app/checkpoint_folder.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "app/files.hpp"
#include "platform/audit/tree.hpp"

namespace fugong::app {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kEnding = ".checkpoint";
/// Two years of one a minute.
constexpr std::size_t kMaxCheckpoints = 1u << 20;
/// A folder that was changed so lately may change again without a new time.
constexpr auto kSettled = std::chrono::seconds(3);

/// Names sort as sizes do.
std::string name_of(std::int64_t size) {
  return fmt::format("{:019}{}", size, kEnding);
}

Result<audit::CheckpointFile> read(const std::string& path) {
  auto bytes = read_file(path, audit::kMaxNoteBytes);
  if (!bytes) return fail(std::move(bytes.error()));
  return audit::CheckpointFile{path, std::move(*bytes)};
}

}  // namespace

Result<std::vector<std::string>> CheckpointFolder::names() {
  const std::scoped_lock lock(mutex_);
  std::error_code error;
  if (!fs::exists(path_, error)) return std::vector<std::string>();
  const auto changed = fs::last_write_time(path_, error);
  if (!error && !names_.empty() && changed == read_at_ &&
      fs::file_time_type::clock::now() - changed > kSettled) {
    return names_;
  }
  std::vector<std::string> found;
  for (fs::directory_iterator at(path_, error), end; !error && at != end; at.increment(error)) {
    const std::string name = at->path().filename().string();
    if (name.ends_with(kEnding) && !name.starts_with('.')) found.push_back(name);
    if (found.size() > kMaxCheckpoints) break;
  }
  if (error || found.size() > kMaxCheckpoints) {
    return fail("file-unreadable", Place{path_, 0, 0, ""},
                {fmt::format("检查点文件夹读不了（{}）", error ? error.message() : "文件过多"),
                 fmt::format("the folder of the checkpoints can't be read ({})",
                             error ? error.message() : "too many files")},
                {"用 --checkpoints 指定文件夹", "name the folder with --checkpoints"});
  }
  std::sort(found.begin(), found.end());
  names_ = found;
  read_at_ = changed;
  return found;
}

Result<std::optional<audit::CheckpointFile>> CheckpointFolder::newest() {
  auto found = latest(1);
  if (!found) return fail(std::move(found.error()));
  if (found->empty()) return std::nullopt;
  return std::move(found->front());
}

Result<std::vector<audit::CheckpointFile>> CheckpointFolder::latest(std::size_t most) {
  const auto all = names();
  if (!all) return fail(all.error());
  std::vector<audit::CheckpointFile> files;
  for (auto name = all->rbegin(); name != all->rend() && files.size() < most; ++name) {
    auto file = read(path_ + "/" + *name);
    if (!file) return fail(std::move(file.error()));
    files.push_back(std::move(*file));
  }
  return files;
}

Result<CheckpointFolder::Made> CheckpointFolder::extend(store::Database& database,
                                                        const audit::SigningKey& key) {
  std::error_code error;
  fs::create_directories(path_, error);
  const auto file = newest();
  if (!file) return fail(file.error());
  std::optional<audit::Checkpoint> last;
  if (*file) {
    auto read = audit::read_checkpoint((*file)->bytes, (*file)->name, key.verifying());
    if (!read) return fail(std::move(read.error()));
    last = std::move(*read);
  }
  const auto added = audit::sequence(database);
  if (!added) return fail(added.error());
  auto next = audit::next_checkpoint(database, last, key.verifying().name());
  if (!next) return fail(std::move(next.error()));
  Made made{std::move(*next), {}};
  if (last && last->size == made.checkpoint.size) return made;
  made.file = path_ + "/" + name_of(made.checkpoint.size);
  auto written = write_new_files({{made.file, audit::write_checkpoint(made.checkpoint, key)}});
  if (!written) return fail(std::move(written.error()));
  return made;
}

}  // namespace fugong::app
