// Files that are there whole or not at all.
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>

#include "app/files.hpp"
#include "app/half_written.hpp"
#include "pack/archive.hpp"

namespace fugong::app {

namespace fs = std::filesystem;

namespace {

Result<HalfWritten> write_part(const NewFile& file) {
  auto part = HalfWritten::make(
      file.path, file.is_private ? HalfWritten::Kind::private_file : HalfWritten::Kind::file);
  if (!part) return part;
  std::size_t done = 0;
  while (done < file.bytes.size()) {
    const ::ssize_t wrote =
        ::write(part->descriptor(), file.bytes.data() + done, file.bytes.size() - done);
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote <= 0) return cant_write(file.path, std::strerror(errno));
    done += static_cast<std::size_t>(wrote);
  }
  if (::fsync(part->descriptor()) != 0) return cant_write(file.path, std::strerror(errno));
  return part;
}

std::string kept_path(const std::string& folder, const std::string& hash) {
  return folder + "/" + hash + ".pack";
}

}  // namespace

Result<void> write_new_files(const std::vector<NewFile>& files) {
  std::vector<HalfWritten> parts;
  for (const NewFile& file : files) {
    auto part = write_part(file);
    if (!part) return fail(std::move(part.error()));
    parts.push_back(std::move(*part));
  }
  for (std::size_t i = 0; i < parts.size(); ++i) {
    auto named = parts[i].name_new();
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
  auto path = keep_pack_bytes(folder, pack.hash, pack::keep(files, pack));
  return path ? Result<void>{} : fail(std::move(path.error()));
}

Result<std::string> keep_pack_bytes(const std::string& folder, const std::string& hash,
                                    const std::string& bytes) {
  NewFile kept{kept_path(folder, hash), bytes};
  auto sound = pack::read_kept(bytes, hash, kept.path);
  if (!sound) return fail(std::move(sound.error()));
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) return cant_write(folder, error.message());
  HalfWritten::sweep(kept.path);
  auto part = write_part(kept);
  if (!part) return fail(std::move(part.error()));
  auto named = part->name_over();
  if (!named) return fail(std::move(named.error()));
  return std::move(kept.path);
}

Result<pack::Files> read_kept_pack(const std::string& folder, const std::string& hash) {
  const std::string path = kept_path(folder, hash);
  const auto bytes = read_file(path, pack::kMaxArchiveBytes);
  if (!bytes) return fail(bytes.error());
  return pack::read_kept(*bytes, hash, path);
}

}  // namespace fugong::app
