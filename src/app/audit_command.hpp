// `fugong audit`: keys, checkpoints, proofs, search. Private to the program.
#pragma once

#include <functional>
#include <string>

#include "app/commands.hpp"

namespace CLI {
class App;
}

namespace fugong::app {

struct AuditCommand {
  std::string database = "var/fugong.db";  ///< URL or file
  std::string checkpoints = "var/checkpoints";
  std::string key_file;  ///< private for `checkpoint`, else public
  std::string name;      ///< of a new key
  std::string event;     ///< "region/position"
  std::string proof_file;
  std::string text;  ///< of a note
  std::string region;
  std::string actor;
  std::string kind;
  std::string record;
  std::string action;
  std::string from;   ///< day; empty = from the first
  std::string until;  ///< last day; empty = to the last
  int limit = 50;
};
/// A new pair of keys: the private one, for its owner only, and beside it NAME.pub.
int run_audit_key(const Common& common, const AuditCommand& command);
/// Takes what is new into the tree and signs it.
int run_audit_checkpoint(const Common& common, const AuditCommand& command);
/// kInvalid if a record isn't what it was.
int run_audit_verify(const Common& common, const AuditCommand& command);
/// Prints the proof of one event under the newest checkpoint.
int run_audit_proof(const Common& common, const AuditCommand& command);
/// Checks such a proof, without the database.
int run_audit_check(const Common& common, const AuditCommand& command);
int run_audit_list(const Common& common, const AuditCommand& command);
/// What was done outside the program, by hand: an event of its own.
int run_audit_note(const Common& common, const AuditCommand& command);

/// Adds the group to the command line; the command that is chosen is put into `action`.
void add_audit(CLI::App& app, const Common& common, std::function<int()>& action);

}  // namespace fugong::app
