#include "desks/publishing/shelf.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

namespace fugong::publishing {
namespace {

constexpr std::size_t kMaxWanted = 8;

}  // namespace

std::shared_ptr<const Loaded> load(pack::Files files, const std::string& id) {
  std::string hash = hash_of(files);
  auto pack = pack::load(files, id);
  if (pack && pack->hash != hash) {
    pack =
        fail("pack-unused", Place{id + "/pack.yaml", 0, 0, ""},
             {"有的文件夹没有被任何包导入", "a folder is imported by no pack"},
             {"在 imports 中写上它，或删去它的文件", "name it in imports, or take its files out"});
  }
  return std::make_shared<Loaded>(Loaded{std::move(files), std::move(hash), std::move(pack)});
}

pack::Files files_of_pack(const pack::Files& all, const pack::Pack& pack) {
  pack::Files files;
  for (const auto& [path, bytes] : all) {
    const std::string_view top = std::string_view(path).substr(0, path.find('/'));
    if (std::ranges::find(pack.parts, top) != pack.parts.end()) files.emplace(path, bytes);
  }
  return files;
}

std::vector<std::string> differing(const pack::Files& a, const pack::Files& b) {
  std::vector<std::string> paths;
  for (const auto& [path, bytes] : a) {
    const auto other = b.find(path);
    if (other == b.end() || other->second != bytes) paths.push_back(path);
  }
  for (const auto& [path, bytes] : b) {
    if (!a.contains(path)) paths.push_back(path);
  }
  std::ranges::sort(paths);
  return paths;
}

void Shelf::start() {
  thread_ = std::thread([this] { work(); });
}

void Shelf::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

std::shared_ptr<const Loaded> Shelf::find_locked(std::string_view hash) {
  const auto at = std::ranges::find_if(places_, [&](const auto& one) { return one->hash == hash; });
  if (at == places_.end()) return nullptr;
  places_.splice(places_.begin(), places_, at);
  return places_.front();
}

void Shelf::put(std::shared_ptr<const Loaded> loaded) {
  {
    const std::lock_guard lock(mutex_);
    if (find_locked(loaded->hash) != nullptr) return;
    places_.push_front(std::move(loaded));
    if (places_.size() > kShelfPlaces) places_.pop_back();
  }
  changed_.notify_all();
}

std::shared_ptr<const Loaded> Shelf::find(std::string_view hash) {
  const std::lock_guard lock(mutex_);
  return find_locked(hash);
}

void Shelf::want(const Draft& draft) {
  {
    const std::lock_guard lock(mutex_);
    if (find_locked(draft.hash) != nullptr) return;
    const bool asked =
        std::ranges::any_of(wanted_, [&](const Draft& one) { return one.hash == draft.hash; });
    if (asked) return;
    // Of a draft only the latest state is of use.
    std::erase_if(wanted_, [&](const Draft& one) { return one.id == draft.id; });
    wanted_.push_back(draft);
    if (wanted_.size() > kMaxWanted) wanted_.pop_front();
  }
  changed_.notify_all();
}

std::shared_ptr<const Loaded> Shelf::wait_for(const Draft& draft, std::int64_t ms) {
  want(draft);
  std::unique_lock lock(mutex_);
  std::shared_ptr<const Loaded> found;
  changed_.wait_for(lock, std::chrono::milliseconds(ms), [&] {
    found = find_locked(draft.hash);
    return found != nullptr || stopping_;
  });
  return found;
}

Result<std::shared_ptr<const Loaded>> Shelf::get(store::Database& database, const Draft& draft) {
  if (auto there = find(draft.hash)) return there;
  pack::Files files;
  auto read = database.read([&](store::Transaction& t) -> Result<void> {
    auto found = files_of(t, draft.id, draft.revision);
    if (!found) return fail(std::move(found.error()));
    files = std::move(*found);
    return {};
  });
  if (!read) return fail(std::move(read.error()));
  auto loaded = load(std::move(files), draft.pack);
  put(loaded);
  return loaded;
}

void Shelf::work() {
  for (;;) {
    Draft draft;
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return stopping_ || !wanted_.empty(); });
      if (stopping_) return;
      draft = wanted_.front();
    }
    // What can't be read now is asked for again by whoever needs it.
    auto got = databases_.use([&](store::Database& database) { return get(database, draft); });
    const std::lock_guard lock(mutex_);
    std::erase_if(wanted_, [&](const Draft& one) { return one.hash == draft.hash; });
  }
}

}  // namespace fugong::publishing
