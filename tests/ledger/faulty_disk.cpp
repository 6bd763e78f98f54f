#include "ledger/faulty_disk.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <cstring>

#include "base/fault.hpp"

namespace fugong::ledger {

namespace {
constexpr const char* kName = "faulty";
constexpr std::size_t kSector = 512;
}  // namespace

/// The VFS as SQLite calls it.
struct FaultyFiles {
  using File = FaultyDisk::File;

  struct Open {
    std::string name;  ///< empty: a file without one
    std::shared_ptr<File> file;
    std::shared_ptr<FaultyDisk::Shared> shared = nullptr;
  };
  /// What SQLite makes room for.
  struct Handle {
    sqlite3_file base;
    Open* open;
  };

  static inline FaultyDisk* disk = nullptr;
  static inline sqlite3_vfs vfs{};
  static inline sqlite3_vfs* real = nullptr;

  static Open& of(sqlite3_file* file) {
    return *static_cast<Handle*>(static_cast<void*>(file))->open;
  }

  static int close(sqlite3_file* file) {
    delete &of(file);
    return SQLITE_OK;
  }
  static int read(sqlite3_file* file, void* to, int count, sqlite3_int64 offset) {
    if (disk->is_off_) return SQLITE_IOERR_READ;
    const std::string& bytes = of(file).file->now;
    const auto wanted = static_cast<std::size_t>(count);
    const std::size_t from = std::min(static_cast<std::size_t>(offset), bytes.size());
    const std::size_t there = std::min(wanted, bytes.size() - from);
    std::memcpy(to, bytes.data() + from, there);
    std::memset(static_cast<char*>(to) + there, 0, wanted - there);
    return there == wanted ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
  }
  static int write(sqlite3_file* file, const void* from, int count, sqlite3_int64 offset) {
    const bool was_off = disk->is_off_;
    const int code = disk->call();
    if (was_off) return SQLITE_IOERR_WRITE;
    std::string bytes(static_cast<const char*>(from), static_cast<std::size_t>(count));
    if (code != SQLITE_OK) bytes.resize(disk->random_() % (bytes.size() + 1));
    FaultyDisk::Change change{offset, std::move(bytes)};
    File& to = *of(file).file;
    FaultyDisk::apply(to.now, change);
    to.changes.push_back(std::move(change));
    return code;
  }
  static int truncate(sqlite3_file* file, sqlite3_int64 size) {
    if (disk->is_off_) return SQLITE_IOERR_TRUNCATE;
    if (const int code = disk->call(); code != SQLITE_OK) return code;
    FaultyDisk::Change change{size, std::nullopt};
    File& to = *of(file).file;
    FaultyDisk::apply(to.now, change);
    to.changes.push_back(std::move(change));
    return SQLITE_OK;
  }
  static int sync(sqlite3_file* file, int) {
    if (disk->is_off_) return SQLITE_IOERR_FSYNC;
    if (const int code = disk->call(); code != SQLITE_OK) return code;
    File& to = *of(file).file;
    to.durable = to.now;
    to.changes.clear();
    if (!to.has_name) disk->sync_folder();
    return SQLITE_OK;
  }
  static int size(sqlite3_file* file, sqlite3_int64* bytes) {
    *bytes = static_cast<sqlite3_int64>(of(file).file->now.size());
    return SQLITE_OK;
  }
  static int lock(sqlite3_file*, int) { return disk->is_off_ ? SQLITE_IOERR_LOCK : SQLITE_OK; }
  static int unlock(sqlite3_file*, int) { return SQLITE_OK; }
  static int is_reserved(sqlite3_file*, int* answer) {
    *answer = 0;
    return SQLITE_OK;
  }
  static int control(sqlite3_file*, int, void*) { return SQLITE_NOTFOUND; }
  static int sector(sqlite3_file*) { return static_cast<int>(kSector); }
  static int traits(sqlite3_file*) { return SQLITE_IOCAP_POWERSAFE_OVERWRITE; }
  static int map_shared(sqlite3_file* file, int region, int bytes, int extend, void volatile** to) {
    *to = nullptr;
    Open& open = of(file);
    if (open.shared == nullptr) {
      auto& shared = disk->shared_[open.name];
      if (shared == nullptr) shared = std::make_shared<FaultyDisk::Shared>();
      open.shared = shared;
    }
    FaultyDisk::Shared& regions = *open.shared;
    const auto wanted = static_cast<std::size_t>(region);
    if (regions.size() <= wanted && extend == 0) return SQLITE_OK;
    while (regions.size() <= wanted)
      regions.emplace_back(static_cast<std::size_t>(bytes));
    *to = regions[wanted].data();
    return SQLITE_OK;
  }
  static int lock_shared(sqlite3_file*, int, int, int) { return SQLITE_OK; }
  static void barrier(sqlite3_file*) {}
  static int unmap_shared(sqlite3_file* file, int remove) {
    if (remove != 0) disk->shared_.erase(of(file).name);
    of(file).shared = nullptr;
    return SQLITE_OK;
  }

  static const sqlite3_io_methods& methods() {
    static const sqlite3_io_methods kMethods = {
        2,           close,   read,         write,   truncate, sync,   size,
        lock,        unlock,  is_reserved,  control, sector,   traits, map_shared,
        lock_shared, barrier, unmap_shared, nullptr, nullptr};
    return kMethods;
  }

  static int open(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* out) {
    file->pMethods = nullptr;
    if (disk->is_off_) return SQLITE_IOERR;
    std::shared_ptr<File> found;
    if (name == nullptr) {
      found = std::make_shared<File>();
    } else if (const auto at = disk->files_.find(name); at != disk->files_.end()) {
      found = at->second;
    } else if ((flags & SQLITE_OPEN_CREATE) != 0) {
      found = disk->files_[name] = std::make_shared<File>();
    } else {
      return SQLITE_CANTOPEN;
    }
    auto* handle = static_cast<Handle*>(static_cast<void*>(file));
    handle->open = new Open{name == nullptr ? "" : name, std::move(found)};
    file->pMethods = &methods();
    if (out != nullptr) *out = flags;
    return SQLITE_OK;
  }
  static int remove(sqlite3_vfs*, const char* name, int sync_folder) {
    if (disk->is_off_) return SQLITE_IOERR_DELETE;
    if (const int code = disk->call(); code != SQLITE_OK) return SQLITE_IOERR_DELETE;
    const auto at = disk->files_.find(name);
    if (at == disk->files_.end()) return SQLITE_IOERR_DELETE_NOENT;
    if (sync_folder == 0 && at->second->has_name) disk->removed_[name] = at->second;
    disk->files_.erase(at);
    return SQLITE_OK;
  }
  static int access(sqlite3_vfs*, const char* name, int, int* answer) {
    if (disk->is_off_) return SQLITE_IOERR_ACCESS;
    *answer = disk->files_.contains(name) ? 1 : 0;
    return SQLITE_OK;
  }
  static int full_name(sqlite3_vfs*, const char* name, int room, char* to) {
    return sqlite3_snprintf(room, to, "%s", name) == nullptr ? SQLITE_CANTOPEN : SQLITE_OK;
  }
  static int random(sqlite3_vfs*, int count, char* to) {
    for (int i = 0; i < count; ++i)
      to[i] = static_cast<char>(disk->random_());
    return count;
  }
  static int sleep(sqlite3_vfs*, int us) { return us; }
  static int now(sqlite3_vfs*, double* day) { return real->xCurrentTime(real, day); }
  static int last_error(sqlite3_vfs*, int, char*) { return 0; }
};

FaultyDisk::FaultyDisk(std::uint64_t seed) : random_(seed) {
  FUGONG_CHECK(FaultyFiles::disk == nullptr, "there is one at a time");
  sqlite3_initialize();
  FaultyFiles::disk = this;
  FaultyFiles::real = sqlite3_vfs_find(nullptr);
  sqlite3_vfs& vfs = FaultyFiles::vfs;
  vfs = {};
  vfs.iVersion = 1;
  vfs.szOsFile = sizeof(FaultyFiles::Handle);
  vfs.mxPathname = 512;
  vfs.zName = kName;
  vfs.xOpen = FaultyFiles::open;
  vfs.xDelete = FaultyFiles::remove;
  vfs.xAccess = FaultyFiles::access;
  vfs.xFullPathname = FaultyFiles::full_name;
  vfs.xRandomness = FaultyFiles::random;
  vfs.xSleep = FaultyFiles::sleep;
  vfs.xCurrentTime = FaultyFiles::now;
  vfs.xGetLastError = FaultyFiles::last_error;
  sqlite3_vfs_register(&vfs, 1);
}

FaultyDisk::~FaultyDisk() {
  sqlite3_vfs_unregister(&FaultyFiles::vfs);
  sqlite3_vfs_register(FaultyFiles::real, 1);
  FaultyFiles::disk = nullptr;
}

void FaultyDisk::lose_power_after(std::int64_t calls) {
  lose_at_ = calls_ + calls;
}

void FaultyDisk::fail_after(std::int64_t calls, Failure failure) {
  fail_at_ = calls_ + calls;
  fail_code_ = failure == Failure::full   ? SQLITE_FULL
               : failure == Failure::sync ? SQLITE_IOERR_FSYNC
                                          : SQLITE_IOERR_WRITE;
  has_failed_ = false;
}

void FaultyDisk::be_good() {
  lose_at_ = fail_at_ = 0;
}

int FaultyDisk::call() {
  ++calls_;
  if (calls_ == lose_at_) is_off_ = true;
  if (is_off_) return SQLITE_IOERR;
  if (calls_ != fail_at_) return SQLITE_OK;
  has_failed_ = true;
  return fail_code_;
}

void FaultyDisk::apply(std::string& bytes, const Change& change) {
  const auto offset = static_cast<std::size_t>(change.offset);
  if (!change.bytes) {
    bytes.resize(offset);
    return;
  }
  if (bytes.size() < offset + change.bytes->size()) bytes.resize(offset + change.bytes->size());
  bytes.replace(offset, change.bytes->size(), *change.bytes);
}

void FaultyDisk::sync_folder() {
  removed_.clear();
  for (auto& [name, file] : files_)
    file->has_name = true;
}

void FaultyDisk::survive(File& file) {
  std::string bytes = std::move(file.durable);
  for (Change& change : file.changes) {
    const std::uint64_t drawn = random_() % 5;
    if (drawn < 2) continue;
    if (drawn == 2 && change.bytes && change.bytes->size() > kSector) {
      // Sectors from the front or from the back of what was written.
      const std::size_t sectors = change.bytes->size() / kSector;
      const std::size_t cut = (1 + random_() % sectors) * kSector;
      if (random_() % 2 == 0) {
        change.bytes->resize(cut);
      } else {
        change.bytes->erase(0, cut);
        change.offset += static_cast<std::int64_t>(cut);
      }
    }
    apply(bytes, change);
  }
  file.changes.clear();
  file.durable = bytes;
  file.now = std::move(bytes);
}

void FaultyDisk::power_on() {
  is_off_ = false;
  be_good();
  shared_.clear();
  for (auto& [name, file] : removed_) {
    if (random_() % 2 == 0) files_.try_emplace(name, file);
  }
  removed_.clear();
  for (auto at = files_.begin(); at != files_.end();) {
    const bool is_lost = !at->second->has_name && random_() % 2 == 0;
    if (!is_lost) survive(*at->second);
    at = is_lost ? files_.erase(at) : std::next(at);
  }
}

}  // namespace fugong::ledger
