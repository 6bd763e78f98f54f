#include <CLI/CLI.hpp>
#include <memory>

#include "app/audit_command.hpp"

namespace fugong::app {
namespace {

class AuditOptions {
 public:
  AuditOptions(CLI::App& app, const Common& common, std::function<int()>& action)
      : common_(common), command_(std::make_shared<AuditCommand>()), action_(action) {
    group_ = app.add_subcommand("audit", say("审计日志：谁何时做了什么，能证明没有被改过",
                                             "the audit log: who did what when, and proof that "
                                             "nobody has changed it"));
    group_->require_subcommand(1);
    add_key();
    add_checkpoint();
    add_verify();
    add_proof();
    add_check();
    add_list();
    add_note();
  }

 private:
  using Run = int (*)(const Common&, const AuditCommand&);

  std::string say(const char* zh, const char* en) const {
    return common_.language == "en" ? en : zh;
  }

  CLI::App* add(const char* name, const std::string& about, Run run) {
    CLI::App* command = group_->add_subcommand(name, about);
    command->callback([&common = common_, audit = command_, &action = action_, run] {
      action = [&common, audit, run] { return run(common, *audit); };
    });
    return command;
  }

  void add_database(CLI::App* command) {
    command->add_option("--db", command_->database,
                        say("数据库：文件，或 postgresql://用户@主机/库；默认 var/fugong.db",
                            "database: a file, or postgresql://user@host/name; default "
                            "var/fugong.db"));
  }

  void add_checkpoints(CLI::App* command) {
    command->add_option("--checkpoints", command_->checkpoints,
                        say("检查点文件夹，默认 var/checkpoints；应放在数据库管理员写不到的地方",
                            "folder of the checkpoints, default var/checkpoints; best where the "
                            "database's administrator can't write"));
  }

  void add_key_option(CLI::App* command, const std::string& about) {
    command->add_option("--key", command_->key_file, about)->required();
  }

  void add_public_key(CLI::App* command) {
    add_key_option(command, say("公钥文件（.pub）", "file of the public key (.pub)"));
  }

  void add_key() {
    CLI::App* command = add("key", say("生成签名密钥", "make a key for signatures"), run_audit_key);
    command
        ->add_option(
            "--name", command_->name,
            say("日志的名称，写成不带协议的网址", "name of the log: an address without its scheme"))
        ->required();
    command
        ->add_option("--out", command_->key_file,
                     say("私钥文件；公钥写在旁边的 .pub",
                         "file of the private key; the public one "
                         "goes beside it, with .pub"))
        ->required();
    command->footer(
        say("示例：\n  fugong audit key --name audit.example/330000 --out /safe/audit.key",
            "Example:\n  fugong audit key --name audit.example/330000 --out /safe/audit.key"));
  }

  void add_checkpoint() {
    CLI::App* command =
        add("checkpoint",
            say("把新事件编入总序列并签名", "put new events into the one order, and sign it"),
            run_audit_checkpoint);
    add_database(command);
    add_checkpoints(command);
    add_key_option(command, say("私钥文件", "file of the private key"));
    command->footer(say("示例：\n  fugong audit checkpoint --key /safe/audit.key",
                        "Example:\n  fugong audit checkpoint --key /safe/audit.key"));
  }

  void add_verify() {
    CLI::App* command = add("verify",
                            say("核对全部日志，找出第一处被改动的记录",
                                "check the whole log and find the first record that was "
                                "changed"),
                            run_audit_verify);
    add_database(command);
    add_checkpoints(command);
    add_public_key(command);
    command->footer(say(
        "示例：\n  fugong audit verify --db postgresql://fugong@db/fugong --key audit.key.pub\n\n"
        "退出码：0 没有被改动，1 读不了，3 有改动（说明哪里、什么）",
        "Example:\n  fugong audit verify --db postgresql://fugong@db/fugong --key "
        "audit.key.pub\n\n"
        "Exit codes: 0 nothing was changed, 1 it can't be read, 3 something was (and says what "
        "and where)"));
  }

  void add_proof() {
    CLI::App* command =
        add("proof", say("出具一条事件的存证证明", "give the proof that an event is in the log"),
            run_audit_proof);
    command
        ->add_option("EVENT", command_->event, say("事件编号，如 330100/12", "such as 330100/12"))
        ->required();
    add_database(command);
    add_checkpoints(command);
    add_public_key(command);
    command->add_option("--out", command_->proof_file,
                        say("写入这个新文件，默认显示", "a new file; printed if none is given"));
    command->footer(
        say("示例：\n  fugong audit proof 330100/12 --key audit.key.pub --out e.tlog-proof",
            "Example:\n  fugong audit proof 330100/12 --key audit.key.pub --out e.tlog-proof"));
  }

  void add_check() {
    CLI::App* command = add(
        "check", say("核对一份存证证明，不需要数据库", "check such a proof, without the database"),
        run_audit_check);
    command->add_option("PROOF", command_->proof_file, say("证明文件", "file of the proof"))
        ->required();
    add_public_key(command);
    command->footer(say("示例：\n  fugong audit check e.tlog-proof --key audit.key.pub",
                        "Example:\n  fugong audit check e.tlog-proof --key audit.key.pub"));
  }

  void add_list() {
    CLI::App* command =
        add("list", say("查找事件，最近的在前", "find events, the latest first"), run_audit_list);
    add_database(command);
    command->add_option("--actor", command_->actor, say("谁", "who"));
    command->add_option("--kind", command_->kind, say("何种记录", "kind of record"));
    command->add_option("--record", command_->record, say("记录编号", "its id"));
    command->add_option("--action", command_->action, say("做了什么", "what was done"));
    command->add_option("--region", command_->region, say("地区", "where"));
    command->add_option("--from", command_->from, say("从哪一天起", "from this day on"));
    command->add_option("--until", command_->until, say("到哪一天为止", "up to this day"));
    command->add_option("--limit", command_->limit, say("最多几条", "at most so many"))
        ->check(CLI::Range(1, 1'000'000));
    command->footer(say("示例：\n  fugong audit list --kind case --record c-2020-0012",
                        "Example:\n  fugong audit list --kind case --record c-2020-0012"));
  }

  void add_note() {
    CLI::App* command = add("note",
                            say("记下在程序之外做的事，如恢复备份",
                                "note what was done outside the program, such as a restore"),
                            run_audit_note);
    command
        ->add_option("TEXT", command_->text,
                     say("做了什么；不要写个人信息", "what was done; nothing about persons"))
        ->required();
    add_database(command);
    command->add_option("--region", command_->region, say("地区", "where"))->required();
    command->add_option("--actor", command_->actor, say("谁（账号）", "who (the account)"))
        ->required();
    command->footer(
        say("示例：\n  fugong audit note \"从 3 月 1 日备份恢复\" --region 330000 --actor admin-2",
            "Example:\n  fugong audit note \"restored the backup of March 1\" --region 330000 "
            "--actor admin-2"));
  }

  const Common& common_;
  std::shared_ptr<AuditCommand> command_;
  std::function<int()>& action_;
  CLI::App* group_ = nullptr;
};

}  // namespace

void add_audit(CLI::App& app, const Common& common, std::function<int()>& action) {
  AuditOptions(app, common, action);
}

}  // namespace fugong::app
