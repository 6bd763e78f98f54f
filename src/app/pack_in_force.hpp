// The pack that a command with a database goes by: the one in force there, as for a server.
// Private to the program.
//
//   auto chosen = choose_pack(common, command.data);
#pragma once

#include <memory>

#include "app/commands.hpp"
#include "base/date.hpp"
#include "pack/pack.hpp"
#include "platform/store/database.hpp"

namespace fugong::app {

/// A pack with the files that it was loaded from.
struct ChosenPack {
  pack::Files files;
  std::shared_ptr<const pack::Pack> pack;
  bool is_published = false;  ///< in that database; else it is that of the packs folder
  std::int64_t since_ms = 0;  ///< when it came to be in force there
};

/// What was published goes before what stands in the packs folder.
Result<ChosenPack> pack_in_force(const Common& common, store::Database& database, Date day);
/// The same of the database of a data place, today, and said on standard error; where
/// --packs names a folder, that of the folder. A place without a database has published nothing.
Result<ChosenPack> choose_pack(const Common& common, const DataPlace& data);
/// The same of the register that is counted: a data folder; a snapshot has published nothing.
Result<ChosenPack> choose_pack_of(const Common& common, const std::string& register_path);
/// That of the packs folder.
Result<ChosenPack> pack_of_folder(const Common& common);

}  // namespace fugong::app
