// A disk for SQLite that can lose its power and fail, by a seed. For tests only.
//
//   FaultyDisk disk(seed);                       // from now on SQLite opens files there
//   disk.lose_power_after(37);                   // calls that change something
//   ...                                          // all calls fail from then on
//   disk.power_on();                             // what the disk has after that
//
// Files stand in memory. What was written is on the disk for good when the file was synced; at a
// loss of power each change since then is kept, dropped or torn, whatever came behind it, and the
// name of a file that was made or taken away may be as it was before. It is a SQLite VFS of its
// own, the default one while it lives; there is one at a time. All handles must be closed before
// the power is turned on. One thread.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

namespace fugong::ledger {

class FaultyDisk {
 public:
  explicit FaultyDisk(std::uint64_t seed);
  ~FaultyDisk();
  FaultyDisk(const FaultyDisk&) = delete;
  FaultyDisk& operator=(const FaultyDisk&) = delete;

  /// At the call with this number, from 1 on, counted from now.
  void lose_power_after(std::int64_t calls);
  enum class Failure : std::uint8_t { write, sync, full };
  /// That call fails in this way, once; a write may be done in part.
  void fail_after(std::int64_t calls, Failure failure);
  /// Neither of them any more.
  void be_good();
  bool has_lost_power() const { return is_off_; }
  bool has_failed() const { return has_failed_; }
  void power_on();

 private:
  friend struct FaultyFiles;

  /// A write, or a new size where there are no bytes.
  struct Change {
    std::int64_t offset = 0;
    std::optional<std::string> bytes;
  };
  struct File {
    std::string durable;
    std::string now;
    std::vector<Change> changes;  ///< since the last sync
    bool has_name = false;        ///< that would be there after a loss of power
  };
  /// What connections to one database share; gone with the power.
  using Shared = std::vector<std::vector<char>>;

  /// Counts a call; its code if it is to fail.
  int call();
  /// As SQLite's own VFS does when it syncs a file that is new: all names are there for good.
  void sync_folder();
  void survive(File& file);
  static void apply(std::string& bytes, const Change& change);

  std::mt19937_64 random_;
  std::map<std::string, std::shared_ptr<File>> files_;
  std::map<std::string, std::shared_ptr<File>> removed_;  ///< whose names may come back
  std::map<std::string, std::shared_ptr<Shared>> shared_;
  std::int64_t calls_ = 0;
  std::int64_t lose_at_ = 0;
  std::int64_t fail_at_ = 0;
  int fail_code_ = 0;
  bool is_off_ = false;
  bool has_failed_ = false;
};

}  // namespace fugong::ledger
