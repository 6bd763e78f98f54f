#include "app/open_register.hpp"

#include <fmt/format.h>

#include <filesystem>

namespace fugong::app {

Result<enterprise_register::Register> open_register(const std::string& data_folder,
                                                    const pack::Pack& pack) {
  std::error_code error;
  std::filesystem::create_directories(data_folder, error);
  if (error) {
    Place place;
    place.file = data_folder;
    return fail("file-unwritable", std::move(place),
                {fmt::format("建不了数据文件夹（{}）", error.message()),
                 fmt::format("the data folder can't be made ({})", error.message())},
                {"用 --data 指定可写的文件夹", "name a writable folder with --data"});
  }
  auto database = store::Database::open({.path = data_folder + "/fugong.db"});
  if (!database) return fail(std::move(database.error()));
  return enterprise_register::Register::open(std::move(*database), pack.book);
}

}  // namespace fugong::app
