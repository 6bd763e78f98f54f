#include "app/note_folder.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "app/files.hpp"

namespace fugong::app {
namespace {

namespace fs = std::filesystem;

/// Two years of one a minute.
constexpr std::size_t kMaxNotes = 1u << 20;
/// A folder that was changed so lately may change again without a new time.
constexpr auto kSettled = std::chrono::seconds(3);

Result<audit::CheckpointFile> read_note(const std::string& path) {
  auto bytes = read_file(path, audit::kMaxNoteBytes);
  if (!bytes) return fail(std::move(bytes.error()));
  return audit::CheckpointFile{path, std::move(*bytes)};
}

}  // namespace

Result<std::vector<std::string>> NoteFolder::names() {
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
    if (name.ends_with(ending_) && !name.starts_with('.')) found.push_back(name);
    if (found.size() > kMaxNotes) break;
  }
  if (error || found.size() > kMaxNotes) {
    return fail("file-unreadable", Place{path_, 0, 0, ""},
                {fmt::format("签名文件的文件夹读不了（{}）", error ? error.message() : "文件过多"),
                 fmt::format("the folder of the signed papers can't be read ({})",
                             error ? error.message() : "too many files")},
                {"检查路径和权限", "check the path and its permissions"});
  }
  std::sort(found.begin(), found.end());
  names_ = found;
  read_at_ = changed;
  return found;
}

Result<std::optional<audit::CheckpointFile>> NoteFolder::newest() {
  auto found = latest(1);
  if (!found) return fail(std::move(found.error()));
  if (found->empty()) return std::nullopt;
  return std::move(found->front());
}

Result<std::vector<audit::CheckpointFile>> NoteFolder::latest(std::size_t most) {
  const auto all = names();
  if (!all) return fail(all.error());
  std::vector<audit::CheckpointFile> files;
  for (auto name = all->rbegin(); name != all->rend() && files.size() < most; ++name) {
    auto file = read_note(path_ + "/" + *name);
    if (!file) return fail(std::move(file.error()));
    files.push_back(std::move(*file));
  }
  return files;
}

Result<std::string> NoteFolder::add(const std::string& name, const std::string& bytes) {
  std::error_code error;
  fs::create_directories(path_, error);
  std::string file = path_ + "/" + name;
  auto written = write_new_files({{file, bytes}});
  if (!written) return fail(std::move(written.error()));
  return file;
}

}  // namespace fugong::app
