#include "app/kept_packs.hpp"

#include <filesystem>
#include <memory>

#include "app/files.hpp"
#include "base/hash.hpp"
#include "desks/receipt/kept/packs.hpp"
#include "pack/archive.hpp"
#include "platform/store/pool.hpp"

namespace fugong::app {
namespace {

namespace fs = std::filesystem;

Result<void> take_up(store::Database& database, const fs::path& file) {
  const std::string hash = file.stem().string();
  bool has = false;
  auto looked = database.read([&](store::Transaction& t) -> Result<void> {
    const auto found = receipt::has_pack(t, hash);
    if (!found) return fail(found.error());
    has = *found;
    return {};
  });
  if (!looked || has) return looked;
  const auto bytes = read_file(file.string(), pack::kMaxArchiveBytes);
  if (!bytes) return fail(bytes.error());
  return database.transact([&](store::Transaction& t) {
    return receipt::keep_pack_bytes(t, hash, *bytes, file.string());
  });
}

}  // namespace

PackLibrary::Kept kept_packs_of(const store::Options& place) {
  const auto pool = std::make_shared<store::Pool>(place, 1);
  return [pool](const std::string& hash) {
    std::optional<pack::Files> files;
    // What can't be read now is asked for again.
    const auto read = pool->use([&](store::Database& database) {
      return database.read([&](store::Transaction& t) -> Result<void> {
        auto found = receipt::find_pack(t, hash);
        if (!found) return fail(std::move(found.error()));
        files = std::move(*found);
        return {};
      });
    });
    return read ? std::move(files) : std::nullopt;
  };
}

Result<void> take_up_kept_packs(store::Database& database, const std::string& folder) {
  Faults faults;
  std::error_code error;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    const fs::path& path = at->path();
    if (path.extension() != ".pack" || !is_hex(path.stem().string(), kSha256Digits)) continue;
    auto taken = take_up(database, path);
    if (!taken) append(faults, std::move(taken.error()));
  }
  // No folder: nothing to take up.
  if (error && error != std::errc::no_such_file_or_directory)
    append(faults, std::move(cant_read(folder, error.message()).value()));
  if (!faults.empty()) return fail(std::move(faults));
  return {};
}

}  // namespace fugong::app
