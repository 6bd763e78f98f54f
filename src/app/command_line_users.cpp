// The groups `users` and `partners` of the command line.
#include <CLI/CLI.hpp>
#include <memory>

#include "app/command_line_parts.hpp"
#include "app/partners_command.hpp"
#include "app/users_command.hpp"

namespace fugong::app {
namespace {

using Run = int (*)(const Common&, const UsersCommand&);

class Group {
 public:
  Group(CLI::App& app, const Common& common, std::function<int()>& action)
      : common_(common),
        action_(action),
        command_(std::make_shared<UsersCommand>()),
        group_(app.add_subcommand("users", say("用户和角色", "people and their roles"))) {
    group_->require_subcommand(1);
    group_->footer(
        say("口令只从文件或标准输入（-）读，从不写在命令行里。每一项改动都按规则检查。\n"
            "示例：\n  fugong users first --db sqlite:var/fugong.db\n"
            "  fugong users add wang --name 王小明 --role county_officer:360102 --db "
            "sqlite:var/fugong.db",
            "Secrets are read from files or standard input (-), never from the command line. Every "
            "change "
            "goes by the rules.\n"
            "Examples:\n  fugong users first --db sqlite:var/fugong.db\n"
            "  fugong users add wang --name Wang --role county_officer:360102 --db "
            "sqlite:var/fugong.db"));
  }

  CLI::App* add(const char* name, const char* zh, const char* en, Run run) {
    CLI::App* command = group_->add_subcommand(name, say(zh, en));
    command
        ->add_option("--db", command_->database,
                     say("数据库：sqlite:文件，或 postgresql://用户@主机/库",
                         "database: sqlite:FILE or postgresql://user@host/name"))
        ->required();
    command->add_flag("--json", command_->json, say("输出 JSON", "print JSON"));
    command->callback([this_run = run, &common = common_, &action = action_, command = command_] {
      action = [this_run, &common, command] { return this_run(common, *command); };
    });
    return command;
  }
  void add_login(CLI::App* to) {
    to->add_option("LOGIN", command_->login, say("登录名", "login"))->required();
  }
  void add_secret_out(CLI::App* to) {
    to->add_option("--secret-out", command_->secret_out,
                   say("把一次性口令写入这个新文件，不显示",
                       "write the one-time secret to this new file instead of showing it"));
  }
  void add_role(CLI::App* to) {
    to->add_option("ROLE", command_->role, say("角色", "role"))->required();
    to->add_option(
        "--scope", command_->scope,
        say("地区代码前几位，或机构编号", "first digits of a place's code, or a body's id"));
  }

  std::string say(const char* zh, const char* en) const {
    return common_.language == "en" ? en : zh;
  }
  UsersCommand& command() { return *command_; }

 private:
  const Common& common_;
  std::function<int()>& action_;
  std::shared_ptr<UsersCommand> command_;
  CLI::App* group_;
};

}  // namespace

void add_users(CLI::App& app, const Common& common, std::function<int()>& action) {
  Group group(app, common, action);
  UsersCommand& options = group.command();
  CLI::App* first = group.add("first", "设第一名系统管理员", "make the first system administrator",
                              run_users_first);
  options.login = "admin";
  first->add_option("--login", options.login,
                    group.say("登录名，默认 admin", "login; default admin"));
  group.add_secret_out(first);

  CLI::App* add = group.add("add", "添加一人，可同时授予角色",
                            "add a person, with roles if you like", run_users_add);
  group.add_login(add);
  add->add_option("--name", options.name, group.say("姓名", "name"))->required();
  add->add_option(
      "--phone-file", options.phone_file,
      group.say("电话所在的文件，- 为标准输入", "file with the phone number, - for stdin"));
  add->add_option("--role", options.roles,
                  group.say("角色，或 角色:范围；可多次", "ROLE or ROLE:SCOPE; may be repeated"));
  group.add_secret_out(add);

  CLI::App* password = group.add("set-password", "用一次性口令设密码",
                                 "set a password with a one-time secret", run_users_set_password);
  password
      ->add_option("--secret-file", options.secret_file,
                   group.say("一次性口令所在的文件，- 为标准输入",
                             "file with the one-time secret, - for stdin"))
      ->required();
  password
      ->add_option(
          "--password-file", options.password_file,
          group.say("新密码所在的文件，- 为标准输入", "file with the new password, - for stdin"))
      ->required();

  add_password_options(*password, common, options.accounts);

  group.add("list", "列出在册的人，姓名和电话遮住", "list people, names and phones masked",
            run_users_list);

  CLI::App* grant = group.add("grant", "授予角色", "give a role", run_users_grant);
  group.add_login(grant);
  group.add_role(grant);
  grant->add_option("--only", options.only,
                    group.say("只许这些操作，空格分开", "only these actions, blanks between them"));
  grant->add_option("--until", options.until, group.say("最后一天", "the last day"));

  CLI::App* revoke = group.add("revoke", "收回角色", "end a role", run_users_revoke);
  group.add_login(revoke);
  group.add_role(revoke);

  CLI::App* lock = group.add("lock", "锁定", "lock", run_users_lock);
  group.add_login(lock);
  lock->add_option("--why", options.why, group.say("理由", "reason"))->required();
  group.add_login(group.add("unlock", "解锁", "unlock", run_users_unlock));
  CLI::App* reset = group.add("reset", "收走密码和第二因素，发一次性口令重设",
                              "take password and second factor away and give a secret to set them",
                              run_users_reset);
  group.add_login(reset);
  group.add_secret_out(reset);
  group.add_login(group.add("leave", "离任：角色、会话、密钥一并收回",
                            "end roles, sessions and keys of somebody who leaves",
                            run_users_leave));
  CLI::App* forget = group.add(
      "forget", "忘掉离任已久的人的姓名和登录名，清除旧会话；serve 每小时自己做",
      "take names and logins off those who left long ago, and old sessions away; serve does it "
      "every hour",
      run_users_forget);
  forget
      ->add_option("--days", options.days,
                   group.say("离任多少天以后，默认 180", "days after leaving; default 180"))
      ->check(CLI::Range(std::int64_t{1}, std::int64_t{3660}));

  group.add("review", "谁担任什么、从何时起、由谁授予、最近何时登录（CSV）；每季度核对一次",
            "who holds what since when, by whom, and when he signed in last (CSV): to be gone "
            "through each quarter",
            run_users_review);

  CLI::App* erase = group.add(
      "erase", "删除审计日志里关于已离任的人的地址、理由和文件名；事件和证明不变",
      "erase addresses, reasons and names of files about somebody who left from the audit log; "
      "events and proofs stay",
      run_users_erase);
  group.add_login(erase);
  erase->add_option("--why", options.why, group.say("谁要求、为什么", "who asks for it, and why"))
      ->required();

  CLI::App* representatives = group.add(
      "representatives", "记下各企业法定代表人证件号码的散列值，供 serve 当场确认授权",
      "keep hashes of the identity numbers of legal representatives, by which serve confirms "
      "mandates",
      run_users_representatives);
  representatives
      ->add_option("FILE", options.table_file,
                   group.say("私密的 CSV 文件，列 uscc 和 legal_representative_number",
                             "private CSV file with uscc and legal_representative_number"))
      ->required();
  add_representatives_key(*representatives, common, options.representatives_key_file)->required();
}

void add_partners(CLI::App& app, const Common& common, std::function<int()>& action) {
  const auto say = [&](const char* zh, const char* en) {
    return std::string(common.language == "en" ? en : zh);
  };
  const auto command = std::make_shared<PartnersCommand>();
  CLI::App* group = app.add_subcommand(
      "partners", say("合作机构：哪家服务哪里", "partner bodies: which one serves where"));
  group->require_subcommand(1);
  group->footer(say(
      "地区最具体的一项优先，其次是写明事项的一项。事项是程序的编号；mandates 指为授权作证。\n"
      "示例：\n  fugong partners add bank-a --place 2109 --db sqlite:var/fugong.db",
      "The entry of the smallest place answers, then the one of the very task. A task is the id of "
      "a procedure; mandates is to vouch for who acts for a firm.\n"
      "Example:\n  fugong partners add bank-a --place 2109 --db sqlite:var/fugong.db"));
  const auto add = [&](const char* name, const std::string& about,
                       int (*run)(const Common&, const PartnersCommand&)) {
    CLI::App* one = group->add_subcommand(name, about);
    one->add_option("--db", command->database,
                    say("数据库：sqlite:文件，或 postgresql://用户@主机/库",
                        "database: sqlite:FILE or postgresql://user@host/name"))
        ->required();
    one->add_flag("--json", command->json, say("输出 JSON", "print JSON"));
    one->callback([run, &common, &action, command] {
      action = [run, &common, command] { return run(common, *command); };
    });
    return one;
  };
  const auto add_entry = [&](CLI::App* to) {
    to->add_option("BODY", command->body, say("机构编号", "id of the body"))->required();
    to->add_option("--place", command->place,
                   say("行政区划代码的前几位，默认各地",
                       "first digits of a place's code; default every place"));
    to->add_option("--task", command->task,
                   say("程序的编号，默认各事项", "id of a procedure; default every task"));
  };
  add_entry(add("add", say("指定一家", "name one"), run_partners_add));
  add("list", say("列出", "list them"), run_partners_list);
  add_entry(add("end", say("停用一项", "end an entry"), run_partners_end));
}

}  // namespace fugong::app
