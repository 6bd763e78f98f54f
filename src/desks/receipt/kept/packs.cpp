#include "desks/receipt/kept/packs.hpp"

#include <fmt/format.h>

#include "base/base64.hpp"
#include "pack/archive.hpp"

namespace fugong::receipt {
namespace {

using store::Transaction;

Result<void> put_kept(Transaction& t, std::string_view hash, std::string_view kept) {
  auto put = t.run("INSERT INTO kept_pack (hash, body) VALUES (?, ?) ON CONFLICT (hash) DO NOTHING",
                   {std::string(hash), to_base64(kept)});
  if (!put) return fail(std::move(put.error()));
  return {};
}

/// What a fault names as its place.
std::string row_of(std::string_view hash) {
  return fmt::format("kept_pack/{}", hash);
}

}  // namespace

Result<bool> has_pack(Transaction& t, std::string_view hash) {
  const auto rows = t.run("SELECT 1 FROM kept_pack WHERE hash = ?", {std::string(hash)});
  if (!rows) return fail(rows.error());
  return !rows->empty();
}

Result<void> keep_pack(Transaction& t, const pack::Files& files, const pack::Pack& pack) {
  const auto has = has_pack(t, pack.hash);
  if (!has) return fail(has.error());
  if (*has) return {};
  return put_kept(t, pack.hash, pack::keep(files, pack));
}

Result<void> keep_pack_bytes(Transaction& t, std::string_view hash, std::string_view kept,
                             const std::string& file) {
  const auto files = pack::read_kept(kept, hash, file);
  if (!files) return fail(files.error());
  return put_kept(t, hash, kept);
}

Result<std::optional<std::string>> find_pack_bytes(Transaction& t, std::string_view hash) {
  const auto rows = t.run("SELECT body FROM kept_pack WHERE hash = ?", {std::string(hash)});
  if (!rows) return fail(rows.error());
  if (rows->empty()) return std::optional<std::string>();
  std::string kept;
  // What isn't base64 is no kept pack either, which reading it says.
  if (!from_base64(store::text(rows->front()[0]), kept)) kept.clear();
  return std::optional(std::move(kept));
}

Result<std::optional<pack::Files>> find_pack(Transaction& t, std::string_view hash) {
  const auto kept = find_pack_bytes(t, hash);
  if (!kept) return fail(kept.error());
  if (!*kept) return std::optional<pack::Files>();
  auto files = pack::read_kept(**kept, hash, row_of(hash));
  if (!files) return fail(std::move(files.error()));
  return std::optional(std::move(*files));
}

Faults pack_unknown(std::string_view hash) {
  return {{"pack-unknown",
           Place{row_of(hash), 0, 0, ""},
           {fmt::format("数据库里没有留存政策包 {}", hash),
            fmt::format("the database keeps no pack {}", hash)},
           {"把它的文件 HASH.pack 放进数据文件夹的 packs 里，再启动一次",
            "put its file HASH.pack into 'packs' of the data folder and start once more"}}};
}

}  // namespace fugong::receipt
