#include "app/pack_library.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "app/files.hpp"

namespace fugong::app {
namespace {

/// One pack, and what hangs on it.
struct Prepared {
  std::shared_ptr<const pack::Pack> pack;
  casework::Procedures procedures;
  std::optional<receipt::Issuer> issuer;
  casework::PackInUse in_use;
};

}  // namespace

Result<PackLibrary::Use> PackLibrary::prepare(std::shared_ptr<const pack::Pack> pack,
                                              const pack::Files& files) {
  auto procedures = casework::read_procedures(*pack);
  if (!procedures) return fail(std::move(procedures.error()));
  auto made = std::make_shared<Prepared>();
  made->pack = std::move(pack);
  made->procedures = std::move(*procedures);
  made->issuer.emplace(*made->pack, files, FUGONG_VERSION);
  made->in_use = {made->pack.get(), &made->procedures, &*made->issuer};
  return Use(made, &made->in_use);
}

PackLibrary::Use PackLibrary::load(const std::string& hash) const {
  const auto files = kept_(hash);
  if (!files) return nullptr;
  auto pack = load_kept(*files, hash);
  if (!pack) return nullptr;
  auto made = prepare(std::make_shared<const pack::Pack>(std::move(*pack)), *files);
  return made ? std::move(*made) : nullptr;
}

PackLibrary::Use PackLibrary::on_place(std::string_view hash) {
  const std::lock_guard lock(mutex_);
  const auto found =
      std::ranges::find_if(places_, [&](const Use& one) { return one->pack->hash == hash; });
  if (found == places_.end()) return nullptr;
  places_.splice(places_.begin(), places_, found);
  return places_.front();
}

void PackLibrary::put(const Use& pack) {
  if (on_place(pack->pack->hash)) return;
  std::list<Use> left;  // which may take a moment to end
  const std::lock_guard lock(mutex_);
  places_.push_front(pack);
  if (places_.size() > kLibraryPlaces) left.splice(left.begin(), places_, --places_.end());
  procedures_.try_emplace(pack->pack->hash,
                          std::make_unique<const casework::Procedures>(*pack->procedures));
}

PackLibrary::Use PackLibrary::find(std::string_view hash) {
  if (auto here = on_place(hash)) return here;
  const std::lock_guard loading(loading_);
  if (auto here = on_place(hash)) return here;
  auto loaded = load(std::string(hash));
  // What isn't there may be put there yet: it is looked for again.
  if (loaded) put(loaded);
  return loaded;
}

const casework::Procedures* PackLibrary::procedures(std::string_view hash) {
  const auto known = [&]() -> const casework::Procedures* {
    const std::lock_guard lock(mutex_);
    const auto found = procedures_.find(hash);
    return found == procedures_.end() ? nullptr : found->second.get();
  };
  if (const auto* found = known()) return found;
  return find(hash) ? known() : nullptr;
}

void PackLibrary::warm(const std::vector<std::string>& hashes) {
  for (std::size_t i = 0; i < std::min(hashes.size(), kLibraryPlaces); ++i)
    find(hashes[i]);
}

}  // namespace fugong::app
