#include "app/command_line_parts.hpp"

#include <CLI/CLI.hpp>

#include "app/account_settings.hpp"

namespace fugong::app {

void add_data(CLI::App& command, const Common& common, DataPlace& data) {
  command.add_option("--data", data.folder, common.pick({"数据文件夹", "folder of the database"}));
  command.add_option(
      "--db", data.database,
      common.pick(
          {"数据库：postgresql://用户@主机/库，或 sqlite:文件；默认为数据文件夹里的 fugong.db",
           "database: postgresql://user@host/name or sqlite:FILE; default fugong.db in the "
           "folder"}));
}

void add_password_options(CLI::App& command, const Common& common, AccountOptions& options) {
  const auto say = [&](const char* zh, const char* en) {
    return std::string(common.language == "en" ? en : zh);
  };
  command
      .add_option("--password-policy", options.password_policy,
                  say("密码规则：asvs，或 graded-protection（等保）",
                      "which passwords are taken: asvs or graded-protection (GB/T 22239)"))
      ->check(CLI::IsMember({"asvs", kGradedProtection}));
  command.add_option("--common-passwords", options.common_passwords_file,
                     say("常见密码表，一行一个，都不许用",
                         "list of common passwords, one a line: none of them is taken"));
}

void add_seal_key(CLI::App& command, const Common& common, AccountOptions& options) {
  command.add_option("--seal-key-file", options.seal_key_file,
                     common.language == "en"
                         ? "private file with 64 hex digits that seal the second factors; keep it "
                           "apart from the database's backups"
                         : "私密文件，64 位十六进制数字，封存第二因素；与数据库备份分开保管");
}

CLI::Option* add_representatives_key(CLI::App& command, const Common& common, std::string& file) {
  return command.add_option(
      "--legal-representatives-key-file", file,
      common.language == "en"
          ? "private file with 64 hex digits that hash identity numbers; keep it apart from the "
            "database's backups"
          : "私密文件，64 位十六进制数字，散列证件号码；与数据库备份分开保管");
}

}  // namespace fugong::app
