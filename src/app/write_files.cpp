// Files that are there whole or not at all.
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>

#include "app/files.hpp"
#include "pack/archive.hpp"

namespace fugong::app {

namespace fs = std::filesystem;

namespace {

tl::unexpected<Faults> cant_write_file(const std::string& path, const std::string& why) {
  Place place;
  place.file = path;
  return fail("file-unwritable", std::move(place),
              {fmt::format("写不了（{}）", why), fmt::format("can't be written ({})", why)},
              {"检查路径、权限和剩余空间", "check the path, its permissions and the space left"});
}

tl::unexpected<Faults> already_there(const std::string& path) {
  Place place;
  place.file = path;
  return fail("file-exists", std::move(place),
              {"文件已存在，不会覆盖", "the file is there already and is not overwritten"},
              {"换一个文件名", "give another name"});
}

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  int number() const { return number_; }

 private:
  int number_;
};

/// The bytes on the disk under a name of their own, which goes away with this.
class Draft {
 public:
  explicit Draft(const NewFile& file)
      : path_(file.path), draft_(fmt::format("{}.{}.part", file.path, ::getpid())) {}
  Draft(const Draft&) = delete;
  Draft& operator=(const Draft&) = delete;
  ~Draft() {
    if (written_) ::unlink(draft_.c_str());
  }

  Result<void> write(const NewFile& file) {
    const Descriptor out(
        ::open(draft_.c_str(), O_WRONLY | O_CREAT | O_EXCL, file.is_private ? 0600 : 0644));
    if (out.number() < 0) return cant_write_file(path_, std::strerror(errno));
    written_ = true;
    std::size_t done = 0;
    while (done < file.bytes.size()) {
      const ::ssize_t wrote =
          ::write(out.number(), file.bytes.data() + done, file.bytes.size() - done);
      if (wrote < 0 && errno == EINTR) continue;
      if (wrote <= 0) return cant_write_file(path_, std::strerror(errno));
      done += static_cast<std::size_t>(wrote);
    }
    if (::fsync(out.number()) != 0) return cant_write_file(path_, std::strerror(errno));
    return {};
  }

  /// Gives the bytes their name, unless something has it.
  Result<void> name_new() {
    if (::link(draft_.c_str(), path_.c_str()) != 0) {
      if (errno == EEXIST) return already_there(path_);
      return cant_write_file(path_, std::strerror(errno));
    }
    sync_folder();
    return {};
  }

  /// Gives the bytes their name; what had it is gone.
  Result<void> name_over() {
    if (::rename(draft_.c_str(), path_.c_str()) != 0) {
      return cant_write_file(path_, std::strerror(errno));
    }
    written_ = false;
    sync_folder();
    return {};
  }

 private:
  void sync_folder() const {
    const std::string folder = fs::path(path_).parent_path().string();
    const Descriptor opened(::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY));
    if (opened.number() >= 0) ::fsync(opened.number());
  }

  std::string path_;
  std::string draft_;
  bool written_ = false;
};

std::string kept_path(const std::string& folder, const std::string& hash) {
  return folder + "/" + hash + ".pack";
}

}  // namespace

Result<void> write_new_files(const std::vector<NewFile>& files) {
  std::vector<std::unique_ptr<Draft>> drafts;
  for (const NewFile& file : files) {
    drafts.push_back(std::make_unique<Draft>(file));
    if (auto written = drafts.back()->write(file); !written) return written;
  }
  for (std::size_t i = 0; i < drafts.size(); ++i) {
    auto named = drafts[i]->name_new();
    if (named) continue;
    for (std::size_t j = 0; j < i; ++j)
      ::unlink(files[j].path.c_str());
    return named;
  }
  return {};
}

Result<void> keep_pack(const std::string& folder, const pack::Files& files,
                       const pack::Pack& pack) {
  if (read_kept_pack(folder, pack.hash)) return {};
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) return cant_write_file(folder, error.message());
  const NewFile kept{kept_path(folder, pack.hash), pack::keep(files, pack)};
  Draft draft(kept);
  if (auto written = draft.write(kept); !written) return written;
  return draft.name_over();
}

Result<pack::Files> read_kept_pack(const std::string& folder, const std::string& hash) {
  const std::string path = kept_path(folder, hash);
  const auto bytes = read_file(path, pack::kMaxArchiveBytes);
  if (!bytes) return fail(bytes.error());
  return pack::read_kept(*bytes, hash, path);
}

}  // namespace fugong::app
