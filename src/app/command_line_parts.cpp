#include "app/command_line_parts.hpp"

#include <CLI/CLI.hpp>

namespace fugong::app {

void add_data(CLI::App& command, const Common& common, DataPlace& data) {
  command.add_option("--data", data.folder, common.pick({"数据文件夹", "folder of the database"}));
  command.add_option(
      "--db", data.database,
      common.pick(
          {"数据库：postgresql://用户@主机/库，或 sqlite:文件；默认为数据文件夹里的 fugong.db",
           "database: postgresql://user@host/name or sqlite:FILE; default fugong.db in the "
           "folder"}));
}

}  // namespace fugong::app
