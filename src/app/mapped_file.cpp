#include "app/mapped_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace fugong::app {

namespace {

tl::unexpected<Faults> cant_read(const std::string& path, const char* why) {
  return fail("file-unreadable", Place{path, 0, 0, ""},
              {fmt::format("读不了（{}）", why), fmt::format("can't be read ({})", why)},
              {"检查路径和权限", "check the path and its permissions"});
}

}  // namespace

Result<MappedFile> MappedFile::open(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return cant_read(path, std::strerror(errno));
  struct stat about {};
  void* mapped = nullptr;
  int failed = ::fstat(file, &about) != 0 ? errno : !S_ISREG(about.st_mode) ? EINVAL : 0;
  const auto size = static_cast<std::size_t>(about.st_size);
  if (failed == 0 && size > 0) {
    mapped = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file, 0);
    if (mapped == MAP_FAILED) failed = errno;
  }
  ::close(file);
  if (failed != 0) return cant_read(path, std::strerror(failed));
  MappedFile made;
  if (size > 0) made.bytes_ = {static_cast<const char*>(mapped), size};
  return made;
}

MappedFile::MappedFile(MappedFile&& other) noexcept : bytes_(std::exchange(other.bytes_, {})) {}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept {
  std::swap(bytes_, other.bytes_);
  return *this;
}

MappedFile::~MappedFile() {
  if (bytes_.empty()) return;
  // munmap takes what mmap gave, which was not const.
  ::munmap(const_cast<char*>(bytes_.data()), bytes_.size());
}

}  // namespace fugong::app
