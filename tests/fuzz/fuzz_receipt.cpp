// Fuzz target of receipts and openings: whatever the bytes, reading answers with a paper or with
// faults that have both languages; what is read is canonical, so its bytes are the only ones; an
// opening that is read can be matched, shown in part and made a subject of.
//
// The first byte picks what the rest is: a receipt, an opening, or an opening for a real receipt.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

#include "desks/receipt/receipt.hpp"

namespace {

namespace fs = std::filesystem;
namespace receipt = fugong::receipt;

const fs::path kGolden = FUGONG_SOURCE_DIR "/tests/golden/receipts";

void require(bool condition) {
  if (!condition) std::abort();
}

std::string slurp(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

struct Small {
  fugong::pack::Files files;
  fugong::pack::Pack pack;
  receipt::Issuer issuer;
  receipt::Receipt receipt;

  static fugong::pack::Files read() {
    fugong::pack::Files files;
    for (const auto& entry : fs::recursive_directory_iterator(kGolden / "packs")) {
      if (!entry.is_regular_file()) continue;
      files.emplace(fs::relative(entry.path(), kGolden / "packs").generic_string(),
                    slurp(entry.path()));
    }
    return files;
  }
  static receipt::Receipt issue(const receipt::Issuer& issuer, const fugong::pack::Pack& pack) {
    fugong::SeededRandom random(14);
    const fugong::Date day = *fugong::Date::parse("2020-02-21");
    const auto papers =
        issuer.issue(pack.demo.at(0).subject, {day, day}, {"declared", day}, random);
    require(papers.has_value());
    return *receipt::read_receipt(papers->receipt, "");
  }
  Small()
      : files(read()),
        pack(*fugong::pack::load(files, "small")),
        issuer(pack, files, "1.2.3"),
        receipt(issue(issuer, pack)) {}
  Small(const Small&) = delete;
  Small& operator=(const Small&) = delete;
};

void require_texts(const fugong::Faults& faults) {
  require(!faults.empty());
  for (const auto& fault : faults) {
    require(!fault.message.zh.empty() && !fault.message.en.empty());
    require(!fault.remedy.zh.empty() && !fault.remedy.en.empty());
  }
}

void try_opening(const Small& small, std::string_view bytes, bool whole) {
  const auto opening = receipt::read_opening(bytes, "");
  if (!opening) return require_texts(opening.error());
  const auto faults = receipt::match(small.receipt, *opening, receipt::Whole::yes);
  if (!faults.empty()) require_texts(faults);
  if (!opening->facts.empty()) {
    const auto part = receipt::disclose(*opening, {opening->facts[0].path});
    require(part && receipt::read_opening(*part, ""));
  }
  // Facts that no receipt bears out may not stop the program either.
  if (!whole || !opening->trace) return;
  const auto replay = small.issuer.replay(small.receipt, *opening);
  if (!replay) require_texts(replay.error());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Small kSmall;
  if (size < 1) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data + 1), size - 1);
  if (data[0] % 3 == 0) {
    const auto read = receipt::read_receipt(bytes, "");
    if (!read) require_texts(read.error());
  } else {
    try_opening(kSmall, bytes, data[0] % 3 == 1);
  }
  return 0;
}
