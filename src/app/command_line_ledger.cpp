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
  const auto add_plain = [&](const char* name, const char* zh, const char* en) {
    CLI::App* command = group->add_subcommand(name, say(zh, en));
    command
        ->add_option("--db", options->database,
                     say("数据库：postgresql://用户@主机/库，或 SQLite 文件",
                         "database: postgresql://user@host/name, or a file of SQLite"))
        ->required();
    return command;
  };
  const auto add = [&](const char* name, const char* zh, const char* en) {
    CLI::App* command = add_plain(name, zh, en);
    command->add_flag("--json", options->json, say("输出 JSON", "print JSON"));
    return command;
  };
  CLI::App* verify = add("verify", "重算整本账：哈希链、余额、限额、收支平衡",
                         "go over all of it again: chain, balances, limits, totals");
  verify->add_option("--checkpoint", options->checkpoints,
                     say("留存的链头 分片:序号:哈希，可有多个",
                         "a head that was kept, SHARD:SEQ:HASH; may be several"));
  CLI::Option* key = verify->add_option("--key", options->key_file,
                                        say("公钥文件（.pub）", "file of the public key (.pub)"));
  verify
      ->add_option("--roots", options->roots,
                   say("日根文件夹，逐日核对", "folder of the daily roots: compare each day"))
      ->needs(key);
  verify->footer(
      say("示例：\n  fugong ledger verify --db postgresql://fugong@db/fugong --roots "
          "/other-disk/checkpoints --key audit.key.pub",
          "Example:\n  fugong ledger verify --db postgresql://fugong@db/fugong --roots "
          "/other-disk/checkpoints --key audit.key.pub"));
  verify->callback(run(run_ledger_verify));
  CLI::App* close = add_plain("close", "日结：给过完的每一天签一份日根，放在数据库之外",
                              "sign a daily root of each day that is over, outside the database");
  close->add_option("--roots", options->roots, say("日根文件夹", "folder of the daily roots"))
      ->required();
  close->add_option("--on", options->on,
                    say("办理的日期，默认今天；结它以前的日子",
                        "the day at the offices, default today: those before it are closed"));
  close->add_option("--key", options->key_file, say("私钥文件", "file of the private key"))
      ->required();
  close->footer(
      say("示例：\n  fugong ledger close --db var/fugong.db --roots "
          "/other-disk/checkpoints --key /safe/audit.key",
          "Example:\n  fugong ledger close --db var/fugong.db --roots "
          "/other-disk/checkpoints --key /safe/audit.key"));
  close->callback(run(run_ledger_close));
  CLI::App* balances =
      add("balances", "每笔资金现在或某日的余额", "where each fund stands, now or on a day");
  balances->add_option("--on", options->on,
                       say("某日日终，按账目重算", "the end of this day, replayed"));
  balances->footer(say("示例：\n  fugong ledger balances --db var/fugong.db --on 2020-02-29",
                       "Example:\n  fugong ledger balances --db var/fugong.db --on 2020-02-29"));
  balances->callback(run(run_ledger_balances));
}

}  // namespace fugong::app
