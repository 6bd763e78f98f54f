#include "platform/uploads/files.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "base/hash.hpp"

namespace fugong::uploads {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view kPart = ".part";

tl::unexpected<Faults> unwritable(const std::string& path, int error) {
  return fail(
      "upload-unwritable", {path, 0, 0, ""},
      {fmt::format("文件存不下来：{}", std::strerror(error)),
       fmt::format("the file can't be kept: {}", std::strerror(error))},
      {"检查上传文件夹的权限和空间", "check the folder of uploads and the space on its disk"});
}

/// An open file or folder; closed with the object.
class Handle {
 public:
  explicit Handle(int number) : number_(number) {}
  ~Handle() {
    if (number_ >= 0) ::close(number_);
  }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  int get() const { return number_; }

 private:
  int number_;
};

bool write_all(int file, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(file, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

/// Makes what was done in a folder durable.
bool settle(const std::string& folder) {
  const Handle handle(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  return handle.get() >= 0 && ::fsync(handle.get()) == 0;
}

bool make_folder(const std::string& path) {
  return ::mkdir(path.c_str(), S_IRWXU) == 0 || errno == EEXIST;
}

}  // namespace

std::string Files::path(std::string_view id) const {
  FUGONG_CHECK(is_hex(id, kIdDigits), "files have names of our own making");
  return fmt::format("{}/{}/{}", folder_, id.substr(0, 2), id);
}

Result<void> Files::put(std::string_view id, std::string_view bytes) const {
  static std::atomic<std::uint64_t> made{0};
  const std::string target = path(id);
  const std::string folder = target.substr(0, target.rfind('/'));
  const std::string part = fmt::format("{}.{}-{}{}", target, ::getpid(), ++made, kPart);
  std::error_code ignored;
  fs::create_directories(fs::path(folder_).parent_path(), ignored);
  at("folder");
  if (!make_folder(folder_) || !make_folder(folder)) return unwritable(folder, errno);
  {
    at("open");
    const Handle file(
        ::open(part.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR));
    if (file.get() < 0) return unwritable(part, errno);
    // In two pieces, so that a test can stop between them.
    const std::size_t half = bytes.size() / 2;
    const bool written = write_all(file.get(), bytes.substr(0, half)) &&
                         (at("half"), write_all(file.get(), bytes.substr(half))) &&
                         (at("sync"), ::fsync(file.get()) == 0);
    if (!written) {
      const int error = errno;
      ::unlink(part.c_str());
      return unwritable(part, error);
    }
  }
  at("rename");
  if (::rename(part.c_str(), target.c_str()) != 0) {
    const int error = errno;
    ::unlink(part.c_str());
    return unwritable(target, error);
  }
  at("settle");
  if (!settle(folder) || !settle(folder_)) return unwritable(folder, errno);
  return {};
}

Result<std::string> Files::read(std::string_view id) const {
  const std::string from = path(id);
  std::ifstream file(from, std::ios::binary);
  std::string bytes{std::istreambuf_iterator<char>(file), {}};
  if (!file.is_open() || file.bad()) {
    return fail("upload-unreadable", {from, 0, 0, ""}, {"文件读不出来", "the file can't be read"},
                {"从备份恢复上传文件夹", "restore the folder of uploads from its backup"});
  }
  return bytes;
}

bool Files::remove(std::string_view id) const {
  return ::unlink(path(id).c_str()) == 0;
}

bool Files::remove_found(const Found& found) {
  return ::unlink(found.path.c_str()) == 0;
}

std::vector<Files::Found> Files::all() const {
  std::vector<Found> found;
  std::error_code error;
  const auto now = fs::file_time_type::clock::now();
  for (fs::recursive_directory_iterator at(folder_, error), end; !error && at != end;
       at.increment(error)) {
    if (!at->is_regular_file(error)) continue;
    const auto age = now - at->last_write_time(error);
    const std::string name = at->path().filename().string();
    if (!is_hex(name, kIdDigits) && !name.ends_with(kPart)) continue;  // none of ours
    found.push_back({is_hex(name, kIdDigits) ? name : "", at->path().string(),
                     std::chrono::duration_cast<std::chrono::milliseconds>(age).count()});
  }
  return found;
}

}  // namespace fugong::uploads
