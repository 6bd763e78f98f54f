// The command line. The only file that includes CLI11.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <string_view>

#include "app/commands.hpp"

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
            "退出码：0 成功，1 外部故障，2 用法错误，3 事实或规则有误",
            "Examples:\n"
            "  fugong check --facts packs/miit-2020-14/demo/01-mask-maker-jiangxi.yaml --on "
            "2020-02-21\n"
            "  fugong pack check\n  fugong serve --port 8020\n\n"
            "Exit codes: 0 ok, 1 failed, 2 usage, 3 facts or rules are wrong"));
    add_check();
    add_pack();
    add_serve();
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
    command->footer(
        say("示例：\n  fugong check --facts firm.yaml --on 2020-02-21 --known-at 2020-02-05",
            "Example:\n  fugong check --facts firm.yaml --on 2020-02-21 --known-at 2020-02-05"));
    command->callback([this] { action_ = [this] { return run_check(common_, check_); }; });
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
  }

  void add_serve() {
    CLI::App* command =
        app_.add_subcommand("serve", say("启动网页和接口", "serve the pages and the API"));
    command->add_option("--address", serve_.address, say("监听地址", "address to listen on"));
    command->add_option("--port", serve_.port, say("端口，0 为任选", "port; 0 takes any"));
    command->add_option("--data", serve_.data_folder, say("数据文件夹", "folder of the database"));
    command->add_option("--web", serve_.web_folder, say("网页文件夹", "folder of the built pages"));
    command->add_option("--demo-date", serve_.demo_date,
                        say("页面打开时的服务日期", "service date on which the pages open"));
    command->add_option("--workers", serve_.workers, say("工作线程数", "worker threads"))
        ->check(CLI::Range(1U, 256U));
    command->add_flag("--access-log", serve_.access_log,
                      say("把每个请求写成一行 JSON", "one line of JSON for each request"));
    command->footer(say("示例：\n  fugong serve --address 0.0.0.0 --port 8020",
                        "Example:\n  fugong serve --address 0.0.0.0 --port 8020"));
    command->callback([this] { action_ = [this] { return run_serve(common_, serve_); }; });
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
  PackCheckOptions pack_;
  ServeOptions serve_;
  CLI::App app_;
  std::function<int()> action_;
};

}  // namespace

int run_command_line(int argc, char** argv) {
  return CommandLine(choose_language(argc, argv)).run(argc, argv);
}

}  // namespace fugong::app
