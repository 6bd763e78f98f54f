// What commands that go over a whole register share: its snapshot, and what run.json says of it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "app/commands.hpp"
#include "app/open_file.hpp"
#include "app/run_file.hpp"
#include "desks/assessment/kept_rules.hpp"
#include "desks/register/snapshot.hpp"
#include "pack/pack.hpp"

namespace fugong::app {

/// Writes the register of a data folder as a snapshot; gives the number of its firms. With
/// `findings_of` what offices had found then counts before what the register says.
Result<std::size_t> write_snapshot(const Common& common, const DataPlace& data,
                                   const pack::Pack& pack, const std::string& path,
                                   const law::Moment* findings_of = nullptr);

/// A snapshot with the file that it reads.
struct OpenSnapshot {
  OpenFile file;
  enterprise_register::Snapshot snapshot;
};
/// `pack` must outlive it.
Result<OpenSnapshot> open_snapshot(const std::string& path, const pack::Pack& pack);
/// The snapshot at a path, or that of the register in a data folder, which is written into the
/// folder of the run, with findings if they are wanted (a fault of a snapshot, which has none to
/// ask). Says in `run` what it is.
Result<OpenSnapshot> take_snapshot(const Common& common, const std::string& register_path,
                                   const pack::Pack& pack, const std::string& run_folder,
                                   RunFile& run, const law::Moment* findings_of = nullptr);

/// The days that a command gives; says what is wrong and is empty otherwise.
std::optional<law::Moment> read_moment(const Common& common, const RegisterCommand& command);
/// The command line that repeats a run in its folder, by the pack that is kept there, without what
/// only one command knows.
std::string command_line_of(const RunFile& run, const char* name, const RegisterCommand& command);

/// What kept rules of a run say that they are of.
assessment::RulesHead head_of(const RunFile& run, std::size_t firms);

Result<void> write_file(const std::string& path, std::string_view text);
/// A word as a shell reads it back.
std::string quoted(const std::string& word);

}  // namespace fugong::app
