#include "app/checkpoint_folder.hpp"

#include <fmt/format.h>

#include "platform/audit/tree.hpp"

namespace fugong::app {
namespace {

/// Names sort as sizes do.
std::string name_of(std::int64_t size) {
  return fmt::format("{:019}{}", size, CheckpointFolder::kEnding);
}

}  // namespace

Result<CheckpointFolder::Made> CheckpointFolder::extend(store::Database& database,
                                                        const audit::SigningKey& key) {
  const auto file = newest();
  if (!file) return fail(file.error());
  std::optional<audit::Checkpoint> last;
  if (*file) {
    auto read = audit::read_checkpoint((*file)->bytes, (*file)->name, key.verifying());
    if (!read) return fail(std::move(read.error()));
    last = std::move(*read);
  }
  const auto added = audit::sequence(database);
  if (!added) return fail(added.error());
  auto next = audit::next_checkpoint(database, last, key.verifying().name());
  if (!next) return fail(std::move(next.error()));
  Made made{std::move(*next), {}};
  if (last && last->size == made.checkpoint.size) return made;
  auto written =
      folder_.add(name_of(made.checkpoint.size), audit::write_checkpoint(made.checkpoint, key));
  if (!written) return fail(std::move(written.error()));
  made.file = std::move(*written);
  return made;
}

}  // namespace fugong::app
