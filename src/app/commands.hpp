// The commands of the `fugong` program. Each writes its data to `out` and its talk to `err`, and
// returns an exit code.
#pragma once

#include <cstdint>
#include <cstdio>
#include <optional>
#include <string>

#include "base/fault.hpp"

namespace fugong::app {

enum ExitCode : int {
  kOk = 0,
  kFailed = 1,   ///< something outside went wrong: a file, a port
  kUsage = 2,    ///< the command line
  kInvalid = 3,  ///< facts or rules are wrong
};

/// What every command knows.
struct Common {
  std::string language = "zh";  ///< "zh" or "en"
  std::string packs_folder = "packs";
  std::string pack_id = "miit-2020-14";
  const std::string& pick(const Text& text) const { return language == "en" ? text.en : text.zh; }
};

struct CheckOptions {
  std::string facts_file;      ///< YAML or JSON; "-" = standard input
  std::string on;              ///< empty = today
  std::string known_at;        ///< empty = on
  std::optional<int> measure;  ///< only its provisions are shown
  bool json = false;
};
int run_check(const Common& common, const CheckOptions& options);

struct PackCheckOptions {
  bool prove = true;
  bool mutate = true;
  std::optional<int> measure;    ///< only its provisions and examples
  unsigned workers = 2;          ///< threads of the one-step changes
  std::string counter_examples;  ///< folder to write them to; empty: none are written
  bool json = false;
};
int run_pack_check(const Common& common, const PackCheckOptions& options);

struct ServeOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 8020;
  std::string data_folder = "var";
  std::string web_folder = "web/dist";
  std::string demo_date = "2020-02-21";
  unsigned workers = 2;
  bool access_log = false;
};
int run_serve(const Common& common, const ServeOptions& options);

/// Reads the command line and runs what it says.
int run_command_line(int argc, char** argv);

/// Every fault on a line of its own, to standard error.
void print_faults(const Common& common, const Faults& faults);

}  // namespace fugong::app
