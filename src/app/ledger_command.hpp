// `fugong ledger`: where public money stands, and whether its book is sound. Private to the
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

struct LedgerCommand {
  std::string database;  ///< URL or path
  std::string on;        ///< of `balances`: a day; empty = as it stands. Of `close`: today
  std::vector<std::string> checkpoints;  ///< of `verify`: "SHARD:SEQ:HASH", heads kept elsewhere
  std::string roots;     ///< folder of the daily roots; of `verify` empty: none are compared
  std::string key_file;  ///< private for `close`, public for `verify`
  bool json = false;
};
/// Goes over the whole ledger again: kOk if it is sound, kInvalid with the first record that isn't.
int run_ledger_verify(const Common& common, const LedgerCommand& command);
/// Signs the days that are over.
int run_ledger_close(const Common& common, const LedgerCommand& command);
/// Where the money of each fund stands.
int run_ledger_balances(const Common& common, const LedgerCommand& command);

/// Adds the group to the command line; the command that is chosen is put into `action`.
void add_ledger(CLI::App& app, const Common& common, std::function<int()>& action);

}  // namespace fugong::app
