#include "app/files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>
#include <set>
#include <system_error>

#include "base/hash.hpp"

namespace fugong::app {

namespace fs = std::filesystem;

namespace {

struct FileCloser {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

tl::unexpected<Faults> too_large(const std::string& path, std::size_t max_bytes) {
  Place place;
  place.file = path;
  return fail(
      "file-too-large", std::move(place),
      {fmt::format("超过 {} 字节", max_bytes), fmt::format("more than {} bytes", max_bytes)},
      {"换一个较小的文件", "give a smaller file"});
}

}  // namespace

tl::unexpected<Faults> cant_read(const std::string& path, const std::string& why) {
  Place place;
  place.file = path;
  return fail("file-unreadable", std::move(place),
              {fmt::format("读不了（{}）", why), fmt::format("can't be read ({})", why)},
              {"检查路径和权限", "check the path and its permissions"});
}

tl::unexpected<Faults> cant_write(const std::string& path, const std::string& why) {
  Place place;
  place.file = path;
  return fail("file-unwritable", std::move(place),
              {fmt::format("写不了（{}）", why), fmt::format("can't be written ({})", why)},
              {"检查路径、权限和磁盘空间", "check the path, its permissions and the disk space"});
}

Result<std::string> read_file(const std::string& path, std::size_t max_bytes) {
  std::unique_ptr<std::FILE, FileCloser> opened;
  std::FILE* file = stdin;
  if (path != "-") {
    std::error_code error;
    if (fs::is_directory(path, error)) return cant_read(path, "is a folder");
    opened.reset(std::fopen(path.c_str(), "rb"));
    if (!opened) return cant_read(path, std::strerror(errno));
    file = opened.get();
  }
  std::string bytes;
  char buffer[65'536];
  for (;;) {
    const std::size_t got = std::fread(buffer, 1, sizeof buffer, file);
    bytes.append(buffer, got);
    if (bytes.size() > max_bytes) return too_large(path, max_bytes);
    if (got < sizeof buffer) break;
  }
  if (std::ferror(file) != 0) return cant_read(path, std::strerror(errno));
  return bytes;
}

Result<std::string> read_private_file(const std::string& path, std::size_t max_bytes) {
  std::error_code error;
  const fs::perms open_to = fs::status(path, error).permissions();
  if (!error && (open_to & (fs::perms::group_all | fs::perms::others_all)) != fs::perms::none) {
    return fail("file-exposed", Place{path, 0, 0, ""},
                {"别人也能读写这个私密文件", "others can read or write this secret file"},
                {"chmod 600；若可能已被人读过，换一把新密钥",
                 "chmod 600; if somebody may have read it, make a new key"});
  }
  return read_file(path, max_bytes);
}

Result<ReadBytes> open_bytes(const std::string& path) {
  std::error_code error;
  if (fs::is_directory(path, error)) return cant_read(path, "is a folder");
  const std::shared_ptr<std::FILE> file(std::fopen(path.c_str(), "rb"), [](std::FILE* opened) {
    if (opened != nullptr) std::fclose(opened);
  });
  if (!file) return cant_read(path, std::strerror(errno));
  return ReadBytes([file, path](std::span<char> to) -> Result<std::size_t> {
    const std::size_t got = std::fread(to.data(), 1, to.size(), file.get());
    if (got == 0 && std::ferror(file.get()) != 0) return cant_read(path, std::strerror(errno));
    return got;
  });
}

void TextFile::Closer::operator()(std::FILE* file) const {
  std::fclose(file);
}

Result<TextFile> TextFile::create(const std::string& path) {
  TextFile made;
  made.path_ = path;
  made.file_.reset(std::fopen(path.c_str(), "wb"));
  if (!made.file_) return cant_write(path, std::strerror(errno));
  return made;
}

void TextFile::write(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), file_.get());  // what failed is seen by close()
}

Result<void> TextFile::close() {
  const bool failed = std::fflush(file_.get()) != 0 || std::ferror(file_.get()) != 0;
  const std::string why = std::strerror(errno);
  file_.reset();
  if (failed) return cant_write(path_, why);
  return {};
}

Result<std::map<std::string, std::string>> read_folder(const std::string& folder,
                                                       std::size_t max_files,
                                                       std::size_t max_bytes) {
  std::error_code error;
  if (!fs::is_directory(folder, error)) return cant_read(folder, "no such folder");
  std::map<std::string, std::string> files;
  std::size_t total = 0;
  auto walk = fs::recursive_directory_iterator(folder, error);
  for (; !error && walk != fs::recursive_directory_iterator(); walk.increment(error)) {
    const fs::path& path = walk->path();
    if (path.filename().string().starts_with('.')) {
      if (walk->is_directory(error)) walk.disable_recursion_pending();
      continue;
    }
    if (walk->is_symlink(error) || !walk->is_regular_file(error)) continue;
    auto bytes = read_file(path.string(), max_bytes - total);
    if (!bytes) return fail(std::move(bytes.error()));
    total += bytes->size();
    files.emplace(fs::relative(path, folder, error).generic_string(), std::move(*bytes));
    if (files.size() > max_files) {
      return cant_read(folder, fmt::format("more than {} files", max_files));
    }
  }
  if (error) return cant_read(folder, error.message());
  return files;
}

Result<std::monostate> replace_file(const std::string& path, std::string_view text) {
  const std::string beside = path + ".new";
  std::error_code error;
  // "x": never over a file that somebody else is writing.
  std::unique_ptr<std::FILE, FileCloser> file(std::fopen(beside.c_str(), "wbx"));
  if (!file) return cant_write(beside, std::strerror(errno));
  const bool whole = std::fwrite(text.data(), 1, text.size(), file.get()) == text.size() &&
                     std::fflush(file.get()) == 0;
  const std::string why = std::strerror(errno);
  file.reset();
  if (whole) {
    fs::permissions(beside, fs::status(path, error).permissions(), error);
    fs::rename(beside, path, error);
    if (!error) return std::monostate{};
  }
  const std::string reason = whole ? error.message() : why;
  fs::remove(beside, error);
  return cant_write(path, reason);
}

Result<std::monostate> make_folder(const std::string& path) {
  std::error_code error;
  if (fs::exists(path, error)) {
    Place place;
    place.file = path;
    return fail("file-exists", std::move(place),
                {"已有这个文件夹", "there is such a folder already"},
                {"换一个 --id，或先移走它", "choose another --id, or move it away"});
  }
  if (fs::create_directories(path, error)) return std::monostate{};
  return cant_write(path, error ? error.message() : "no folder was made");
}

Result<pack::Pack> load_pack(const std::string& folder, const std::string& id, pack::Files* files) {
  const bool is_kept = is_hex(id, kSha256Digits);
  auto read = is_kept ? read_kept_pack(folder, id)
                      : read_folder(folder, pack::kMaxPackFiles, pack::kMaxPackBytes);
  if (!read) return fail(std::move(read.error()));
  auto pack = is_kept ? load_kept(*read, id) : pack::load(*read, id);
  if (files != nullptr) *files = std::move(*read);
  return pack;
}

Result<pack::Pack> load_kept(const pack::Files& files, const std::string& hash) {
  // The bytes are of the pack and of what it imports: the pack is the one with this hash.
  std::set<std::string> ids;
  for (const auto& [path, bytes] : files)
    ids.insert(path.substr(0, path.find('/')));
  Faults faults = cant_read(hash + ".pack", "no pack in it has this hash").value();
  for (const std::string& id : ids) {
    auto pack = pack::load(files, id);
    if (pack && pack->hash == hash) return pack;
    if (!pack) faults = std::move(pack.error());
  }
  return fail(std::move(faults));
}

}  // namespace fugong::app
