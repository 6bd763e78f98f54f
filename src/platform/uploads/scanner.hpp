// Scanner: asks a program of the operator whether a file is harmful.
//
//   auto scanner = Scanner::of("/usr/bin/clamdscan --no-summary --fdpass");   // words, no shell
//   switch (scanner->scan(path)) ...
//
// The command's words are separated by blanks; the file's path is added as the last one. It runs
// without a shell, with no open files but those of its own, in a process group that is ended with
// it when its time is over. Exit code 0 says clean, 1 infected; anything else, and taking too long,
// says nothing: the file is held. Safe from many threads.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/fault.hpp"

namespace fugong::uploads {

inline constexpr std::int64_t kScanMs = 3'000;

enum class ScanVerdict : std::uint8_t { clean, infected, unknown };

class Scanner {
 public:
  /// A fault "scan-command-invalid" where the first word is no path of a program that can be run.
  static Result<Scanner> of(std::string_view command, std::int64_t timeout_ms = kScanMs);
  ScanVerdict scan(const std::string& path) const;

 private:
  Scanner(std::vector<std::string> words, std::int64_t timeout_ms)
      : words_(std::move(words)), timeout_ms_(timeout_ms) {}
  std::vector<std::string> words_;
  std::int64_t timeout_ms_;
};

}  // namespace fugong::uploads
