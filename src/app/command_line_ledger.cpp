#include <CLI/CLI.hpp>
#include <memory>

#include "app/ledger_command.hpp"

namespace fugong::app {

void add_ledger(CLI::App& app, const Common& common, std::function<int()>& action) {
  const auto say = [&](const char* zh, const char* en) { return common.pick({zh, en}); };
  const auto options = std::make_shared<LedgerCommand>();
  const auto run = [&](int (*command)(const Common&, const LedgerCommand&)) {
    return [&common, &action, options, command] {
      action = [&common, options, command] { return command(common, *options); };
    };
  };
  CLI::App* group = app.add_subcommand("ledger", say("公共资金账本", "the ledger of public money"));
  group->require_subcommand(1);
  const auto add = [&](const char* name, const char* zh, const char* en) {
    CLI::App* command = group->add_subcommand(name, say(zh, en));
    command
        ->add_option("--db", options->database,
                     say("数据库：postgresql://用户@主机/库，或 SQLite 文件",
                         "database: postgresql://user@host/name, or a file of SQLite"))
        ->required();
    command->add_flag("--json", options->json, say("输出 JSON", "print JSON"));
    return command;
  };
  CLI::App* verify = add("verify", "重算整本账：哈希链、余额、限额、收支平衡",
                         "go over all of it again: chain, balances, limits, totals");
  verify->add_option("--checkpoint", options->checkpoints,
                     say("留存的链头 分片:序号:哈希，可有多个",
                         "a head that was kept, SHARD:SEQ:HASH; may be several"));
  verify->footer(say("示例：\n  fugong ledger verify --db postgresql://fugong@db/fugong",
                     "Example:\n  fugong ledger verify --db postgresql://fugong@db/fugong"));
  verify->callback(run(run_ledger_verify));
  CLI::App* balances =
      add("balances", "每笔资金现在或某日的余额", "where each fund stands, now or on a day");
  balances->add_option("--on", options->on,
                       say("某日日终，按账目重算", "the end of this day, replayed"));
  balances->footer(say("示例：\n  fugong ledger balances --db var/fugong.db --on 2020-02-29",
                       "Example:\n  fugong ledger balances --db var/fugong.db --on 2020-02-29"));
  balances->callback(run(run_ledger_balances));
}

}  // namespace fugong::app
