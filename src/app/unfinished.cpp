#include "app/unfinished.hpp"

#include <filesystem>
#include <utility>

#include "app/files.hpp"

namespace fugong::app {

namespace fs = std::filesystem;

Result<Unfinished> Unfinished::begin(const std::string& path, HalfWritten::Kind kind) {
  fs::path tidy(path);
  if (!tidy.has_filename()) tidy = tidy.parent_path();
  std::error_code error;
  if (fs::exists(tidy, error)) {
    return fail("file-exists", Place{path, 0, 0, ""},
                {"已存在，不会覆盖", "is there already and is not overwritten"},
                {"换一个名字", "give another name"});
  }
  if (tidy.has_parent_path()) fs::create_directories(tidy.parent_path(), error);
  if (error) return cant_write(path, error.message());
  HalfWritten::sweep(tidy.string());
  auto part = HalfWritten::make(tidy.string(), kind);
  if (!part) return fail(std::move(part.error()));
  return Unfinished(std::move(*part));
}

Result<Unfinished> Unfinished::begin_file(const std::string& path) {
  return begin(path, HalfWritten::Kind::file);
}

Result<Unfinished> Unfinished::begin_private_file(const std::string& path) {
  return begin(path, HalfWritten::Kind::private_file);
}

Result<Unfinished> Unfinished::begin_folder(const std::string& path) {
  return begin(path, HalfWritten::Kind::folder);
}

Result<void> Unfinished::finish() {
  std::error_code error;
  if (fs::is_directory(path(), error)) {
    auto walk = fs::recursive_directory_iterator(path(), error);
    for (; !error && walk != fs::recursive_directory_iterator(); walk.increment(error)) {
      if (auto synced = sync(walk->path().string()); !synced) return synced;
    }
    if (error) return cant_write(path(), error.message());
  }
  if (auto synced = sync(path()); !synced) return synced;
  return part_.name_over();
}

}  // namespace fugong::app
