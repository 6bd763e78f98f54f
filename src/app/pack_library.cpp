#include "app/pack_library.hpp"

#include <algorithm>
#include <set>

#include "app/files.hpp"

namespace fugong::app {

struct PackLibrary::Kept {
  pack::Files files;
  std::optional<pack::Pack> pack;
  casework::Procedures procedures;
  std::optional<receipt::Issuer> issuer;
  casework::PackInUse in_use;
};

PackLibrary::PackLibrary(std::string folder, const pack::Pack& served,
                         const casework::Procedures& procedures, const receipt::Issuer& issuer)
    : folder_(std::move(folder)), served_{&served, &procedures, &issuer} {}
PackLibrary::~PackLibrary() = default;

std::unique_ptr<PackLibrary::Kept> PackLibrary::load(const std::string& folder,
                                                     const std::string& hash) {
  // What comes here as a hash stands in the database; a path made of it stays in the folder.
  const bool is_hash = hash.size() == 64 && std::all_of(hash.begin(), hash.end(), [](char c) {
                         return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
                       });
  if (!is_hash) return nullptr;
  auto files = read_kept_pack(folder, hash);
  if (!files) return nullptr;
  auto kept = std::make_unique<Kept>();
  kept->files = std::move(*files);
  // The bytes are of the pack and of what it imports: the pack is the one with this hash.
  std::set<std::string> ids;
  for (const auto& [path, bytes] : kept->files)
    ids.insert(path.substr(0, path.find('/')));
  for (const std::string& id : ids) {
    auto pack = pack::load(kept->files, id);
    if (!pack || pack->hash != hash) continue;
    kept->pack.emplace(std::move(*pack));
    break;
  }
  if (!kept->pack) return nullptr;
  auto procedures = casework::read_procedures(*kept->pack);
  if (!procedures) return nullptr;
  kept->procedures = std::move(*procedures);
  kept->issuer.emplace(*kept->pack, kept->files, FUGONG_VERSION);
  kept->in_use = {&*kept->pack, &kept->procedures, &*kept->issuer};
  return kept;
}

const casework::PackInUse* PackLibrary::find(std::string_view hash) {
  if (hash == served_.pack->hash) return &served_;
  const std::lock_guard lock(mutex_);
  auto found = kept_.find(hash);
  if (found == kept_.end()) {
    auto kept = load(folder_, std::string(hash));
    // What isn't there may be put there yet: it is looked for again.
    if (kept == nullptr) return nullptr;
    found = kept_.emplace(std::string(hash), std::move(kept)).first;
  }
  return &found->second->in_use;
}

}  // namespace fugong::app
