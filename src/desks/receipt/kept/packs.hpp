// Kept packs: the bytes of packs in the database, by their hash, so that whoever has the database
// reads and handles every case in it, whatever became of the packs folder or of another server.
//
//   database.migrate("receipts", receipt::schema());
//   receipt::keep_pack(t, files, pack);                   // before anything is decided by it
//   auto files = receipt::find_pack(t, pack.hash);        // nothing: it isn't kept
//   pack::load(**files, id)->hash == pack.hash
//
// In the kept form of pack/archive.hpp, checked against the hash when it is put in and each time it
// is read. Kept packs are for good.
//
// Free functions in the caller's transaction; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "pack/pack.hpp"
#include "platform/store/database.hpp"

namespace fugong::receipt {

/// `files` are those that the pack was loaded from. The same once more changes nothing.
Result<void> keep_pack(store::Transaction& t, const pack::Files& files, const pack::Pack& pack);
/// The same of its kept form, as it lies in a file of that name; a fault "pack-kept-damaged" names
/// the file.
Result<void> keep_pack_bytes(store::Transaction& t, std::string_view hash, std::string_view kept,
                             const std::string& file);
Result<bool> has_pack(store::Transaction& t, std::string_view hash);

/// Nothing if it isn't kept; "pack-kept-damaged" if its row is no longer what was kept.
Result<std::optional<pack::Files>> find_pack(store::Transaction& t, std::string_view hash);
/// The kept form, to be written as HASH.pack.
Result<std::optional<std::string>> find_pack_bytes(store::Transaction& t, std::string_view hash);
/// "pack-unknown": that it isn't kept is a fault.
Faults pack_unknown(std::string_view hash);

}  // namespace fugong::receipt
