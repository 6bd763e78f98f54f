#include <CLI/CLI.hpp>
#include <memory>

#include "app/command_line_parts.hpp"
#include "app/packs_command.hpp"

namespace fugong::app {

void add_packs(CLI::App& app, const Common& common, std::function<int()>& action) {
  const auto say = [&](const char* zh, const char* en) { return common.pick({zh, en}); };
  const auto options = std::make_shared<PacksCommand>();
  CLI::App* group = app.add_subcommand(
      "packs", say("已发布的政策包：列出、撤回、导出",
                   "published packs: list them, take one back, write one as a file"));
  group->require_subcommand(1);
  group->footer(
      say("示例：\n  fugong packs list --data var\n"
          "  fugong packs withdraw miit-2020-14 HASH --because 新版本装入不了 --data var",
          "Examples:\n  fugong packs list --data var\n"
          "  fugong packs withdraw miit-2020-14 HASH --because 'does not load any more' --data "
          "var"));
  const auto add = [&](const char* name, const std::string& about,
                       int (*run)(const Common&, const PacksCommand&)) {
    CLI::App* command = group->add_subcommand(name, about);
    add_data(*command, common, options->data);
    command->add_flag("--json", options->json, say("输出 JSON", "print JSON"));
    command->callback([run, &common, &action, options] {
      action = [run, &common, options] { return run(common, *options); };
    });
    return command;
  };
  add("list",
      say("列出：编号、哈希、生效日、状态、由谁发布",
          "list them: id, hash, the day in force from, state, by whom"),
      run_packs_list)
      ->footer(say("示例：\n  fugong packs list --db postgresql://fugong@db/fugong",
                   "Example:\n  fugong packs list --db postgresql://fugong@db/fugong"));
  CLI::App* withdraw = add("withdraw",
                           say("撤回一个：服务器因它而启动不了时，用这条命令",
                               "take one back: for when a server can't start because of it"),
                           run_packs_withdraw);
  withdraw->add_option("ID", options->pack, say("政策包编号", "id of the pack"))->required();
  withdraw->add_option("HASH", options->hash, say("它的哈希", "its hash"))->required();
  withdraw->add_option("--because", options->because, say("原因", "why"))->required();
  withdraw->footer(say(
      "与工作人员页面上的撤回相同，以 console 的名义写入审计日志；此前生效的版本恢复生效。\n"
      "示例：\n  fugong packs withdraw miit-2020-14 HASH --because 新版本装入不了",
      "It is the withdrawal of the staff app, in the audit log as done by 'console'; what was in "
      "force before is in force again.\n"
      "Example:\n  fugong packs withdraw miit-2020-14 HASH --because 'does not load any more'"));
  CLI::App* exported = add("export",
                           say("把数据库按哈希留存的政策包写成文件 HASH.pack，供 replay 使用",
                               "write a pack that the database keeps as HASH.pack, for replay"),
                           run_packs_export);
  exported->add_option("HASH", options->hash, say("它的哈希", "its hash"))->required();
  exported->add_option(
      "--packs-kept", options->kept_folder,
      say("写到哪个文件夹，默认 var/packs", "folder to write it to; default var/packs"));
  exported->footer(say("示例：\n  fugong packs export HASH --db postgresql://fugong@db/fugong",
                       "Example:\n  fugong packs export HASH --db postgresql://fugong@db/fugong"));
}

}  // namespace fugong::app
