// `fugong users`: people and roles from the console, for operators without pages. Private to the
// program.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "app/commands.hpp"

namespace CLI {
class App;
}

namespace fugong::app {

/// What the commands share; each reads what it needs. Secrets come from files or standard input
/// ("-") and go to standard output once, or to a new private file; never through the command line.
struct UsersCommand {
  std::string database;  ///< URL or path
  std::string login;
  std::string name;
  std::string phone_file;  ///< of `add`: the first line; a number is no part of a command line
  std::vector<std::string> roles;  ///< of `add`: "ROLE" or "ROLE:SCOPE"
  std::string role;
  std::string scope;
  std::string only;   ///< names of actions with blanks between them
  std::string until;  ///< the last day; empty: no end
  std::string why;    ///< of `lock`, `erase`
  std::string secret_out;
  std::string secret_file;
  std::string password_file;
  AccountOptions accounts;  ///< of `set-password`
  std::string table_file;   ///< of `representatives`; a private file
  std::string representatives_key_file;
  std::int64_t days = 180;  ///< of `forget`
  bool json = false;
};

int run_users_first(const Common& common, const UsersCommand& command);
int run_users_add(const Common& common, const UsersCommand& command);
int run_users_set_password(const Common& common, const UsersCommand& command);
int run_users_list(const Common& common, const UsersCommand& command);
int run_users_grant(const Common& common, const UsersCommand& command);
int run_users_revoke(const Common& common, const UsersCommand& command);
int run_users_lock(const Common& common, const UsersCommand& command);
int run_users_unlock(const Common& common, const UsersCommand& command);
int run_users_reset(const Common& common, const UsersCommand& command);
int run_users_leave(const Common& common, const UsersCommand& command);
int run_users_forget(const Common& common, const UsersCommand& command);
int run_users_review(const Common& common, const UsersCommand& command);
int run_users_erase(const Common& common, const UsersCommand& command);
int run_users_representatives(const Common& common, const UsersCommand& command);

/// Adds the group to the command line; the command that is chosen is put into `action`.
void add_users(CLI::App& app, const Common& common, std::function<int()>& action);

}  // namespace fugong::app
