#include "app/root_folder.hpp"

#include <limits>
#include <utility>

namespace fugong::app {

Result<std::vector<ledger::Paper>> RootFolder::papers() {
  auto files = folder_.latest(std::numeric_limits<std::size_t>::max());
  if (!files) return fail(std::move(files.error()));
  std::vector<ledger::Paper> papers;
  for (auto file = files->rbegin(); file != files->rend(); ++file)
    papers.push_back({std::move(file->name), std::move(file->bytes)});
  return papers;
}

Result<std::vector<std::string>> RootFolder::close(store::Database& database,
                                                   const audit::SigningKey& key, const Clock& clock,
                                                   const audit::Audit& audit) {
  const auto before = papers();
  if (!before) return fail(before.error());
  const auto closed = ledger::close_days(database, *before, key, clock, audit);
  if (!closed) return fail(closed.error());
  std::vector<std::string> files;
  for (const ledger::Paper& paper : *closed) {
    auto file = folder_.add(paper.name, paper.bytes);
    if (!file) return fail(std::move(file.error()));
    files.push_back(std::move(*file));
  }
  return files;
}

}  // namespace fugong::app
