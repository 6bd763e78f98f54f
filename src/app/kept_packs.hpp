// Kept packs of a server's database (desks/receipt/kept), for the library; those that lie as
// HASH.pack in a data folder are taken up. Private to the program.
//
//   take_up_kept_packs(database, data.folder + "/packs");
//   PackLibrary library(kept_packs_of(place));
#pragma once

#include <string>

#include "app/pack_library.hpp"
#include "platform/store/database.hpp"

namespace fugong::app {

/// Reads with a connection of its own, as whoever asks may be within a transaction.
PackLibrary::Kept kept_packs_of(const store::Options& place);

/// Keeps in the database what earlier versions kept as files, and what was put there by hand. The
/// files stay; a file that is damaged is a fault and is left out.
Result<void> take_up_kept_packs(store::Database& database, const std::string& folder);

}  // namespace fugong::app
