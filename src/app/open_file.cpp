#include "app/open_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "app/files.hpp"

namespace fugong::app {

namespace {

bool is_same(const struct stat& a, const struct stat& b) {
  return a.st_size == b.st_size && a.st_mtim.tv_sec == b.st_mtim.tv_sec &&
         a.st_mtim.tv_nsec == b.st_mtim.tv_nsec;
}

}  // namespace

class OpenFile::Impl {
 public:
  explicit Impl(std::string path) : path_(std::move(path)) {}
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;
  ~Impl() {
    if (file_ >= 0) ::close(file_);
  }

  Result<void> open() {
    file_ = ::open(path_.c_str(), O_RDONLY | O_CLOEXEC);
    if (file_ < 0 || ::fstat(file_, &about_) != 0) return cant_read(path_, std::strerror(errno));
    if (!S_ISREG(about_.st_mode)) return cant_read(path_, std::strerror(EINVAL));
    return {};
  }

  std::uint64_t size() const { return static_cast<std::uint64_t>(about_.st_size); }

  Result<void> read(std::uint64_t offset, std::span<char> to) const {
    while (!to.empty()) {
      const ::ssize_t got = ::pread(file_, to.data(), to.size(), static_cast<::off_t>(offset));
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) return cant_read(path_, std::strerror(errno));
      if (got == 0) return changed();
      offset += static_cast<std::uint64_t>(got);
      to = to.subspan(static_cast<std::size_t>(got));
    }
    struct stat now {};
    if (::fstat(file_, &now) != 0) return cant_read(path_, std::strerror(errno));
    if (!is_same(about_, now)) return changed();
    return {};
  }

 private:
  tl::unexpected<Faults> changed() const {
    return fail("file-changed", Place{path_, 0, 0, ""},
                {"读取期间文件被改动", "the file was changed while it was read"},
                {"等写文件的程序结束，或换一份没有别人在写的副本，再运行一次",
                 "run it again once nobody writes to it, or on a copy"});
  }

  const std::string path_;
  int file_ = -1;
  struct stat about_ {};
};

Result<OpenFile> OpenFile::open(const std::string& path) {
  auto impl = std::make_shared<Impl>(path);
  if (auto opened = impl->open(); !opened) return fail(std::move(opened.error()));
  return OpenFile(std::move(impl));
}

enterprise_register::ColumnSource OpenFile::source() const {
  return {impl_->size(), [impl = impl_](std::uint64_t offset, std::span<char> to) {
            return impl->read(offset, to);
          }};
}

}  // namespace fugong::app
