// Pack library: the packs that open cases, older cases and receipts are of, compiled, out of those
// that the database keeps by their hash. Private to the program.
//
//   PackLibrary library(kept_packs_of(place));
//   library.put(*PackLibrary::prepare(pack, files));              // one that is loaded already
//   const auto of_case = library.find(hash);                      // null: it isn't kept
//
// It outlives the change of the pack that is served, so that the one before needn't be compiled
// again. A kept pack that isn't here is read, checked against its hash and compiled when it is
// first asked for, which takes up to a second: warm() does so before anybody asks. The
// kLibraryPlaces that were used last are kept here; of what was handed out everybody keeps his own.
// Procedures, by which each case is read, are small and stay until the library ends. Any thread:
// only whoever asks for a pack that isn't here waits.
#pragma once

#include <functional>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "desks/casework/pack_shelf.hpp"

namespace fugong::app {

inline constexpr std::size_t kLibraryPlaces = 8;

class PackLibrary {
 public:
  using Use = std::shared_ptr<const casework::PackInUse>;

  /// The files of a kept pack, checked against its hash; empty: it isn't kept, or can't be read.
  using Kept = std::function<std::optional<pack::Files>(const std::string& hash)>;

  explicit PackLibrary(Kept kept) : kept_(std::move(kept)) {}
  PackLibrary(const PackLibrary&) = delete;
  PackLibrary& operator=(const PackLibrary&) = delete;

  /// A pack with all that cases ask of it, for as long as somebody has it. `files`: those that it
  /// was loaded from. Fails where its procedures are wrong.
  static Result<Use> prepare(std::shared_ptr<const pack::Pack> pack, const pack::Files& files);

  void put(const Use& pack);
  /// Null: it is neither here nor kept.
  Use find(std::string_view hash);
  /// Those of a pack that was found or put once stay here.
  const casework::Procedures* procedures(std::string_view hash);
  /// Has those compiled that aren't here, in this thread; as many as there are places.
  void warm(const std::vector<std::string>& hashes);

 private:
  Use on_place(std::string_view hash);
  Use load(const std::string& hash) const;

  const Kept kept_;
  std::mutex loading_;  ///< before mutex_: one is compiled at a time
  std::mutex mutex_;
  std::list<Use> places_;  ///< the one used last in front
  std::map<std::string, std::unique_ptr<const casework::Procedures>, std::less<>> procedures_;
};

}  // namespace fugong::app
