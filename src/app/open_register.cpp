#include "app/open_register.hpp"

#include <fmt/format.h>

#include <filesystem>

#include "app/progress_line.hpp"

namespace fugong::app {

Result<store::Options> database_options(const DataPlace& data) {
  if (!data.database.empty()) return store::Options{.url = data.database};
  std::error_code error;
  std::filesystem::create_directories(data.folder, error);
  if (error) {
    Place place;
    place.file = data.folder;
    return fail("file-unwritable", std::move(place),
                {fmt::format("建不了数据文件夹（{}）", error.message()),
                 fmt::format("the data folder can't be made ({})", error.message())},
                {"用 --data 指定可写的文件夹", "name a writable folder with --data"});
  }
  return store::Options{.path = data.folder + "/fugong.db"};
}

Result<store::Database> open_existing(const DataPlace& data) {
  const bool of_folder = data.database.empty();
  return store::Database::open({.path = of_folder ? data.folder + "/fugong.db" : "",
                                .create = false,
                                .url = data.database,
                                .cancelled = is_interrupted});
}

Result<store::Database> open_database(const DataPlace& data) {
  const auto options = database_options(data);
  if (!options) return fail(options.error());
  return store::Database::open(*options);
}

Result<enterprise_register::Register> open_register(const DataPlace& data, const pack::Pack& pack) {
  auto database = open_database(data);
  if (!database) return fail(std::move(database.error()));
  return enterprise_register::Register::open(std::move(*database), pack.book);
}

}  // namespace fugong::app
