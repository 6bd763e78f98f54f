// run.json of an assessment: what was counted, by which rules, and the command that repeats it.
#pragma once

#include <string>

#include "base/date.hpp"
#include "base/fault.hpp"
#include "engines/law/rulebook.hpp"

namespace fugong::app {

struct RunFile {
  std::string program;      ///< "0.1.0"
  std::string pack;         ///< id
  std::string hash;         ///< of the pack, which is kept beside as HASH.pack
  std::string reform_hash;  ///< of the pack as reformed, kept as well; empty: there was no reform
  std::string snapshot;     ///< path of the register's snapshot; relative: within the folder
  std::string database;     ///< instead of a snapshot: the database that holds the register
  std::string fingerprint;
  law::Moment moment;
  std::size_t firms = 0;
  bool synthetic = false;
  std::string rules;    ///< file of the kept rules, within the folder; empty: none were kept
  std::string command;  ///< that repeats it, in the folder

  std::string to_json() const;
  static Result<RunFile> read(const std::string& folder);
};

}  // namespace fugong::app
