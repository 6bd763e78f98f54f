// Kept packs: the bytes of a pack by their hash, so that an old decision can be made again.
//
//   std::string kept = keep(files, pack);                 // written as HASH.pack
//   Result<Files> again = read_kept(kept, pack.hash, "HASH.pack");
//   load(*again, pack.id)->hash == pack.hash
//
// A kept pack is the byte string that the pack's hash is taken over, as one zlib stream (RFC 1950):
// the SHA-256 of what inflates from it is the hash. Only one stream is taken for one content: its
// header, its spare bits and its end are checked too.
//
// Bytes in, bytes out; no I/O. Limits: kMaxArchiveBytes inflated, kMaxPackFiles files.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "pack/pack.hpp"

namespace fugong::pack {

inline constexpr std::size_t kMaxArchiveBytes = kMaxPackBytes + (1u << 20);

/// The files of these packs, sorted by id and path: path, zero byte, size in decimal digits, zero
/// byte, bytes.
std::string archive_bytes(const Files& files, std::vector<std::string> ids);

/// The kept form of a pack and its imports. `files` are those that it was loaded from.
std::string keep(const Files& files, const Pack& pack);

/// Back to files. Truncated, changed or another pack's bytes are a fault; `file` is its place.
Result<Files> read_kept(std::string_view kept, std::string_view hash, const std::string& file);

}  // namespace fugong::pack
