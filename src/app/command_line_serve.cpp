#include <CLI/CLI.hpp>
#include <memory>

#include "app/command_line_parts.hpp"

namespace fugong::app {
namespace {

/// An address that stands well in print and in a QR code; empty if it is one.
std::string is_web_address(const std::string& text) {
  constexpr std::size_t kMostBytes = 200;
  const bool begins = text.starts_with("https://") || text.starts_with("http://");
  const bool is_plain = text.find_first_of(" \t\r\n\"<>?#") == std::string::npos;
  if (begins && is_plain && text.size() <= kMostBytes && !text.ends_with('/')) return "";
  return "https://HOST, without '/' at its end";
}

}  // namespace

void add_serve(CLI::App& app, const Common& common, std::function<int()>& action) {
  const auto say = [&](const char* zh, const char* en) { return common.pick({zh, en}); };
  const auto options = std::make_shared<ServeOptions>();
  CLI::App* command =
      app.add_subcommand("serve", say("启动网页和接口", "serve the pages and the API"));
  command->add_option("--address", options->address, say("监听地址", "address to listen on"));
  command->add_option("--port", options->port, say("端口，0 为任选", "port; 0 takes any"));
  add_data(*command, common, options->data);
  command->add_option("--web", options->web_folder, say("网页文件夹", "folder of the built pages"));
  command->add_option("--demo-date", options->demo_date,
                      say("页面打开时的服务日期", "service date on which the pages open"));
  command->add_option("--workers", options->workers, say("工作线程数", "worker threads"))
      ->check(CLI::Range(1U, 256U));
  command
      ->add_option("--check-limit", options->check_limit,
                   say("每个地址每分钟可查询的次数，默认 120，0 为不限",
                       "checks of one address a minute; default 120, 0 for no limit"))
      ->check(CLI::Range(std::int64_t{0}, std::int64_t{1'000'000}));
  command->add_flag("--access-log", options->access_log,
                    say("把每个请求写成一行 JSON", "one line of JSON for each request"));
  command->add_flag("--demo-logins", options->demo_logins,
                    say("还没有用户时，每种角色建一个演示账户，口令只显示一次",
                        "where nobody is there yet: a demo login for each role, shown once"));
  command->add_option("--demo-firm", options->demo_firm,
                      say("演示企业负责人所属企业的统一社会信用代码，默认任选登记库中一家",
                          "credit code of the demo owner's firm; default any of the register"));
  command->add_option("--on", options->on,
                      say("试用：启动时窗口的日期，默认今天",
                          "for trials: the day at the offices when it starts; default today"));
  command->add_flag("--self-join", options->self_join,
                    say("允许任何人自行开户（没有角色，凭授权办事）",
                        "let people make accounts by themselves (without roles: they ask for a "
                        "mandate)"));
  add_password_options(*command, common, options->accounts);
  add_seal_key(*command, common, options->accounts);
  add_representatives_key(*command, common, options->representatives_key_file);
  command->add_option("--audit-key", options->audit_key,
                      say("审计日志私钥文件（fugong audit key 生成）；有它才自动签检查点",
                          "file of the audit log's private key (fugong audit key); with it "
                          "checkpoints are made"));
  command->add_option("--checkpoints", options->checkpoints,
                      say("检查点文件夹，默认为数据文件夹下的 checkpoints；应放在别处",
                          "folder of the checkpoints, default checkpoints in the data folder; "
                          "best elsewhere"));
  command
      ->add_option("--checkpoint-every", options->checkpoint_every,
                   say("每隔多少秒签一个检查点", "seconds between checkpoints"))
      ->check(CLI::Range(std::int64_t{1}, kMaxCheckpointEvery));
  command
      ->add_option("--public-url", options->public_url,
                   say("公众访问网页的地址，印在文书上，如 https://relief.example",
                       "where people reach the pages, as printed on letters, such as "
                       "https://relief.example"))
      ->check(is_web_address);
  command->add_flag("--behind-tls", options->behind_tls,
                    say("前面有负责 TLS 的代理：Cookie 只走 TLS",
                        "a proxy in front speaks TLS: cookies only over it"));
  command->add_option(
      "--scan", options->scan,
      say("检查上传文件的程序（完整路径和参数，文件路径接在最后）：0 干净，1 有害",
          "program that looks at uploaded files (its path and words; the file's path "
          "comes last): 0 clean, 1 harmful"));
  command->footer(say("示例：\n  fugong serve --address 0.0.0.0 --port 8020",
                      "Example:\n  fugong serve --address 0.0.0.0 --port 8020"));
  command->callback([&common, &action, options] {
    action = [&common, options] { return run_serve(common, *options); };
  });
}

}  // namespace fugong::app
