// Pack library: the pack that is served, and those that older cases and receipts are of, out of the
// folder in which packs are kept by their hash. Private to the program.
//
//   PackLibrary library("var/packs", pack, procedures, issuer);
//   const casework::PackInUse* of_case = library.find(hash);      // null: it isn't kept
//
// A kept pack is read, checked against its hash and compiled when it is first asked for, and stays
// until the program ends. Any thread (it locks: whoever asks for the same pack waits). What it is
// given must outlive it.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "desks/casework/pack_shelf.hpp"

namespace fugong::app {

class PackLibrary {
 public:
  PackLibrary(std::string folder, const pack::Pack& served, const casework::Procedures& procedures,
              const receipt::Issuer& issuer);
  ~PackLibrary();

  const casework::PackInUse* find(std::string_view hash);

 private:
  struct Kept;
  static std::unique_ptr<Kept> load(const std::string& folder, const std::string& hash);

  std::string folder_;
  casework::PackInUse served_;
  std::mutex mutex_;
  std::map<std::string, std::unique_ptr<Kept>, std::less<>> kept_;
};

}  // namespace fugong::app
