// Packs and checks for the tests of this room. Not part of the library.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "desks/receipt/receipt.hpp"

namespace fugong::receipt {

namespace fs = std::filesystem;

inline const fs::path kGolden = fs::path(FUGONG_SOURCE_DIR) / "tests/golden/receipts";

inline std::string slurp(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

inline pack::Files read_packs(const fs::path& root) {
  pack::Files files;
  for (const auto& entry : fs::recursive_directory_iterator(root)) {
    if (!entry.is_regular_file()) continue;
    files[fs::relative(entry.path(), root).generic_string()] = slurp(entry.path());
  }
  return files;
}

inline std::string all(const Faults& faults) {
  std::string text;
  for (const Fault& fault : faults)
    text += describe(fault, "en") + "\n";
  return text;
}

template <class T>
T must(Result<T> result) {
  if (result) return std::move(*result);
  std::fputs(all(result.error()).c_str(), stderr);
  std::abort();
}

/// A pack with the files that it came from.
struct LoadedPack {
  pack::Files files;
  pack::Pack pack;
  Issuer issuer;

  LoadedPack(pack::Files from, const char* id, const char* program = "1.2.3")
      : files(std::move(from)), pack(must(pack::load(files, id))), issuer(pack, files, program) {}
  LoadedPack(const LoadedPack&) = delete;
  LoadedPack& operator=(const LoadedPack&) = delete;
};

inline const LoadedPack& small() {
  static const LoadedPack kSmall(read_packs(kGolden / "packs"), "small");
  return kSmall;
}

inline const LoadedPack& notice() {
  static const LoadedPack kNotice(read_packs(fs::path(FUGONG_SOURCE_DIR) / "packs"),
                                  "miit-2020-14");
  return kNotice;
}

inline law::Moment the_day() {
  return {*Date::parse("2020-02-21"), *Date::parse("2020-02-21")};
}

inline Origin declared() {
  return {"declared", *Date::parse("2020-02-21")};
}

/// Papers of a facts document.
inline Papers papers_of(const LoadedPack& loaded, std::string_view facts, std::uint64_t seed = 1) {
  SeededRandom random(seed);
  const auto subject = must(law::read_subject(loaded.pack.book, must(parse_json(facts, ""))));
  return must(loaded.issuer.issue(subject, the_day(), declared(), random));
}

inline Receipt receipt_of(const Papers& papers) {
  return must(read_receipt(papers.receipt, "r.json"));
}
inline Opening opening_of(const Papers& papers) {
  return must(read_opening(papers.opening, "o.json"));
}

inline constexpr const char* kFirm = R"({"id": "firm 1", "place": "11", "motto": "\"/~\" 😀",
  "staff": 12, "revenue": "1234567.89", "listed": true, "loans": [
    {"id": "a/b~c", "principal": "1000000.00", "rate": "3.150", "granted": "2020-02-08"},
    {"principal": "500000", "rate": "4.5", "granted": "2020-02-21"}, {}]})";

}  // namespace fugong::receipt
