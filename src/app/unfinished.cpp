#include "app/unfinished.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <utility>

#include "app/files.hpp"

namespace fugong::app {

namespace fs = std::filesystem;

namespace {

/// Parts of programs that are no more: NAME.PID.part beside the folder.
void sweep(const fs::path& folder) {
  std::error_code error;
  const fs::path parent = folder.has_parent_path() ? folder.parent_path() : fs::path(".");
  const std::string prefix = folder.filename().string() + ".";
  for (const auto& entry : fs::directory_iterator(parent, error)) {
    const std::string name = entry.path().filename().string();
    if (!name.starts_with(prefix) || !name.ends_with(".part")) continue;
    const std::string number = name.substr(prefix.size(), name.size() - prefix.size() - 5);
    int process = 0;
    const auto read = std::from_chars(number.data(), number.data() + number.size(), process);
    if (read.ec != std::errc{} || read.ptr != number.data() + number.size()) continue;
    if (::kill(process, 0) == 0 || errno != ESRCH) continue;
    fs::remove_all(entry.path(), error);
  }
}

/// Brings a file or the entries of a folder to the disk.
Result<void> sync(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  const int synced = file < 0 ? -1 : ::fsync(file);
  const std::string why = std::strerror(errno);
  if (file >= 0) ::close(file);
  if (synced != 0) return cant_write(path, why);
  return {};
}

}  // namespace

Result<Unfinished> Unfinished::begin(const std::string& path) {
  fs::path tidy(path);
  if (!tidy.has_filename()) tidy = tidy.parent_path();
  std::error_code error;
  if (fs::exists(tidy, error)) {
    return fail("file-exists", Place{path, 0, 0, ""},
                {"已存在，不会覆盖", "is there already and is not overwritten"},
                {"换一个名字", "give another name"});
  }
  if (tidy.has_parent_path()) fs::create_directories(tidy.parent_path(), error);
  if (error) return cant_write(path, error.message());
  sweep(tidy);
  Unfinished made;
  made.path_ = tidy.string();
  made.part_ = fmt::format("{}.{}.part", tidy.string(), ::getpid());
  return made;
}

Result<Unfinished> Unfinished::begin_file(const std::string& path) {
  return begin(path);
}

Result<Unfinished> Unfinished::begin_folder(const std::string& path) {
  auto made = begin(path);
  if (!made) return made;
  std::error_code error;
  if (!fs::create_directory(made->part_, error)) {
    const std::string why = error ? error.message() : "exists";
    made->part_.clear();
    return cant_write(path, why);
  }
  return made;
}

Unfinished::Unfinished(Unfinished&& other) noexcept
    : path_(std::move(other.path_)), part_(std::exchange(other.part_, {})) {}

Unfinished::~Unfinished() {
  std::error_code error;
  if (!part_.empty()) fs::remove_all(part_, error);
}

Result<void> Unfinished::finish() {
  std::error_code error;
  if (fs::is_directory(part_, error)) {
    auto walk = fs::directory_iterator(part_, error);
    for (; !error && walk != fs::directory_iterator(); walk.increment(error)) {
      if (auto synced = sync(walk->path().string()); !synced) return synced;
    }
    if (error) return cant_write(part_, error.message());
  }
  if (auto synced = sync(part_); !synced) return synced;
  if (::rename(part_.c_str(), path_.c_str()) != 0) return cant_write(path_, std::strerror(errno));
  part_.clear();
  const fs::path parent = fs::path(path_).parent_path();
  return sync(parent.empty() ? "." : parent.string());
}

}  // namespace fugong::app
