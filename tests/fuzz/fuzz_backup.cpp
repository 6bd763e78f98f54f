// The file of a backup: read in pieces, and written again as it was read: but for the sums, which
// are not compared in a fuzz build, the bytes must be the same.
//
// FUGONG_WRITE_SEED=corpus/backup/small writes a sound file and ends.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "platform/store/backup_file.hpp"

namespace {

using namespace fugong;
using namespace fugong::store;

/// Everything but the sums.
std::string without_sums(const std::string& bytes) {
  std::string kept;
  std::size_t at = 0;
  while (at < bytes.size()) {
    const std::size_t end = std::min(bytes.find('\n', at), bytes.size());
    std::string line = bytes.substr(at, end - at);
    if (line.starts_with("end\t")) line = line.substr(0, line.find('\t', 4));
    if (line.starts_with("whole\t")) line = line.substr(0, line.rfind('\t'));
    kept += line + "\n";
    at = end + 1;
  }
  return kept;
}

std::string seed() {
  std::string bytes;
  BackupWriter writer([&](std::string_view part) -> Result<void> {
    bytes += part;
    return {};
  });
  const std::string sum(64, '0');
  bool good = writer.begin({{"register", 1, sum, "one"}, {"register", 2, sum, ""}}).has_value();
  good = good && writer.begin_table("entry", {"id", "body"});
  good = good && writer.row({std::int64_t{-5}, "a\tb\\"}) && writer.row({Cell{}, ""});
  good = good && writer.end_table() && writer.begin_table("none", {"a"}) && writer.end_table();
  if (!good || !writer.finish()) std::abort();
  return bytes;
}

}  // namespace

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  const char* path = std::getenv("FUGONG_WRITE_SEED");
  if (path == nullptr) return 0;
  std::FILE* file = std::fopen(path, "wb");
  if (file == nullptr) std::abort();
  const std::string bytes = seed();
  std::fwrite(bytes.data(), 1, bytes.size(), file);
  std::exit(std::fclose(file));
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  std::size_t at = 0;
  BackupReader reader(
      [&](char* to, std::size_t room) -> Result<std::size_t> {
        const std::size_t given = bytes.copy(to, std::min<std::size_t>(room, 13), at);
        at += given;
        return given;
      },
      "fuzz");
  std::string again;
  BackupWriter writer([&](std::string_view part) -> Result<void> {
    again += part;
    return {};
  });
  const auto steps = reader.begin();
  if (!steps || !writer.begin(*steps)) return 0;
  while (true) {
    const auto table = reader.next_table();
    if (!table) return 0;
    if (!*table) break;
    if (!writer.begin_table((*table)->name, (*table)->columns)) std::abort();
    Row row;
    while (true) {
      const auto more = reader.next_row(row);
      if (!more) return 0;
      if (!*more) break;
      if (!writer.row(row)) std::abort();
    }
    if (!writer.end_table()) std::abort();
  }
  if (!writer.finish() || without_sums(again) != without_sums(bytes)) std::abort();
  return 0;
}
