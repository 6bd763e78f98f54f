// The command line. Only this file and those of its groups (command_line_NAME.cpp) include CLI11.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <string_view>

#include "app/audit_command.hpp"
#include "app/cases_command.hpp"
#include "app/command_line_parts.hpp"
#include "app/commands.hpp"
#include "app/ledger_command.hpp"
#include "app/packs_command.hpp"
#include "app/partners_command.hpp"
#include "app/store_command.hpp"
#include "app/users_command.hpp"
#include "desks/register/generate.hpp"

namespace fugong::app {
namespace {

/// --lang wins, then the locale; Chinese if neither says English.
std::string choose_language(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    const std::string_view argument = argv[i];
    if (argument == "--lang" && i + 1 < argc) return argv[i + 1];
    if (argument.starts_with("--lang=")) return std::string(argument.substr(7));
  }
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    const char* value = std::getenv(name);
    if (value == nullptr || *value == '\0') continue;
    return std::string_view(value).starts_with("en") ? "en" : "zh";
  }
  return "zh";
}

class CommandLine {
 public:
  explicit CommandLine(std::string_view language) {
    common_.language = language == "en" ? "en" : "zh";
    app_.description(say("复工：在一台机器上运行一份纾困通知",
                         "Fugong: runs a relief notice for small and medium-sized firms"));
    app_.name("fugong");
    app_.require_subcommand(1);
    app_.set_help_flag("-h,--help", say("显示帮助", "show this help"));
    app_.add_option("--lang", common_.language, say("语言：zh 或 en", "language: zh or en"))
        ->check(CLI::IsMember({"zh", "en"}));
    app_.add_option("--packs", common_.packs_folder, say("政策包文件夹", "folder of the packs"));
    app_.add_option("--pack", common_.pack_id, say("政策包编号", "id of the pack"));
    app_.fallthrough();
    app_.footer(
        say("示例：\n"
            "  fugong check --facts packs/miit-2020-14/demo/01-mask-maker-jiangxi.yaml --on "
            "2020-02-21\n"
            "  fugong pack check\n  fugong serve --port 8020\n\n"
            "退出码：0 成功，1 外部故障，2 用法错误，3 事实、规则或回执有误",
            "Examples:\n"
            "  fugong check --facts packs/miit-2020-14/demo/01-mask-maker-jiangxi.yaml --on "
            "2020-02-21\n"
            "  fugong pack check\n  fugong serve --port 8020\n\n"
            "Exit codes: 0 ok, 1 failed, 2 usage, 3 facts, rules or a receipt are wrong"));
    add_check();
    add_replay();
    add_receipt();
    add_pack();
    fugong::app::add_serve(app_, common_, action_);
    add_register();
    add_assess();
    add_survey();
    add_facts();
    add_store(app_, common_, action_);
    add_ledger(app_, common_, action_);
    add_packs(app_, common_, action_);
    add_cases(app_, common_, action_);
    add_users(app_, common_, action_);
    add_partners(app_, common_, action_);
    add_audit(app_, common_, action_);
    add_version();
  }

  int run(int argc, char** argv) {
    try {
      app_.parse(argc, argv);
    } catch (const CLI::CallForHelp&) {
      fmt::print("{}", app_.help());
      return kOk;
    } catch (const CLI::ParseError& error) {
      if (error.get_exit_code() == 0) return app_.exit(error);
      fmt::print(stderr, "{}\n",
                 fmt::format(fmt::runtime(say("用法错误：{}。用 fugong --help 看帮助",
                                              "usage: {}. See fugong --help")),
                             error.what()));
      return kUsage;
    }
    common_.is_folder_named = app_.count("--packs") > 0;
    return action_ ? action_() : static_cast<int>(kUsage);
  }

 private:
  std::string say(const char* zh, const char* en) const {
    return common_.language == "en" ? en : zh;
  }

  void add_check() {
    CLI::App* command = app_.add_subcommand("check", say("查一家企业能享受什么、多少、为什么",
                                                         "what a firm may have, how much and why"));
    command
        ->add_option(
            "--facts", check_.facts_file,
            say("事实文件（YAML 或 JSON），- 为标准输入", "facts (YAML or JSON), - for stdin"))
        ->required();
    command->add_option("--on", check_.on,
                        say("服务日期，默认今天", "service date; default today"));
    command->add_option(
        "--known-at", check_.known_at,
        say("按该日已公布的政策，默认与 --on 相同", "the law as known on that day; default --on"));
    command->add_option("--measure", check_.measure,
                        say("只看通知的这一条措施", "only this measure of the notice"));
    command->add_flag("--json", check_.json, say("输出 JSON", "print JSON"));
    command->add_option("--receipt", check_.receipt_file,
                        say("把回执写入这个新文件", "write a receipt to this new file"));
    command->add_option(
        "--opening", check_.opening_file,
        say("回执的明细（私密）写入何处，默认为回执文件名加 .opening",
            "where its private opening goes; default the receipt's name with .opening"));
    add_kept_option(command, check_.kept_folder);
    command->footer(
        say("示例：\n  fugong check --facts firm.yaml --on 2020-02-21 --known-at 2020-02-05\n"
            "  fugong check --facts firm.yaml --on 2020-02-21 --receipt r.json",
            "Examples:\n  fugong check --facts firm.yaml --on 2020-02-21 --known-at 2020-02-05\n"
            "  fugong check --facts firm.yaml --on 2020-02-21 --receipt r.json"));
    command->callback([this] { action_ = [this] { return run_check(common_, check_); }; });
  }

  void add_kept_option(CLI::App* command, std::string& folder) {
    command->add_option("--packs-kept", folder,
                        say("按哈希留存政策包的文件夹，默认 var/packs",
                            "folder where packs are kept by their hash; default var/packs"));
  }

  void add_receipt_argument(CLI::App* command) {
    command->add_option("receipt", receipt_.receipt_file, say("回执文件", "file of the receipt"))
        ->required();
  }

  void add_replay() {
    CLI::App* command = app_.add_subcommand(
        "replay", say("按留存的政策包重做回执上的决定", "decide again what a receipt says"));
    add_receipt_argument(command);
    command->add_option("--opening", receipt_.opening_file,
                        say("明细文件，默认为回执文件名加 .opening",
                            "its opening; default the receipt's name with .opening"));
    add_kept_option(command, receipt_.kept_folder);
    command->footer(say(
        "示例：\n  fugong replay r.json\n\n"
        "退出码：0 逐字节重现，1 有不同（逐条列出）或文件读不了，3 回执、明细或政策包被改动",
        "Example:\n  fugong replay r.json\n\n"
        "Exit codes: 0 the same to the byte, 1 it differs (each difference is listed) or a file "
        "can't be read, 3 the receipt, the opening or the pack was changed"));
    command->callback([this] { action_ = [this] { return run_replay(common_, receipt_); }; });
  }

  void add_receipt() {
    CLI::App* group = app_.add_subcommand("receipt", say("回执", "receipts"));
    group->require_subcommand(1);
    CLI::App* verify = group->add_subcommand(
        "verify", say("核对回执，以及出示的事实", "check a receipt, and facts that are shown"));
    add_receipt_argument(verify);
    verify->add_option("--opening", receipt_.opening_file,
                       say("明细或其一部分", "an opening or a part of one"));
    verify->footer(say("示例：\n  fugong receipt verify r.json --opening shown.json",
                       "Example:\n  fugong receipt verify r.json --opening shown.json"));
    verify->callback(
        [this] { action_ = [this] { return run_receipt_verify(common_, receipt_); }; });
    CLI::App* disclose = group->add_subcommand(
        "disclose", say("从明细中只取要出示的事实", "take from an opening the facts to be shown"));
    disclose->add_option("opening", receipt_.opening_file, say("明细文件", "file of the opening"))
        ->required();
    disclose
        ->add_option("--show", receipt_.shown,
                     say("事实的路径，可有多个", "path of a fact; may be several"))
        ->required();
    disclose->footer(say(
        "示例：\n  fugong receipt disclose r.json.opening --show loans/L1/loan_rate > shown.json",
        "Example:\n  fugong receipt disclose r.json.opening --show loans/L1/loan_rate > "
        "shown.json"));
    disclose->callback(
        [this] { action_ = [this] { return run_receipt_disclose(common_, receipt_); }; });
  }

  void add_pack() {
    CLI::App* group = app_.add_subcommand("pack", say("政策包", "packs"));
    group->require_subcommand(1);
    CLI::App* command = group->add_subcommand(
        "check", say("检查政策包：结构、类型、算例、逐步改动",
                     "check a pack: shape, types, worked examples, one-step changes"));
    command->add_flag(
        "--mutate,!--no-mutate", pack_.mutate,
        say("逐个参数改动一步，看算例能否发现（默认）",
            "change each parameter by one step and see that an example breaks (default)"));
    command->add_flag("--prove,!--no-prove", pack_.prove,
                      say("证明没有空缺、重叠、失效条件（默认）",
                          "prove that there are no gaps, overlaps, dead conditions (default)"));
    command->add_option(
        "--measure", pack_.measure,
        say("只查这一条措施的规定和算例", "only the provisions and examples of this measure"));
    command
        ->add_option("--workers", pack_.workers,
                     say("逐步改动的线程数", "threads for the one-step changes"))
        ->check(CLI::Range(1U, 64U));
    command->add_option("--counter-examples", pack_.counter_examples,
                        say("把反例企业写到这个文件夹", "write counter-examples to this folder"));
    command->add_flag("--json", pack_.json, say("输出 JSON", "print JSON"));
    command->footer(say("示例：\n  fugong pack check --pack cn-base",
                        "Example:\n  fugong pack check --pack cn-base"));
    command->callback([this] { action_ = [this] { return run_pack_check(common_, pack_); }; });
    add_pack_fmt(*group);
    add_pack_diff(*group);
    add_pack_describe(*group);
    add_pack_new(*group);
  }

  void add_pack_fmt(CLI::App& group) {
    CLI::App* command = group.add_subcommand(
        "fmt", say("整理政策包的写法：键的顺序、引号、换行、对齐；不改内容",
                   "put a pack's files in canonical form; what they say stays the same"));
    command->add_option("PACK", common_.pack_id, say("政策包编号", "id of the pack"));
    command->add_flag(
        "--check", format_.check,
        say("只列出要整理的文件和行，不改写", "only list the files and lines that would change"));
    command->footer(say("示例：\n  fugong pack fmt --check cn-base",
                        "Example:\n  fugong pack fmt --check cn-base"));
    command->callback([this] { action_ = [this] { return run_pack_fmt(common_, format_); }; });
  }

  void add_pack_diff(CLI::App& group) {
    CLI::App* command = group.add_subcommand(
        "diff", say("比较两个版本：规定、数值、条件、表格改了什么，哪些算例结果不同",
                    "compare two versions: what changed in provisions, figures, conditions and "
                    "tables, and which examples differ"));
    command
        ->add_option("OLD", diff_.before,
                     say("旧包的文件夹，或留存的包的哈希",
                         "folder of the old pack, or the hash of a kept one"))
        ->required();
    command
        ->add_option("NEW", diff_.after,
                     say("新包的文件夹，或留存的包的哈希",
                         "folder of the new pack, or the hash of a kept one"))
        ->required();
    command->add_flag("--json", diff_.json, say("输出 JSON", "print JSON"));
    add_kept_option(command, diff_.kept_folder);
    command->footer(say("示例：\n  fugong pack diff old/miit-2020-14 packs/miit-2020-14",
                        "Example:\n  fugong pack diff old/miit-2020-14 packs/miit-2020-14"));
    command->callback([this] { action_ = [this] { return run_pack_diff(common_, diff_); }; });
  }

  void add_pack_describe(CLI::App& group) {
    CLI::App* command = group.add_subcommand(
        "describe", say("用文字写出一项规定：谁、何时、何地、条件、金额",
                        "a provision in words: who, when, where, conditions, amount"));
    command
        ->add_option("ID", describe_,
                     say("规定编号或定义名称", "id of a provision or name of a decision"))
        ->required();
    command->footer(
        say("示例：\n  fugong pack describe 5.2", "Example:\n  fugong pack describe 5.2"));
    command->callback(
        [this] { action_ = [this] { return run_pack_describe(common_, describe_); }; });
  }

  void add_pack_new(CLI::App& group) {
    CLI::App* command = group.add_subcommand(
        "new", say("生成一个能通过检查的新政策包", "make a new pack that passes the check"));
    command
        ->add_option("DIR", new_.folder,
                     say("放政策包的文件夹", "folder of packs in which to put it"))
        ->required();
    command->add_option("--id", new_.id, say("新包编号", "id of the new pack"))->required();
    command->add_option("--import", new_.import,
                        say("导入的包和版本", "a pack to build on, with its version"));
    command->footer(
        say("示例：\n  fugong pack new packs --id my-town --import \"miit-2020-14 2020.1\"",
            "Example:\n  fugong pack new packs --id my-town --import \"miit-2020-14 2020.1\""));
    command->callback([this] { action_ = [this] { return run_pack_new(common_, new_); }; });
  }

  void add_data(CLI::App* command, DataPlace& data) { app::add_data(*command, common_, data); }

  void add_import(CLI::App* group, const std::string& about, const char* example,
                  ImportCommand& import) {
    CLI::App* command = group->add_subcommand("import", about);
    command->add_option("FILE", import.file, say("CSV 文件", "a CSV file"))->required();
    add_data(command, import.data);
    command->add_option("--map", import.map_file,
                        say("映射文件（YAML）：哪一列是什么", "map (YAML): what each column is"));
    command->add_option("--encoding", import.encoding, say("编码，默认判断", "default: found out"))
        ->check(CLI::IsMember({"auto", "utf-8", "gb18030"}));
    command->add_option("--report", import.report_file,
                        say("把逐行的问题和变更写成 CSV",
                            "write what is said about rows, and all changes, as CSV"));
    command->add_option("--stated-on", import.stated_on,
                        say("数据截至哪一天，默认今天", "day of the data; default today"));
    command->add_flag("--dry-run", import.dry_run, say("试运行，不保存", "keep nothing"));
    command->add_flag("--timing", import.timing, say("显示用时", "say how long it took"));
    CLI::Option* source =
        command->add_option("--source", import.source, say("来源，如 bank", "such as bank"));
    if (import.of_facts) {
      source->required();
    } else {
      command->add_flag("--force", import.force,
                        say("合成企业与真实企业放在一起", "mix synthetic firms with real ones"));
      command->add_flag("--complete", import.complete,
                        say("文件包含全部企业：没有的标为“已不在册”",
                            "the file has every firm: mark those that it hasn't as gone"));
    }
    command->footer(fmt::format("{}\n  {}", say("示例：", "Example:"), example));
    command->callback(
        [this, &import] { action_ = [this, &import] { return run_import(common_, import); }; });
  }

  void add_register() {
    CLI::App* group = app_.add_subcommand("register", say("企业登记库", "the register of firms"));
    group->require_subcommand(1);
    add_import(group, say("导入企业登记数据", "import firms"),
               "fugong register import firms.csv --map map.yaml --report rows.csv", import_);
    CLI::App* show = group->add_subcommand("show", say("显示一家企业", "show one firm"));
    show->add_option("CODE", firm_.code, say("统一社会信用代码", "credit code"))->required();
    add_data(show, firm_.data);
    show->callback([this] { action_ = [this] { return run_register_show(common_, firm_); }; });
    CLI::App* check = group->add_subcommand(
        "check", say("查登记库里的一家或全部企业", "check one firm of the register, or all"));
    check->add_option("CODE", firm_.code, say("统一社会信用代码", "credit code"));
    check->add_flag("--all", firm_.all, say("全部企业", "every firm"));
    check->add_option("--limit", firm_.limit, say("最多查几家", "at most so many"));
    check->add_option("--on", firm_.on, say("服务日期，默认今天", "service date; default today"));
    check->add_flag("--timing", firm_.timing, say("显示用时", "say how long it took"));
    add_data(check, firm_.data);
    check->footer(say("示例：\n  fugong register check --all --limit 1000 --on 2020-02-21",
                      "Example:\n  fugong register check --all --limit 1000 --on 2020-02-21"));
    check->callback([this] { action_ = [this] { return run_register_check(common_, firm_); }; });
    CLI::App* snapshot = group->add_subcommand(
        "snapshot",
        say("把登记库写成一份按列存放的快照", "write the register as a snapshot in columns"));
    add_data(snapshot, snapshot_.data);
    snapshot->add_option("--out", snapshot_.out, say("快照文件", "the file"))->required();
    snapshot->callback([this] { action_ = [this] { return run_snapshot(common_, snapshot_); }; });
    add_load(group);
    add_generate(group);
  }

  void add_load(CLI::App* group) {
    CLI::App* load = group->add_subcommand(
        "load", say("把快照写成数据库里的表", "write a snapshot as tables of a database"));
    load->add_option("--snapshot", load_.snapshot, say("快照文件", "the snapshot"))->required();
    load->add_option("--sql", load_.sql,
                     say("数据库：postgresql://用户@主机/库，或 sqlite:文件；密码放在 PGPASSWORD "
                         "或 ~/.pgpass",
                         "database: postgresql://user@host/name or sqlite:FILE; the password "
                         "belongs in PGPASSWORD or ~/.pgpass"))
        ->required();
    load->add_flag("--replace", load_.replace,
                   say("替换已有的登记库表", "replace a register that stands there"));
    load->footer(say(
        "示例：\n  fugong register load --snapshot r.columns --sql postgresql://fugong@db/firms",
        "Example:\n  fugong register load --snapshot r.columns --sql "
        "postgresql://fugong@db/firms"));
    load->callback([this] { action_ = [this] { return run_load(common_, load_); }; });
  }

  void add_register_options(CLI::App* command, RegisterCommand& options) {
    command->add_option("--register", options.register_path,
                        say("数据文件夹，或快照文件", "folder of the database, or a snapshot"));
    command->add_option("--on", options.on,
                        say("服务日期，默认今天", "service date; default today"));
    command->add_option(
        "--known-at", options.known_at,
        say("按哪一天已知的规定，默认与 --on 相同", "law as known on that day; default --on"));
    command
        ->add_option("--out", options.out,
                     say("结果文件夹，须尚不存在", "folder of results, not there yet"))
        ->required();
  }

  void add_pace_options(CLI::App* command, RegisterCommand& options) {
    command->add_option("--workers", options.workers, say("线程数", "threads"))
        ->check(CLI::Range(1U, 256U));
    command->add_flag("--timing", options.timing, say("显示用时", "say how long it took"));
  }

  void add_assess() {
    CLI::App* command = app_.add_subcommand(
        "assess", say("测算全部企业：多少家可以享受什么、共多少钱",
                      "assess all firms: how many may have what, and how much it is"));
    add_register_options(command, assess_);
    CLI::Option* reform =
        command->add_option("--reform", assess_.reform,
                            say("修改方案（YAML）：比较修改前后，谁得益、谁受损",
                                "a reform (YAML): before and after, who gains, who loses"));
    command
        ->add_option(
            "--sql", assess_.sql,
            say("登记库所在的数据库（URL），就地测算（docs/register-sql.md）",
                "database (URL) with the register, worked out there (docs/register-sql.md)"))
        ->excludes("--register")
        ->excludes(reform);
    command->add_option("--measure", assess_.measure, say("只测算这一条措施", "only this measure"));
    command
        ->add_flag(
            "--keep-rules", assess_.keep_rules,
            say("逐行保留各决策表命中的规则", "keep which rules of each table fire for each row"))
        ->excludes("--sql");
    command
        ->add_flag("--findings", assess_.findings,
                   say("把有关机关已认定、当日有效的事实算进去（--register 为数据文件夹）",
                       "count in what offices have found and holds on the day (of a data folder)"))
        ->excludes("--sql");
    add_pace_options(command, assess_);
    command->footer(
        say("示例：\n  fugong assess --register var --on 2020-05-01 --out may\n"
            "  fugong assess --register var --on 2020-05-01 --reform r.yaml --out what-if\n"
            "  fugong assess --sql postgresql://fugong@db/firms --on 2020-05-01 --out may",
            "Examples:\n  fugong assess --register var --on 2020-05-01 --out may\n"
            "  fugong assess --register var --on 2020-05-01 --reform r.yaml --out what-if\n"
            "  fugong assess --sql postgresql://fugong@db/firms --on 2020-05-01 --out may"));
    command->callback([this] { action_ = [this] { return run_assess(common_, assess_); }; });
    CLI::App* explain = app_.add_subcommand(
        "explain",
        say("说明测算中一家企业的全部理由", "give all reasons for one firm of an assessment"));
    explain->add_option("CODE", explain_.code, say("统一社会信用代码", "credit code"))->required();
    explain->add_option("--run", explain_.run, say("测算的结果文件夹", "folder of the assessment"))
        ->required();
    explain->add_flag("--after", explain_.after, say("按修改后的规定", "by the pack as reformed"));
    explain->callback([this] { action_ = [this] { return run_explain(common_, explain_); }; });
  }

  void add_survey() {
    CLI::App* command = app_.add_subcommand(
        "survey", say("给规则做体检：哪些规则、条件没有企业用到，多一步会让谁失去多少",
                      "survey the rules on all firms: those nobody meets, and what a step more "
                      "costs"));
    add_register_options(command, survey_);
    command->add_option("--reform", survey_.reform,
                        say("修改方案（YAML）：给修改后的规则做体检",
                            "a reform (YAML): survey the rules as reformed"));
    command->add_option("--measure", survey_.measure, say("只看这一条措施", "only this measure"));
    command->add_option("--step", survey_.steps,
                        say("某个事实的一步，如 revenue=10000，可为负",
                            "the step of a fact, such as revenue=10000; may be negative"));
    add_pace_options(command, survey_);
    command->footer(say("示例：\n  fugong survey --register var --on 2020-05-01 --out checked",
                        "Example:\n  fugong survey --register var --on 2020-05-01 --out checked"));
    command->callback([this] { action_ = [this] { return run_survey(common_, survey_); }; });
  }

  void add_generate(CLI::App* group) {
    CLI::App* command = group->add_subcommand(
        "generate", say("生成合成企业（虚构），供试算和测速",
                        "make synthetic (invented) firms for what-ifs and benchmarks"));
    command->add_option("--firms", generate_.firms, say("多少家", "how many"))
        ->required()
        ->check(CLI::Range(std::uint64_t{1}, enterprise_register::kMaxGeneratedFirms));
    command->add_option("--profile", generate_.profile,
                        say("政策包 synthetic/ 中的画像，默认 profile；dense 的事实更全",
                            "a profile of the pack's synthetic/; default profile, dense knows more "
                            "of each firm"));
    command->add_option(
        "--seed", generate_.seed,
        say("种子：相同的种子得到相同的企业", "the same seed gives the same firms"));
    command->add_option("--out", generate_.out,
                        say("写成 CSV 文件，- 为标准输出，.columns 为快照；不写则存入登记库",
                            "a CSV file, - for stdout, .columns for a snapshot; without it, "
                            "into the register"));
    add_data(command, generate_.data);
    command
        ->add_option(
            "--unknown-percent", generate_.unknown_percent,
            say("未知事实的百分比，默认按配置", "share of unknown facts; default: profile"))
        ->check(CLI::Range(0, 100));
    command->add_option("--stated-on", generate_.stated_on,
                        say("数据截至哪一天，默认今天", "day of the data; default today"));
    command->add_flag("--report", generate_.report,
                      say("与普查数字对照", "compare with the figures of the census"));
    command->add_flag("--force", generate_.force,
                      say("登记库里有真实企业也存入", "even beside real firms in the register"));
    command->add_flag("--timing", generate_.timing, say("显示用时", "say how long it took"));
    command->footer(say(
        "示例：\n  fugong register generate --firms 100000 --seed 1 --out firms.csv --report\n"
        "  fugong register generate --firms 100000 --seed 1 --data trial",
        "Examples:\n  fugong register generate --firms 100000 --seed 1 --out firms.csv --report\n"
        "  fugong register generate --firms 100000 --seed 1 --data trial"));
    command->callback([this] { action_ = [this] { return run_generate(common_, generate_); }; });
  }

  void add_facts() {
    CLI::App* group =
        app_.add_subcommand("facts", say("其他部门提供的事实", "facts from other offices"));
    group->require_subcommand(1);
    facts_.of_facts = true;
    facts_.source.clear();
    add_import(group, say("导入其他部门的数据", "import another office's table"),
               "fugong facts import loans.csv --source bank --map loans.yaml", facts_);
  }

  void add_version() {
    CLI::App* command = app_.add_subcommand("version", say("版本", "version"));
    command->callback([this] {
      action_ = [] {
        fmt::print("fugong {}\n", FUGONG_VERSION);
        return static_cast<int>(kOk);
      };
    });
  }

  Common common_;
  CheckOptions check_;
  ReceiptOptions receipt_;
  PackCheckOptions pack_;
  PackFormatOptions format_;
  PackDiffOptions diff_;
  std::string describe_;
  PackNewOptions new_;
  ImportCommand import_;
  ImportCommand facts_;
  RegisterOptions firm_;
  GenerateCommand generate_;
  SnapshotCommand snapshot_;
  LoadCommand load_;
  AssessCommand assess_;
  SurveyCommand survey_;
  ExplainCommand explain_;
  CLI::App app_;
  std::function<int()> action_;
};

}  // namespace

int run_command_line(int argc, char** argv) {
  return CommandLine(choose_language(argc, argv)).run(argc, argv);
}

}  // namespace fugong::app
