#include "app/half_written.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

#include "app/files.hpp"
#include "base/hash.hpp"
#include "base/random.hpp"

namespace fugong::app {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kEnding = ".part";
constexpr std::size_t kNameBytes = 8;
constexpr ::mode_t kAnybody = 0666;  // but for the process's umask
constexpr ::mode_t kOwner = 0600;
constexpr ::mode_t kFolder = 0777;
/// Names that a sweep took between being made and being locked.
constexpr int kTries = 10;

/// Whether a name is one that `make` gives to the file or folder `name`.
bool is_part_of(std::string_view name, std::string_view part) {
  if (!part.starts_with(name) || !part.ends_with(kEnding)) return false;
  part.remove_prefix(name.size());
  return part.size() == 1 + 2 * kNameBytes + kEnding.size() && part.front() == '.' &&
         is_hex(part.substr(1, 2 * kNameBytes), 2 * kNameBytes);
}

bool is_there_as(const std::string& path, int descriptor) {
  struct stat named {};
  struct stat opened {};
  return ::stat(path.c_str(), &named) == 0 && ::fstat(descriptor, &opened) == 0 &&
         named.st_ino == opened.st_ino && named.st_dev == opened.st_dev;
}

/// -1, with errno.
int make_new(const std::string& part, HalfWritten::Kind kind) {
  if (kind == HalfWritten::Kind::folder) {
    if (::mkdir(part.c_str(), kFolder) != 0) return -1;
    return ::open(part.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  }
  return ::open(part.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
                kind == HalfWritten::Kind::file ? kAnybody : kOwner);
}

}  // namespace

Result<HalfWritten> HalfWritten::make(const std::string& path, Kind kind) {
  SystemRandom random;
  for (int i = 0; i < kTries; ++i) {
    std::string part = fmt::format("{}.{}{}", path, random.hex(kNameBytes), kEnding);
    const int descriptor = make_new(part, kind);
    if (descriptor < 0 && errno == EEXIST) continue;
    if (descriptor < 0) return cant_write(path, std::strerror(errno));
    if (::flock(descriptor, LOCK_EX | LOCK_NB) == 0 && is_there_as(part, descriptor))
      return HalfWritten(path, std::move(part), descriptor);
    ::close(descriptor);
  }
  return cant_write(path, std::strerror(EBUSY));
}

HalfWritten::HalfWritten(std::string path, std::string part, int descriptor)
    : path_(std::move(path)), part_(std::move(part)), descriptor_(descriptor) {}

HalfWritten::HalfWritten(HalfWritten&& other) noexcept
    : path_(std::move(other.path_)),
      part_(std::exchange(other.part_, {})),
      descriptor_(std::exchange(other.descriptor_, -1)) {}

HalfWritten::~HalfWritten() {
  std::error_code error;
  if (!part_.empty()) fs::remove_all(part_, error);
  if (descriptor_ >= 0) ::close(descriptor_);
}

void HalfWritten::sweep(const std::string& path) {
  std::error_code error;
  const fs::path whole(path);
  const std::string name = whole.filename().string();
  const fs::path parent = whole.has_parent_path() ? whole.parent_path() : fs::path(".");
  for (const auto& entry : fs::directory_iterator(parent, error)) {
    if (!is_part_of(name, entry.path().filename().string())) continue;
    const int left = ::open(entry.path().c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    if (left < 0) continue;
    std::error_code ignored;
    if (::flock(left, LOCK_EX | LOCK_NB) == 0) fs::remove_all(entry.path(), ignored);
    ::close(left);
  }
}

Result<void> HalfWritten::name_new() {
  if (::link(part_.c_str(), path_.c_str()) != 0) {
    if (errno == EEXIST) {
      return fail("file-exists", Place{path_, 0, 0, ""},
                  {"文件已存在，不会覆盖", "the file is there already and is not overwritten"},
                  {"换一个文件名", "give another name"});
    }
    return cant_write(path_, std::strerror(errno));
  }
  return sync_folder();
}

Result<void> HalfWritten::name_over() {
  if (::rename(part_.c_str(), path_.c_str()) != 0) return cant_write(path_, std::strerror(errno));
  part_.clear();
  return sync_folder();
}

Result<void> HalfWritten::sync_folder() const {
  const fs::path folder = fs::path(path_).parent_path();
  return sync(folder.empty() ? "." : folder.string());
}

Result<void> sync(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  const int synced = file < 0 ? -1 : ::fsync(file);
  const std::string why = std::strerror(errno);
  if (file >= 0) ::close(file);
  if (synced != 0) return cant_write(path, why);
  return {};
}

}  // namespace fugong::app
