// `fugong cases`: the programme's part in cases, once, for a timer of the operator's or by hand;
// and whether they are what the audit log says of them.
// Private to the program.
#pragma once

#include <functional>
#include <string>

#include "app/commands.hpp"

namespace CLI {
class App;
}

namespace fugong::app {

struct CasesCommand {
  DataPlace data;
  std::string on;         ///< the day at the offices; empty = today
  std::string provision;  ///< of `begin`
  std::string place;      ///< of `begin`: first digits of a place's code; empty: everywhere
  bool dry_run = false;   ///< of `begin`
  bool apply = false;     ///< of `rerun`
  bool json = false;
  std::string reference;  ///< of `erase`
  std::string why;        ///< of `erase`
};
/// Ends publications, lets time run out, decides what is the programme's to decide: kFailed if
/// something was wrong with a case; the others went on.
int run_cases_run(const Common& common, const CasesCommand& command);
/// Begins the cases of a provision that need no application.
int run_cases_begin(const Common& common, const CasesCommand& command);
/// What this pack makes of the cases that another one judged; makes it so only if asked to.
int run_cases_rerun(const Common& common, const CasesCommand& command);
/// Erases what a closed case's receipts open: what was stated, for good; every proof stays.
int run_cases_erase(const Common& common, const CasesCommand& command);

/// Whether what happened to each case is what the audit log says: kInvalid with the first event
/// that isn't.
int run_cases_verify(const Common& common, const CasesCommand& command);

/// Adds the group to the command line; the command that is chosen is put into `action`.
void add_cases(CLI::App& app, const Common& common, std::function<int()>& action);

}  // namespace fugong::app
