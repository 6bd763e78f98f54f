#include "app/pack_in_force.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <optional>

#include "app/files.hpp"
#include "app/open_register.hpp"
#include "base/clock.hpp"
#include "desks/publishing/published.hpp"
#include "desks/publishing/shelf.hpp"

namespace fugong::app {

Result<ChosenPack> pack_of_folder(const Common& common) {
  ChosenPack chosen;
  auto loaded = load_pack(common.packs_folder, common.pack_id, &chosen.files);
  if (!loaded) return fail(std::move(loaded.error()));
  chosen.pack = std::make_shared<const pack::Pack>(std::move(*loaded));
  return chosen;
}

Result<ChosenPack> pack_in_force(const Common& common, store::Database& database, Date day) {
  std::optional<publishing::Publication> now;
  pack::Files files;
  std::int64_t since_ms = 0;
  auto read = database.read([&](store::Transaction& t) -> Result<void> {
    const auto since = publishing::in_force_since(t, common.pack_id, day);
    if (!since) return fail(since.error());
    since_ms = *since;
    auto found = publishing::in_force(t, common.pack_id, day);
    if (!found) return fail(std::move(found.error()));
    now = std::move(*found);
    if (!now) return {};
    auto published = publishing::files_of(t, now->draft, now->revision);
    if (!published) return fail(std::move(published.error()));
    files = std::move(*published);
    return {};
  });
  if (!read) return fail(std::move(read.error()));
  if (!now) {
    auto chosen = pack_of_folder(common);
    if (chosen) chosen->since_ms = since_ms;
    return chosen;
  }
  auto loaded = publishing::load(std::move(files), now->pack);
  if (loaded->hash != now->hash) return fail(publishing::pack_changed(*now));
  if (!loaded->pack) return fail(loaded->pack.error());
  return ChosenPack{loaded->files, {loaded, &*loaded->pack}, true, since_ms};
}

Result<ChosenPack> choose_pack(const Common& common, const DataPlace& data) {
  std::error_code none;
  const bool is_there =
      !data.database.empty() || std::filesystem::exists(data.folder + "/fugong.db", none);
  if (common.is_folder_named || !is_there) return pack_of_folder(common);
  auto database = open_database(data);
  if (!database) return fail(std::move(database.error()));
  // A register without offices has no such tables, and who only looks at it makes none.
  const auto publishes = database->read([&](store::Transaction& t) -> Result<void> {
    const auto found = publishing::in_force(t, common.pack_id, SystemClock().today());
    return found ? Result<void>{} : fail(found.error());
  });
  if (!publishes) {
    if (publishes.error().front().code == "store-statement") return pack_of_folder(common);
    return fail(publishes.error());
  }
  auto chosen = pack_in_force(common, *database, SystemClock().today());
  if (chosen && chosen->is_published) {
    const pack::Pack& pack = *chosen->pack;
    fmt::print(
        stderr, "{}\n",
        common.pick(
            {fmt::format("按已发布的政策包 {} {}（{}）", pack.id, pack.version, pack.hash),
             fmt::format("by the published pack {} {} ({})", pack.id, pack.version, pack.hash)}));
  }
  return chosen;
}

Result<ChosenPack> choose_pack_of(const Common& common, const std::string& register_path) {
  std::error_code none;
  if (!std::filesystem::is_directory(register_path, none)) return pack_of_folder(common);
  return choose_pack(common, {.folder = register_path, .database = {}});
}

}  // namespace fugong::app
