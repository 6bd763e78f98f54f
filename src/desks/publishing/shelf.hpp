// Shelf: packs that are loaded, by their hash, so that trying a cell does not wait for a pack.
//
//   Shelf shelf(databases);
//   shelf.start();
//   auto loaded = shelf.wait_for(draft, 3'000);     // null: it takes longer; ask again
//
// A thread of its own loads what is asked for, one pack at a time; the last kShelfPlaces are kept.
// Safe from many threads.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "desks/publishing/drafts.hpp"
#include "platform/store/pool.hpp"

namespace fugong::publishing {

inline constexpr std::size_t kShelfPlaces = 4;

/// A pack with the files that it was loaded from, or why it doesn't load.
struct Loaded {
  pack::Files files;
  std::string hash;  ///< of the files; that of the pack, if it loads and uses all of them
  Result<pack::Pack> pack;
};

/// Loads files as the pack of this id; a pack that leaves some of the folders unused is a fault
/// "pack-unused".
std::shared_ptr<const Loaded> load(pack::Files files, const std::string& id);

/// The files of a pack and of those that it imports, of all that lie in its folder.
pack::Files files_of_pack(const pack::Files& all, const pack::Pack& pack);

/// Paths of the files that are not the same in both.
std::vector<std::string> differing(const pack::Files& a, const pack::Files& b);

class Shelf {
 public:
  /// `databases` must outlive it.
  explicit Shelf(store::Pool& databases) : databases_(databases) {}
  ~Shelf() { stop(); }
  Shelf(const Shelf&) = delete;
  Shelf& operator=(const Shelf&) = delete;

  void start();
  void stop();

  /// Puts one there that is loaded already.
  void put(std::shared_ptr<const Loaded> loaded);
  /// What is there; null: nothing.
  std::shared_ptr<const Loaded> find(std::string_view hash);
  /// Has it loaded, without waiting.
  void want(const Draft& draft);
  /// Has it loaded and waits for so long; null: not yet.
  std::shared_ptr<const Loaded> wait_for(const Draft& draft, std::int64_t ms);
  /// Loads it in this thread, unless it is there.
  Result<std::shared_ptr<const Loaded>> get(store::Database& database, const Draft& draft);

 private:
  void work();
  std::shared_ptr<const Loaded> find_locked(std::string_view hash);

  store::Pool& databases_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Draft> wanted_;
  std::list<std::shared_ptr<const Loaded>> places_;  ///< the one used last in front
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace fugong::publishing
