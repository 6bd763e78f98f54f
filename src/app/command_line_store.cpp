#include <CLI/CLI.hpp>
#include <memory>

#include "app/command_line_parts.hpp"
#include "app/store_command.hpp"

namespace fugong::app {

void add_store(CLI::App& app, const Common& common, std::function<int()>& action) {
  const auto say = [&](const char* zh, const char* en) { return common.pick({zh, en}); };
  const auto options = std::make_shared<StoreCommand>();
  const auto run = [&](int (*command)(const Common&, const StoreCommand&)) {
    return [&common, &action, options, command] {
      action = [&common, options, command] { return command(common, *options); };
    };
  };
  CLI::App* group = app.add_subcommand("store", say("数据库：备份、恢复、搬迁、检查",
                                                    "the database: back up, restore, move, check"));
  group->require_subcommand(1);
  CLI::App* backup = group->add_subcommand(
      "backup", say("把数据库备份成一个新文件，期间可照常读写",
                    "back the database up as a new file; others may write meanwhile"));
  add_data(*backup, common, options->data);
  backup->add_option("--out", options->file, say("新的备份文件", "the new file"))->required();
  backup->footer(say("示例：\n  fugong store backup --data var --out 2020-03-01.backup",
                     "Example:\n  fugong store backup --data var --out 2020-03-01.backup"));
  backup->callback(run(run_store_backup));
  CLI::App* restore = group->add_subcommand(
      "restore", say("把备份恢复到一个空的数据库，逐表核对后才保存",
                     "restore a backup into an empty database; kept only once every table is "
                     "found to be as it was"));
  add_data(*restore, common, options->data);
  restore->add_option("FILE", options->file, say("备份文件", "the backup"))->required();
  restore->footer(
      say("示例：\n  fugong store restore 2020-03-01.backup --db postgresql://fugong@db/new",
          "Example:\n  fugong store restore 2020-03-01.backup --db postgresql://fugong@db/new"));
  restore->callback(run(run_store_restore));
  CLI::App* copy = group->add_subcommand(
      "copy", say("把一个数据库搬到另一个空的数据库", "copy a database into another, empty one"));
  copy->add_option("--from", options->from, say("来源数据库的 URL", "URL of the one"))->required();
  copy->add_option("--to", options->to, say("目标数据库的 URL", "URL of the other"))->required();
  copy->footer(
      say("示例：\n  fugong store copy --from sqlite:var/fugong.db --to postgresql://fugong@db/new",
          "Example:\n  fugong store copy --from sqlite:var/fugong.db --to "
          "postgresql://fugong@db/new"));
  copy->callback(run(run_store_copy));
  CLI::App* check = group->add_subcommand(
      "check", say("检查数据库是否完好，列出每张表的行数和校验和",
                   "look whether the database is sound; rows and sum of each table"));
  add_data(*check, common, options->data);
  check->footer(say("校验和与行的顺序、数据库的种类无关：两处相同，内容就相同",
                    "The sums depend neither on the order of rows nor on the kind of database: "
                    "where they agree, so does what is kept"));
  check->callback(run(run_store_check));
}

}  // namespace fugong::app
