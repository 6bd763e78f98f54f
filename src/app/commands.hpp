// The commands of the `fugong` program. Each writes its data to `out` and its talk to `err`, and
// returns an exit code.
#pragma once

#include <cstdint>
#include <cstdio>
#include <optional>
#include <string>
#include <vector>

#include "base/date.hpp"
#include "base/fault.hpp"
#include "base/tree.hpp"

namespace fugong::app {

enum ExitCode : int {
  kOk = 0,
  kFailed = 1,   ///< something outside went wrong (a file, a port), a stop, or a replay differs
  kUsage = 2,    ///< the command line
  kInvalid = 3,  ///< facts, rules or papers are wrong
};

/// What every command knows.
struct Common {
  std::string language = "zh";  ///< "zh" or "en"
  std::string packs_folder = "packs";
  std::string pack_id = "miit-2020-14";
  bool is_folder_named = false;  ///< by --packs: then what was published doesn't count
  const std::string& pick(const Text& text) const { return language == "en" ? text.en : text.zh; }
};

/// Where packs are kept by their hash.
inline constexpr const char* kKeptFolder = "var/packs";

/// Where the program keeps what it knows.
struct DataPlace {
  std::string folder = "var";  ///< of the file fugong.db, and of what stands beside it
  std::string database;        ///< URL of a database in place of that file; empty: the file
};

struct CheckOptions {
  std::string facts_file;      ///< YAML or JSON; "-" = standard input
  std::string on;              ///< empty = today
  std::string known_at;        ///< empty = on
  std::optional<int> measure;  ///< only its provisions are shown
  bool json = false;
  std::string receipt_file;  ///< empty: no receipt is written
  std::string opening_file;  ///< empty: the receipt's name with ".opening"
  std::string kept_folder = kKeptFolder;
};
int run_check(const Common& common, const CheckOptions& options);

struct ReceiptOptions {
  std::string receipt_file;
  std::string opening_file;  ///< as of CheckOptions; of `verify`: empty = the receipt alone
  std::string kept_folder = kKeptFolder;
  std::vector<std::string> shown;  ///< paths of facts
};
/// Decides again by the kept pack: kOk if the decision part comes out byte for byte, kFailed with
/// the differences if not, kInvalid for a paper or a pack that was tampered with.
int run_replay(const Common& common, const ReceiptOptions& options);
/// Checks a receipt, and the facts of an opening or of a part of one against it.
int run_receipt_verify(const Common& common, const ReceiptOptions& options);
/// Prints the part of an opening that shows these facts only.
int run_receipt_disclose(const Common& common, const ReceiptOptions& options);

struct PackCheckOptions {
  bool prove = true;
  bool mutate = true;
  std::optional<int> measure;    ///< only its provisions and examples
  unsigned workers = 2;          ///< threads of the one-step changes
  std::string counter_examples;  ///< folder to write them to; empty: none are written
  bool json = false;
};
int run_pack_check(const Common& common, const PackCheckOptions& options);

struct PackFormatOptions {
  bool check = false;  ///< only list the files that are not canonical
};
/// Of the pack named by `common`, not of its imports.
int run_pack_fmt(const Common& common, const PackFormatOptions& options);

struct PackDiffOptions {
  std::string before;  ///< folder of a pack, its id in the packs folder, or the hash of a kept one
  std::string after;   ///< or a reform, NAME.yaml, of the pack that --pack names
  std::string kept_folder = kKeptFolder;
  bool json = false;
};
int run_pack_diff(const Common& common, const PackDiffOptions& options);

/// `id` of a provision or name of a decision.
int run_pack_describe(const Common& common, const std::string& id);

struct PackNewOptions {
  std::string folder;  ///< of packs, in which a folder is made
  std::string id;
  std::string import;  ///< "cn-base 2020.1" or empty
};
int run_pack_new(const Common& common, const PackNewOptions& options);

/// How accounts are kept (account_settings.hpp).
struct AccountOptions {
  std::string password_policy = "asvs";
  std::string common_passwords_file;  ///< empty: none
  std::string seal_key_file;          ///< empty: seeds are kept as they are
};
inline constexpr std::int64_t kMaxCheckpointEvery = 86'400;  ///< seconds

struct ServeOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 8020;
  DataPlace data;
  std::string web_folder = "web/dist";
  std::string demo_date = "2020-02-21";
  unsigned workers = 2;
  std::int64_t check_limit = 120;  ///< checks of one address in a minute; 0: no limit
  bool access_log = false;
  bool demo_logins = false;  ///< made where nobody is there yet
  std::string demo_firm;     ///< whose owner the demo owner is; empty = any of the register
  std::string on;            ///< the day at the offices when it starts, for trials; empty = today
  AccountOptions accounts;
  bool self_join = false;                ///< people make accounts by themselves, without roles
  std::string representatives_key_file;  ///< empty: no firm's representative is known
  std::string audit_key;    ///< file of the private key; empty: no checkpoints, but in a demo
  std::string checkpoints;  ///< folder; empty = checkpoints in the data folder
  std::int64_t checkpoint_every = 60;  ///< seconds
  std::string public_url;   ///< where people reach the pages, for letters; empty = as it listens
  bool behind_tls = false;  ///< cookies only over TLS, which a proxy in front speaks
  std::string scan;         ///< command that looks at uploaded files; empty = none
};
int run_serve(const Common& common, const ServeOptions& options);

struct ImportCommand {
  std::string file;
  DataPlace data;
  std::string map_file;           ///< empty: the header names the fields
  std::string encoding = "auto";  ///< auto, utf-8, gb18030
  std::string report_file;        ///< CSV of everything said about rows; empty: none
  std::string source = "market";
  std::string stated_on;  ///< empty = today
  bool of_facts = false;
  bool complete = false;
  bool dry_run = false;
  bool force = false;  ///< synthetic firms beside real ones
  bool timing = false;
};
/// `register import` and `facts import`.
int run_import(const Common& common, const ImportCommand& command);

struct RegisterOptions {
  DataPlace data;
  std::string code;  ///< empty: all
  bool all = false;
  std::size_t limit = 0;  ///< 0 = no limit
  std::string on;         ///< empty = today
  bool timing = false;
};
int run_register_show(const Common& common, const RegisterOptions& options);
int run_register_check(const Common& common, const RegisterOptions& options);

struct GenerateCommand {
  std::uint64_t firms = 0;
  std::uint64_t seed = 1;
  std::string out;  ///< a CSV file or "-"; empty: into the register
  DataPlace data;
  std::optional<int> unknown_percent;  ///< empty: as the profile says
  std::string stated_on;               ///< empty = today
  std::string profile = "profile";     ///< synthetic/NAME.yaml of the pack
  bool report = false;
  bool force = false;  ///< beside real firms
  bool timing = false;
};
/// `register generate`.
int run_generate(const Common& common, const GenerateCommand& command);

struct SnapshotCommand {
  DataPlace data;
  std::string out;
};
/// `register snapshot`.
int run_snapshot(const Common& common, const SnapshotCommand& command);

struct LoadCommand {
  std::string snapshot;
  std::string sql;  ///< URL of the database
  bool replace = false;
};
/// `register load`.
int run_load(const Common& common, const LoadCommand& command);

/// What commands over a whole register share.
struct RegisterCommand {
  std::string register_path = "var";  ///< a data folder or a snapshot
  std::string on;                     ///< empty = today
  std::string known_at;               ///< empty = on
  std::string out;                    ///< a folder that isn't there yet
  std::string reform;                 ///< file of a reform; empty = none
  std::optional<int> measure;
  unsigned workers = 2;
  bool timing = false;
};

/// With a reform: the pack as it is and as reformed are compared.
struct AssessCommand : RegisterCommand {
  std::string sql;          ///< URL of a database that holds the register; empty = none
  bool keep_rules = false;  ///< which rules of each table fire for each row
  bool findings = false;    ///< what offices have found counts before what the register says
};
int run_assess(const Common& common, const AssessCommand& command);

/// With a reform: the pack as reformed is surveyed.
struct SurveyCommand : RegisterCommand {
  std::vector<std::string> steps;  ///< "FACT=NUMBER"
};
/// What of the pack's rules happens to the firms of a register.
int run_survey(const Common& common, const SurveyCommand& command);

struct ExplainCommand {
  std::string code;
  std::string run;     ///< folder of an assessment or a survey
  bool after = false;  ///< by the pack as reformed
};
/// One firm of a run, with all reasons.
int run_explain(const Common& common, const ExplainCommand& command);

/// Reads the command line and runs what it says.
int run_command_line(int argc, char** argv);

/// The day that an option gives, today if it gives none; says what is wrong and is empty otherwise.
std::optional<Date> read_day(const Common& common, const std::string& text, const char* option);
/// A YAML or JSON document; "-" is standard input.
Result<Node> read_document(const std::string& path);

/// Every fault on a line of its own, to standard error.
void print_faults(const Common& common, const Faults& faults);
/// The same, and the exit code: a file or store that can't be read or written is no fault of its
/// content.
int give_up(const Common& common, const Faults& faults);
/// The receipt's name with ".opening" unless another is given.
std::string opening_name(const std::string& receipt_file, const std::string& opening_file);

}  // namespace fugong::app
