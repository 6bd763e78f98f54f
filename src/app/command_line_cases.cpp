#include <CLI/CLI.hpp>
#include <memory>

#include "app/cases_command.hpp"
#include "app/command_line_parts.hpp"

namespace fugong::app {

void add_cases(CLI::App& app, const Common& common, std::function<int()>& action) {
  const auto say = [&](const char* zh, const char* en) { return common.pick({zh, en}); };
  const auto options = std::make_shared<CasesCommand>();
  const auto run = [&](int (*command)(const Common&, const CasesCommand&)) {
    return [&common, &action, options, command] {
      action = [&common, options, command] { return command(common, *options); };
    };
  };
  CLI::App* group = app.add_subcommand(
      "cases", say("案件中由程序办理的事，与审计日志核对",
                   "the programme's part in cases; cases against the audit log"));
  group->require_subcommand(1);
  const auto add_plain = [&](const char* name, const char* zh, const char* en) {
    CLI::App* command = group->add_subcommand(name, say(zh, en));
    add_data(*command, common, options->data);
    return command;
  };
  const auto add = [&](const char* name, const char* zh, const char* en) {
    CLI::App* command = add_plain(name, zh, en);
    command->add_option("--on", options->on, say("办理的日期，默认今天", "the day; default today"));
    command->add_flag("--json", options->json, say("输出 JSON", "print JSON"));
    return command;
  };
  CLI::App* once = add("run", "结束公示、处理到期和由测算决定的案件，一次",
                       "end publications, let time run out, decide what the rules decide; once");
  once->footer(
      say("服务器每分钟自己做一次。示例：\n  fugong cases run --db postgresql://fugong@db/fugong",
          "A server does it every minute by itself. Example:\n"
          "  fugong cases run --db postgresql://fugong@db/fugong"));
  once->callback(run(run_cases_run));
  CLI::App* begin = add("begin", "免申即享：为登记库中符合条件的企业发起案件",
                        "begin the cases of a provision that need no application");
  begin->add_option("PROVISION", options->provision, say("条款编号", "id of the provision"))
      ->required();
  begin->add_option(
      "--place", options->place,
      say("行政区划代码的前几位；不写则全部", "first digits of places' codes; all without it"));
  begin->add_flag("--dry-run", options->dry_run, say("只计数，不发起", "count, and begin none"));
  begin->footer(say(
      "同一企业、条款、事项只发起一次。示例：\n  fugong cases begin 6.12 --place 2102 --dry-run",
      "A case is begun once for a firm, provision and subject. Example:\n"
      "  fugong cases begin 6.12 --place 2102 --dry-run"));
  begin->callback(run(run_cases_begin));
  CLI::App* rerun = add("rerun", "按 --pack 的政策包重新测算未决案件，列出前后差别",
                        "judge the undecided cases by the pack of --pack, and list what differs");
  rerun->add_flag("--apply", options->apply, say("改为新的测算结果", "make it so"));
  rerun->footer(say("示例：\n  fugong --pack miit-2020-14 cases rerun --data var --apply",
                    "Example:\n  fugong --pack miit-2020-14 cases rerun --data var --apply"));
  rerun->callback(run(run_cases_rerun));
  CLI::App* erase = add("erase", "删除已办结案件的回执所对应的陈述内容，决定和证明不变",
                        "erase what was stated in a closed case; decision and proofs stay");
  erase->add_option("REFERENCE", options->reference, say("案件编号", "the case"))->required();
  erase->add_option("--why", options->why, say("谁要求、为什么", "who asks for it, and why"))
      ->required();
  erase->callback(run(run_cases_erase));
  CLI::App* verify = add_plain("verify", "逐案与审计日志核对，找出第一条被改动的案件记录",
                               "hold each case against the audit log and find the first event of "
                               "one that was changed");
  verify->footer(
      say("日志本身用 fugong audit verify 核对。示例：\n  fugong cases verify --db "
          "postgresql://fugong@db/fugong",
          "The log itself is for fugong audit verify. Example:\n  fugong cases verify "
          "--db postgresql://fugong@db/fugong"));
  verify->callback(run(run_cases_verify));
}

}  // namespace fugong::app
